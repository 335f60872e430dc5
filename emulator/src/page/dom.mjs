// Builds parts of the document. Text from outside becomes text nodes and attributes, never markup.

export const byId = (id) => document.getElementById(id);

/** An element with attributes, listeners (`onclick`, ...) and children; what is undefined is left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined));
  return made;
}

/** Replaces what a parent holds, unless it already shows the same: the focus stays where it is. */
export function show(parent, ...children) {
  const next = element("div", {}, ...children);
  const held = [...parent.childNodes];
  if (held.length === next.childNodes.length && held.every((one, at) => one.isEqualNode(next.childNodes[at]))) return;
  const focused = parent.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  parent.replaceChildren(...next.childNodes);
  if (focused) parent.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

/** What a raw id is called on the page: a number as it is dialed, a user by the end of its id. */
export function short(rawId = "") {
  if (rawId.startsWith("4:")) return rawId.slice(2);
  return rawId.length > 24 ? `${rawId.slice(0, 6)}…${rawId.slice(-12)}` : rawId;
}

/** A time of day with milliseconds, as the emulator's clock has it. */
export function timeOfDay(ms) {
  return new Date(ms).toISOString().slice(11, 23);
}
