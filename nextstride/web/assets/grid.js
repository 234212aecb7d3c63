// Grid of a test day for the keyboard: Enter and the arrows go down and up a column, Tab along a row.
"use strict";

document.querySelectorAll("form.grid").forEach((form) => {
  const columns = {};
  form.querySelectorAll("input[data-column]").forEach((cell) => {
    (columns[cell.dataset.column] ||= []).push(cell);
    cell.addEventListener("focus", () => cell.select());
  });
  form.addEventListener("keydown", (event) => {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const cell = event.target;
    if (!step || !cell.dataset.column) return;
    event.preventDefault();
    const column = columns[cell.dataset.column];
    const next = column[column.indexOf(cell) + step];
    if (next) next.focus();
    else if (step > 0) form.querySelector("button.button").focus();
  });
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  addEventListener("beforeunload", (event) => typed && event.preventDefault());
});

// What changes the grid itself, as another test, is shown at once.
document.querySelectorAll("select[data-shows]").forEach((choice) =>
  choice.addEventListener("change", () => { location.search = `?${choice.dataset.shows}${choice.value}`; }));
