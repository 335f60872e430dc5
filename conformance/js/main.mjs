// Runs every story with the official SDK for JavaScript.
//
//     main.mjs EMULATOR_PROGRAM https|http CA_FOLDER [PART_OF_A_STORY_NAME]
//
// Over https the SDK is given the connection string as the emulator prints it, and trusts the CA by the
// environment: NODE_EXTRA_CA_CERTS.

import { Callbacks } from "./callbacks.mjs";
import { Emulator } from "./emulator.mjs";
import { World } from "./world.mjs";
import * as control from "./stories.mjs";
import * as media from "./media_stories.mjs";
import * as recording from "./recording_stories.mjs";

const [program, scheme, caFolder, ...words] = process.argv.slice(2);
const wanted = words.join(" ");
const chapters = [control, media, recording];
const overHttpsOnly = [recording.a_file_is_fetched_whole_and_in_part_and_deleted];

// So that an interrupted run ends the emulator too.
process.once("SIGTERM", () => process.exit(143));
process.once("SIGINT", () => process.exit(130));
const emulator = await Emulator.start(program, scheme, caFolder);
const callbacks = await Callbacks.start();
const failed = [];
let passed = 0;
try {
  for (const [name, story] of chapters.flatMap((chapter) => Object.entries(chapter))) {
    const title = `${scheme} js: ${name.replaceAll("_", " ")}`;
    if (!title.includes(wanted) || (scheme === "http" && overHttpsOnly.includes(story))) continue;
    try {
      await emulator.reset();
      await story(new World(emulator, callbacks));
      if (callbacks.faults.length > 0) throw new Error(callbacks.faults.join("\n"));
      passed += 1;
      console.log(`ok     ${title}`);
    } catch (error) {
      // Whatever went wrong: the others shall still run.
      failed.push(title);
      callbacks.faults.length = 0;
      console.log(`FAILED ${title}\n${error.stack}`);
    }
  }
} finally {
  callbacks.close();
  await emulator.end();
}
if (passed === 0 && failed.length === 0) failed.push("no story has that name");
for (const title of failed) console.error(`failed: ${title}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
