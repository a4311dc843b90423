/** From what an integrator says, "devkit" or a file, to the encoded Board that is written to Storage as "ketuk.pin". */
import { readFileSync } from "node:fs";
import { messages } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import { CHIPS, type Chip } from "./chips.js";
import { BOARDS, type BoardMap, EXTRAS, type Extra, type KnownBoard, PIN_FUNCTIONS } from "./map.js";
import { type CheckedBoard, readBoard } from "./read.js";

/** Name of the file in the board's Storage. */
export const BOARD_FILE = "ketuk.pin";

/** Of a function that is not wired. */
const UNWIRED = 255;

/** A wiring that may be written to a board. */
export interface BoardChoice extends CheckedBoard {
  readonly chip: Chip;
  /** Encoded Board: the content of "ketuk.pin". */
  readonly encoded: Uint8Array;
}

/**
 * Finds a wiring: "devkit", "c3", "s3", with what else is wired after a plus sign ("devkit+relay+door"), or the path of a
 * board file.
 *
 * @throws KetukError `bad-argument` for a name that is neither, an extra that the board has no pin for, or a file that is
 *   no wiring; the message lists everything that is wrong with it
 */
export function boardOf(nameOrFile: string): BoardChoice {
  const checked = knownBoard(nameOrFile) ?? readBoard(textOf(nameOrFile), nameOrFile);
  return { ...checked, chip: CHIPS[checked.map.chip], encoded: encodeBoard(checked.map) };
}

/** The board of that name with its extras; undefined when it is none of the names. */
function knownBoard(text: string): CheckedBoard | undefined {
  const [name = "", ...extras] = text.split("+");
  if (!Object.hasOwn(BOARDS, name)) return undefined;
  const { extras: places, ...map } = BOARDS[name as keyof typeof BOARDS] as KnownBoard;
  const pins = { ...map.pins };
  for (const extra of extras) {
    if (!EXTRAS.includes(extra as Extra))
      throw new KetukError("bad-argument", `"${text}": after + comes ${EXTRAS.join(" or ")}, got "${extra}"`);
    const pin = places[extra as Extra];
    if (pin === undefined)
      throw new KetukError("bad-argument", `board "${name}" has no safe pin left for a ${extra}`, {
        hint: "write a board file that gives up a light for it, see docs/hardware.md",
      });
    pins[extra as Extra] = pin;
  }
  return { map: { ...map, pins }, warnings: [] };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new KetukError(
      "bad-argument",
      `"${path}" is neither a board (${Object.keys(BOARDS).join(", ")}) nor a file`,
      {
        hint: "name a board, or the path of a board file (JSON)",
        cause,
      },
    );
  }
}

/** Encodes a wiring that was checked. */
export function encodeBoard({ name, pins, activeLow = [], relayLimitMs, doorLimitMs, spiHz }: BoardMap): Uint8Array {
  return messages.Board.encode({
    pins: Uint8Array.from(PIN_FUNCTIONS, (fn) => pins[fn] ?? UNWIRED),
    name,
    activeLow: activeLow.reduce((bits, fn) => bits | (1 << PIN_FUNCTIONS.indexOf(fn)), 0),
    ...(relayLimitMs && { relayLimitMs }),
    ...(doorLimitMs && { doorLimitMs }),
    ...(spiHz && { spiHz }),
  }).finish();
}
