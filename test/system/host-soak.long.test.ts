/** Hundreds of thousands of taps, as the host sees them. */
import { expect, test } from "vitest";
import { growthBytes, liveLong, longLifeText } from "../support/long-life.js";

const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);

test("300,000 taps over a bad cable come once and in order, and one Reader's memory stays flat", async () => {
  const life = await liveLong(SEED, 300_000, "one");
  console.info(`one Reader (seed ${SEED}): ${longLifeText(life)}`);
  expect(Math.min(life.cableFaults, life.restarts, life.replugs)).toBeGreaterThan(100);
  expect(growthBytes(life)).toBeLessThan(2e6);
});

test("60,000 taps past pulled plugs come once and in order, and a Reader that has ended leaves nothing behind", async () => {
  const life = await liveLong(SEED, 60_000, "many");
  console.info(`many Readers (seed ${SEED}): ${longLifeText(life)}`);
  expect(life.replugs).toBeGreaterThan(50);
  expect(growthBytes(life)).toBeLessThan(2e6);
});
