/* Makes keying in sheets quick; the form works without it, and the server reads everything anew.
   data-keying    the form. Enter goes on, arrow up and Backspace in an empty box go back, questions that are not for
                  these answers are passed over (arrow down enters them)
   data-row       a question with its box: data-kind, data-width (digits of its numbers), data-most (so many may be
                  chosen), data-parent and data-shown (the question it goes on from, and after which answers),
                  data-refusable
   data-said      tells in words what was typed
   data-bracket   the box of a choice with brackets
   data-serial    the number of the sheet; what the server says of it comes into #serial-said */

(() => {
  "use strict";

  const form = document.querySelector("[data-keying]");
  if (!form) return;
  const INVALID = /^[*×xX]$/;
  const REFUSED = 99;
  const rows = [...form.querySelectorAll("[data-row]")];
  const byKey = new Map(rows.map((row) => [row.dataset.key, row]));
  const hints = new Map(rows.map((row) => [row, row.querySelector("[data-said]").textContent.trim()]));
  const serial = form.querySelector("[data-serial]");
  const save = form.querySelector("[data-save]");

  const boxOf = (row) => row.querySelector(".keying-answer > input, .keying-answer > textarea");
  const typedIn = (row) => boxOf(row).value.normalize("NFKC").trim();
  const textOf = (row, code) => row.querySelector(`[data-code="${code}"]`)?.lastChild.textContent.trim();

  /* The numbers that stand in a box, as the server will read them (surveys/keying.py). */
  const codesIn = (row) => {
    const typed = typedIn(row).replace(/^[-‐−ー―]$/, REFUSED);
    const width = Number(row.dataset.width);
    if (typed === String(REFUSED) && "refusable" in row.dataset) return [REFUSED];
    return typed
      .split(/[\s.,、。・+/]+/)
      .flatMap((word) => (word.length > width ? word.match(new RegExp(`.{1,${width}}`, "g")) : [word]))
      .filter((word) => word && Number(word) !== 0)
      .map(Number);
  };

  const saidOf = (row) => {
    const typed = typedIn(row);
    if (!typed || row.dataset.kind === "T") return "";
    if (INVALID.test(typed)) return "無効";
    if (row.dataset.kind === "N" && /\d/.test(typed)) return typed;
    if (row.dataset.kind === "MX" && /^[\d\s]+$/.test(typed)) return saidOfTable(row, typed);
    const codes = codesIn(row);
    if (!codes.length) return "無回答";
    const most = Number(row.dataset.most);
    if (most && codes.length > most) return `${most}つまでです（いま${codes.length}つ）`;
    return codes.map((code) => textOf(row, code) ?? `「${Number.isNaN(code) ? typed : code}」はありません`).join("、");
  };

  const saidOfTable = (row, typed) => {
    const items = [...row.querySelectorAll("[data-item]")];
    const digits = row.dataset.width === "1" ? [...typed.replace(/\s/g, "")] : typed.split(/\s+/);
    items.forEach((item, index) => item.classList.toggle("keying-next", index === digits.length));
    const last = digits.length - 1;
    if (last >= items.length) return `${items.length}項目より多く打っています`;
    const said = digits[last] === "0" ? "無回答" : (textOf(row, digits[last]) ?? `「${digits[last]}」はありません`);
    return `${items[last].textContent}：${said}（${digits.length}/${items.length}）`;
  };

  /* Brackets are there for those who chose them */
  const bracketsOf = (row) => [...row.querySelectorAll("[data-bracket]")];
  const isOpen = (bracket, row) =>
    bracket.querySelector("input").value !== "" || codesIn(row).includes(Number(bracket.dataset.bracket));

  /* Branching */
  const isShown = (row) => {
    const parent = byKey.get(row.dataset.parent);
    if (!parent) return true;
    const wanted = row.dataset.shown.split(" ").map(Number);
    return isShown(parent) && codesIn(parent).some((code) => wanted.includes(code));
  };

  const refresh = (changed) => {
    const said = changed.querySelector("[data-said]");
    const words = saidOf(changed) || hints.get(changed);
    if (said.textContent !== words) said.textContent = words;
    const codes = codesIn(changed);
    changed.querySelectorAll("[data-code]").forEach((choice) => {
      choice.classList.toggle("keying-chosen", codes.includes(Number(choice.dataset.code)));
    });
    bracketsOf(changed).forEach((bracket) => (bracket.hidden = !isOpen(bracket, changed)));
    rows.filter((row) => row.dataset.parent).forEach((row) => row.classList.toggle("keying-off", !isShown(row)));
  };

  /* Moving */
  const stops = (all) =>
    rows
      .filter((row) => all || isShown(row) || typedIn(row))
      .flatMap((row) => [boxOf(row), ...bracketsOf(row).filter((each) => !each.hidden).map((each) => each.querySelector("input"))]);

  const goTo = (place) => {
    if (!place) return;
    place.focus();
    place.select?.();
    (place.closest("[data-row]") ?? place).scrollIntoView({ block: "nearest" });
  };

  const move = (from, step, all = false) => {
    const places = stops(all);
    const here = places.indexOf(from);
    if (here + step < 0) goTo(serial ?? from);
    else goTo(places[here + step] ?? save);
  };

  const isSure = (row) => {
    const typed = typedIn(row);
    if (row.dataset.width !== "1" || !/^\d+$/.test(typed)) return false;
    if (row.dataset.kind === "MX") return typed.length === row.querySelectorAll("[data-item]").length;
    return ["S", "SC"].includes(row.dataset.kind) && typed.length === 1 && textOf(row, typed) !== undefined;
  };

  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    refresh(row);
    const advances = form.elements.namedItem("advance")?.checked;
    if (advances && event.target === boxOf(row) && !event.isComposing && isSure(row)) move(event.target, 1);
  });

  form.addEventListener("keydown", (event) => {
    const place = event.target;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (place === save) {
      if (event.key === "ArrowUp" || event.key === "Backspace") {
        event.preventDefault();
        goTo(stops(false).at(-1));
      }
      return;
    }
    if (!place.matches("input, textarea")) return;
    const row = place.closest("[data-row]");
    const isEmpty = place.value === "";
    const isText = place.matches("textarea");
    const atStart = isEmpty || (place.selectionStart === 0 && place.selectionEnd === 0);
    const does = (action) => {
      event.preventDefault();
      action();
    };
    if (event.key === "Enter" && !event.shiftKey) does(() => (row ? move(place, 1) : goTo(stops(false)[0])));
    else if (!row) return;
    else if (event.key === " " && isEmpty) does(() => move(place, 1));
    else if (event.key === "Backspace" && isEmpty) does(() => move(place, -1));
    else if (event.key === "ArrowUp" && (!isText || atStart)) does(() => move(place, -1));
    else if (event.key === "ArrowDown" && !isText) does(() => move(place, 1, true));
  });

  /* The number of the sheet. A refusal stays until Esc: who types without looking shall not type over the number. */
  const refusal = document.getElementById("keying-refusal");
  document.addEventListener("htmx:afterSwap", (event) => {
    const refused = event.target.querySelector?.("[data-refused]");
    if (event.target.id !== "serial-said" || !refused) return;
    refusal.querySelector("[data-refusal]").replaceChildren(refused.cloneNode(true));
    refusal.showModal();
  });
  refusal?.addEventListener("close", () => goTo(serial));

  /* What was read on the server, or is put right, is shown as it will be read */
  rows.forEach(refresh);
  document.querySelectorAll("[data-needs-script]").forEach((part) => (part.hidden = false));
  const wrong = form.querySelector("[data-row] [aria-invalid=true], [data-dropped] .keying-answer > :is(input, textarea)");
  if (wrong) goTo(wrong);
})();
