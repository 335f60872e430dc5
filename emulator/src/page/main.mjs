// Starts the page and keeps it up to date: what the emulator reports as it happens is drawn together, at most four times a
// second.

import { act, get, post, url } from "./api.mjs";
import * as calls from "./calls.mjs";
import * as clock from "./clock.mjs";
import { byId, element, show } from "./dom.mjs";
import * as faults from "./faults.mjs";
import * as ladder from "./ladder.mjs";
import * as participants from "./participants.mjs";
import * as phone from "./phone.mjs";
import * as setup from "./setup.mjs";

const PAUSE = 250;

/** What has to be fetched or drawn at the next chance. */
const due = { list: true, calls: true, ladder: true, setup: true };
let isWaiting = false;
/** How long the last drawing took: the page rests four times as long, however much there is to draw. */
let took = 0;

/** Draws soon; what is reported until then needs no drawing of its own. */
function soon(...parts) {
  for (const part of parts) due[part] = true;
  if (isWaiting) return;
  isWaiting = true;
  setTimeout(async () => {
    const begun = performance.now();
    await act(drawDue);
    took = performance.now() - begun;
    isWaiting = false;
    if (Object.values(due).some(Boolean)) soon();
  }, Math.max(PAUSE, 4 * took));
}

function take(part) {
  const was = due[part];
  due[part] = false;
  return was;
}

async function drawDue() {
  if (take("setup")) await Promise.all([setup.refresh(), faults.refresh()]);
  if (take("list")) {
    const all = await get("calls?limit=2000");
    calls.replace(all.calls);
    calls.count(all);
    due.calls = true;
  }
  if (take("calls")) {
    calls.draw();
    drawCall();
    await Promise.all([clock.refresh(), faults.refresh()]);
  }
  if (take("ladder")) await ladder.draw(calls.selected());
}

/** Draws what is shown of the selected call beside its diagram. */
function drawCall() {
  const call = calls.selected();
  byId("call-title").textContent = call ? calls.title(call) : "No call yet";
  byId("call-state").textContent = call?.state ?? "";
  byId("call-state").dataset.state = call?.state ?? "";
  show(byId("call-ids"), (call?.ids ?? []).map((id) => element("code", { title: "Call connection id" }, id)));
  phone.draw(call);
  participants.draw(call);
  if (ladder.isOther(call)) due.ladder = true;
}

function follow() {
  const live = new EventSource(url("live"));
  const state = (name, text) => {
    byId("live").dataset.state = name;
    byId("live").textContent = text;
  };
  const on = (name, heard) => live.addEventListener(name, ({ data }) => heard(data && JSON.parse(data)));
  on("open", () => {
    state("live", "live");
    soon("setup");
  });
  on("error", () => state("lost", "not connected"));
  on("clock", clock.accept);
  on("reset", () => {
    calls.replace([]);
    soon("list", "setup", "ladder");
  });
  on("calls", (event) => {
    calls.change(event.changed);
    calls.count(event);
    soon(event.refetch ? "list" : "calls");
  });
  on("entries", ({ rows, missed }) => {
    const { family } = calls.selected() ?? {};
    const concerns = ({ call }) => family !== undefined && calls.byName(call)?.family === family;
    if (missed > 0 || rows.some(concerns)) soon("ladder");
  });
}

function startTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const choose = (tab) => {
    for (const one of tabs) {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
      byId(one.getAttribute("aria-controls")).hidden = one !== tab;
    }
    tab.focus();
    soon("setup");
  };
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (by) choose(tabs[(at + by + tabs.length) % tabs.length]);
    });
  });
}

function startTheme() {
  const select = byId("theme");
  const apply = () => (document.documentElement.dataset.theme = select.value);
  select.value = localStorage.getItem("theme") ?? "auto";
  apply();
  select.addEventListener("change", () => {
    localStorage.setItem("theme", select.value);
    apply();
  });
}

startTheme();
startTabs();
clock.start();
setup.start();
calls.start(() => {
  drawCall();
  soon();
});
participants.start();
phone.start();
ladder.start(() => soon("ladder"));
byId("reset").addEventListener("click", () => act(() => post("reset", { keepsSetup: true }), "All calls were removed."));
act(faults.start);
follow();
