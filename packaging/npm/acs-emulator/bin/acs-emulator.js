#!/usr/bin/env node
// Runs the program with the arguments, streams and signals of this process, and ends as it ends.

import { spawn } from "node:child_process";

import { programPath } from "../program.js";

const child = spawn(programPath(), process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`acs-emulator: ${error.message}`);
  process.exitCode = 1;
});
child.on("exit", (status, signal) => {
  if (signal === null) process.exit(status);
  // Without this process's own handler, so that its parent sees the same signal.
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
