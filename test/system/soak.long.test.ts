/** A week of a busy gate. */
import { expect, test } from "vitest";
import { liveBusily } from "../support/busy-week.js";

test("a week with two cards a second at the rush, with faults: nothing is lost, and memory stays flat", async () => {
  const { taps, lit, faults, heapBytes } = await liveBusily(5, 168);
  const heap = heapBytes.map((bytes) => (bytes / 1e6).toFixed(1)).join(", ");
  console.info(`a week: ${taps} taps, ${lit} green lights, ${faults} faults; heap after each quarter ${heap} MB`);
  expect(taps).toBeGreaterThan(85_000);
  expect(taps).toBeGreaterThanOrEqual(lit);
  expect((heapBytes.at(-1) ?? 0) - (heapBytes[0] ?? 0)).toBeLessThan(3e6);
});
