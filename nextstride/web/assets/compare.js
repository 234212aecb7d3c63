// Two runs on one clock: aligned at touchdown, and phase by phase or in time.
"use strict";

(async () => {
  const place = document.getElementById("compare");
  if (!place) return;
  const { COLORS, Film, Figure, drawBody, make, nearest, phaseAt, sized } = nextstride;
  const EVENTS = ["touchdown_s", "midstance_s", "toe_off_s", "next_touchdown_s"];
  const PHASES = ["pull", "push", "swing"];
  const POINTS = 201; // of a curve
  const SLOWER = 4; // times, when playing
  const part = (name) => place.querySelector(`[data-part=${name}]`);
  const slide = part("slide");

  const open = async (figure) => {
    const run = await (await fetch(figure.dataset.run)).json();
    const video = figure.querySelector("video");
    const canvas = figure.querySelector("canvas");
    const one = { run, said: figure.querySelector("[data-part=said]"), frame: 0 };
    const seen = (frame) => {
      one.frame = frame;
      const time = run.times[frame];
      figure.dataset.time = String(time);
      const side = part("side").value;
      // The picture nearest to touchdown may lie up to half a frame before it.
      const at = one.stride ? Math.max(time, one.stride[0]) : time;
      const from = one.stride ? `${Math.round((at - one.stride[0]) * 1000)} ms after touchdown` : "";
      one.said.textContent = `${side} ${phaseAt(run, side, at) || "–"} · ${from}`;
      if (!run.film) return;
      const context = sized(canvas);
      context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
      const scale = canvas.clientWidth / run.film.width;
      drawBody(context, run, frame, (x, y) => [x * scale, y * scale], 3);
    };
    one.player = run.film ? new Film(video, run, seen) : new Figure(canvas, run, seen);
    return one;
  };

  const pair = await Promise.all([...place.querySelectorAll("figure[data-run]")].map(open));
  let ends = null; // of the phases on the common scale, 0 to 1
  let plots = [];

  // The middle one of the strides of a leg that were seen whole.
  const strideOf = (run, side) => {
    const whole = run.steps.filter((step) => step.side === side && EVENTS.every((name) => step[name] !== null));
    const middle = whole[Math.floor(whole.length / 2)];
    return middle ? EVENTS.map((name) => middle[name]) : null;
  };

  const longest = () => Math.max(...pair.map(({ stride }) => stride[3] - stride[0]));

  // Moment of a run at a place of the common scale.
  const momentAt = ({ stride }, share) => {
    if (part("by").value === "time") return stride[0] + share * longest();
    const phase = share < ends[1] ? 0 : share < ends[2] ? 1 : 2;
    const within = (share - ends[phase]) / (ends[phase + 1] - ends[phase]);
    return stride[phase] + within * (stride[phase + 1] - stride[phase]);
  };

  const show = () => {
    if (!ends) return;
    const share = Number(slide.value) / 1000;
    for (const one of pair) {
      const wanted = nearest(one.run.times, momentAt(one, share));
      if (wanted !== one.player.wanted || one.player.shown !== wanted) one.player.show(wanted);
    }
    place.dataset.share = String(share);
    for (const { plot, line } of plots) line.style.transform = `translateX(${plot.valToPos(xOf(share), "x")}px)`;
    part("now").textContent = part("by").value === "time" ? `${Math.round(share * longest() * 1000)} ms` : `${Math.round(share * 100)} % of the stride`;
  };

  const xOf = (share) => (part("by").value === "time" ? share * longest() * 1000 : share * 100);

  // Straight between two pictures, as a plot would draw it.
  const valueAt = ({ times }, values, time) => {
    if (time < times[0] || time > times[times.length - 1]) return null;
    const close = nearest(times, time);
    const first = Math.min(times[close] <= time ? close : close - 1, times.length - 2);
    const [before, after] = [values[first], values[first + 1]];
    if (before === null || after === null) return values[close];
    return before + ((time - times[first]) / (times[first + 1] - times[first])) * (after - before);
  };

  const drawCurves = () => {
    part("curves").replaceChildren();
    plots = [];
    const shares = Array.from({ length: POINTS }, (_, number) => number / (POINTS - 1));
    for (const curve of pair[0].run.curves) {
      const other = pair[1].run.curves.find((each) => each.name === curve.name);
      if (!other) continue;
      const side = part("side").value;
      const lines = [curve, other].map((each, number) => shares.map((share) => valueAt(pair[number].run, each[side], momentAt(pair[number], share))));
      if (lines.some((line) => line.every((value) => value === null))) continue;
      const box = make("div", { className: "plot" });
      part("curves").append(make("h3", {}, `${curve.title}, ${curve.unit} `, make("span", { className: "quiet small" }, `positive: ${curve.positive}`)), box);
      const axis = { stroke: COLORS.ink, font: "12px system-ui, sans-serif", grid: { stroke: COLORS.rule, width: 1 }, ticks: { show: false } };
      const unit = part("by").value === "time" ? " ms" : " %";
      const plot = new uPlot({
        width: box.clientWidth || 300, height: 180, padding: [8, 24, 0, 0],
        cursor: { show: false }, legend: { show: false },
        scales: { x: { time: false } },
        axes: [{ ...axis, size: 24, values: (_, ticks) => ticks.map((tick) => tick + unit) }, { ...axis, size: 52 }],
        series: [{}, { stroke: COLORS[side], width: 2, points: { show: false } }, { stroke: COLORS[side], width: 2, dash: [7, 5], points: { show: false } }],
      }, [shares.map(xOf), ...lines], box);
      const line = make("div", { className: "cursor" });
      plot.over.append(line);
      plot.over.addEventListener("pointerdown", (event) => {
        const x = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, "x");
        slide.value = String(Math.round((x / xOf(1)) * 1000));
        show();
      });
      plots.push({ box, plot, line });
    }
  };

  const align = () => {
    const side = part("side").value;
    for (const one of pair) one.stride = strideOf(one.run, side);
    const can = pair.every(({ stride }) => stride);
    part("none").hidden = can;
    ends = null;
    part("scale").replaceChildren();
    part("curves").replaceChildren();
    plots = [];
    if (!can) return;
    const shareOf = ({ stride }, event) => (stride[event] - stride[0]) / (stride[3] - stride[0]);
    ends = [0, 1, 2, 3].map((event) => (shareOf(pair[0], event) + shareOf(pair[1], event)) / 2);
    if (part("by").value === "phase") {
      for (const [number, phase] of PHASES.entries()) {
        const made = make("span", { className: `phase-${phase}`, textContent: phase });
        made.style.flexGrow = String(ends[number + 1] - ends[number]);
        part("scale").append(made);
      }
    }
    drawCurves();
    show();
  };

  let round = null;
  const pause = () => {
    round = null;
    part("play").textContent = "Play";
  };
  const play = () => {
    round = {};
    const mine = round;
    const first = Number(slide.value) >= 1000 ? 0 : Number(slide.value);
    const begun = performance.now();
    part("play").textContent = "Pause";
    const step = (now) => {
      if (round !== mine || !ends) return;
      const stride = longest() * 1000 * SLOWER;
      slide.value = String(Math.min(1000, first + ((now - begun) / stride) * 1000));
      show();
      if (Number(slide.value) >= 1000) pause(); else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
  const turn = (by) => { pause(); slide.value = String(Number(slide.value) + by); show(); };

  part("play").addEventListener("click", () => (round ? pause() : play()));
  part("back").addEventListener("click", () => turn(-10));
  part("next").addEventListener("click", () => turn(10));
  slide.addEventListener("input", () => { pause(); show(); });
  for (const name of ["side", "by"]) part(name).addEventListener("change", () => { pause(); align(); });
  addEventListener("resize", () => { for (const { box, plot } of plots) plot.setSize({ width: box.clientWidth, height: 180 }); show(); });
  const seenWhole = ["left", "right"].find((side) => pair.every(({ run }) => strideOf(run, side)));
  if (seenWhole) part("side").value = seenWhole;
  align();
  place.dataset.ready = "yes";
})();
