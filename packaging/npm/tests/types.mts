// That the declarations are those of the module, as TypeScript reads them: compiled, not run.

import { type Emulator, type EmulatorOptions, EmulatorError, programPath, startEmulator } from "acs-emulator";

export async function use(): Promise<void> {
  const options: EmulatorOptions = { args: ["--manual-clock"], https: true, caDir: "ca", timeoutMs: 1 };
  const emulator: Emulator = await startEmulator(options);
  const texts: string[] = [emulator.connectionString, emulator.endpoint, emulator.accessKey, programPath()];
  const ca: string | undefined = emulator.ca ?? emulator.caFile;
  await emulator.control("clock", { advanceMs: texts.length }, "POST");
  await emulator.close();
  // @ts-expect-error: there is no such option.
  await startEmulator({ htps: true });
  throw new EmulatorError(ca);
}
