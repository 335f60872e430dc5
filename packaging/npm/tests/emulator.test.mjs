// The installed package: its helper, and the program on its own.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { test } from "node:test";

import { EmulatorError, startEmulator } from "acs-emulator";

const CALL = { from: "4:+15550100123", to: "4:+15550100199" };

const isRunning = (endpoint) =>
  fetch(`${endpoint}/_emulator/clock`).then(
    () => true,
    () => false,
  );

async function withEmulator(options, story) {
  const emulator = await startEmulator(options);
  try {
    return await story(emulator);
  } finally {
    await emulator.close();
  }
}

test("it runs until it is closed", async () => {
  const emulator = await startEmulator();
  const { endpoint } = emulator;
  assert.match(endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(emulator.connectionString, `endpoint=${endpoint}/;accesskey=${emulator.accessKey}`);
  assert.equal(emulator.caFile, undefined);
  assert.equal(await isRunning(endpoint), true);
  await emulator.close();
  await emulator.close();
  assert.equal(await isRunning(endpoint), false);
});

test("arguments are those of the program", () =>
  withEmulator({ args: ["--manual-clock"] }, async (emulator) => {
    assert.equal((await emulator.control("clock")).elapsedMs, 0);
    assert.equal((await emulator.control("clock", { advanceMs: 1500 })).elapsedMs, 1500);
  }));

test("two run side by side", () =>
  withEmulator({}, (first) =>
    withEmulator({}, async (second) => {
      await first.control("phone-number", { number: "+15550100199" });
      assert.ok((await first.control("incoming-call", CALL)).incomingCallContext);
      await assert.rejects(second.control("incoming-call", CALL), (error) => {
        assert.ok(error instanceof EmulatorError);
        assert.match(error.message, /^_emulator\/incoming-call: 400 .*error/);
        return true;
      });
    }),
  ));

test("a method may be given", () =>
  withEmulator({}, async (emulator) => {
    const removed = await emulator.control("subscription", { url: "http://127.0.0.1:1/" }, "DELETE");
    assert.deepEqual(removed, { removed: false });
  }));

test("https comes with a CA that ends with it", async () => {
  const caFile = await withEmulator({ https: true }, async (emulator) => {
    assert.match(emulator.endpoint, /^https:/);
    assert.equal(await emulator.control("ca"), readFileSync(emulator.caFile, "utf8"));
    return emulator.caFile;
  });
  assert.equal(existsSync(caFile), false);
});

test("a CA in a folder is kept", async () => {
  const caDir = mkdtempSync(join(tmpdir(), "acs-emulator-test-"));
  try {
    const certificate = () => withEmulator({ https: true, caDir }, ({ ca }) => ca);
    assert.equal(await certificate(), await certificate());
  } finally {
    rmSync(caDir, { recursive: true });
  }
});

test("options that mean nothing are refused", async () => {
  await assert.rejects(startEmulator({ caDir: "x" }), /caDir needs https/);
  await assert.rejects(startEmulator({ htps: true }), /no option htps/);
});

test("an emulator that does not start is an error", async () => {
  await assert.rejects(startEmulator({ args: ["--no-such-option"] }), /ended with status 2/);
});

test("an emulator that starts too slowly is an error", async () => {
  const folder = mkdtempSync(join(tmpdir(), "acs-emulator-test-"));
  try {
    // To read from a pipe that nothing writes to takes forever.
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const slow = startEmulator({ args: ["--callback-ca", pipe], timeoutMs: 50 });
    await assert.rejects(slow, /did not start within 50 ms/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

for (const ending of ["", "process.kill(process.pid, 'SIGKILL');"])
  test(`it ends with a program that does not close it: ${ending || "returns"}`, async () => {
    const forgetful =
      'import { startEmulator } from "acs-emulator";' +
      `console.log((await startEmulator()).endpoint); ${ending}`;
    const running = spawn("node", ["--input-type=module", "-e", forgetful]);
    // Its output ends when the emulator, which inherits standard error, has ended too.
    const [stdout] = await Promise.all([text(running.stdout), text(running.stderr)]);
    assert.equal(await isRunning(stdout.trim()), false);
  });

test("the program runs alone, and its launcher passes signals on", async () => {
  const launcher = join("node_modules", ".bin", "acs-emulator");
  const running = spawn(launcher, ["--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: running.stdout }), "line");
  const endpoint = /^endpoint=(.*)\/;/.exec(line)[1];
  assert.equal(await isRunning(endpoint), true);
  running.kill("SIGTERM");
  assert.deepEqual(await once(running, "exit"), [0, null]);
  assert.equal(await isRunning(endpoint), false);
});
