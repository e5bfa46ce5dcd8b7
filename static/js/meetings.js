/* Comforts for the pages of a meeting, which work without them.
   data-autosaved         a form that HTMX saves while one types; asks before it is left with something unsaved.
                          The part that answers has data-unsaved while something could not be saved
   data-attendance        rows of choices: 1, 2, 3 and 0 choose in the row that has the focus, and go on to the next
   data-attendance-all    a button that answers the rows without an answer with the first choice
   data-attendance-keys   the explanation of the keys */

(() => {
  "use strict";

  /* Saving while one types */
  const form = document.querySelector("[data-autosaved]");
  let dirty = false;

  form?.addEventListener("input", () => (dirty = true));
  form?.addEventListener("submit", () => (dirty = false));
  form?.addEventListener("htmx:beforeRequest", () => (dirty = false));
  form?.addEventListener("htmx:afterRequest", (event) => {
    dirty ||= !event.detail.successful;
  });

  window.addEventListener("beforeunload", (event) => {
    if (dirty || document.querySelector("[data-autosaved] [data-unsaved]")) event.preventDefault();
  });

  /* Attendance by keyboard */
  const KEYS = { 1: 0, 2: 1, 3: 2, 0: 3 };
  const attendance = document.querySelector("[data-attendance]");
  const choicesIn = (row) => [...row.querySelectorAll("input[type=radio]")];

  const choose = (input) => {
    input.checked = true;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  attendance?.addEventListener("keydown", (event) => {
    const wanted = KEYS[event.key];
    const row = event.target.closest("fieldset");
    if (wanted === undefined || event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    choose(choicesIn(row)[wanted]);
    const next = row.nextElementSibling ?? row;
    const choices = choicesIn(next);
    (choices.find((input) => input.checked) ?? choices[0]).focus();
  });

  const all = document.querySelector("[data-attendance-all]");
  all?.addEventListener("click", () => {
    for (const row of attendance.querySelectorAll("fieldset")) {
      const choices = choicesIn(row);
      if (choices.at(-1).checked) choose(choices[0]);
    }
  });

  document.querySelectorAll("[data-attendance-all], [data-attendance-keys]").forEach((part) => (part.hidden = false));
})();
