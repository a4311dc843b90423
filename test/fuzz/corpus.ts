/** Inputs that once failed: one file per finding, one input per line as hexadecimal digits, replayed first in every run. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("./corpus/", import.meta.url));

export interface Finding {
  readonly file: string;
  readonly inputs: Uint8Array[];
}

/** The findings of one target; lines that begin with # say what it was. */
export function readCorpus(target: string): Finding[] {
  const folder = join(ROOT, target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".hex"))
    .sort()
    .map((file) => {
      const lines = readFileSync(join(folder, file), "utf8").split("\n");
      const inputs = lines.filter((line) => line !== "" && !line.startsWith("#"));
      return { file, inputs: inputs.map((line) => Uint8Array.from(Buffer.from(line, "hex"))) };
    });
}

/** Where the input of a hang goes. */
export function hangFile(target: string): string {
  return join(ROOT, target, "hang.hex");
}

/** Keeps a finding. Returns the path. */
export function keep(target: string, inputs: readonly Uint8Array[], why: string): string {
  const lines = inputs.map((input) => Buffer.from(input).toString("hex"));
  const name = createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 12);
  const path = join(ROOT, target, `${name}.hex`);
  mkdirSync(join(ROOT, target), { recursive: true });
  const comment = why
    .split("\n")[0]
    ?.replace(/[^\x20-\x7e]/g, "?")
    .slice(0, 200);
  writeFileSync(path, `# ${comment}\n${lines.join("\n")}\n`);
  return path;
}
