// A run on one clock: film or figure, the phases of both legs, and curves. What is seen leads; every
// other part follows the picture.
"use strict";

(async () => {
  const place = document.getElementById("clock");
  if (!place) return;
  const { COLORS, SIDES, Film, Figure, drawBody, make, nearest, phaseAt, sized } = nextstride;
  const run = await (await fetch(place.dataset.run)).json();
  const { times } = run;
  const LEFT = 52; // px, of the curves' numbers; the phases stand above the curves.
  const RIGHT = 20;
  const WINDOW = 3; // s shown at once, so that a step is wide enough to see.
  const part = (name) => place.querySelector(`[data-part=${name}]`);
  const now = part("now");
  const overlay = part("overlay");
  const video = part("film");
  const lastTime = times[times.length - 1];
  const wide = Math.min(WINDOW, lastTime - times[0]);
  let shown = [times[0], times[0] + wide];
  let frame = 0;

  // Phases: a row a leg.
  const rows = Object.fromEntries(SIDES.map((side) => [side, part(`phases-${side}`)]));
  const blocks = run.spans.map((span) => {
    const made = make("span", { className: `phase phase-${span.phase}${span.open ? " open" : ""}`, textContent: span.phase });
    rows[span.side].append(made);
    return { span, made };
  });
  const ribbon = part("ribbon");
  const acrossOf = (time) => {
    const width = ribbon.clientWidth - LEFT - RIGHT;
    return LEFT + ((time - shown[0]) / (shown[1] - shown[0])) * width;
  };

  // Curves.
  const plots = run.curves.map((curve) => {
    const box = make("div", { className: "plot" });
    const key = SIDES.map((side) => make("span", { className: side, textContent: ` ${side}` }));
    const title = make("h3", {}, `${curve.title}, ${curve.unit} `, make("span", { className: "quiet small" }, `positive: ${curve.positive}`), ...key);
    part("curves").append(title, box);
    const series = (side) => ({ stroke: COLORS[side], width: 2, points: { show: false } });
    const axis = { stroke: COLORS.ink, font: "12px system-ui, sans-serif", grid: { stroke: COLORS.rule, width: 1 }, ticks: { show: false } };
    const plot = new uPlot({
      width: box.clientWidth || 300, height: 170, padding: [8, RIGHT, 0, 0],
      cursor: { show: false }, legend: { show: false },
      scales: { x: { time: false, range: () => shown } },
      axes: [{ ...axis, size: 24, values: (_, ticks) => ticks.map((tick) => `${+tick.toFixed(3)} s`) }, { ...axis, size: LEFT }],
      series: [{}, series("left"), series("right")],
    }, [times, curve.left, curve.right], box);
    const line = make("div", { className: "cursor" });
    plot.over.append(line);
    const seek = (event) => show(nearest(times, plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, "x")));
    plot.over.addEventListener("pointerdown", seek);
    plot.over.addEventListener("pointermove", (event) => { if (event.buttons & 1) seek(event); });
    return { box, plot, line };
  });

  const ribbonLine = make("div", { className: "cursor" });
  ribbon.append(ribbonLine);
  ribbon.addEventListener("pointerdown", (event) => {
    const share = (event.clientX - ribbon.getBoundingClientRect().left - LEFT) / (ribbon.clientWidth - LEFT - RIGHT);
    show(nearest(times, shown[0] + share * (shown[1] - shown[0])));
  });

  const layOut = () => {
    for (const { span, made } of blocks) {
      const from = acrossOf(Math.max(span.start, shown[0]));
      const to = acrossOf(Math.min(span.stop, shown[1]));
      made.hidden = to - from < 1;
      made.style.left = `${from}px`;
      made.style.width = `${to - from}px`;
      made.textContent = to - from > 9 * span.phase.length ? span.phase : "";
    }
    [place.dataset.from, place.dataset.until] = shown.map(String);
    for (const { plot } of plots) plot.setScale("x", { min: shown[0], max: shown[1] });
  };

  // The window moves on when the picture leaves it.
  const follow = (time) => {
    if (time >= shown[0] && time <= shown[1]) return;
    const first = Math.max(times[0], Math.min(time - 0.1 * wide, lastTime - wide));
    shown = [first, first + wide];
    layOut();
  };

  const drawOverlay = () => {
    const context = sized(overlay);
    context.clearRect(0, 0, overlay.clientWidth, overlay.clientHeight);
    if (!part("drawn").checked) return;
    const scale = overlay.clientWidth / run.film.width;
    drawBody(context, run, frame, (x, y) => [x * scale, y * scale], 3);
  };

  const seen = (number) => {
    frame = number;
    const time = times[frame];
    follow(time);
    place.dataset.frame = String(frame);
    place.dataset.time = String(time);
    // Not by the plot's own scale, which changes only after this.
    const share = (time - shown[0]) / (shown[1] - shown[0]);
    for (const { plot, line } of plots) line.style.transform = `translateX(${share * plot.over.clientWidth}px)`;
    ribbonLine.style.transform = `translateX(${acrossOf(time)}px)`;
    for (const { span, made } of blocks) made.classList.toggle("now", span.start <= time && time < span.stop);
    const phases = SIDES.map((side) => `${side} ${phaseAt(run, side, time) || "–"}`).join(" · ");
    now.textContent = `${time.toFixed(3)} s · ${phases}`;
    if (overlay) drawOverlay();
    part("play").textContent = player && player.isPlaying ? "Pause" : "Play";
  };

  let player = null;
  player = run.film ? new Film(video, run, seen) : new Figure(part("figure"), run, seen);
  const show = (number) => player.show(Math.max(0, Math.min(number, times.length - 1)));
  const turn = () => { if (player.isPlaying) player.pause(); else player.play(); };
  if (video) {
    for (const kind of ["play", "pause"]) video.addEventListener(kind, () => { part("play").textContent = player.isPlaying ? "Pause" : "Play"; });
    part("drawn").addEventListener("change", drawOverlay);
  }

  part("back").addEventListener("click", () => show(player.wanted - 1));
  part("next").addEventListener("click", () => show(player.wanted + 1));
  part("play").addEventListener("click", turn);
  part("speed").addEventListener("change", (event) => player.speed(Number(event.target.value)));
  player.speed(Number(part("speed").value));
  const spoken = ["INPUT", "SELECT", "TEXTAREA"];
  document.addEventListener("keydown", (event) => {
    if (spoken.includes(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowRight") show(player.wanted + 1);
    else if (event.key === "ArrowLeft") show(player.wanted - 1);
    else if (event.key === " " && !["BUTTON", "SUMMARY", "A"].includes(event.target.tagName)) turn();
    else return;
    event.preventDefault();
  });

  // Key positions: the side is that of the foot that pushes off.
  for (const side of SIDES) {
    const mine = run.positions.filter((each) => each.side === side);
    if (!mine.length) continue;
    const buttons = mine.map((each) => {
      const made = make("button", { type: "button", className: "position", textContent: each.name, title: each.meaning });
      made.addEventListener("click", () => show(nearest(times, each.time)));
      return made;
    });
    part("positions").append(make("p", {}, make("span", { className: `side ${side}`, textContent: `${side} foot pushes off` }), ...buttons));
  }

  const fit = () => {
    for (const { box, plot } of plots) plot.setSize({ width: box.clientWidth, height: 170 });
    layOut();
    seen(frame);
  };
  addEventListener("resize", fit);
  fit();
  place.dataset.ready = "yes";
})();
