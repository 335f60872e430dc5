// What a person does on the page, and what nothing else can do.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { violations } from "./browser.mjs";

const CALLER = "+15550100123";

const button = (place, name) => place.getByRole("button", { name, exact: true });

async function subscribe(page, application) {
  await page.getByRole("tab", { name: "Setup" }).click();
  await page.getByLabel("URL").fill(application.url);
  await button(page, "Subscribe").click();
  await page.locator("#subscriptions code").filter({ hasText: application.url }).waitFor();
  await page.getByRole("tab", { name: "Phone" }).click();
}

/** Places a call on the page, which the application answers; returns its call connection id. */
async function answered(page, application, name = "Ada") {
  await subscribe(page, application);
  await page.getByLabel("Name").fill(name);
  await button(page, "Place the call").click();
  const call = await application.answer(await application.event("IncomingCall"));
  await application.event("CallConnected");
  await page.locator("#call-state[data-state=connected]").waitFor();
  return call;
}

async function ringHere(page) {
  const select = page.getByLabel("Parties that the application calls");
  await select.selectOption({ label: "Ring here, until answered by hand" });
  await page.getByText("From now on: ring here").waitFor();
}

export async function a_call_is_placed_answered_and_followed_on_its_ladder({ page, application }) {
  const call = await answered(page, application);
  await application.recognize(call, CALLER);
  await page.locator("#ladder").getByText("Recognize", { exact: false }).first().waitFor();
  for (const key of ["1", "2", "3", "#"]) await button(page.locator("#keys"), key).click();
  const { dtmfResult } = await application.event("RecognizeCompleted");
  assert.deepEqual(dtmfResult.tones, ["one", "two", "three"]);
  const row = page.locator("#ladder [data-seq]").filter({ hasText: "RecognizeCompleted" });
  await row.waitFor();

  // By keyboard: to the last row, up to the event, its details, and back to the row.
  await page.locator("#ladder [data-seq][tabindex='0']").focus();
  await page.keyboard.press("End");
  const sequence = await row.getAttribute("data-seq");
  for (let steps = 0; steps < 50; steps += 1) {
    if ((await page.evaluate(() => document.activeElement.dataset.seq)) === sequence) break;
    await page.keyboard.press("ArrowUp");
  }
  await page.keyboard.press("Enter");
  const details = page.locator("#details");
  await details.getByText('"tones"').waitFor();
  assert.match(await details.innerText(), /"three"/);
  assert.match(await details.innerText(), /content-type/);
  await page.locator("#close-details").focus();
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.seq), sequence);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save as SVG" }).click();
  const saved = await download;
  assert.match(saved.suggestedFilename(), /^call-.*\.svg$/);
  const svg = await readFile(await saved.path(), "utf8");
  assert.match(svg, /^(<\?xml[^>]*>\s*)?<svg/);
  assert.match(svg, /RecognizeCompleted/);

  await button(page.locator("#handset"), "Hang up").click();
  await application.event("CallDisconnected");
  await page.locator("#call-state[data-state=ended]").waitFor();
}

export async function parties_that_the_application_calls_are_answered_by_hand({ page, application }) {
  await ringHere(page);
  const rings = page.locator("#ringing");
  for (const [decision, event, code] of [["Decline", "CreateCallFailed", 603], ["Busy", "CreateCallFailed", 486],
    ["Answer", "CallConnected", 200]]) {
    await application.call(CALLER);
    await button(rings, decision).click();
    assert.equal((await application.event(event)).resultInformation.code, code);
    await rings.getByRole("button").first().waitFor({ state: "detached" });
  }
  assert.equal(await page.title(), "acs-emulator");
}

export async function a_user_mutes_itself_and_says_a_phrase({ page, application, emulator }) {
  const user = "8:acs:70fd5b29-6c4a-4b9e-9f10-3f9a4f8d2c11_ada";
  const { callConnectionId: call } = await application.done("POST", "callConnections", {
    targets: [{ kind: "communicationUser", rawId: user, communicationUser: { id: user } }],
    callbackUri: application.url,
    callIntelligenceOptions: { cognitiveServicesEndpoint: "https://speech.example/" },
  });
  await application.event("CallConnected");
  await application.event("ParticipantsUpdated");
  const handset = page.locator("#handset");
  await button(handset, "Mute").click();
  const { participants } = await application.event("ParticipantsUpdated");
  assert.ok(participants.some(({ identifier, isMuted }) => identifier.rawId === user && isMuted));
  await button(handset, "Unmute").click();
  await application.event("ParticipantsUpdated");
  await application.done("POST", `callConnections/${call}:recognize`, {
    recognizeInputType: "speech",
    recognizeOptions: { targetParticipant: { rawId: user, kind: "communicationUser", communicationUser: { id: user } } },
  });
  await emulator.advance(1);
  await handset.getByLabel("Say a phrase").fill("good morning");
  await button(handset, "Say").click();
  assert.equal((await application.event("RecognizeCompleted")).speechResult.speech, "good morning");
}

