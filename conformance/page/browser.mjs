// The browser, and what the stories look for on the page.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

const ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  // A name that an attacker's name server resolves to this machine.
  "--host-resolver-rules=MAP rebound.example 127.0.0.1"];

export class Browser {
  static async start(executablePath, viewport = { width: 1440, height: 900 }) {
    const folder = await mkdtemp(join(tmpdir(), "acs-page-"));
    const options = { executablePath, args: ARGUMENTS, viewport, acceptDownloads: true };
    const context = await chromium.launchPersistentContext(folder, options);
    context.setDefaultTimeout(10_000);
    return new Browser(folder, context);
  }

  constructor(folder, context) {
    this.folder = folder;
    this.context = context;
  }

  async end() {
    await this.context.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Opens the page; what it reports as an error is kept. */
  async open(emulator) {
    const page = await this.context.newPage();
    page.failures = [];
    page.on("pageerror", (failure) => page.failures.push(failure.message));
    page.on("console", (message) => message.type() === "error" && page.failures.push(message.text()));
    await page.goto(`${emulator.endpoint}/_emulator/`);
    await page.locator("#live[data-state=live]").waitFor();
    return page;
  }
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The violations that axe-core finds, each with the elements concerned. */
export async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
