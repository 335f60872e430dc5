// Buttons for failures of the application's next requests and of the next deliveries, and those that wait for them.

import { act, get, post, remove } from "./api.mjs";
import { byId, element, show } from "./dom.mjs";

const OF_REQUESTS = [
  ["429 Too Many Requests", { status: 429, retryAfterMs: 1000 }],
  ["500 Internal Server Error", { status: 500 }],
  ["503 Service Unavailable", { status: 503, retryAfterMs: 1000 }],
  ["Lost request", { loseRequest: true }],
  ["Lost response", { loseResponse: true }],
  ["Response 3 s late", { delayMs: 3000 }],
];
const OF_EVENTS = [
  ["Lost event", { loseEvent: true }],
  ["Delivered twice", { duplicate: true }],
  ["Out of order", { reorder: true }],
  ["3 s late", { delayMs: 3000 }],
  ["Bad JSON", { badJson: true }],
  ["Expired token", { expiredToken: true }],
];

async function add(kind, name, fault) {
  const on = byId(`fault-${kind}`).value;
  const times = byId("fault-times").valueAsNumber || 1;
  const what = on === "*" ? `any ${kind}` : on;
  const next = times === 1 ? "Next time" : `The next ${times} times`;
  await act(() => post("fault", { [kind]: on, times, ...fault }), `${next}, ${what}: ${name}`);
  await act(refresh);
}

/** Shows the faults that wait for a request or an event. */
export async function refresh() {
  const { faults } = await get("fault");
  show(byId("faults-waiting"), faults.length === 0
    ? element("li", { class: "none" }, "None.")
    : faults.map(({ operation, event, times, ...fault }) => {
        const on = operation ?? event;
        const what = Object.entries(fault).map(([name, value]) => (value === true ? name : `${name} ${value}`)).join(", ");
        return element("li", {}, element("code", {}, on === "*" ? `any ${operation ? "operation" : "event"}` : on),
          ` ${what}`, times > 1 ? ` (${times} times)` : undefined);
      }));
  byId("faults-remove").disabled = faults.length === 0;
}

function fill(kind, names, faults) {
  const options = names.map((name) => element("option", { value: name }, name));
  byId(`fault-${kind}`).append(element("option", { value: "*" }, `any ${kind}`), ...options);
  byId(`${kind}-faults`).append(...faults.map(([name, fault]) =>
    element("button", { type: "button", onclick: () => add(kind, name, fault) }, name)));
}

export async function start() {
  byId("faults-remove").addEventListener("click", () => act(async () => {
    await remove("fault");
    await refresh();
  }, "The faults were removed."));
  const { operations, events } = await get("setup");
  fill("operation", operations, OF_REQUESTS);
  fill("event", events, OF_EVENTS);
  await refresh();
}
