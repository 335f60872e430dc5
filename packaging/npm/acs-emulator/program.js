// Where the program is: npm installs, of the packages in optionalDependencies, the one that fits the machine.

import { createRequire } from "node:module";

export function programPath() {
  const platform = `${process.platform}-${process.arch}`;
  const name = `@acs-emulator/${platform}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/acs-emulator`);
  } catch (cause) {
    throw new Error(
      `the package ${name} is not installed: either there is none for this platform, ` +
        "or optional dependencies were left out (npm install --include=optional)",
      { cause },
    );
  }
}
