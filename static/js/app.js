/* Small comforts on top of pages that work without them. Behaviour hangs on data- attributes:
   data-opens="id"        opens the <dialog id>; the link it stands on is the way without JavaScript
   data-autosubmit        sends a form as soon as a choice in it changes
   data-guards-changes    asks before a form with unsaved changes is left
   data-takes-focus       takes the focus when it appears (what has to be corrected)
   data-closes-outside    a <details> that closes on Esc and on a click beside it
   data-remembers="name"  a <details> of which a cookie of that name remembers for a year that it is folded away
   data-prints            opens the print dialog (write the button with `hidden`; it is shown here)
   data-copies="text"     copies the text, or with data-copies="#id" what that field holds (also `hidden`)
   data-needs-script      is shown only where scripts run (write it with `hidden`)
   Listeners sit on the document, so that parts brought by HTMX behave the same. */

(() => {
  "use strict";

  const announce = (text, kind = "info") => {
    const region = document.getElementById("messages");
    if (!region) return;
    const notice = document.createElement("div");
    notice.className = `notice notice-${kind}`;
    notice.textContent = text;
    region.replaceChildren(notice);
    region.scrollIntoView({ block: "nearest" });
  };

  /* Dialogs */
  const openDialog = (event, opener) => {
    const dialog = document.getElementById(opener.dataset.opens);
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    dialog.showModal();
  };

  document.addEventListener("closeDialog", () => {
    document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  });

  /* Copying */
  const copy = async (button) => {
    const wanted = button.dataset.copies;
    const field = wanted.startsWith("#") ? document.querySelector(wanted) : null;
    try {
      await navigator.clipboard.writeText(field ? (field.value ?? field.textContent.trim()) : wanted);
      announce("コピーしました。", "success");
    } catch {
      field?.select?.();
      announce("コピーできませんでした。文字を選んで、コピーしてください。", "warning");
    }
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("[data-opens]");
    if (opener) openDialog(event, opener);
    if (event.target.closest("[data-prints]")) window.print();
    const copier = event.target.closest("[data-copies]");
    if (copier) copy(copier);
    document.querySelectorAll("details[data-closes-outside][open]").forEach((details) => {
      if (!details.contains(event.target)) details.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-closes-outside][open]").forEach((details) => {
      details.open = false;
      details.querySelector("summary").focus();
    });
  });

  /* What the reader folded away stays so: the server reads the cookie. A toggle does not bubble. */
  document.addEventListener(
    "toggle",
    (event) => {
      const name = event.target.dataset?.remembers;
      if (!name) return;
      const kept = event.target.open ? "max-age=0" : "max-age=31536000";
      document.cookie = `${name}=folded; path=/; samesite=lax; ${kept}`;
    },
    true,
  );

  /* Filters that apply themselves. Typed text waits for Enter or the button. */
  document.addEventListener("change", (event) => {
    const form = event.target.form?.closest("[data-autosubmit]");
    if (form && event.target.matches("select, input:is([type=checkbox], [type=radio], [type=date])")) {
      form.requestSubmit();
    }
  });

  /* Unsaved changes */
  const changed = new Set();

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-guards-changes]")) changed.add(form);
  });

  document.addEventListener("submit", (event) => changed.delete(event.target));

  /* Two presses of a button are one. HTMX, which has taken over by now, sees to its own forms. */
  const sent = new WeakMap();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const method = event.submitter?.formMethod || form.method;
    if (event.defaultPrevented || method !== "post") return;
    if (event.timeStamp - (sent.get(form) ?? -Infinity) < 1000) event.preventDefault();
    else sent.set(form, event.timeStamp);
  });

  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });

  /* Focus on what has to be corrected */
  const takeFocus = (root) => root.querySelector("[data-takes-focus]")?.focus();

  document.addEventListener("DOMContentLoaded", () => {
    takeFocus(document);
    const hidden = "[data-prints], [data-copies], [data-needs-script]";
    document.querySelectorAll(hidden).forEach((part) => (part.hidden = false));
  });

  document.addEventListener("htmx:load", (event) => takeFocus(event.detail.elt));

  document.addEventListener("htmx:sendError", () => {
    announce("通信できませんでした。電波やネットワークを確かめて、もう一度お試しください。", "error");
  });

  document.addEventListener("htmx:responseError", (event) => {
    const text =
      event.detail.xhr.status === 429
        ? "操作が続いたため、少しの間お待ちいただいています。1分ほどしてから、もう一度お試しください。"
        : "うまくいきませんでした。ページを開き直して、もう一度お試しください。";
    announce(text, "error");
  });

  /* Passkeys: what the browser says when they fail is English and technical. */
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    announce("パスキーを使えませんでした。もう一度お試しになるか、ほかの方法をお使いください。", "error");
  });
})();
