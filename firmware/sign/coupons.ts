/**
 * Signing coupons in raw flash: the points R of Ed25519 signatures, one for each counter, made by the bench since the
 * board cannot make them. README.md has the layout. A coupon is good for one message: what it was used for is marked in
 * flash before anything leaves the board, and a mark can be repeated but never changed.
 */
import { COUPON_BYTES, COUPON_HEAD_BYTES, COUPON_MARK_BYTES, COUPONS_PER_SECTOR } from "../../protocol/limits.js";
import { COUPON_FLASH } from "../board.js";
import { Code, type SigningKey } from "../link/messages.js";
import { word } from "../link/secure.js";
import { createFlashArea, SECTOR_BYTES } from "../tap/flash-area.js";

const crypto = require("crypto");

const POINT_BYTES = 32;
const KEY_ID_BYTES = 16;
const USED = E.toString(new Uint8Array(COUPON_BYTES), "");

export interface Coupons {
  /** The point for a counter, 32 bytes; "" when there is none, or it is damaged or used up. */
  point(counter: number): string;
  /** Says in flash what the coupon is used for. False when that was something else, or cannot be written. */
  mark(counter: number, use: number): boolean;
  /** Makes a coupon useless for ever. */
  wipe(counter: number): void;
  /** Coupons for this counter and those after it. */
  left(counter: number): number;
  /** The first counter without a coupon. */
  end(): number;
  /**
   * Takes a piece of the sector that begins at `end()`; with the last one it counts.
   *
   * @param needed the oldest counter whose coupon may still be needed: the sector's place must be below it
   */
  store(firstCounter: number, offset: number, data: string, needed: number): Code;
  /** The first counter below `end` whose coupon has not been wiped, or `end`: they are wiped in their order. */
  firstWhole(end: number): number;
}

/** @param sectors how many the ring of them has */
export function createCoupons(readerId: string, key: SigningKey, sectors: number): Coupons {
  const area = createFlashArea(COUPON_FLASH, sectors);
  const first = key.firstCounter || 0;
  let end = first + (key.coupons || 0);
  /** How far the sector that is being filled has come. */
  let filled = 0;
  const id = E.toString(crypto.SHA256(`${readerId}\0${key.publicKey}`), "").substr(0, KEY_ID_BYTES);
  /** The run of one sector whose head was looked at last, and what was found. */
  let checkedRun = -1;
  let checkedSound = false;

  function runOf(counter: number): number {
    return Math.floor((counter - first) / COUPONS_PER_SECTOR);
  }

  function offsetOf(counter: number): number {
    return COUPON_HEAD_BYTES + ((counter - first) % COUPONS_PER_SECTOR) * (COUPON_BYTES + COUPON_MARK_BYTES);
  }

  function headOf(run: number): string {
    const head = `KTC1${id}${word(first + run * COUPONS_PER_SECTOR)}`;
    return head + word(E.CRC32(head));
  }

  /** Does the sector hold what belongs there: coupons of this key, from this counter on? */
  function sound(run: number): boolean {
    if (run === checkedRun) return checkedSound;
    const head = headOf(run);
    checkedRun = run;
    checkedSound = area.read(run % sectors, 0, head.length) === head;
    return checkedSound;
  }

  /** The next sector may be filled: it is at its beginning, and what stands in its place is used up. */
  function fillable(run: number, needed: number): boolean {
    return run < sectors || first + (run - sectors + 1) * COUPONS_PER_SECTOR <= needed;
  }

  function has(counter: number): boolean {
    return counter >= first && counter < end && sound(runOf(counter));
  }

  function read(counter: number): string {
    return area.read(runOf(counter) % sectors, offsetOf(counter), COUPON_BYTES);
  }

  // Sectors that came later follow those of the configuration without a gap.
  while (end > first && (end - first) % COUPONS_PER_SECTOR === 0 && sound(runOf(end))) end += COUPONS_PER_SECTOR;

  return {
    end: () => end,
    store(firstCounter, offset, data, needed) {
      const run = runOf(end);
      const sector = run % sectors;
      if (firstCounter !== end || (end - first) % COUPONS_PER_SECTOR) return Code.BAD_REQUEST;
      if (!fillable(run, needed)) return Code.BUSY;
      if (offset === COUPON_HEAD_BYTES) {
        filled = offset;
        checkedRun = -1;
        if (!area.erase(sector)) return Code.FLASH;
      }
      if (offset !== filled || !data || offset + data.length > SECTOR_BYTES) return Code.BAD_REQUEST;
      if (!area.write(sector, offset, data)) return Code.FLASH;
      filled += data.length;
      if (filled < SECTOR_BYTES) return Code.OK;
      // The head last: a sector that was cut short has none, and does not count.
      filled = 0;
      if (!area.write(sector, 0, headOf(run))) return Code.FLASH;
      checkedRun = -1;
      end += COUPONS_PER_SECTOR;
      return Code.OK;
    },
    point(counter) {
      if (!has(counter)) return "";
      const coupon = read(counter);
      const point = coupon.substr(0, POINT_BYTES);
      return coupon.substr(POINT_BYTES) === word(E.CRC32(word(counter) + point)) ? point : "";
    },
    mark: (counter, use) =>
      // Flash only clears bits: with its complement beside it no number can become another one.
      has(counter) && area.write(runOf(counter) % sectors, offsetOf(counter) + COUPON_BYTES, word(use) + word(~use)),
    wipe(counter) {
      if (has(counter)) area.write(runOf(counter) % sectors, offsetOf(counter), USED);
    },
    left(counter) {
      const next = counter < first ? first : counter;
      return has(next) ? end - next : 0;
    },
    firstWhole(stop) {
      // Further back there are later coupons in the same places.
      const oldest = end - sectors * COUPONS_PER_SECTOR;
      let low = oldest > first ? oldest : first;
      let high = stop < end ? stop : end;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (read(middle) === USED) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}