export async function the_clock_is_stopped_and_stepped({ page, application, emulator }) {
  await emulator.remoteParty(`4:${CALLER}`, { reaction: "answers", afterMs: 3_600_000 });
  await button(page, "Pause").click();
  await page.locator("#clock-state", { hasText: "stopped" }).waitFor();
  const stands = await page.locator("#time").innerText();
  await application.call(CALLER);
  await page.getByText("next in 3600.0 s").waitFor();
  await button(page, "+1 min").click();
  await page.getByText("next in 3540.0 s").waitFor();
  await button(page, "Step").click();
  await application.event("CallConnected");
  assert.notEqual(await page.locator("#time").innerText(), stands);
  await button(page, "Resume").click();
  await page.locator("#clock-state", { hasText: "running" }).waitFor();
}

export async function a_button_makes_the_next_request_fail({ page, application }) {
  await page.getByRole("tab", { name: "Faults" }).click();
  await page.getByLabel("Operation").selectOption("CreateCall");
  await button(page, "503 Service Unavailable").click();
  await page.getByText("Next time, CreateCall: 503").waitFor();
  await page.locator("#faults-waiting", { hasText: "CreateCall" }).waitFor();
  const body = { targets: [{ rawId: `4:${CALLER}`, kind: "phoneNumber", phoneNumber: { value: CALLER } }],
    sourceCallerIdNumber: { value: "+15550100199" }, callbackUri: application.url };
  assert.equal((await application.request("POST", "callConnections", body)).status, 503);
  await page.getByLabel("Event", { exact: true }).selectOption("CallConnected");
  await button(page, "Delivered twice").click();
  await page.locator("#faults-waiting", { hasText: "CallConnected" }).waitFor();
  assert.equal((await application.request("POST", "callConnections", body)).status, 201);
  for (let times = 0; times < 2; times += 1) await application.event("CallConnected");
  await page.locator("#faults-waiting", { hasText: "None." }).waitFor();
}

export async function a_refusal_is_shown({ page }) {
  await page.getByLabel("From").fill("Ada");
  await button(page, "Place the call").click();
  await page.locator("#message[data-kind=failure]").getByText("from").waitFor();
  page.failures.length = 0; // the browser logs the status 400
}

export async function markup_in_names_stays_text({ page, application, emulator }) {
  const name = '<script>window.harmed = 1</script><img src=x onerror="window.harmed = 1">';
  await answered(page, application, name);
  await page.locator("#call-title", { hasText: name }).waitFor();
  await page.locator("#calls", { hasText: name }).waitFor();
  const harmed = () => page.evaluate(() => [window.harmed, document.scripts.length, document.querySelectorAll("img").length]);
  assert.deepEqual(await harmed(), [undefined, 1, 1]);
  // The diagram alone, as it is saved and opened.
  const rows = page.locator("#ladder [data-seq]");
  for (let at = 0; at < (await rows.count()); at += 1) await rows.nth(at).click();
  assert.deepEqual(await harmed(), [undefined, 1, 1]);
  const id = (await page.locator("#save").getAttribute("href")).match(/call=([^&]+)/)[1];
  const svg = await page.context().newPage();
  await svg.goto(`${emulator.endpoint}/_emulator/ladder?call=${id}&format=svg`);
  assert.equal(await svg.evaluate(() => document.querySelectorAll("script, img, image, foreignObject").length), 0);
  await svg.close();
}

