/** Pin maps that a board can be flashed with: by name, or from a file. */
import { messages } from "../../protocol/index.js";
import { KetukError } from "../errors.js";

/** A pin map, ready for the board. */
export interface BoardMap {
  readonly name: string;
  /** What Espruino's `process.env.BOARD` begins with. */
  readonly chip: string;
  /** An encoded Board: the file "ketuk.pin". */
  readonly bytes: Uint8Array;
}

/** Not wired. */
const NONE = 255;
/** In the order of BoardPin: BOOT, SCK, MISO, MOSI, CS, RST, IRQ, hold, accepted, refused, buzzer, relay, door. */
const DEVKIT = [0, 18, 19, 23, 5, 22, NONE, 2, 25, 26, 27, NONE, NONE];

/**
 * The pin map of a name or file.
 *
 * @throws KetukError `bad-argument`
 */
export async function boardOf(name: string): Promise<BoardMap> {
  if (name !== "devkit") throw new KetukError("bad-argument", `there is no board "${name}"`, { hint: "devkit" });
  return { name, chip: "ESP32", bytes: messages.Board.encode({ name, pins: Uint8Array.from(DEVKIT) }).finish() };
}
