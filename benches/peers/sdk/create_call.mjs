// The official SDK for JavaScript: create_call.mjs SDK_FOLDER PORT COUNT. The folder is the one with its package.json.

import { createRequire } from "node:module";

const [folder, port, countText] = process.argv.slice(2);
const { CallAutomationClient } = createRequire(`${folder}/package.json`)("@azure/communication-call-automation");
const KEY = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";
const CALLBACK = "https://app.example.com/api/callbacks";

const count = Number(countText);
const client = new CallAutomationClient(`endpoint=http://127.0.0.1:${port};accesskey=${KEY}`, {
  allowInsecureConnection: true,
});
const invite = {
  targetParticipant: { phoneNumber: "+16045550142" },
  sourceCallIdNumber: { phoneNumber: "+14255550100" },
};

async function once() {
  const { callConnectionProperties } = await client.createCall(invite, CALLBACK, { operationContext: "bench" });
  if (!callConnectionProperties.callConnectionId) throw new Error("no id");
}

// Longer than the others: what runs often is compiled meanwhile.
for (let i = 0; i < count / 2; i++) await once();
const times = [];
const began = performance.now();
const before = process.cpuUsage();
let last = began;
for (let i = 0; i < count; i++) {
  await once();
  const now = performance.now();
  times.push((now - last) / 1e3);
  last = now;
}
const used = process.cpuUsage(before);
times.sort((one, other) => one - other);
console.log(
  JSON.stringify({
    count,
    wall: (last - began) / 1e3,
    cpu: (used.user + used.system) / 1e6,
    p50: times[count >> 1],
    p99: times[Math.floor((count * 99) / 100)],
  }),
);
process.exit(0);
