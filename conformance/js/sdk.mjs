// The SDK under test: the newest one, or an older one that package.json gives another name.

import { createRequire } from "node:module";

const name = process.env.SDK ?? "@azure/communication-call-automation";

export const sdk = await import(name);
export const VERSION = createRequire(import.meta.url)(`./node_modules/${name}/package.json`).version;
