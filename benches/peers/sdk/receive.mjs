// Node's http server with the parser of the official SDK: receive.mjs SDK_FOLDER. Prints its port.

import { createServer } from "node:http";
import { createRequire } from "node:module";

const [folder] = process.argv.slice(2);
const { parseCallAutomationEvent } = createRequire(`${folder}/package.json`)("@azure/communication-call-automation");

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const event = parseCallAutomationEvent(Buffer.concat(parts).toString());
    if (!event.callConnectionId) response.statusCode = 400;
    response.end();
  });
});
server.listen(0, "127.0.0.1", 4096, () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
