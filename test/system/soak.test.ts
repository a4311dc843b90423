/** An hour of the rush and the night around it; soak.long.test.ts lives a week. */
import { expect, test } from "vitest";
import { liveBusily } from "../support/busy-week.js";

test("four hours around the rush, with faults: every green light has its tap, and memory stays flat", async () => {
  const { taps, lit, faults, heapBytes } = await liveBusily(3, 4, 5);
  console.info(
    `4 hours: ${taps} taps, ${lit} green lights, ${faults} faults, heap ${heapBytes.map((b) => (b / 1e6).toFixed(1)).join(", ")} MB`,
  );
  expect(taps).toBeGreaterThan(3000);
  expect(taps).toBeGreaterThanOrEqual(lit);
  expect(faults).toBeGreaterThan(5);
  expect((heapBytes.at(-1) ?? 0) - (heapBytes[1] ?? 0)).toBeLessThan(3e6);
}, 120_000);
