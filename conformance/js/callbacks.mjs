// The application's web server: keeps the events that are posted to it, read by the SDK's own
// parser where the SDK knows them.

import { createServer } from "node:http";
import { once } from "node:events";

import { sdk } from "./sdk.mjs";

const PATIENCE_MS = 10_000;

export class Callbacks {
  static async start(evidence) {
    const callbacks = new Callbacks(evidence);
    await once(callbacks.server.listen(0, "127.0.0.1"), "listening");
    return callbacks;
  }

  constructor(evidence) {
    this.evidence = evidence;
    this.events = []; // {path, name, data, taken} in the order of arrival
    this.faults = [];
    this.waiting = new Set();
    this.server = createServer(async (request, response) => {
      const pieces = [];
      for await (const piece of request) pieces.push(piece);
      const reply = request.method === "POST" ? this.take(request, Buffer.concat(pieces)) : "";
      response.setHeader("WebHook-Allowed-Origin", request.headers["webhook-request-origin"] ?? "*");
      response.end(reply);
    });
  }

  url(path) {
    return `http://127.0.0.1:${this.server.address().port}${path}`;
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }

  take(request, body) {
    let reply = "";
    try {
      const text = body.toString("utf8");
      const parsed = JSON.parse(text);
      for (const event of Array.isArray(parsed) ? parsed : [parsed]) {
        const type = event.type ?? event.eventType;
        const name = type.slice(type.lastIndexOf(".") + 1);
        const data =
          event.data?.publicEventType === undefined ? event.data : this.parsed(event, name);
        if (event.data?.validationCode)
          reply = JSON.stringify({ validationResponse: event.data.validationCode });
        this.events.push({ path: request.url, name, data, raw: event.data, taken: false });
      }
    } catch (error) {
      this.faults.push(`${request.url}: ${error} in ${body.toString("utf8").slice(0, 2000)}`);
    }
    for (const look of [...this.waiting]) look();
    return reply;
  }

  /** What the SDK makes of an event of a call; it must agree with what was sent. */
  parsed(event, name) {
    let data;
    try {
      data = sdk.parseCallAutomationEvent(JSON.stringify([event]));
    } catch (error) {
      // The older the SDK, the fewer events it knows.
      if (!(error instanceof TypeError) || !/Unknown .*[Ee]vent/.test(error.message)) throw error;
      this.evidence.events.set(name, false);
      return event.data;
    }
    if (data.kind !== name) throw new Error(`the SDK read ${data.kind}`);
    for (const id of ["correlationId", "callConnectionId", "serverCallId", "operationContext"])
      if (data[id] !== event.data[id]) throw new Error(`the SDK read another ${id}`);
    this.evidence.events.set(name, true);
    return data;
  }

  names(path, call) {
    return this.events
      .filter((event) => event.path === path && event.raw.callConnectionId === call)
      .map((event) => event.name);
  }

  /** The first event at a path that fits and was not taken before; it is taken. */
  waitFor(path, fits, what) {
    return new Promise((resolve, reject) => {
      const done = (settle, value) => {
        clearTimeout(timer);
        this.waiting.delete(look);
        settle(value);
      };
      const look = () => {
        // A delivery that was refused here will not come in another form.
        if (this.faults.length > 0) return done(reject, new Error(this.faults.join("\n")));
        const found = this.events.find((e) => !e.taken && e.path === path && fits(e));
        if (!found) return undefined;
        found.taken = true;
        return done(resolve, found.data);
      };
      const timer = setTimeout(() => {
        const came = this.events
          .filter((event) => event.path === path)
          .map(({ name, raw }) => `${name} ${JSON.stringify(raw.resultInformation ?? {})}`);
        done(reject, new Error(`${what} did not come; came: ${came.join(", ")}`));
      }, PATIENCE_MS);
      this.waiting.add(look);
      look();
    });
  }
}
