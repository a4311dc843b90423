/** The budgets of the board, and that the last measured figures are within them. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { BUDGETS, budgetTable, exceeded, type MeasuredMemory } from "../../firmware/budgets.js";
import { builtFirmware } from "../../sdk/virtual/board.js";

const measured = JSON.parse(
  readFileSync(new URL("../../firmware/measured.json", import.meta.url), "utf8"),
) as MeasuredMemory;

test("the built firmware and its memory, as measured last, are within their budgets", () => {
  const { jsVarsAtRest, jsVarsAtPeak } = measured;
  expect(exceeded({ bundleBytes: builtFirmware().length, jsVarsAtRest, jsVarsAtPeak })).toEqual([]);
  expect(jsVarsAtRest).toBeGreaterThan(0);
  expect(jsVarsAtPeak).toBeGreaterThan(jsVarsAtRest);
});

test("the figures that the build cites are those of a firmware of about this size", () => {
  const stale = "measure anew: npm run budgets, with ESPRUINO set";
  expect(Math.abs(builtFirmware().length / measured.bundleBytes - 1), stale).toBeLessThan(0.15);
});

test("the table has value, budget, goal and name, and marks what is exceeded", () => {
  const table = budgetTable({ bundleBytes: 41_000, flashBytesPerTap: 9999 }).split("\n");
  expect(table).toHaveLength(3);
  expect(table[1]).toBe(`   41000   46080   40960  bytes       ${BUDGETS.bundleBytes.name}`);
  expect(table[2]).toMatch(/ 9999 .*: EXCEEDED$/);
});

test("a value at its limit is within it, one above is not", () => {
  const { limit } = BUDGETS.bootBytes;
  expect(exceeded({ bootBytes: limit })).toEqual([]);
  expect(exceeded({ bootBytes: limit + 1, bundleBytes: 1 })).toEqual(["bootBytes"]);
});
