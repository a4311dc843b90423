/** A short day of the rehearsal with everything in it, in processes of its own; and that its account can fail. */
import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { createRehearsal } from "../support/rehearsal-run.js";

const SABOTAGE = new URL("drop-one-posting.js", import.meta.url).href;
const rehearsal = createRehearsal();
afterAll(rehearsal.close);

const SMALL = ["--readers", "200", "--per-bridge", "50", "--cards", "10000"];

test("a day with all its troubles leaves no tap unexplained, and says where each of them is", async () => {
  const { code, lines, errors, report } = await rehearsal.run(
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
  expect(readFileSync(report, "utf8")).toContain("0 unexplained");
}, 150_000);

test("a worker that loses one posting makes one tap unexplained, by its name", async () => {
  const args = ["--boards", "0", "--minutes", "0.1", "--taps", "60", "--preload", SABOTAGE];
  const { code, lines, errors } = await rehearsal.run("sabotage", ...SMALL, ...args);
  expect(lines.at(-1)).toMatchObject({ event: "ledger", unexplained: 1 });
  expect(errors).toMatch(/^gate-\d+ #\d+: nowhere$/m);
  expect(code).toBe(1);
}, 90_000);

test("what it cannot do it says, with exit code 2", async () => {
  expect(await rehearsal.run("wrong", "--readers", "some")).toMatchObject({
    code: 2,
    errors: expect.stringMatching("--readers"),
  });
});
