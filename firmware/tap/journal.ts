/**
 * The journal: sealed records in raw flash until the host has stored them. A ring of sectors that are written from front
 * to back, never moved and never rewritten, so there is no compaction; a sector is erased ahead of need, once all of its
 * records are acknowledged. The newest entry marked as acknowledged tells that everything before it is stored as well.
 */
import { SEND_WINDOW } from "../../protocol/limits.js";
import { type FlashArea, SECTOR_BYTES } from "./flash-area.js";
import {
  ACKNOWLEDGED_AT,
  BLANK,
  CLEARED,
  decodeEntryHead,
  encodeEntry,
  entryBytes,
  entryFits,
  HEAD_BYTES,
} from "./journal-format.js";
import { createRing, endOf, type Ring } from "./journal-ring.js";

/** Places that are tried for one record before the flash counts as broken. */
const TRIES = 3;

/** Records given up to make room. */
export interface Dropped {
  firstCounter: number;
  lastCounter: number;
  records: number;
}

export interface Journal {
  /** The oldest unacknowledged records, at most SEND_WINDOW: encoded SealedRecords and their counters. */
  records: string[];
  counters: number[];
  /** Unacknowledged records, those included. */
  pending: number;
  /** The newest record of all, acknowledged or not, as it was at the start; "" when there is none. */
  newest: string;
  /** Counter of the newest record; 0 when there is none. */
  last: number;
  ring: Ring;
  /** Can an entry of so many bytes be appended at once? */
  room(size: number): boolean;
  /** Returns false when the record could not be stored: it does not exist then. */
  append(counter: number, record: string): boolean;
  /** The host has stored all records up to this counter. */
  acknowledge(counter: number): void;
  /** What dropping the oldest sector would cost; every record of it is shown to `visit`. */
  oldest(visit: (record: string) => void): Dropped;
  /** Notes in flash what the host has stored. A write of four bytes; returns false when there was nothing to do. */
  saveAcknowledged(): boolean;
  /** Bytes that further entries can take. */
  freeBytes(): number;
}

