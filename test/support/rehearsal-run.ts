/** Runs the rehearsal in a process of its own. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MAIN = new URL("../../.build/bench/city/main.js", import.meta.url).pathname;

/** What came of a run. */
export interface RehearsalRun {
  readonly code: number;
  /** What it said, one object a line; the last one is the ledger. */
  readonly lines: Record<string, unknown>[];
  readonly errors: string;
  /** Path of its report. */
  readonly report: string;
}

/** A place for reports, and the way to run it there. */
export function createRehearsal() {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-rehearsal-"));
  return {
    run(name: string, ...args: string[]): Promise<RehearsalRun> {
      const report = join(folder, `${name}.html`);
      const env = { ...process.env, KETUK_DROP_MARK: join(folder, `${name}.dropped`) };
      return new Promise((resolve) => {
        execFile(process.execPath, [MAIN, "--json", "--report", report, ...args], { env }, (error, stdout, errors) => {
          const lines = stdout.trim().split("\n").filter(Boolean);
          const code = typeof error?.code === "number" ? error.code : error ? -1 : 0;
          resolve({ code, lines: lines.map((line) => JSON.parse(line)), errors, report });
        });
      });
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
