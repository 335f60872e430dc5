// What the emulator hosts, where its events go, and how parties behave that the application calls.

import { act, get, post, remove } from "./api.mjs";
import { byId, element, short, show } from "./dom.mjs";

let setup = { users: [], phoneNumbers: [], subscriptions: [], reaction: "answers" };

export const hosted = () => [...setup.phoneNumbers, ...setup.users];
export const hasSubscription = () => setup.subscriptions.length > 0;

export async function refresh() {
  setup = await get("setup");
  const options = hosted().map((rawId) => element("option", { value: rawId }));
  show(byId("hosted"), options);
  show(byId("numbers"), hosted().length === 0
    ? element("li", { class: "none" }, "None yet.")
    : hosted().map((rawId) => element("li", {}, element("code", { title: rawId }, short(rawId)))));
  show(byId("subscriptions"), setup.subscriptions.length === 0
    ? element("li", { class: "none" }, "None yet: the application does not get IncomingCall.")
    : setup.subscriptions.map(subscription));
  byId("no-subscription").hidden = hasSubscription();
  byId("reaction").value = setup.reaction;
}

function subscription({ url, schema }) {
  const end = () => act(async () => {
    await remove("subscription", { url });
    await refresh();
  }, "The subscription was removed.");
  return element("li", { "data-key": url },
    element("code", {}, url), element("small", {}, schema),
    element("button", { type: "button", class: "quiet", "aria-label": `Remove ${url}`, onclick: end }, "Remove"));
}

/** Hosts a number or user that is called, unless it is hosted already. */
export async function host(party) {
  const rawId = party.startsWith("+") ? `4:${party}` : party;
  if (!hosted().includes(rawId) && rawId.startsWith("4:")) {
    await post("phone-number", { number: rawId });
    await refresh();
  }
  return rawId;
}

function submit(form, action, done) {
  byId(form).addEventListener("submit", (event) => {
    event.preventDefault();
    act(async () => {
      await action(new FormData(event.target));
      event.target.reset();
      await refresh();
    }, done);
  });
}

export function start() {
  submit("add-number", (form) => post("phone-number", { number: form.get("number") }), "The number is hosted.");
  submit("add-subscription", (form) => post("subscription", { url: form.get("url"), schema: form.get("schema") }),
    "The subscription was added.");
  byId("add-user").addEventListener("click", () => act(async () => {
    await post("user");
    await refresh();
  }, "A user was created."));
  byId("reaction").addEventListener("change", ({ target }) => act(async () => {
    await post("remote-party", { reaction: target.value });
    await refresh();
  }, `From now on: ${target.selectedOptions[0].textContent.toLowerCase()}.`));
}
