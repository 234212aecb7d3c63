// What every page needs: a refused request says why, in place.
"use strict";

document.addEventListener("htmx:responseError", (event) => {
  const told = event.detail.xhr.responseText.slice(0, 400);
  const box = document.querySelector("#told") || document.querySelector("main").prepend(
    Object.assign(document.createElement("p"), { id: "told", className: "notice" })
  ) || document.querySelector("#told");
  box.setAttribute("role", "alert");
  box.textContent = told;
});
