// What every page needs: a refused request says why, in place; on a phone the pages are in a menu.
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
