// Makes the pictures of the page for the documentation, dark and light.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import UPNG from "upng-js";

import { Application } from "./application.mjs";
import { Browser } from "./browser.mjs";
import { Emulator } from "./emulator.mjs";

const CALLER = "+15550100123";
const COLLEAGUE = "+15550100142";

const [program, executable, folder] = process.argv.slice(2);

/** An afternoon of a small application: calls that ended, one that rings, one that goes on. */
async function prepare(emulator, application) {
  await emulator.control("phone-number", { number: "+15550100199" });
  await emulator.subscribe(application.url);
  await emulator.remoteParty("4:+15550100155", { reaction: "busy" });
  await emulator.remoteParty("4:+15550100160", { reaction: "declines" });
  await emulator.remoteParty(`4:${COLLEAGUE}`, { reaction: "manual" });
  for (const [from, displayName] of [["+15550100131", "Grace"], ["+15550100132", "Edsger"], ["+15550100133", "Barbara"]]) {
    await emulator.incomingCall(`4:${from}`, "4:+15550100199", { displayName });
    const call = await application.answer(await application.event("IncomingCall"));
    await application.event("CallConnected");
    await emulator.control("hang-up-participant", { callConnectionId: call, rawId: `4:${from}` });
    await application.event("CallDisconnected");
  }
  for (const number of ["+15550100155", "+15550100160"]) {
    await application.call(number);
    await application.event("CreateCallFailed");
  }
  await emulator.incomingCall(`4:${CALLER}`, "4:+15550100199", { displayName: "Ada" });
  const call = await application.answer(await application.event("IncomingCall"));
  await application.event("CallConnected");
  await application.recognize(call, CALLER);
  await emulator.advance(5);
  await emulator.control("flush");
  application.fails = 1; // the next event is delivered by the second attempt
  await emulator.pressDigits(call, `4:${CALLER}`, "123#");
  await application.event("RecognizeCompleted");
  await application.play(call);
  await application.event("PlayStarted");
  await emulator.advance(5);
  await application.event("PlayCompleted");
  await application.call(COLLEAGUE);
  await application.recognize(call, CALLER);
  return call;
}

/** The same picture with 256 colors, a third of the size. */
function smaller(png) {
  const { width, height, ...picture } = UPNG.decode(png);
  return Buffer.from(UPNG.encode(UPNG.toRGBA8({ width, height, ...picture }), width, height, 256));
}

for (const theme of ["dark", "light"]) {
  const emulator = await Emulator.start(program, "http");
  const application = await Application.start(emulator);
  const browser = await Browser.start(executable, { width: 1440, height: 900 });
  const call = await prepare(emulator, application);
  const page = await browser.open(emulator);
  await page.getByLabel("Theme").selectOption(theme);
  await page.locator("#calls button").filter({ hasText: "Ada" }).click();
  await page.locator("#ladder [data-seq]").filter({ hasText: "Recognize 202" }).nth(1).waitFor();
  if (theme === "light") {
    await page.locator("#ladder [data-seq]").filter({ hasText: "RecognizeCompleted" }).last().click();
    await page.locator("#details").getByText('"tones"').waitFor();
  }
  await page.evaluate(() => document.activeElement.blur());
  await writeFile(join(folder, `page-${theme}.png`), smaller(await page.screenshot()));
  console.log(`${theme}: ${call}`);
  await browser.end();
  application.end();
  await emulator.end();
}
