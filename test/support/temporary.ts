/**
 * One temporary folder for a run of the tests: whatever they, and the programs they start and kill, leave in it goes with it
 * at the end. Its name is short, as paths of sockets end at 104 bytes on some systems.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where programs look for the folder: the first one everywhere but on Windows. */
const VARIABLES = ["TMPDIR", "TEMP", "TMP"];

/** Makes the folder before the workers start; the function it returns removes it after the run. */
export function setup(): () => void {
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  const folder = mkdtempSync(join(tmpdir(), "ketuk-"));
  // PostgreSQL runs as somebody else when the tests run as root, and has its folder in here.
  chmodSync(folder, 0o755);
  for (const name of VARIABLES) process.env[name] = folder;
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    remove(folder);
  };
}

/** Removes as much as it can, and says what stays. */
function remove(folder: string): void {
  const gone = readdirSync(folder).map((name) => removed(join(folder, name)));
  if (!gone.includes(false)) removed(folder);
}

/** A program that still writes, or a folder that may not be opened, is no failure of the run. */
function removed(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    return true;
  } catch (error) {
    console.error(`left behind: ${path} (${error instanceof Error ? error.message : error})`);
    return false;
  }
}
