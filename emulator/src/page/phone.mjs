// The phone panel: what rings, the handset of one participant, and calls from outside.

import { act, post } from "./api.mjs";
import * as calls from "./calls.mjs";
import { byId, element, short, show } from "./dom.mjs";
import * as setup from "./setup.mjs";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const MOST_RINGING = 4;

/** The participant whose handset is shown, by call and raw id. */
let held = {};

const named = (party) => party.name || short(party.rawId);
const decide = (verb) => ({ call, party }, done) =>
  act(() => post(`${verb}-participant`, { callConnectionId: call.id, rawId: party.rawId }), done);
const answer = decide("answer");
const decline = decide("decline");
const isBusy = decide("busy");
const hangUp = decide("hang-up");

/** Takes the handset of a participant of a call. */
export function take(call, rawId) {
  held = { id: call.id, rawId };
  draw(call);
}

/** Who can be held: parties outside of the application that ring or are in the call. */
const holdable = (call) => call?.participants.filter((one) => !one.isApplication && one.state !== "left") ?? [];

export const isHeld = (call, party) => held.id === call.id && held.rawId === party.rawId;

/** Draws the panel for the selected call. */
export function draw(call) {
  drawRinging();
  const parties = holdable(call);
  const party = parties.find((one) => isHeld(call, one)) ?? parties[0];
  byId("handset").hidden = !party;
  if (!party) return;
  held = { id: call.id, rawId: party.rawId };
  byId("handset-title").textContent = named(party);
  byId("handset-state").textContent = stateOf(party);
  const one = { call, party };
  const isUser = party.rawId.startsWith("8:");
  const context = party.incomingCallContext;
  show(byId("handset-actions"), party.state === "ringing" ? decisions(one)
    : party.state === "calling" ? button("Hang up", "stop", one, context && (() => cancel(party, context)))
    : [
        button(party.muted ? "Unmute" : "Mute", "", one, isUser && (() => mute(one)),
          isUser ? undefined : "The service does not see when a phone is muted."),
        button("Hang up", "stop", one, () => hangUp(one, `${named(party)} hung up.`)),
      ]);
  for (const field of [...byId("keys").children, ...byId("speak").elements]) field.disabled = party.state !== "connected";
}

const stateOf = (party) => [party.state, party.muted && "muted", party.onHold && "on hold"].filter(Boolean).join(", ");

const decisions = (one) => [
  button("Answer", "go", one, () => answerAndTake(one)),
  button("Decline", "stop", one, () => decline(one, `${named(one.party)} declined.`)),
  button("Busy", "", one, () => isBusy(one, `${named(one.party)} is busy.`)),
];

function button(text, kind, { call, party }, onclick, title) {
  return element("button", {
    type: "button", class: kind || undefined, title, "data-key": `${text} ${call.id} ${party.rawId}`,
    disabled: !onclick, onclick: onclick || undefined,
  }, text);
}

const mute = ({ call, party }) => act(() =>
  post("mute-participant", { callConnectionId: call.id, rawId: party.rawId, muted: !party.muted }));
const cancel = (party, incomingCallContext) => act(() =>
  post("cancel-incoming-call", { incomingCallContext }), `${named(party)} hung up.`);

function drawRinging() {
  const ringing = calls.all().flatMap((call) => call.participants
    .filter((party) => party.state === "ringing" && !party.isApplication)
    .map((party) => ({ call, party })));
  document.title = ringing.length > 0 ? `(${ringing.length} ringing) acs-emulator` : "acs-emulator";
  const more = ringing.length - MOST_RINGING;
  show(byId("ringing"),
    ringing.slice(0, MOST_RINGING).map((one) => element("div", { class: "rings" },
      element("p", {}, element("strong", {}, named(one.party)), " rings"),
      element("div", { class: "actions" }, decisions(one)))),
    more > 0 ? element("p", { class: "note" }, `and ${more} more`) : undefined);
}

function answerAndTake({ call, party }) {
  held = { id: call.id, rawId: party.rawId };
  calls.choose(call.id);
  answer({ call, party }, `${named(party)} answered.`);
}

const press = (digits) => act(() =>
  post("press-digits", { callConnectionId: held.id, rawId: held.rawId, digits }), `${short(held.rawId)} pressed ${digits}.`);

export function start() {
  const keys = byId("keys");
  keys.append(...KEYS.map((key) => element("button", { type: "button", onclick: () => press(key) }, key)));
  keys.addEventListener("keydown", ({ key, ctrlKey, altKey, metaKey }) => {
    if (KEYS.includes(key) && !ctrlKey && !altKey && !metaKey) press(key);
  });
  byId("speak").addEventListener("submit", (event) => {
    event.preventDefault();
    const phrase = new FormData(event.target).get("phrase");
    act(async () => {
      await post("speak", { callConnectionId: held.id, rawId: held.rawId, phrase });
      event.target.reset();
    }, `${short(held.rawId)} said: ${phrase}`);
  });
  byId("place").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    act(async () => {
      const to = await setup.host(form.get("to"));
      await post("incoming-call", { from: form.get("from"), to, displayName: form.get("name") });
    }, `${form.get("from")} calls ${form.get("to")}.`);
  });
}
