// The application behind the calls: signed requests without an SDK, and a web server for the events.

import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

const VERSION = "2026-03-12";
const TIME_LIMIT = 10_000;

export class Application {
  static async start(emulator) {
    const application = new Application(emulator);
    await once(application.server.listen(0, "127.0.0.1"), "listening");
    return application;
  }

  constructor(emulator) {
    this.emulator = emulator;
    this.events = [];
    /** How many of the next deliveries are refused. */
    this.fails = 0;
    this.waiting = new Set();
    this.server = createServer(async (request, response) => {
      const pieces = [];
      for await (const piece of request) pieces.push(piece);
      if (this.fails > 0) {
        this.fails -= 1;
        response.writeHead(503).end();
        return;
      }
      const [event] = JSON.parse(Buffer.concat(pieces).toString());
      const code = event.data.validationCode;
      if (!code) this.events.push({ name: (event.type ?? event.eventType).split(".").at(-1), data: event.data });
      response.end(code ? JSON.stringify({ validationResponse: code }) : "");
      for (const look of [...this.waiting]) look();
    });
  }

  get url() {
    return `http://127.0.0.1:${this.server.address().port}/events`;
  }

  end() {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** The data of the oldest event of a name that was not taken yet. */
  event(name) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const at = this.events.findIndex((event) => event.name === name);
        if (at < 0) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(this.events.splice(at, 1)[0].data);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(`${name} did not come; came: ${this.events.map((event) => event.name).join(", ")}`));
      }, TIME_LIMIT);
      this.waiting.add(look);
      look();
    });
  }

  /** A signed request; returns status and body. */
  async request(method, path, body) {
    const url = new URL(`/calling/${path}?api-version=${VERSION}`, this.emulator.endpoint);
    const content = body === undefined ? "" : JSON.stringify(body);
    const hash = createHash("sha256").update(content).digest("base64");
    const date = new Date().toUTCString();
    const text = `${method}\n${url.pathname}${url.search}\n${date};${url.host};${hash}`;
    const signature = createHmac("sha256", Buffer.from(this.emulator.key, "base64")).update(text).digest("base64");
    const response = await fetch(url, {
      method,
      headers: {
        "Content-Type": "application/json",
        "x-ms-date": date,
        "x-ms-content-sha256": hash,
        Authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
      },
      body: content || undefined,
    });
    const received = await response.text();
    return { status: response.status, body: received ? JSON.parse(received) : undefined };
  }

  async done(method, path, body) {
    const { status, body: received } = await this.request(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(received)}`);
    return received;
  }

  async call(number) {
    const { callConnectionId } = await this.done("POST", "callConnections", {
      targets: [phone(number)],
      sourceCallerIdNumber: { value: "+15550100199" },
      callbackUri: this.url,
    });
    return callConnectionId;
  }

  async answer({ incomingCallContext }) {
    const body = { incomingCallContext, callbackUri: this.url };
    return (await this.done("POST", "callConnections:answer", body)).callConnectionId;
  }

  add(call, number) {
    return this.done("POST", `callConnections/${call}/participants:add`, {
      participantToAdd: phone(number),
      sourceCallerIdNumber: { value: "+15550100199" },
      invitationTimeoutInSeconds: 60,
    });
  }

  play(call) {
    const playSources = [{ kind: "file", file: { uri: "https://prompts.example/thank-you.wav" } }];
    return this.done("POST", `callConnections/${call}:play`, { playSources });
  }

  /** Recognizes tones of a phone until #. */
  recognize(call, number) {
    return this.done("POST", `callConnections/${call}:recognize`, {
      recognizeInputType: "dtmf",
      recognizeOptions: {
        targetParticipant: phone(number),
        interruptPrompt: true,
        initialSilenceTimeoutInSeconds: 30,
        dtmfOptions: { interToneTimeoutInSeconds: 30, maxTonesToCollect: 8, stopTones: ["pound"] },
      },
      playPrompts: [{ kind: "file", file: { uri: "https://prompts.example/account-number.wav" } }],
    });
  }
}

const phone = (number) => ({ kind: "phoneNumber", rawId: `4:${number}`, phoneNumber: { value: number } });
