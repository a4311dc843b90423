/** Which builds of Espruino the firmware can live on, and what to do about the others. Pure. */

/** What a board says it runs. */
export interface Interpreter {
  /** `process.env.VERSION`: "2v29", or "2v29.277" for a build between two releases. */
  readonly version: string;
  /** `process.env.BOARD`. */
  readonly board: string;
}

/** Builds that the firmware was tried on. */
export const TESTED_VERSIONS = ["2v29.277"] as const;
const TESTED_BOARD = "ESP32";

/** Before this the flash was divided in another way: no place for the journal, 256 KB of Storage where the journal is. */
const OLDEST = "2v26";
/**
 * Up to here bursts of more than 64 bytes lose bytes (espruino/Espruino#2718, corrected on 2026-07-06 between 2v29 and
 * this build).
 */
const RECEIVES_ALL = "2v29.277";

/** What is to be thought of an interpreter. */
export interface InterpreterVerdict {
  /** - `tested`, `untested`: may be used, the second at one's own risk. */
  readonly verdict: "tested" | "untested" | "too-old" | "loses-bytes" | "wrong-board" | "unknown";
  /** For people; empty for one that was tested. */
  readonly words: string;
}

/** A version as numbers that compare. Undefined for anything else. */
function parse(version: string): [number, number] | undefined {
  const match = /^(\d+)v(\d+)(?:\.(\d+))?/.exec(version);
  return match ? [Number(match[1]) * 1000 + Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

function isBefore(version: string, limit: string): boolean {
  const [a, b] = [parse(version), parse(limit)];
  if (!a || !b) return true;
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}

/**
 * Judges an interpreter.
 *
 * @param expected what BOARD must be like: that of the chip that the pin map is for
 */
export function judgeInterpreter({ version, board }: Interpreter, expected: RegExp): InterpreterVerdict {
  const name = `Espruino ${version} for ${board}`;
  if (!expected.test(board))
    return { verdict: "wrong-board", words: `${name}: the pin map is for another chip; choose another with --board` };
  if (!parse(version)) return { verdict: "unknown", words: `${name}: a version that nobody knows` };
  if (isBefore(version, OLDEST))
    return { verdict: "too-old", words: `${name} is older than ${OLDEST} and divides the flash in another way` };
  if (isBefore(version, RECEIVES_ALL))
    return { verdict: "loses-bytes", words: `${name} loses bytes of longer bursts; ${RECEIVES_ALL} does not` };
  if (TESTED_VERSIONS.includes(version as (typeof TESTED_VERSIONS)[number]) && board === TESTED_BOARD)
    return { verdict: "tested", words: "" };
  return {
    verdict: "untested",
    words: `${name} was not tested; ${TESTED_VERSIONS.join(", ")} for ${TESTED_BOARD} was`,
  };
}

/** How to put an interpreter onto a board, as commands to type. @param port where the board is */
export function esptoolAdvice(port: string): string {
  return [
    `get a build of Espruino for the ESP32, ${TESTED_VERSIONS.join(" or ")} (espruino.com, "Download", cutting edge), then`,
    `esptool.py --port ${port} --baud 460800 erase_flash`,
    `esptool.py --port ${port} --baud 460800 write_flash --flash_mode dio --flash_freq 40m --flash_size 4MB 0x1000 bootloader.bin 0x8000 partitions_espruino.bin 0x10000 espruino_esp32.bin`,
    "erase_flash also takes counter and journal away; whatever the reader held is lost then",
  ].join("\n  ");
}
