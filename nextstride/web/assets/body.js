// What pages that show a run share: colours, the body in one picture, the phases of a moment.
"use strict";

const nextstride = (() => {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  const COLORS = { left: color("left"), right: color("right"), ink: color("ink"), rule: color("rule") };
  const SIDES = ["left", "right"];

  const sideOf = (joint) => SIDES.find((side) => joint.startsWith(`${side}_`));

  // Lines of the body in picture `frame`; `place` turns a point of the run into a pixel.
  const drawBody = (context, run, frame, place, thick) => {
    context.lineCap = context.lineJoin = "round";
    for (const [casing, width] of [[true, thick + 2], [false, thick]]) {
      for (const limb of run.limbs) {
        const side = sideOf(limb[0]) === sideOf(limb[limb.length - 1]) ? sideOf(limb[0]) : undefined;
        const arm = limb[0].endsWith("shoulder");
        context.strokeStyle = casing ? "rgba(255,255,255,0.75)" : side ? COLORS[side] : COLORS.ink;
        context.lineWidth = arm ? width * 0.6 : width;
        context.beginPath();
        let pen = false;
        for (const joint of limb) {
          const [across, up] = run.points[joint];
          if (across[frame] === null || up[frame] === null) { pen = false; continue; }
          const [x, y] = place(across[frame], up[frame]);
          if (pen) context.lineTo(x, y); else context.moveTo(x, y);
          pen = true;
        }
        context.stroke();
      }
    }
  };

  // A head above the neck, in the line of the trunk.
  const drawHead = (context, run, frame, place, size) => {
    const ends = ["pelvis", "neck"].map((joint) => (run.points[joint] || []).map((axis) => axis[frame]));
    if (ends.some((end) => end.length === 0 || end.includes(null))) return;
    const [[px, py], [nx, ny]] = ends.map(([forward, up]) => place(forward, up));
    const long = Math.hypot(nx - px, ny - py) || 1;
    context.strokeStyle = COLORS.ink;
    context.fillStyle = "#fff";
    context.lineWidth = 3;
    context.beginPath();
    context.arc(nx + ((nx - px) / long) * 1.6 * size, ny + ((ny - py) / long) * 1.6 * size, size, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  };

  // The same where there is no film: on its own ground, in the middle of a canvas.
  const HALF_SPAN = 1.3;
  const TALL = 2.1;
  const drawAlone = (canvas, run, frame) => {
    const context = sized(canvas);
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    const scale = Math.min(width / (2 * HALF_SPAN), (height - 16) / TALL);
    const floor = height - 12;
    context.clearRect(0, 0, width, height);
    context.strokeStyle = COLORS.rule;
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(0, floor);
    context.lineTo(width, floor);
    context.stroke();
    const place = (forward, up) => [width / 2 + forward * scale, floor - up * scale];
    drawBody(context, run, frame, place, 5);
    drawHead(context, run, frame, place, 0.11 * scale);
  };

  // A canvas as sharp as the screen.
  const sized = (canvas) => {
    const dense = window.devicePixelRatio || 1;
    const wanted = [Math.round(canvas.clientWidth * dense), Math.round(canvas.clientHeight * dense)];
    if (canvas.width !== wanted[0] || canvas.height !== wanted[1]) [canvas.width, canvas.height] = wanted;
    const context = canvas.getContext("2d");
    context.setTransform(dense, 0, 0, dense, 0, 0);
    return context;
  };

  const phaseAt = (run, side, time) => {
    const span = run.spans.find((each) => each.side === side && each.start <= time && time < each.stop);
    return span ? span.phase : "";
  };

  // The picture nearest to a moment.
  const nearest = (times, time) => {
    let low = 0;
    let high = times.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (times[middle] <= time) low = middle; else high = middle;
    }
    return time - times[low] <= times[high] - time ? low : high;
  };

  const make = (tag, told = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), told);
    made.append(...inside);
    return made;
  };

  // A film whose every picture is shown when it is asked for, and told when it is seen.
  class Film {
    constructor(video, run, seen) {
      Object.assign(this, { video, run, seen, shown: -1, wanted: 0 });
      const told = (_, picture) => {
        this.shown = Math.min(Math.round(picture.mediaTime * run.film.rate), run.times.length - 1);
        if (!video.paused) this.wanted = this.shown;
        seen(this.shown);
        video.requestVideoFrameCallback(told);
      };
      video.requestVideoFrameCallback(told);
      this.speed(1);
    }
    show(frame) {
      this.video.pause();
      this.wanted = frame;
      this.video.currentTime = (frame + 0.5) / this.run.film.rate;
    }
    speed(share) {
      const { times, film } = this.run;
      const rate = (times.length - 1) / (times[times.length - 1] - times[0]);
      this.video.playbackRate = Math.max(0.0625, Math.min(16, (share * rate) / film.rate));
    }
    play() {
      if (this.video.ended || this.shown >= this.run.times.length - 1) this.video.currentTime = 0;
      this.video.play();
    }
    pause() { this.video.pause(); }
    get isPlaying() { return !this.video.paused; }
  }

  // A stick figure with the same buttons as a film.
  class Figure {
    constructor(canvas, run, seen) {
      Object.assign(this, { canvas, run, seen, shown: 0, wanted: 0, share: 1, isPlaying: false });
      this.show(0);
      addEventListener("resize", () => this.draw());
    }
    draw() { drawAlone(this.canvas, this.run, this.shown); }
    show(frame) {
      this.isPlaying = false;
      this.turn(frame);
    }
    turn(frame) {
      this.shown = this.wanted = frame;
      this.draw();
      this.seen(frame);
    }
    speed(share) {
      this.share = share;
      if (this.isPlaying) this.play();
    }
    play() {
      const { times } = this.run;
      const first = this.shown >= times.length - 1 ? 0 : this.shown;
      const begun = performance.now();
      this.isPlaying = true;
      const round = (this.round = {});
      const step = (now) => {
        if (!this.isPlaying || this.round !== round) return;
        const time = times[first] + ((now - begun) / 1000) * this.share;
        if (time >= times[times.length - 1]) this.isPlaying = false;
        this.turn(nearest(times, time));
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    }
    pause() {
      this.isPlaying = false;
      this.seen(this.shown);
    }
  }

  return { COLORS, SIDES, Film, Figure, drawAlone, drawBody, make, nearest, phaseAt, sized };
})();
