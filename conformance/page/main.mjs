// Runs the stories, each with an emulator, an application and a page of its own.

import { Application } from "./application.mjs";
import { Browser } from "./browser.mjs";
import { Emulator } from "./emulator.mjs";
import * as stories from "./stories.mjs";

/** How long a story may take: one that waits for what does not come says so. */
const TIME_LIMIT = 60_000;

const [program, executable, part = ""] = process.argv.slice(2);
process.setMaxListeners(0); // each emulator ends with the process
const chosen = Object.entries(stories).filter(([name]) => name.includes(part));
const browser = await Browser.start(executable);
let failed = 0;
for (const [name, story] of chosen) {
  const emulator = await Emulator.start(program, "http");
  const application = await Application.start(emulator);
  const page = await browser.open(emulator);
  try {
    await inTime(story({ page, emulator, application, browser }));
    if (page.failures.length > 0) throw new Error(`the browser reports ${page.failures.join("; ")}`);
    console.log(`page: ${name} ... ok`);
  } catch (failure) {
    failed += 1;
    console.log(`page: ${name} ... FAILED\n${failure.stack}`);
  }
  await page.close();
  application.end();
  await emulator.end();
}
await browser.end();

async function inTime(told) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the story did not end in time")), TIME_LIMIT);
  });
  await Promise.race([told, late]).finally(() => clearTimeout(timer));
}
console.log(`page: ${chosen.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 || chosen.length === 0 ? 1 : 0);
