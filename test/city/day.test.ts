/** A short day of the rehearsal with everything in it, in processes of its own; and that its account can fail. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

const MAIN = new URL("../../.build/bench/city/main.js", import.meta.url).pathname;
const SABOTAGE = pathToFileURL(new URL("drop-one-posting.js", import.meta.url).pathname).href;
const folder = mkdtempSync(join(tmpdir(), "ketuk-rehearsal-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number;
  readonly lines: Record<string, unknown>[];
  readonly errors: string;
}

function rehearse(name: string, ...args: string[]): Promise<Run> {
  const report = join(folder, `${name}.html`);
  const env = { ...process.env, KETUK_DROP_MARK: join(folder, `${name}.dropped`) };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, "--json", "--report", report, ...args], { env }, (error, stdout, errors) => {
      const lines = stdout.trim().split("\n").filter(Boolean);
      const code = typeof error?.code === "number" ? error.code : error ? -1 : 0;
      resolve({ code, lines: lines.map((line) => JSON.parse(line)), errors });
    });
  });
}

const SMALL = ["--readers", "200", "--per-bridge", "50", "--cards", "10000"];

test("a day with all its troubles leaves no tap unexplained, and says where each of them is", async () => {
  const { code, lines, errors } = await rehearse(
    "day",
    ...SMALL,
    "--boards",
    "2",
    "--minutes",
    "0.25",
    "--taps",
    "700",
  );
  expect(errors).toBe("");
  const ledger = lines.at(-1) as Record<string, Record<string, number>>;
  expect(ledger).toMatchObject({ event: "ledger", unexplained: 0 });
  expect(code).toBe(0);
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);
  expect(Number(ledger.posted) + sum(ledger.refused) + sum(ledger.inJournals)).toBe(ledger.tapped);
  expect(Number(ledger.posted)).toBeGreaterThan(500);
  // All that a worker has to refuse was there and refused.
  for (const reason of ["card-refused", "bad-mac", "unknown-key", "wrong-reader", "malformed"]) {
    expect(ledger.refused[reason], reason).toBeGreaterThan(0);
  }
  const ended = lines.filter(({ phase }) => phase === "ends").map(({ event }) => event);
  const troubles = ["partition", "worker-killed", "database-busy", "broker-killed", "silent-partition"];
  expect(new Set(ended)).toEqual(new Set(troubles));
  expect(readFileSync(join(folder, "day.html"), "utf8")).toContain("0 unexplained");
}, 150_000);

test("a worker that loses one posting makes one tap unexplained, by its name", async () => {
  const args = ["--boards", "0", "--minutes", "0.1", "--taps", "60", "--preload", SABOTAGE];
  const { code, lines, errors } = await rehearse("sabotage", ...SMALL, ...args);
  expect(lines.at(-1)).toMatchObject({ event: "ledger", unexplained: 1 });
  expect(errors).toMatch(/^gate-\d+ #\d+: nowhere$/m);
  expect(code).toBe(1);
}, 90_000);

test("what it cannot do it says, with exit code 2", async () => {
  expect(await rehearse("wrong", "--readers", "some")).toMatchObject({
    code: 2,
    errors: expect.stringMatching("--readers"),
  });
});
