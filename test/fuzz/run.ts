/** Makes tests of targets: a sample with a fixed seed in `npm test`, far more with a new seed in `npm run test:long`. */
import { expect, test } from "vitest";
import { type FuzzTarget, fuzz, lineOf } from "./harness.js";

/** The same sample everywhere: a failure of `npm test` is a failure of the change. */
const SAMPLE_SEED = 20_260_301;
const LONG_TIMEOUT_MS = 3_600_000;

/** What makes a target; a name is needed before. */
export type Targets = Readonly<Record<string, () => FuzzTarget | Promise<FuzzTarget>>>;

/** FUZZ_SEED repeats a run, FUZZ_COUNT sets how many inputs each target gets. */
export function fuzzTests(targets: Targets, how: "sample" | "long"): void {
  const seed = Number(process.env.FUZZ_SEED ?? (how === "long" ? Date.now() % 1_000_000_007 : SAMPLE_SEED));
  for (const [name, make] of Object.entries(targets)) {
    test(`${name} survives whatever comes, seed ${seed}`, { timeout: LONG_TIMEOUT_MS }, async () => {
      const target = await make();
      const count = Number(process.env.FUZZ_COUNT ?? (how === "long" ? target.longCount : target.sampleCount));
      const report = await fuzz(target, seed, count);
      console.log(lineOf(report));
      expect(report.count).toBe(count);
    });
  }
}
