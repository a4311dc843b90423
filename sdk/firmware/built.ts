/** The firmware and the loader that were built with this package. */
import { readFileSync } from "node:fs";

const texts = new Map<string, string>();

/** Read once in a process, as a byte string. */
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
      return readFileSync(new URL(path, import.meta.url), "latin1");
    } catch {
      // The other place, or the error below.
    }
  }
  throw new Error(`dist/${name} is missing: run npm run build`);
}

/** Program of the firmware that was built with this package, a byte string; `detokenise` makes it legible. */
export function builtFirmware(): string {
  return built("firmware.bin");
}

/** Text of the loader that was built with this package. */
export function builtLoader(): string {
  return built("boot.js");
}

/** The version that a firmware says of itself, "1.2.3"; "" when it says none. */
export function versionOf(firmware: string): string {
  // In quotes, or as a token with its length.
  return /firmwareVersion:(?:"|\xd1.)(\d+\.\d+\.\d+)/s.exec(firmware)?.[1] ?? "";
}
