/** The board's rows: counted on the virtual board, and on the real interpreter, from the file that the build has made. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measureTaps, tapCosts } from "../../.build/tools/firmware/board-time.js";
import { BUDGETS } from "../../.build/tools/firmware/budgets.js";
import { measureOnVirtualBoard } from "../../.build/tools/firmware/measure.js";
import { row } from "./measure.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const file = (path) => readFileSync(join(ROOT, path), "latin1");

/** How many times the work of Espruino's own module for a bare UID. */
const MOST_WORK = { "UID of 4 bytes": 2, "DESFire EV2, full": 8 };

/** A tap of each family, part by part. */
async function times(firmware) {
  const rows = [];
  for (const time of await measureTaps(firmware)) {
    const { family, radioMs, spiMs, interpreterMs, flashMs, uartMs, totalMs, shownMs, floorMs } = time;
    const parts = { radio: radioMs, SPI: spiMs, interpreter: interpreterMs, flash: flashMs, UART: uartMs };
    for (const [part, ms] of Object.entries(parts)) rows.push(row(`board, ${family}: ${part}`, ms, "ms"));
    rows.push(row(`board, ${family}: in all`, totalMs, "ms"));
    rows.push(row(`board, ${family}: until the outcome is shown`, shownMs, "ms"));
    const target = family === "DESFire AES" ? "<=5" : undefined;
    rows.push(row(`board, ${family}: in all, against what radio and card take`, totalMs / floorMs, "x", target));
  }
  return rows;
}

/** Instructions of the real interpreter: a test counts them. */
function work() {
  const { ESPRUINO, MFRC522_MODULE } = process.env;
  if (!ESPRUINO || !MFRC522_MODULE || spawnSync("valgrind", ["--version"]).error) {
    console.error(
      "left out: instructions of the interpreter (set ESPRUINO to a Linux build of Espruino and MFRC522_MODULE to the " +
        "MFRC522.js of EspruinoDocs, and install valgrind; some two minutes)",
    );
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "ketuk-work-"));
  const out = join(folder, "work.json");
  const env = {
    ...process.env,
    KETUK_COUNT_WORK: "1",
    KETUK_WORK_JSON: out,
    KETUK_FAMILY: Object.keys(MOST_WORK).join(";"),
  };
  const command = ["node_modules/vitest/vitest.mjs", "run", "test/espruino/work.test.ts"];
  execFileSync(process.execPath, command, { cwd: ROOT, env, stdio: ["ignore", "ignore", "inherit"] });
  const counted = JSON.parse(readFileSync(out, "utf8"));
  rmSync(folder, { recursive: true });
  return Object.entries(MOST_WORK).map(([name, most]) =>
    row(
      `board, instructions of ${name}, to its record in a frame, against a UID by Espruino's module`,
      counted[name] / counted.module,
      "x",
      `<=${most}`,
    ),
  );
}

export async function board() {
  const firmware = file("dist/firmware.bin");
  const { jsVarsAtRest, jsVarsAtPeak } = JSON.parse(file("firmware/measured.json"));
  const costs = {
    bundleBytes: firmware.length,
    bootBytes: file("dist/boot.js").length,
    jsVarsAtRest,
    jsVarsAtPeak,
    ...(await measureOnVirtualBoard(firmware)),
    ...(await tapCosts(firmware)),
  };
  const budgets = Object.entries(costs).map(([key, value]) => {
    const { name, unit, goal, limit } = BUDGETS[key];
    return row(`board, ${name}`, value, unit, `<=${goal ?? limit}`);
  });
  return [...budgets, ...(await times(firmware)), ...work()];
}
