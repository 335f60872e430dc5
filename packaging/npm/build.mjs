// Packs the npm packages: acs-emulator, and the one that carries the program for this platform.
//
//     build.mjs PROGRAM VERSION FOLDER

import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

// Where the program builds. Each machine packs its own; all are named in optionalDependencies.
const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

const [program, version, folder] = process.argv.slice(2);
const source = join(import.meta.dirname, "acs-emulator");
const work = mkdtempSync(join(tmpdir(), "acs-emulator-npm-"));
mkdirSync(folder, { recursive: true });
try {
  const main = JSON.parse(readFileSync(join(source, "package.json")));
  const licenses = ["LICENSE-MIT", "LICENSE-APACHE"];

  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform)) throw new Error(`there is no package for ${platform}`);
  const place = join(work, platform);
  mkdirSync(join(place, "bin"), { recursive: true });
  cpSync(program, join(place, "bin", "acs-emulator"));
  chmodSync(join(place, "bin", "acs-emulator"), 0o755);
  for (const name of licenses) cpSync(join(source, name), join(place, name), { dereference: true });
  pack(place, {
    name: `@acs-emulator/${platform}`,
    version,
    description: `The program acs-emulator for ${platform}; install the package acs-emulator`,
    license: main.license,
    os: [process.platform],
    cpu: [process.arch],
    // The program is linked to the C library of this machine.
    ...(process.platform === "linux" && { libc: [isGlibc() ? "glibc" : "musl"] }),
    files: ["bin", ...licenses],
  });

  cpSync(source, join(work, "main"), { recursive: true, dereference: true });
  const optional = PLATFORMS.map((name) => [`@acs-emulator/${name}`, version]);
  pack(join(work, "main"), { ...main, version, optionalDependencies: Object.fromEntries(optional) });
} finally {
  rmSync(work, { recursive: true });
}

function pack(place, manifest) {
  writeFileSync(join(place, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
  const options = ["pack", "--silent", "--pack-destination", resolve(folder)];
  execFileSync("npm", options, { cwd: place, stdio: ["ignore", "inherit", "inherit"] });
}

function isGlibc() {
  return process.report.getReport().header.glibcVersionRuntime !== undefined;
}
