/** The board's rows: counted on the virtual board, from the file that the build has made. */
import { readFileSync } from "node:fs";
import { BUDGETS } from "../../.build/tools/firmware/budgets.js";
import { measureOnVirtualBoard } from "../../.build/tools/firmware/measure.js";
import { row } from "./measure.js";

const file = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "latin1");

export async function board() {
  const firmware = file("dist/firmware.bin");
  const { jsVarsAtRest, jsVarsAtPeak } = JSON.parse(file("firmware/measured.json"));
  const costs = {
    bundleBytes: firmware.length,
    bootBytes: file("dist/boot.js").length,
    jsVarsAtRest,
    jsVarsAtPeak,
    ...(await measureOnVirtualBoard(firmware)),
  };
  return Object.entries(costs).map(([key, value]) => {
    const { name, unit, goal, limit } = BUDGETS[key];
    return row(`board, ${name}`, value, unit, `<=${goal ?? limit}`);
  });
}
