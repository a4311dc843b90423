/**
 * The counter that names records and the number of this start, kept in raw flash so that neither repeats after any
 * power cut. Counters are reserved in advance: flash says how far, a start begins after the last reservation.
 *
 * Two sectors. An entry has 16 bytes: limit, boot, CRC-32 of both, zero; little endian. Entries are appended; a full
 * sector is left as it is until the other one holds a newer entry. Torn entries fail their checksum and are passed over.
 */
import { type FlashArea, SECTOR_BYTES } from "./flash-area.js";
import { writtenEnd } from "./journal-format.js";

const ENTRY_BYTES = 16;
/** Counters that one entry reserves: a start burns at most so many, one flash write serves so many records. */
const RESERVE = 16;
/** From here on the other sector is erased as soon as there is time for it. */
const PREPARE_AT_BYTES = SECTOR_BYTES / 2;

export interface Counter {
  /** Number of this start, from 1. */
  boot: number;
  /** The counter given last; 0 before the first. */
  last: number;
  /** False when the flash does not keep what is written: no record may be made. */
  sound: boolean;
  /** Is there a next counter? Tries to reserve some when there is none. */
  ready(): boolean;
  /** The next counter, or 0 when none can be reserved. */
  next(): number;
  /** Reserves and erases ahead of need. Not while a card or the host is being served. Returns false if all is done. */
  prepare(): boolean;
}

interface Sector {
  /** Offset behind the last entry that is not blank. */
  end: number;
  limit: number;
  boot: number;
}

function entry(limit: number, boot: number): string {
  const head = E.toString(new Uint8Array(new Uint32Array([limit, boot]).buffer), "");
  return head + E.toString(new Uint8Array(new Uint32Array([E.CRC32(head), 0]).buffer), "");
}

/**
 * Finds the newest good entry of a sector. Looks from the end, not for the first blank entry: a write that silently did
 * nothing leaves a hole, and what stands behind the hole counts.
 */
function scan(area: FlashArea, index: number): Sector {
  const data = area.read(index, 0, SECTOR_BYTES);
  const sector: Sector = { end: writtenEnd(data, 0), limit: 0, boot: 0 };
  for (let at = sector.end - ENTRY_BYTES; at >= 0; at -= ENTRY_BYTES) {
    const words = new Uint32Array(E.toUint8Array(data.substr(at, ENTRY_BYTES)).buffer);
    if (entry(words[0], words[1]) === data.substr(at, ENTRY_BYTES)) {
      sector.limit = words[0];
      sector.boot = words[1];
      break;
    }
  }
  return sector;
}

/** Reads the flash, starts a new boot and reserves its first counters. */
export function createCounter(area: FlashArea): Counter {
  const sectors = [scan(area, 0), scan(area, 1)];
  let current = sectors[1].limit > sectors[0].limit ? 1 : 0;
  let limit = sectors[current].limit;
  /** Work ahead of need has failed: from now on only what is needed is tried. */
  let worn = false;

  /** Writes the next reservation and reads it back. */
  function reserve(): boolean {
    let sector = sectors[current];
    if (sector.end + ENTRY_BYTES > SECTOR_BYTES) {
      current = 1 - current;
      sector = sectors[current];
      if (sector.end) area.erase(current);
      sector.end = 0;
    }
    const offset = sector.end;
    sector.end += ENTRY_BYTES;
    if (!area.write(current, offset, entry(limit + RESERVE, counter.boot))) return false;
    limit += RESERVE;
    return true;
  }

  const counter: Counter = {
    boot: sectors[current].boot + 1,
    last: limit,
    sound: true,
    ready() {
      // A worn entry costs its place only: the next one may still be good.
      if (counter.last === limit) counter.sound = reserve() || reserve();
      return counter.sound;
    },
    next: () => (counter.ready() ? ++counter.last : 0),
    prepare() {
      if (worn) return false;
      if (limit - counter.last < RESERVE / 2) {
        worn = !reserve();
        // There is a next counter again, where there was none.
        if (!worn) counter.sound = true;
      } else if (sectors[current].end >= PREPARE_AT_BYTES && sectors[1 - current].end) {
        worn = !area.erase(1 - current);
        if (!worn) sectors[1 - current].end = 0;
      } else return false;
      return true;
    },
  };
  counter.ready();
  return counter;
}