/** A web server with one page, of another origin than the emulator, while an action lasts. */
async function elsewhere(html, action) {
  const server = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(html);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    await action(server.address().port);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** In a page of another origin: tries everything that reads or changes the emulator; returns what became of it. */
async function attack([endpoint, number]) {
  const outcome = (response) => response.then((one) => `${one.type} ${one.status}`, () => "refused");
  const post = (options) => outcome(fetch(`${endpoint}/_emulator/phone-number`, { method: "POST", body: number, ...options }));
  const loads = (tag, file) => new Promise((resolve) => {
    const made = document.createElement(tag);
    made.onload = () => resolve("loaded");
    made.onerror = () => resolve("refused");
    made.src = `${endpoint}/_emulator/page/${file}`;
    document.body.append(made);
  });
  const listens = () => new Promise((resolve) => {
    const source = new EventSource(`${endpoint}/_emulator/live`);
    source.onopen = () => resolve("open");
    source.onerror = () => resolve("refused");
  });
  return [
    await outcome(fetch(`${endpoint}/_emulator/journal`)),
    await outcome(fetch(`${endpoint}/_emulator/journal`, { credentials: "include" })),
    await post({}),
    await post({ headers: { "Content-Type": "application/json" } }),
    await post({ mode: "no-cors", headers: { "Content-Type": "text/plain" } }),
    await loads("img", "icon.svg"),
    await loads("script", "dom.mjs"),
    await listens(),
  ];
}

export async function pages_of_other_origins_neither_drive_nor_read_it({ emulator, browser }) {
  const { endpoint } = emulator;
  const numbers = async () => (await (await fetch(`${endpoint}/_emulator/setup`)).json()).phoneNumbers;
  const form = `<form method="post" enctype="text/plain" action="${endpoint}/_emulator/phone-number">
    <input name='{"number":"+15550100177","x":"' value='"}'></form>`;
  const page = await browser.context.newPage();
  await elsewhere(form, async (port) => {
    for (const origin of [`http://127.0.0.1:${port}`, `http://localhost:${port}`, `http://rebound.example:${port}`]) {
      await page.goto(origin);
      const outcomes = await page.evaluate(attack, [endpoint, JSON.stringify({ number: "+15550100177" })]);
      // An opaque response is one of which a page sees nothing.
      assert.deepEqual(outcomes.filter((one) => one !== "refused" && one !== "opaque 0"), [], origin);
      const [response] = await Promise.all([page.waitForNavigation(), page.evaluate(() => document.forms[0].submit())]);
      assert.equal(response.status(), 403, origin);
      assert.deepEqual(await numbers(), [], origin);
    }
    // A page under a name that leads to the emulator itself, and a frame around its page.
    const rebound = endpoint.replace("127.0.0.1", "rebound.example");
    assert.equal((await page.goto(`${rebound}/_emulator/`)).status(), 403);
    await page.goto(`http://127.0.0.1:${port}`);
    const framed = page.waitForResponse((response) => response.url() === `${endpoint}/_emulator/`);
    await page.evaluate((url) => {
      const frame = document.createElement("iframe");
      frame.src = url;
      document.body.append(frame);
    }, `${endpoint}/_emulator/`);
    assert.equal((await framed).status(), 403);
  });
  await page.close();
}

export async function a_thousand_calls_stay_a_page({ page, emulator }) {
  const { rawId: to } = await emulator.control("phone-number", { number: "+15550100199" });
  const numbers = Array.from({ length: 1000 }, (_, at) => `+1555020${String(at).padStart(4, "0")}`);
  while (numbers.length > 0) {
    await Promise.all(numbers.splice(0, 20).map((number) => emulator.incomingCall(`4:${number}`, to)));
  }
  await page.locator("#counts", { hasText: "1000 in all" }).waitFor();
  const items = page.locator("#calls li");
  assert.equal(await items.count(), 40);
  const elements = () => page.evaluate(() => document.querySelectorAll("*").length);
  assert.ok((await elements()) < 1_000, `${await elements()} elements`);
  const newest = await items.first().innerText();
  await button(page, "Older").click();
  await page.locator("#page-of", { hasText: "2 of 25" }).waitFor();
  assert.notEqual(await items.first().innerText(), newest);
  await page.getByLabel("Find a call").fill("5550200007");
  await page.locator("#calls li", { hasText: "+15550200007" }).waitFor();
  assert.equal(await items.count(), 1);
  await items.getByRole("button").click();
  await page.locator("#call-title", { hasText: "+15550200007" }).waitFor();
  assert.ok((await elements()) < 1_000, `${await elements()} elements`);
}

export async function a_long_call_shows_its_last_rows_and_all_on_request({ page, application, emulator }) {
  const call = await answered(page, application);
  for (let phrase = 1; phrase <= 400; phrase += 1) {
    await emulator.control("speak", { callConnectionId: call, rawId: `4:${CALLER}`, phrase: `phrase ${phrase}.` });
  }
  const rows = page.locator("#ladder [data-seq]");
  const last = rows.filter({ hasText: "phrase 400." });
  await last.waitFor();
  assert.equal(await rows.count(), 300);
  assert.ok(await last.evaluate((row) => row.getBoundingClientRect().bottom <= innerHeight), "it is in sight");
  const earlier = page.getByRole("button", { name: /^Show \d+ earlier rows$/ });
  const count = Number((await earlier.innerText()).match(/\d+/)[0]);
  await earlier.click();
  await rows.filter({ hasText: "phrase 1." }).first().waitFor();
  assert.equal(await rows.count(), 300 + count);
  assert.ok(await earlier.isHidden());
  const whole = await fetch(`${emulator.endpoint}/_emulator/ladder?call=${call}&format=json`);
  assert.equal((await whole.json()).rows.length, 300 + count);
}

export async function axe_finds_no_violation_in_dark_and_light({ page, application }) {
  const check = async (what) => assert.deepEqual(await violations(page), [], what);
  for (const theme of ["light", "dark"]) {
    await page.getByLabel("Theme").selectOption(theme);
    await check(`${theme}, empty`);
  }
  const call = await answered(page, application);
  await application.recognize(call, CALLER);
  await ringHere(page);
  await application.call("+15550100124");
  await page.locator("#ringing button").first().waitFor();
  await page.locator("#calls button").last().click();
  await page.locator("#ladder [data-seq]").first().click();
  await page.locator("#details").waitFor();
  for (const theme of ["light", "dark"]) {
    await page.getByLabel("Theme").selectOption(theme);
    for (const tab of ["Faults", "Setup", "Phone"]) {
      await page.getByRole("tab", { name: tab }).click();
      await check(`${theme}, ${tab}`);
    }
  }
  await page.setViewportSize({ width: 500, height: 900 });
  await check("narrow");
  await page.setViewportSize({ width: 1440, height: 900 });
}
