// Reading free texts by keyboard: the digits choose what becomes of a text, then Enter saves and goes on.
"use strict";

const form = document.querySelector("form[data-digits]");

if (form) {
  const choices = form.querySelectorAll(`input[name="${form.dataset.digits}"]`);
  form.querySelector(".remark-keys").hidden = false;
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      return;
    }
    const choice = choices[Number(event.key) - 1];
    if (choice) {
      choice.checked = true;
      choice.dispatchEvent(new Event("change", { bubbles: true }));
      choice.focus();
      event.preventDefault();
    }
  });
}
