// Keeps a list of runs as the server tells it, an event a second; a page of one run turns over when
// that run has ended.
"use strict";

for (const list of document.querySelectorAll("[data-live]")) {
  const only = list.dataset.only;
  const events = new EventSource(list.dataset.live);
  const shown = new Map();

  const rowOf = (id) => {
    const known = document.getElementById(`run-${id}`);
    if (known) return known;
    const made = Object.assign(document.createElement("li"), { id: `run-${id}` });
    list.prepend(made);
    return made;
  };

  events.onmessage = (event) => {
    list.dataset.told = String(Number(list.dataset.told || 0) + 1);
    for (const run of JSON.parse(event.data).reverse()) {
      if (only && run.id !== only) continue;
      const row = rowOf(run.id);
      const before = row.dataset.state;
      if (shown.get(run.id) !== run.html) row.innerHTML = run.html;
      shown.set(run.id, run.html);
      row.dataset.state = run.state;
      if (only && before && before !== run.state) location.reload();
    }
  };
  addEventListener("pagehide", () => events.close());
}
