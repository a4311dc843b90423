/** The firmware and the loader that were built with this package. */
import { readFileSync } from "node:fs";

const texts = new Map<string, string>();

/** Read once in a process. */
function built(name: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = readBuilt(name);
  texts.set(name, text);
  return text;
}

function readBuilt(name: string): string {
  // Beside dist/sdk in the package; in dist/ when this file is run from its source.
  for (const path of [`../../${name}`, `../../dist/${name}`]) {
    try {
      return readFileSync(new URL(path, import.meta.url), "utf8");
    } catch {
      // The other place, or the error below.
    }
  }
  throw new Error(`dist/${name} is missing: run npm run build`);
}

/** Text of the firmware that was built with this package. */
export function builtFirmware(): string {
  return built("firmware.js");
}

/** Text of the loader that was built with this package. */
export function builtLoader(): string {
  return built("boot.js");
}

/** The version that a firmware says of itself, "1.2.3"; "" when it says none. */
export function versionOf(firmware: string): string {
  return /firmwareVersion:"(\d+\.\d+\.\d+)"/.exec(firmware)?.[1] ?? "";
}
