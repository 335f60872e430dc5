// Runs stories with the official SDK for JavaScript.
//
//     main.mjs EMULATOR_PROGRAM https|http CA_FOLDER full|short RESULTS_FOLDER [PART_OF_A_STORY_NAME]
//
// Full are the stories of the newest SDK, short those that every older one runs, named in the environment: SDK.
// Over https the SDK is given the connection string as the emulator prints it, and trusts the CA by the
// environment: NODE_EXTRA_CA_CERTS.

import { Callbacks } from "./callbacks.mjs";
import { Emulator } from "./emulator.mjs";
import { Evidence } from "./evidence.mjs";
import { VERSION } from "./sdk.mjs";
import { World } from "./world.mjs";

const CHAPTERS = {
  full: ["stories", "media_stories", "recording_stories", "event_stories", "neighbor_stories"],
  short: ["short_stories"],
};
const [program, scheme, caFolder, extent, results, ...words] = process.argv.slice(2);
const wanted = words.join(" ");
const chapters = await Promise.all(CHAPTERS[extent].map((name) => import(`./${name}.mjs`)));
// The others run over both.
const ONLY_OVER = { https: "over_https_", http: "over_http_" };
const isLeftOut = (name) =>
  Object.entries(ONLY_OVER).some(([only, prefix]) => scheme !== only && name.startsWith(prefix));

// So that an interrupted run ends the emulator too.
process.once("SIGTERM", () => process.exit(143));
process.once("SIGINT", () => process.exit(130));
const emulator = await Emulator.start(program, scheme, caFolder);
const evidence = new Evidence(scheme);
const callbacks = await Callbacks.start(evidence);
const failed = [];
let passed = 0;
try {
  for (const [name, story] of chapters.flatMap((chapter) => Object.entries(chapter))) {
    const title = `${scheme} JavaScript ${VERSION}: ${name.replaceAll("_", " ")}`;
    if (!title.includes(wanted) || isLeftOut(name)) continue;
    try {
      await emulator.reset();
      const world = new World(emulator, callbacks, evidence);
      await story(world);
      if (callbacks.faults.length > 0) throw new Error(callbacks.faults.join("\n"));
      await world.keep();
      passed += 1;
      console.log(`ok     ${title}`);
    } catch (error) {
      // Whatever went wrong: the others shall still run.
      failed.push(title);
      callbacks.faults.length = 0;
      console.log(`FAILED ${title}\n${error.stack ?? JSON.stringify(error)}`);
    }
  }
  evidence.write(results);
} finally {
  callbacks.close();
  await emulator.end();
}
if (passed === 0 && failed.length === 0) failed.push("no story has that name");
for (const title of failed) console.error(`failed: ${title}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
