/** The three 24-bit counters of Ultralight cards: they only rise, and survive being torn. MF0ULx1 data sheet, 8.7. */

import { uint24 } from "./bytes.js";

const COUNT_LIMIT = 0xffffff;
/** Answer of CHECK_TEARING_EVENT when the last increment was completed. */
const INTACT = 0xbd;

/** The counters of one card. */
export interface OneWayCounters {
  readonly values: readonly number[];
  /** Three bytes, least significant first; undefined for a counter that does not exist. */
  read(index: number): Uint8Array | undefined;
  /** Whether the sum fits; with `torn` the counter keeps its value and the event is remembered. */
  add(index: number, step: number, torn: boolean): boolean;
  /** BD, or something else after an increment that was torn and not made up for. */
  tearing(index: number): number;
}

/** Makes three counters. */
export function createOneWayCounters(start: readonly number[] = [0, 0, 0]): OneWayCounters {
  const values = [0, 1, 2].map((i) => start[i] ?? 0);
  const torn = [false, false, false];
  return {
    values,
    read(index) {
      const value = values[index];
      return value === undefined ? undefined : Uint8Array.from(uint24(value));
    },
    add(index, step, isTorn) {
      const sum = (values[index] ?? 0) + step;
      if (sum > COUNT_LIMIT) return false;
      torn[index] = isTorn;
      if (!isTorn) values[index] = sum;
      return true;
    },
    tearing: (index) => (torn[index] === true ? 0x00 : INTACT),
  };
}
