// The participants of the selected call; choosing one takes its handset.

import { byId, element, short, show } from "./dom.mjs";
import * as phone from "./phone.mjs";

let shown;

export function draw(call) {
  shown = call;
  show(byId("participants"), (call?.participants ?? []).map((party) => {
    const states = [party.state, party.muted && "muted", party.onHold && "on hold"].filter(Boolean).join(", ");
    const about = [
      element("span", { class: "who", title: party.rawId },
        party.isApplication ? "application" : party.name || short(party.rawId)),
      element("span", { class: "state" }, states),
    ];
    const canBeHeld = !party.isApplication && party.state !== "left";
    return element("li", { "data-state": party.state }, canBeHeld
      ? element("button", {
          type: "button", "data-key": party.rawId,
          "aria-pressed": phone.isHeld(call, party) ? "true" : "false",
        }, ...about)
      : element("div", {}, ...about));
  }));
}

export function start() {
  byId("participants").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    phone.take(shown, button.dataset.key);
    draw(shown);
  });
}
