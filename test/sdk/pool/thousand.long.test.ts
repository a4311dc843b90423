/** A thousand readers at one pool for a simulated hour. */
import { expect, test } from "vitest";
import { livePool, poolLifeText } from "../../support/pool-life.js";

const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);

test("a thousand readers for a simulated hour: no tap lost or twice, none held up by another, memory flat", async () => {
  const life = await livePool({ seed: SEED, readers: 1000, deadPorts: 20, seconds: 3600 });
  console.info(`1,000 readers, an hour (seed ${SEED}): ${poolLifeText(life)}`);
  const [warmBytes = 0, endBytes = 0] = life.heapBytes;
  expect(life.state.counts).toEqual({ open: 1000, reopening: 0, away: 0 });
  expect(life.taps).toBeGreaterThan(30_000);
  expect(life.unplugged).toBeGreaterThan(1000);
  expect(life.slowestMs).toBeLessThan(50);
  expect(endBytes - warmBytes).toBeLessThan(4e6);
});
