// What every page needs: a refused request says why, in place; what was typed into a form that was
// refused is in it again; on a phone the pages are in a menu.
"use strict";

document.querySelector(".top .more")?.addEventListener("click", ({ target }) => {
  const open = target.closest(".top").classList.toggle("open");
  target.setAttribute("aria-expanded", String(open));
});

document.addEventListener("htmx:responseError", (event) => {
  const told = event.detail.xhr.responseText.slice(0, 400);
  const box = document.querySelector("#told") || document.querySelector("main").prepend(
    Object.assign(document.createElement("p"), { id: "told", className: "notice" })
  ) || document.querySelector("#told");
  box.setAttribute("role", "alert");
  box.textContent = told;
});

{
  const KEPT = "typed ";
  const ticked = (field) => ["checkbox", "radio"].includes(field.type);
  const place = (form) => KEPT + form.getAttribute("action");
  const typed = (form) =>
    [...form.elements].filter((field) => field.name && !["hidden", "password", "file"].includes(field.type));
  const forms = [...document.querySelectorAll("form.form[method=post]")];
  if (!document.querySelector("[data-refused]")) {
    for (const form of forms) {
      const kept = JSON.parse(sessionStorage.getItem(place(form)) || "null");
      for (const [number, field] of kept ? typed(form).entries() : []) {
        const [name, value, checked] = kept[number] || [];
        if (name !== field.name) continue;
        if (ticked(field)) field.checked = checked;
        else field.value = value;
      }
    }
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(KEPT)) sessionStorage.removeItem(key);
  }
  for (const form of forms) {
    form.addEventListener("submit", () => {
      const all = typed(form).map((field) => [field.name, field.value, field.checked]);
      sessionStorage.setItem(place(form), JSON.stringify(all));
    });
  }
}
