// Runs the emulator of Azure Communication Services Call Automation. index.d.ts is the reference.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import * as http from "node:http";
import * as https from "node:https";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

import { programPath } from "./program.js";

export { programPath };

export class EmulatorError extends Error {
  name = "EmulatorError";
}

export async function startEmulator(options = {}) {
  const { args = [], https = false, caDir, timeoutMs = 10_000, ...unknown } = options;
  for (const name of Object.keys(unknown)) throw new TypeError(`startEmulator has no option ${name}`);
  if (caDir !== undefined && !https) throw new TypeError("caDir needs https: true");
  // The pipe to it breaks however this process ends, and the emulator ends too.
  const command = ["--until-eof", ...args];
  let made, caFile;
  if (https) {
    if (caDir === undefined) made = await mkdtemp(join(tmpdir(), "acs-emulator-"));
    const folder = resolve(caDir ?? made);
    command.push("--https", "--ca-dir", folder);
    caFile = join(folder, "acs-emulator-ca.pem");
  }
  const child = spawn(programPath(), command, { stdio: ["pipe", "pipe", "inherit"] });
  const close = async () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      child.ref();
      const ended = once(child, "exit");
      child.kill();
      await ended;
    }
    if (made !== undefined) await rm(made, { recursive: true, force: true });
  };
  try {
    const connectionString = await firstLine(child, timeoutMs);
    const ca = caFile && (await readFile(caFile, "utf8"));
    // The program may end while the emulator runs.
    child.unref();
    child.stdin.unref();
    child.stdout.unref();
    return new Emulator(connectionString, caFile, ca, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function firstLine(child, timeoutMs) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  const { signal } = limit;
  try {
    const line = await Promise.race([
      once(createInterface({ input: child.stdout }), "line", { signal }).then(([line]) => line),
      once(child, "exit", { signal }).then(([status]) => {
        throw new EmulatorError(`acs-emulator ended with status ${status}; standard error says why`);
      }),
    ]);
    if (!line.startsWith("endpoint="))
      throw new EmulatorError(`acs-emulator began with ${line}, not with a connection string`);
    return line;
  } catch (error) {
    if (error.name !== "AbortError") throw error;
    throw new EmulatorError(`acs-emulator did not start within ${timeoutMs} ms`);
  } finally {
    clearTimeout(timer);
    // Ends the wait that lost the race.
    limit.abort();
  }
}

class Emulator {
  #close;

  constructor(connectionString, caFile, ca, close) {
    const [endpoint, key] = connectionString.split(";");
    this.connectionString = connectionString;
    this.endpoint = endpoint.slice("endpoint=".length).replace(/\/$/, "");
    this.accessKey = key.slice("accesskey=".length);
    this.caFile = caFile;
    this.ca = ca;
    this.#close = close;
  }

  close() {
    return this.#close();
  }

  async control(path, body, method = body === undefined ? "GET" : "POST") {
    const { request } = this.ca === undefined ? http : https;
    const content = body === undefined ? "" : JSON.stringify(body);
    const sent = request(`${this.endpoint}/_emulator/${path}`, {
      method,
      ca: this.ca,
      agent: false,
      headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(content) },
    });
    sent.end(content);
    const [response] = await once(sent, "response");
    const received = await text(response);
    if (response.statusCode !== 200)
      throw new EmulatorError(`_emulator/${path}: ${response.statusCode} ${received}`);
    const isJson = response.headers["content-type"]?.startsWith("application/json");
    return isJson ? JSON.parse(received) : received;
  }
}
