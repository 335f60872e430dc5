// The list of calls: newest first, a page at a time, so that thousands of them stay quick.

import { byId, element, short, show, timeOfDay } from "./dom.mjs";

const PAGE = 40;
/** The most calls that are kept: the newest ones. */
const MOST = 2000;

/** The calls by their ids, oldest first. */
let known = new Map();
/** The same, newest first. */
let calls = [];
let counts = { created: 0, active: 0 };
let page = 0;
let filter = "";
let chosen;
let onchoose;

export const selected = () => known.get(chosen);
export const all = () => calls;
export const byName = (id) => known.get(id);

/** Chooses a call by its id. */
export function choose(id) {
  chosen = id;
  draw();
  onchoose();
}

/** Takes over all calls, newest first. */
export function replace(list) {
  known = new Map(list.toReversed().map((call) => [call.id, call]));
}

/** Takes over calls that have changed, or are new. */
export function change(list) {
  for (const call of list) known.set(call.id, call);
  for (const id of known.keys()) {
    if (known.size <= MOST) break;
    known.delete(id);
  }
}

/** How many calls there are and were. */
export function count({ created, active }) {
  counts = { created, active };
}

const words = (call) => [call.id, ...call.ids, ...call.participants.flatMap((one) => [one.rawId, one.name ?? ""])]
  .join(" ").toLowerCase();

/** Draws the list. The newest call is chosen until the person chooses one. */
export function draw() {
  calls = [...known.values()].reverse();
  if (!selected()) chosen = calls[0]?.id;
  const found = filter ? calls.filter((call) => words(call).includes(filter)) : calls;
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  page = Math.min(page, pages - 1);
  byId("counts").textContent = `${counts.active} now, ${counts.created} in all`;
  show(byId("calls"), found.slice(page * PAGE, (page + 1) * PAGE).map(item));
  byId("page-of").textContent = `${page + 1} of ${pages}`;
  byId("newer").disabled = page === 0;
  byId("older").disabled = page >= pages - 1;
  document.querySelector(".pager").hidden = pages === 1;
}

/** Who a call is with, in a few words. */
export function title(call) {
  const others = call.participants.filter((one) => !one.isApplication);
  const names = others.map((one) => one.name || short(one.rawId));
  return names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(", ") || short(call.id);
}

function item(call) {
  const about = [call.direction, call.startedMs && timeOfDay(call.startedMs).slice(0, 8)].filter(Boolean).join(", ");
  return element("li", {}, element("button", {
    type: "button",
    "data-key": call.id,
    "data-state": call.state,
    "aria-current": call.id === chosen ? "true" : undefined,
  }, element("span", { class: "who" }, title(call)),
    element("span", { class: "state" }, call.state),
    element("span", { class: "about" }, about)));
}

export function start(chosenCall) {
  onchoose = chosenCall;
  byId("calls").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) choose(button.dataset.key);
  });
  byId("filter").addEventListener("input", ({ target }) => {
    filter = target.value.trim().toLowerCase();
    page = 0;
    draw();
  });
  const turn = (by) => () => {
    page += by;
    draw();
  };
  byId("newer").addEventListener("click", turn(-1));
  byId("older").addEventListener("click", turn(1));
}
