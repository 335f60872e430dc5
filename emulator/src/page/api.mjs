// The control API, and how its refusals are shown.

import { byId } from "./dom.mjs";

const PREFIX = "/_emulator/";

async function send(method, path, body) {
  const response = await fetch(PREFIX + path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (response.ok) return text;
  throw new Error(reason(text) ?? `The emulator responded with status ${response.status}.`);
}

function reason(text) {
  try {
    return JSON.parse(text).error;
  } catch {
    return undefined;
  }
}

export const url = (path) => PREFIX + path;
export const getText = (path) => send("GET", path);
export const get = async (path) => JSON.parse(await send("GET", path));
export const post = async (path, body) => JSON.parse(await send("POST", path, body ?? {}));
export const remove = async (path, body) => JSON.parse(await send("DELETE", path, body));

let hidden;

/** Says what happened, to the eye and to screen readers. */
export function say(message, isFailure = false) {
  const place = byId("message");
  place.textContent = message;
  place.dataset.kind = isFailure ? "failure" : "done";
  clearTimeout(hidden);
  hidden = setTimeout(() => (place.textContent = ""), isFailure ? 10_000 : 4_000);
}

/** Runs an action of the person; a refusal is shown. True when it was done. */
export async function act(action, done) {
  try {
    await action();
    if (done) say(done);
    return true;
  } catch (failure) {
    say(failure.message, true);
    return false;
  }
}
