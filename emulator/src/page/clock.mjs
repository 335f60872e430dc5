// The emulator's clock: shown, stopped, stepped, moved.

import { act, get, post } from "./api.mjs";
import { byId, timeOfDay } from "./dom.mjs";

/** The clock as last read, and when that was by the browser's clock. */
let read = { runs: false, timeMs: 0 };
let readAt = performance.now();

const now = () => read.timeMs + (read.runs ? performance.now() - readAt : 0);

/** Takes over what the emulator reports of its clock. */
export function accept(clock) {
  read = clock;
  readAt = performance.now();
  byId("pause").textContent = read.runs ? "Pause" : "Resume";
  byId("clock").dataset.runs = read.runs;
  byId("clock-state").textContent = read.runs ? "running" : "stopped";
  showNext();
  tick();
}

function showNext() {
  const next = read.nextDueInMs;
  const left = next === undefined ? undefined : Math.max(0, next - (read.runs ? performance.now() - readAt : 0));
  byId("next").textContent = left === undefined ? "nothing is due" : `next in ${(left / 1000).toFixed(1)} s`;
  byId("step").disabled = left === undefined;
}

function tick() {
  byId("time").textContent = timeOfDay(now()).slice(0, 10);
  if (read.runs) showNext();
}

/** Reads the clock: what falls due next may be another thing after a change of calls. */
export const refresh = async () => accept(await get("clock"));

const move = (body) => act(async () => accept(await post("clock", body)));

export function start() {
  byId("pause").addEventListener("click", () => move({ runs: !read.runs }));
  byId("step").addEventListener("click", () => move({ step: true }));
  for (const button of document.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () => move({ advanceMs: Number(button.dataset.advance) }));
  }
  setInterval(tick, 100);
}
