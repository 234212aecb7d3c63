"use strict";
// Draws the page's tables a part at a time, and one athlete against the squad.
const DATA = JSON.parse(document.getElementById("data").textContent);
const ROWS = 25;
const LONG = /^(Why|Recording)/; // Columns of texts that may be long: they wrap.
const SVG = "http://www.w3.org/2000/svg";

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

function shape(tag, attributes, words = "") {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.textContent = words;
  return element;
}

const fixed = (value, digits) => (value === null || value === undefined ? "–" : value.toFixed(digits).replace("-", "−"));
const signed = (value) => (value > 0 ? "+" : "") + fixed(value, 2);
const range = (low, high, show) => (low === null ? "" : `${show(low)} to ${show(high)}`);
const two = (value) => fixed(value, 2);

function link(address, words) {
  return address ? make("a", { href: encodeURI(address) }, words) : words;
}

// Rows of the runs' columns, made once.
const RUNS = DATA.runs.recording.map((_, place) =>
  Object.fromEntries(Object.keys(DATA.runs).map((name) => [name, DATA.runs[name][place]])));

const TABLES = {
  ranking: {
    rows: DATA.athletes.filter((row) => row.speed !== null),
    columns: [
      ["Rank", (row) => row.rank, (row) => row.rank],
      ["Athlete", (row) => row.name, (row) => link(row.report, row.name || "(no name)")],
      ["Top speed, m/s", (row) => row.speed, (row) => two(row.speed)],
      ["95 %", (row) => row.lower, (row) => range(row.lower, row.upper, two)],
      ["Faster than, % of the squad", (row) => row.share, (row) => (row.share === null ? "–" : fixed(100 * row.share, 0))],
      ["Limited by", (row) => row.limiter, (row) => row.limiter],
      ["Runs", (row) => row.runs, (row) => row.runs],
      ["Last day", (row) => row.last_day || "", (row) => row.last_day || ""],
      ["Change, m/s", (row) => row.change, (row) => (row.change === null ? "" : `${signed(row.change)} (${range(row.change_lower, row.change_upper, signed)})`)],
    ],
  },
  retest: {
    rows: DATA.athletes.filter((row) => row.retest),
    columns: [
      ["Athlete", (row) => row.name, (row) => link(row.report, row.name || "(no name)")],
      ["Why", (row) => row.retest, (row) => row.retest],
      ["Last day", (row) => row.last_day || "", (row) => row.last_day || ""],
    ],
  },
  runs: {
    rows: RUNS,
    columns: [
      ["Recording", (row) => row.recording, (row) => link(row.report, row.recording)],
      ["Athlete", (row) => row.athlete, (row) => row.athlete],
      ["Day", (row) => row.day, (row) => row.day],
      ["Outcome", (row) => row.status, (row) => row.status],
      ["Speed, m/s", (row) => row.speed, (row) => two(row.speed)],
      ["Why without numbers", (row) => row.reason, (row) => row.reason],
    ],
  },
};

function compare(one, other) {
  if (one === other) return 0;
  if (one === null || one === undefined) return 1;
  if (other === null || other === undefined) return -1;
  return one < other ? -1 : 1;
}

function table(place, { rows, columns }) {
  const words = rows.map((row) => columns.map(([, key]) => key(row) ?? "").join(" ").toLowerCase());
  let shown = rows.map((_, number) => number);
  let first = 0;
  let sorted = { column: -1, down: false };
  const body = make("tbody");
  const said = make("span", { role: "status" });
  const search = make("input", { type: "search", "aria-label": "Search", placeholder: "search" });
  const previous = make("button", { type: "button" }, "previous");
  const next = make("button", { type: "button" }, "next");
  const headers = columns.map(([title], column) => {
    const button = make("button", { type: "button" }, title);
    button.onclick = () => {
      sorted = { column, down: sorted.column === column && !sorted.down };
      first = 0;
      draw();
    };
    return make("th", { scope: "col" }, button);
  });

  function draw() {
    if (sorted.column >= 0) {
      const key = columns[sorted.column][1];
      shown.sort((one, other) => compare(key(rows[one]), key(rows[other])) * (sorted.down ? -1 : 1));
    }
    headers.forEach((header, column) => {
      const order = sorted.down ? "descending" : "ascending";
      header.setAttribute("aria-sort", column === sorted.column ? order : "none");
    });
    body.replaceChildren(...shown.slice(first, first + ROWS).map((number) =>
      make("tr", {}, ...columns.map(([title, , show]) =>
        make("td", LONG.test(title) ? { class: "text" } : {}, show(rows[number]))))));
    const last = Math.min(first + ROWS, shown.length);
    said.textContent = shown.length ? `${first + 1} to ${last} of ${shown.length}` : "none";
    previous.disabled = first === 0;
    next.disabled = last === shown.length;
  }

  search.oninput = () => {
    const wanted = search.value.trim().toLowerCase();
    shown = rows.map((_, number) => number).filter((number) => words[number].includes(wanted));
    first = 0;
    draw();
  };
  previous.onclick = () => { first = Math.max(0, first - ROWS); draw(); };
  next.onclick = () => { first += ROWS; draw(); };
  place.append(
    make("div", { class: "pages" }, search, previous, next, said),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `table: ${place.dataset.table}` }, make("table", {}, make("thead", {}, make("tr", {}, ...headers)), body)));
  draw();
}

