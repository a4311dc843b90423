/**
 * The counter that names records and the number of this start, kept in raw flash so that neither repeats after any
 * power cut. Counters are reserved in advance: flash says how far, a start begins after the last reservation.
 *
 * Two sectors of 4 KB at the start of the free 64 KB partition of Espruino's ESP32 builds (0x310000). An entry has 16
 * bytes: limit, boot, CRC-32 of both, zero; little endian. Entries are appended; a full sector is left as it is until
 * the other one holds a newer entry. Torn entries fail their checksum and are passed over.
 */
const Flash = require("Flash");

/** Start of the partition. Raw flash calls check nothing: no other address is ever passed to them. */
const BASE = 0x310000;
const SECTOR_BYTES = 4096;
const ENTRY_BYTES = 16;
/** Counters that one entry reserves: a start burns at most so many, one flash write serves so many records. */
const RESERVE = 256;
const BLANK = E.toString(
  new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]),
  "",
);

export interface Counter {
  /** Number of this start, from 1. */
  boot: number;
  /** The counter given last; 0 before the first. */
  last: number;
  /** False when the flash does not keep what is written: no record may be made. */
  sound: boolean;
  /** The next counter, or 0 when none can be reserved. */
  next(): number;
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
function scan(index: number): Sector {
  const data = E.toString(Flash.read(SECTOR_BYTES, BASE + index * SECTOR_BYTES), "");
  const sector: Sector = { end: SECTOR_BYTES, limit: 0, boot: 0 };
  while (sector.end && data.substr(sector.end - ENTRY_BYTES, ENTRY_BYTES) === BLANK) sector.end -= ENTRY_BYTES;
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
export function createCounter(): Counter {
  const sectors = [scan(0), scan(1)];
  let current = sectors[1].limit > sectors[0].limit ? 1 : 0;
  let limit = sectors[current].limit;

  /** Writes the next reservation and reads it back. */
  function reserve(): boolean {
    let sector = sectors[current];
    if (sector.end + ENTRY_BYTES > SECTOR_BYTES) {
      current = 1 - current;
      sector = sectors[current];
      Flash.erasePage(BASE + current * SECTOR_BYTES);
      sector.end = 0;
    }
    const address = BASE + current * SECTOR_BYTES + sector.end;
    const bytes = entry(limit + RESERVE, counter.boot);
    sector.end += ENTRY_BYTES;
    Flash.write(bytes, address);
    if (E.toString(Flash.read(ENTRY_BYTES, address), "") !== bytes) return false;
    limit += RESERVE;
    return true;
  }

  const counter: Counter = {
    boot: sectors[current].boot + 1,
    last: limit,
    sound: true,
    next() {
      if (!counter.sound) return 0;
      if (counter.last === limit) counter.sound = reserve();
      return counter.sound ? ++counter.last : 0;
    },
  };
  // A worn entry costs its place only: the next one may still be good.
  counter.sound = reserve() || reserve();
  return counter;
}
