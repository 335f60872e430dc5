// The ladder diagram of the selected call, as the emulator draws it, and the details of one of its rows.

import { act, get, getText, url } from "./api.mjs";
import { byId, element, short } from "./dom.mjs";

/** The call whose diagram is shown, and the row whose details are. */
let id;
let row;
/** Numbers the requests of diagrams, so that a late one does not replace a newer one. */
let turn = 0;

/** The most rows that are drawn, the last ones, unless a person requests all. */
const MOST = 300;
let isWhole = false;

/** The height of the headings, in pixels. */
const HEAD = 36;
/** How far a wide diagram shrinks before it scrolls. */
const SMALLEST = 0.7;

const path = (format) => `ladder?call=${encodeURIComponent(id)}&format=${format}`;

/** Whether a call is another one than that of the diagram. */
export const isOther = (call) => call?.id !== id;

/** Shows the diagram of a call, or draws it again. */
export async function draw(call) {
  const isNew = isOther(call);
  id = call?.id;
  if (isNew) {
    closeDetails();
    isWhole = false;
  }
  byId("save").hidden = !call;
  if (!call) byId("earlier").hidden = true;
  if (!call) return;
  byId("save").href = url(path("svg"));
  byId("save").download = `call-${id}.svg`;
  const mine = (turn += 1);
  const text = await getText(isWhole ? path("svg") : `${path("svg")}&last=${MOST}`);
  if (mine !== turn) return;
  // Without its style: the page has its own, for dark and light, and its policy refuses others.
  const bare = text.replace(/<style>[^<]*<\/style>/, "");
  const parsed = new DOMParser().parseFromString(bare, "image/svg+xml").documentElement;
  if (parsed.localName !== "svg") return;
  const leftOut = Number(parsed.dataset.leftOut);
  byId("earlier").hidden = leftOut === 0;
  byId("earlier").textContent = `Show ${leftOut} earlier rows`;
  const svg = document.importNode(parsed, true);
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", "Requests and events, in order");
  const rows = [...svg.querySelectorAll("[data-seq]")];
  for (const one of rows) prepare(one, one.dataset.seq === row);
  if (!rows.some((one) => one.tabIndex === 0) && rows.length > 0) rows[0].tabIndex = 0;
  const place = byId("ladder");
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.seq : undefined;
  const wasAtEnd = isNew || place.scrollHeight - place.scrollTop - place.clientHeight < 40;
  place.replaceChildren(headings(svg), svg);
  if (focused) svg.querySelector(`[data-seq="${CSS.escape(focused)}"]`)?.focus();
  else if (wasAtEnd) place.scrollTop = place.scrollHeight;
}

/** Takes the headings of the columns out of a diagram, so that they stay in sight while its rows scroll. */
function headings(svg) {
  const { width, height } = svg.viewBox.baseVal;
  const head = svg.cloneNode(false);
  for (const [part, top, bottom] of [[head, 0, HEAD], [svg, HEAD, height]]) {
    part.setAttribute("viewBox", `0 ${top} ${width} ${bottom - top}`);
    part.removeAttribute("height");
    part.style.maxWidth = `${width}px`;
    part.style.minWidth = `${width * SMALLEST}px`;
  }
  head.setAttribute("class", "headings");
  head.setAttribute("aria-hidden", "true");
  head.append(...svg.querySelectorAll(".heading"));
  return head;
}

function prepare(one, isChosen) {
  one.setAttribute("role", "button");
  one.setAttribute("tabindex", isChosen ? "0" : "-1");
  one.setAttribute("aria-expanded", String(isChosen));
}

const rows = () => [...byId("ladder").querySelectorAll("[data-seq]")];

async function choose(one) {
  row = one.dataset.seq;
  for (const other of rows()) prepare(other, other === one);
  await showDetails([...one.querySelectorAll("text")].map((text) => text.textContent.trim()).join(" "));
  one.scrollIntoView({ block: "center" });
}

function move(from, by) {
  const all = rows();
  const to = all[Math.max(0, Math.min(all.length - 1, all.indexOf(from) + by))];
  for (const one of all) one.setAttribute("tabindex", one === to ? "0" : "-1");
  to?.focus();
}

async function showDetails(title) {
  const { entries } = await get(`journal?after=${row - 1}&limit=1`);
  const entry = entries.find((one) => String(one.seq) === row);
  byId("details").hidden = !entry;
  if (!entry) return;
  byId("details-title").textContent = title;
  byId("details-body").replaceChildren(...(entry.kind === "party" ? [party(entry)] : exchange(entry)));
}

const party = ({ operation, rawId, detail }) => element("p", { class: "line" }, [rawId, operation, detail].filter(Boolean).join(" "));

function exchange(entry) {
  const body = (name) => entry[name] ?? (entry[`${name}Base64`] && "not text");
  return [
    part(entry.kind === "event" ? "Event" : "Request", `${entry.method} ${entry.path}`, entry.headers, body("body")),
    part("Response", String(entry.status ?? "none"), entry.responseHeaders, body("responseBody"), entry.failure),
  ];
}

function part(title, line, headers, body, failure) {
  const isShort = !body && Object.keys(headers ?? {}).length === 0;
  return element("section", { class: isShort ? "short" : undefined },
    element("h4", {}, title),
    element("p", { class: "line" }, line),
    failure ? element("p", { class: "failure" }, failure) : undefined,
    element("dl", {}, Object.entries(headers ?? {}).flatMap(([name, value]) =>
      [element("dt", {}, name), element("dd", {}, value)])),
    body ? element("pre", {}, pretty(body)) : undefined);
}

/** JSON in lines; anything else as it is. */
function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}

function closeDetails() {
  row = undefined;
  byId("details").hidden = true;
  for (const one of rows()) one.setAttribute("aria-expanded", "false");
}

export function start(changed) {
  byId("earlier").addEventListener("click", () => {
    isWhole = true;
    byId("ladder").focus();
    changed();
  });
  const place = byId("ladder");
  place.addEventListener("click", ({ target }) => {
    const one = target.closest("[data-seq]");
    if (one) act(() => choose(one));
  });
  place.addEventListener("keydown", (event) => {
    const one = event.target.closest("[data-seq]");
    if (!one) return;
    const moves = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    if (event.key in moves) move(one, moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") act(() => choose(one));
    else return;
    event.preventDefault();
  });
  const close = () => {
    const from = rows().find((one) => one.dataset.seq === row);
    closeDetails();
    from?.focus();
  };
  byId("close-details").addEventListener("click", close);
  byId("details").addEventListener("keydown", ({ key }) => key === "Escape" && close());
}