const quantile = (sorted, share) => sorted[Math.round(share * (sorted.length - 1))];
const SQUAD = Object.fromEntries(DATA.measures.map(({ name }) => {
  const known = RUNS.filter((row) => row.status === "analysed" && row[name] !== null).map((row) => row[name]);
  return [name, known.sort((one, other) => one - other)];
}));

function againstSquad(runs) {
  const lines = DATA.measures.filter(({ name }) => SQUAD[name].length).map(({ name, title, unit, decimals }) => {
    const mine = runs.map((row) => row[name]).filter((value) => value !== null).sort((a, b) => a - b);
    const all = SQUAD[name];
    const middle = mine.length ? quantile(mine, 0.5) : null;
    const below = all.filter((value) => value < middle).length / all.length;
    return make("tr", {},
      make("th", { scope: "row" }, title, make("small", {}, unit)),
      make("td", {}, make("b", {}, fixed(middle, decimals))),
      make("td", { class: "number" }, `${fixed(quantile(all, 0.25), decimals)} to ${fixed(quantile(all, 0.75), decimals)}`),
      make("td", {}, middle === null ? "–" : `${Math.round(100 * below)} %`));
  });
  const titles = ["Measure", "Median of the runs", "Middle half of the squad's runs", "Runs below"];
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "table: one athlete" },
    make("table", {},
      make("thead", {}, make("tr", {}, ...titles.map((title) => make("th", { scope: "col" }, title)))),
      make("tbody", {}, ...lines)),
    make("p", { class: "after small quiet" }, "Most measures change with speed: compare athletes of like speed."));
}

function overTime(runs) {
  const dated = runs.filter((row) => row.day && row.speed !== null);
  if (!dated.length) return make("p", { class: "quiet" }, "No day is known of any run: name folders or files by the day, or give a list.");
  const [width, height, left, bottom] = [520, 260, 48, 28];
  const times = dated.map((row) => Date.parse(row.day));
  const [begin, end] = [Math.min(...times), Math.max(...times)];
  const low = Math.min(...dated.map((row) => row.lower ?? row.speed));
  const high = Math.max(...dated.map((row) => row.upper ?? row.speed));
  const x = (time) => left + 16 + (end > begin ? (time - begin) / (end - begin) : 0.5) * (width - left - 32);
  const y = (speed) => height - bottom - 8 - (high > low ? (speed - low) / (high - low) : 0.5) * (height - bottom - 24);
  const picture = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Speed of ${dated.length} runs over time` });
  dated.forEach((row, place) => {
    const at = x(times[place]);
    if (row.lower !== null) picture.append(shape("line", { x1: at, x2: at, y1: y(row.lower), y2: y(row.upper), stroke: "#9fb3c8", "stroke-width": 2 }));
    picture.append(shape("circle", { cx: at, cy: y(row.speed), r: 4, fill: "#1d2127" }));
  });
  [low, high].forEach((speed) => picture.append(shape("text", { x: 0, y: y(speed) + 4, "font-size": 14, fill: "#5c636e" }, two(speed))));
  const day = (time) => new Date(time).toISOString().slice(0, 10);
  picture.append(shape("text", { x: left, y: height - 6, "font-size": 14, fill: "#5c636e" }, day(begin)));
  if (end > begin) picture.append(shape("text", { x: width - 8, y: height - 6, "font-size": 14, fill: "#5c636e", "text-anchor": "end" }, day(end)));
  return make("figure", {}, make("h3", {}, "Speed over time, m/s"), picture, make("figcaption", {}, "One dot a run, with its 95 % interval."));
}

function oneAthlete() {
  const choice = document.getElementById("athlete");
  choice.append(...DATA.athletes.map((row, place) => make("option", { value: place }, row.name || "(no name)")));
  choice.onchange = () => {
    const athlete = DATA.athletes[choice.value];
    if (!athlete) return;
    const runs = RUNS.filter((row) => row.status === "analysed" && row.athlete === athlete.name);
    document.getElementById("one").replaceChildren(
      make("div", {}, againstSquad(runs)), make("div", {}, overTime(runs)));
  };
  choice.onchange();
}

document.querySelectorAll("[data-table]").forEach((place) => table(place, TABLES[place.dataset.table]));
oneAthlete();
