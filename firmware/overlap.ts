/**
 * The interpreter's work while a frame is under way. On the virtual board a program takes no time, so what the firmware does
 * between sending a frame and looking for its answer would be added to the wait for it. Here it passes on the board's clock,
 * and the firmware waits the shorter, as in life.
 */
import { compiled } from "./compiled.js";
import type { Counter } from "./work-counter.js";

const { DRIVER_US, sendsFrame } = await compiled<typeof import("../sdk/virtual/spi.js")>("sdk/virtual/spi.js");

type VirtualBoard = import("../sdk/virtual/board.js").VirtualBoard;

/**
 * Twice the same is to be done: once to learn how long such work takes, which spoils what is counted later, and once to
 * count.
 */
export interface Overlap {
  /** From here on it learns. */
  learn(): void;
  /** From here on what was learned passes on the clock, from the first such work. */
  apply(): void;
  /** Microseconds of work that have passed on the clock, the driver's too, which are counted as characters as well. */
  spentUs: number;
}

/** To be made before the board starts. */
export function createOverlap(board: VirtualBoard, { take }: Counter, usPerCharacter: number): Overlap {
  const { globals, schedule } = board;
  const learned: number[] = [];
  let mode: "off" | "learn" | "apply" = "off";
  let at = 0;
  /** A frame is under way, and nobody has looked for its answer. */
  let underWay = false;
  let working = false;
  const bus = globals.SPI1;
  const { send } = bus;
  bus.send = ((data: Uint8Array, cs) => {
    if (underWay) overlap.spentUs += DRIVER_US;
    underWay = sendsFrame(data);
    working = false;
    return send(data, cs);
  }) as typeof send;

  /** Between two looks at the time while a frame is under way: the driver asks before and after such work. */
  function pass(): void {
    if (mode === "learn") learned[at] = take() * usPerCharacter;
    const us = learned[at++] ?? 0;
    if (mode === "apply") overlap.spentUs += us;
    schedule.spend(us);
  }

  const { getTime } = globals;
  globals.getTime = () => {
    if (mode !== "off" && underWay) {
      if (working) pass();
      else if (mode === "learn") take();
      working = true;
    }
    return getTime();
  };

  function begin(next: "learn" | "apply"): void {
    mode = next;
    at = 0;
  }

  const overlap: Overlap = {
    learn: () => begin("learn"),
    apply: () => begin("apply"),
    spentUs: 0,
  };
  return overlap;
}