/** @param show is called with the entries of the newest sectors at the start, newest sector first */
export function createJournal(area: FlashArea, show?: (record: string) => void): Journal {
  /** Places (sector * SECTOR_BYTES + offset) of the records in the window. */
  const places: number[] = [];
  /** Offset behind the last entry of the current sector. */
  let end = SECTOR_BYTES;
  /** Where reading for the window goes on. */
  let readSector = 0;
  let readOffset = HEAD_BYTES;
  /** Where the newest record stands: it is kept as the chain's last link, even when it is acknowledged. */
  let newestSector = -1;
  /** Place of the newest acknowledged entry that flash does not know of, or -1. */
  let unsaved = -1;
  const found = { counter: 0, acknowledged: false, data: "" };

  function sectorOf(place: number): number {
    return Math.floor(place / SECTOR_BYTES);
  }

  const ring = createRing(area, (sector) => {
    if (sector === newestSector || sector === sectorOf(unsaved)) return true;
    return places.length > 0 && ring.sequences[sector] >= ring.sequences[sectorOf(places[0])];
  });

  /** Reads the entry at a place into `found`. Returns its length, 0 when there is none. */
  function load(sector: number, offset: number): number {
    const head = area.read(sector, offset, HEAD_BYTES);
    if (head === BLANK) return 0;
    const { size, counter, crc, acknowledged } = decodeEntryHead(head);
    const data = size ? area.read(sector, offset + HEAD_BYTES, size) : "";
    if (!data || !entryFits(ring.sequences[sector], head, crc, data)) return 0;
    found.counter = counter;
    found.acknowledged = acknowledged;
    found.data = data;
    return entryBytes(size);
  }

  /**
   * Reads through a sector at the start: counts what is not acknowledged and remembers where it begins. Returns true
   * when there is an acknowledged entry: everything older is acknowledged then.
   */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one pass over every entry, part of each start; a helper costs it time and the board memory
  function survey(sector: number): boolean {
    const stop = endOf(area, sector);
    let unacknowledged = 0;
    let acknowledged = false;
    let oldest = 0;
    let newest = "";
    let length = 0;
    let offset = HEAD_BYTES;
    for (; offset < stop; offset += length || HEAD_BYTES) {
      length = load(sector, offset);
      if (!length) continue;
      newest = found.data;
      if (show) show(newest);
      if (found.acknowledged) {
        acknowledged = true;
        unacknowledged = 0;
      } else if (!unacknowledged++) oldest = offset;
    }
    if (sector === ring.current) end = offset;
    if (newest && newestSector < 0) {
      newestSector = sector;
      journal.newest = newest;
      journal.last = found.counter;
    }
    if (unacknowledged) {
      journal.pending += unacknowledged;
      readSector = sector;
      readOffset = oldest;
    }
    return acknowledged;
  }

  function push(counter: number, record: string, place: number): void {
    journal.counters.push(counter);
    journal.records.push(record);
    places.push(place);
  }

  /** Reads records into the window until it is full or holds all. */
  function refill(): void {
    while (places.length < SEND_WINDOW && places.length < journal.pending) {
      if (readOffset >= SECTOR_BYTES) {
        readSector = ring.after(readSector);
        readOffset = HEAD_BYTES;
      }
      if (readSector < 0 || (readSector === ring.current && readOffset >= end)) {
        // Entries that were there have become unreadable; what cannot be read cannot be waited for.
        journal.pending = places.length;
        return;
      }
      const length = load(readSector, readOffset);
      if (length) push(found.counter, found.data, readSector * SECTOR_BYTES + readOffset);
      readOffset += length || HEAD_BYTES;
    }
  }

  /** A record has been written: into the window with it, or behind those that wait in flash. */
  function enqueue(counter: number, record: string, offset: number): void {
    if (places.length === journal.pending) {
      readSector = ring.current;
      readOffset = offset;
      if (places.length < SEND_WINDOW) {
        push(counter, record, ring.current * SECTOR_BYTES + offset);
        readOffset = end;
      }
    }
    journal.pending++;
    journal.last = counter;
    newestSector = ring.current;
  }

  const journal: Journal = {
    records: [],
    counters: [],
    pending: 0,
    newest: "",
    last: 0,
    ring,
    room: (size) => ring.ready || end + entryBytes(size) <= SECTOR_BYTES,
    append(counter, record) {
      const length = entryBytes(record.length);
      for (let i = 0; i < TRIES; i++) {
        if (end + length > SECTOR_BYTES) {
          if (!ring.open()) return false;
          end = HEAD_BYTES;
        }
        const offset = end;
        end += length;
        // A worn place costs that place only.
        if (!area.write(ring.current, offset, encodeEntry(ring.sequences[ring.current], counter, record))) continue;
        enqueue(counter, record, offset);
        return true;
      }
      return false;
    },
    acknowledge(counter) {
      while (journal.counters.length && journal.counters[0] <= counter) {
        unsaved = places[0];
        journal.counters.splice(0, 1);
        journal.records.splice(0, 1);
        places.splice(0, 1);
        journal.pending--;
        if (!places.length) refill();
      }
      refill();
    },
    oldest(visit) {
      const dropped: Dropped = { firstCounter: journal.counters[0] || 0, lastCounter: 0, records: 0 };
      const sector = sectorOf(places[0]);
      let length = 0;
      for (let offset = places[0] % SECTOR_BYTES; offset < SECTOR_BYTES; offset += length || HEAD_BYTES) {
        length = load(sector, offset);
        if (!length) continue;
        dropped.records++;
        visit(found.data);
        dropped.lastCounter = found.counter;
      }
      return dropped;
    },
    saveAcknowledged() {
      if (unsaved < 0) return false;
      area.write(sectorOf(unsaved), (unsaved % SECTOR_BYTES) + ACKNOWLEDGED_AT, CLEARED);
      unsaved = -1;
      return true;
    },
    freeBytes: () => SECTOR_BYTES - end + ring.freeBytes(),
  };

  let sector = ring.current;
  while (sector >= 0 && !survey(sector)) sector = ring.before(sector);
  refill();
  ring.prepare();
  return journal;
}
