// What a story works with: a client of the SDK, an inbox, and the emulator's controls.

import assert from "node:assert/strict";

import { AzureKeyCredential } from "@azure/core-auth";

import { sdk } from "./sdk.mjs";

let stories = 0;

export class World {
  constructor(emulator, callbacks, evidence) {
    stories += 1;
    this.evidence = evidence;
    this.emulator = emulator;
    this.callbacks = callbacks;
    this.path = `/events/${stories}`;
    this.url = callbacks.url(this.path);
    this.client = this.newClient();
  }

  newClient({ key = this.emulator.key, type = sdk.CallAutomationClient, ...options } = {}) {
    if (this.emulator.endpoint.startsWith("https:") && key === this.emulator.key)
      return new type(this.emulator.connectionString, options);
    return new type(this.emulator.endpoint, new AzureKeyCredential(key), {
      allowInsecureConnection: true,
      ...options,
    });
  }

  /** Waits for an event of a kind, of a call and with a context, and takes it. */
  event(name, call, context, path = this.path) {
    const fits = (event) =>
      event.name === name &&
      (call === undefined || event.raw.callConnectionId === call) &&
      (context === undefined || event.raw.operationContext === context);
    return this.callbacks.waitFor(path, fits, `${name} of ${call} with context ${context}`);
  }

  /** Waits for a list of a call's participants, by raw id, that fits. */
  async people(call, fitsPeople) {
    const byId = (data) =>
      new Map(data.participants.map((one) => [one.identifier.rawId, one]));
    const fits = (event) =>
      event.name === "ParticipantsUpdated" &&
      event.raw.callConnectionId === call &&
      fitsPeople(byId(event.raw));
    await this.callbacks.waitFor(this.path, fits, `such a ParticipantsUpdated of ${call}`);
  }

  /** What the story has shown counts. */
  async keep() {
    this.evidence.takeRequests(await this.emulator.journal());
  }

  /** Resets the emulator in the middle of a story. */
  async startOver() {
    await this.keep();
    await this.emulator.reset();
  }

  /** The story has met a bug of conformance/sdk_bugs.json. */
  bug(name) {
    this.evidence.bugs.add(name);
  }

  names(call, path = this.path) {
    return this.callbacks.names(path, call);
  }

  /** The operation is refused with a status and a code, and the SDK shows both. */
  async refused(status, code, promise) {
    const error = await promise.then(
      () => assert.fail(`not refused with ${status}/${code}`),
      (error) => error,
    );
    assert.equal(error.statusCode ?? error.status, status, `${error}`);
    if (code !== undefined) assert.equal(`${error.code}`, code, `${error}`);
    return error;
  }
}

export function assertResult(event, code, subCode) {
  const { resultInformation: result } = event;
  assert.deepEqual([result.code, result.subCode], [code, subCode], JSON.stringify(result));
}
