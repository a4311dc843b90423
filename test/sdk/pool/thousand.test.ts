/** A thousand readers at one pool; thousand.long.test.ts lets them live for an hour. */
import { expect, test } from "vitest";
import { livePool, poolLifeText } from "../../support/pool-life.js";

test("a thousand readers for a simulated minute: no tap lost or twice, none held up by another", async () => {
  const life = await livePool({ seed: 7, readers: 1000, deadPorts: 20, seconds: 60 });
  console.info(`1,000 readers, a minute: ${poolLifeText(life)}`);
  expect(life.state.counts).toEqual({ open: 1000, reopening: 0, away: 0 });
  expect(life.taps).toBeGreaterThan(500);
  expect(life.slowestMs).toBeLessThan(50);
  expect(life.listings).toBeLessThan(150);
}, 120_000);
