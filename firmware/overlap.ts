/**
 * The interpreter's work while a frame is under way. On the virtual board a program takes no time, so what the firmware does
 * between sending a frame and looking for its answer would be added to the wait for it. Here it passes on the board's clock,
 * and the firmware waits the shorter, as in life.
 */
import type { Counter } from "./measure.js";

type VirtualBoard = import("../sdk/virtual/board.js").VirtualBoard;

/** The transfer that sends a frame: Transceive into Command. */
const TRANSCEIVE = [0x02, 0x0c];

/** Switched on for a tap whose transfers are counted. Its characters are not: to count in the middle spoils what is counted later. */
export interface Overlap {
  on: boolean;
}

/** To be made before the board starts. */
export function createOverlap(board: VirtualBoard, { take }: Counter, usPerCharacter: number): Overlap {
  const { globals, schedule } = board;
  const overlap: Overlap = { on: false };
  /** A frame is under way, and nobody has looked for its answer. */
  let underWay = false;
  let working = false;
  const bus = globals.SPI1;
  const { send } = bus;
  bus.send = ((data: Uint8Array, cs) => {
    underWay = TRANSCEIVE.every((byte, i) => data[i] === byte);
    working = false;
    return send(data, cs);
  }) as typeof send;
  const { getTime } = globals;
  // The driver asks for the time before and after such work.
  globals.getTime = () => {
    if (overlap.on && underWay) {
      const characters = take();
      if (working) schedule.spend(characters * usPerCharacter);
      working = true;
    }
    return getTime();
  };
  return overlap;
}
