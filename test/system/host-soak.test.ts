/** Thousands of taps on the host's side; host-soak.long.test.ts takes hundreds of thousands. */
import { expect, test } from "vitest";
import { growthBytes, liveLong, longLifeText } from "../support/long-life.js";

test("10,000 taps over a bad cable come once and in order, and one Reader's memory stays flat", async () => {
  // What the engine compiles and remembers of types in the first ten thousand taps is not the Reader's: some 1.3 MB.
  await liveLong(11, 10_000, "one");
  const life = await liveLong(11, 10_000, "one");
  console.info(`one Reader: ${longLifeText(life)}`);
  expect(Math.min(life.cableFaults, life.restarts, life.replugs)).toBeGreaterThan(3);
  // 100 bytes a tap; some 30 are seen.
  expect(growthBytes(life)).toBeLessThan(1e6);
}, 120_000);

test("3,000 taps past pulled plugs come once and in order, and a Reader that has ended leaves nothing behind", async () => {
  const life = await liveLong(12, 3000, "many");
  console.info(`many Readers: ${longLifeText(life)}`);
  expect(life.replugs).toBeGreaterThan(3);
  expect(growthBytes(life)).toBeLessThan(1.5e6);
}, 120_000);
