// Timer of one hold: get ready, hold left, change, hold right, rest, and so on; it beeps and buzzes.
"use strict";

const READY = 5;
const box = document.querySelector("#timer");
let running = null;
let opener = null;
let light = null;

function phases({ hold, sets, rest, sides }) {
  const legs = Number(sides) === 1 ? ["Hold"] : ["Hold left", "Hold right"];
  const list = [];
  for (let set = 1; set <= Number(sets); set += 1) {
    legs.forEach((name, leg) => {
      const first = set === 1 && leg === 0;
      if (first || leg > 0) list.push({ name: first ? "Get ready" : "Change legs", seconds: READY, set });
      list.push({ name, seconds: Number(hold), set, works: true });
    });
    if (set < Number(sets)) list.push({ name: "Rest", seconds: Number(rest), set });
  }
  return list;
}

let sound = null;
function beep(pitch) {
  if (navigator.vibrate) navigator.vibrate(150);
  if (!sound) return;
  const tone = sound.createOscillator();
  const loudness = sound.createGain();
  tone.frequency.value = pitch;
  loudness.gain.value = 0.2;
  tone.connect(loudness).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.15);
}

function show(phase, seconds, sets) {
  const put = (name, words) => {
    const place = box.querySelector(name);
    if (place.textContent !== words) place.textContent = words;
  };
  put(".phase", phase.name);
  put(".seconds", String(seconds));
  put(".set", `Set ${phase.set} of ${sets}`);
  box.classList.toggle("works", Boolean(phase.works));
}

// A dark screen stops the count; browsers keep it lit only for pages that came by https or from here.
async function keepLit() {
  try {
    light = await navigator.wakeLock.request("screen");
    if (!running) light.release();
  } catch {
    light = null;
  }
}

function stop() {
  if (!running) return;
  clearInterval(running);
  running = null;
  box.hidden = true;
  if (light) light.release();
  light = null;
  opener.focus();
}

function start(button) {
  stop();
  const list = phases(button.dataset);
  let at = 0;
  let ends = performance.now() + list[0].seconds * 1000;
  opener = button;
  box.querySelector(".title").textContent = button.dataset.title;
  box.hidden = false;
  box.querySelector("[data-stop]").focus();
  try {
    sound = sound || new AudioContext();
  } catch {
    sound = null; // A phone without sound still counts and buzzes.
  }
  const tick = () => {
    const before = at;
    while (performance.now() >= ends) {
      at += 1;
      if (at >= list.length) {
        beep(880);
        stop();
        button.textContent = "Timer: done";
        return;
      }
      ends += list[at].seconds * 1000;
    }
    if (at > before) beep(list[at].works ? 880 : 440);
    show(list[at], Math.ceil((ends - performance.now()) / 1000), button.dataset.sets);
  };
  running = setInterval(tick, 100);
  keepLit();
  tick();
}

document.querySelectorAll("[data-timer]").forEach((button) =>
  button.addEventListener("click", () => start(button)));
box.querySelector("[data-stop]").addEventListener("click", stop);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") stop();
  if (event.key === "Tab" && running) event.preventDefault(); // Stop is all there is.
});
