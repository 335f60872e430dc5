// The program acs-emulator: started, controlled and ended.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

// A host of the service's own store: the SDK sends its credential to such hosts only.
const STORE = "store.asm.skype.com";
// So that every list of more than two participants and the application has several pages.
const PAGE_SIZE = 3;

export class Emulator {
  static async start(program, scheme, caFolder) {
    const options = ["--port", "0", "--page-size", `${PAGE_SIZE}`];
    if (scheme === "https") options.push("--https", "--ca-dir", caFolder, "--recording-host", STORE);
    const child = spawn(program, options, { stdio: ["ignore", "pipe", "inherit"] });
    // The first line is a connection string.
    const lines = createInterface({ input: child.stdout });
    const line = await Promise.race([
      once(lines, "line").then(([first]) => first),
      once(child, "exit").then(() => "nothing"),
    ]);
    const parts = /^endpoint=(.+?)\/?;accesskey=(.+)$/.exec(line);
    if (!parts) {
      child.kill();
      throw new Error(`${program} began with ${line}, not with a connection string`);
    }
    return new Emulator(child, line, parts[1], parts[2]);
  }

  constructor(child, connectionString, endpoint, key) {
    this.child = child;
    this.connectionString = connectionString;
    process.once("exit", () => child.kill());
    this.endpoint = endpoint;
    this.key = key;
  }

  async end() {
    const ended = once(this.child, "exit");
    this.child.kill();
    await ended;
  }

  /** The emulator as the proxy that leads the host of recordings to it. */
  get proxy() {
    return { host: "http://127.0.0.1", port: Number(new URL(this.endpoint).port) };
  }

  /** The control API of docs/emulator.md. */
  async control(name, body = {}) {
    const answer = await fetch(`${this.endpoint}/_emulator/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`_emulator/${name}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : {};
  }

  /** The requests of clients so far, oldest first. */
  async journal() {
    const answer = await fetch(`${this.endpoint}/_emulator/journal`);
    const { entries } = await answer.json();
    return entries.filter(({ kind }) => kind === "request");
  }

  reset() {
    return this.control("reset");
  }

  /** Sets how a remote party behaves. */
  remoteParty(rawId, behavior) {
    return this.control("remote-party", { rawId, ...behavior });
  }

  /** Sends DTMF tones from a participant, one right after the other. */
  pressDigits(callConnectionId, rawId, digits) {
    return this.control("press-digits", { callConnectionId, rawId, digits });
  }

  /** Hangs up a participant. */
  hangUp(callConnectionId, rawId) {
    return this.control("hang-up-participant", { callConnectionId, rawId });
  }

  /** Speaks a phrase as a participant. */
  speak(callConnectionId, rawId, phrase) {
    return this.control("speak", { callConnectionId, rawId, phrase });
  }

  advance(seconds) {
    return this.control("clock", { advanceMs: seconds * 1000 });
  }

  /** A user of the emulator's own: calls to it ring as IncomingCall. */
  async user() {
    return (await this.control("user")).rawId;
  }

  subscribe(url, schema = "eventGrid") {
    return this.control("subscription", { url, schema });
  }

  async incomingCall(from, to, options = {}) {
    const answer = await this.control("incoming-call", { from, to, ...options });
    return answer.incomingCallContext;
  }

  async clientCall(users, ids = {}) {
    return (await this.control("client-call", { users, ...ids })).serverCallId;
  }
}
