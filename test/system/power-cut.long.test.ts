/** 100,000 random power cuts; the seed is printed, and KETUK_SEED repeats a run. */
import { expect, test } from "vitest";
import { liveRandomly } from "../support/random-lives.js";

test("100,000 random cuts over random days: 0 lost, 0 reused, every chain holds", () => {
  const first = Number(process.env.KETUK_SEED ?? Date.now() % 1e9);
  let cuts = 0;
  let taps = 0;
  for (let seed = first; cuts < 100_000; seed++) {
    const lived = liveRandomly(seed, 2000);
    cuts += lived.cuts;
    taps += lived.taps;
  }
  console.info(`random power cuts: ${cuts}, first seed ${first}: ${taps} taps, 0 lost, 0 reused`);
  expect(taps).toBeGreaterThan(100_000);
});
