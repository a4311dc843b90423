/** The ring of sectors of the journal: which was opened when, which one is written, which one is ready to be next. */
import { type FlashArea, SECTOR_BYTES } from "./flash-area.js";
import { CLEARED, decodeSectorHead, encodeSectorHead, HEAD_BYTES, writtenEnd } from "./journal-format.js";

export interface Ring {
  /** Sequence number by sector, rising with every sector that is opened; 0 for sectors that hold nothing. */
  sequences: Uint32Array;
  /** The sector that is being written, -1 before the first. */
  current: number;
  /** An erased sector is ready. */
  ready: boolean;
  /** Sectors that failed and are not used any more. */
  retired: number;
  /** The sector that was opened after this one, or -1. */
  after(sector: number): number;
  /** The sector that was opened before this one, or -1. */
  before(sector: number): number;
  /** Goes on in the sector that is ready. Returns false when there is none, or when it fails. */
  open(): boolean;
  /** Makes the next sector ready, with at most one erase unless one fails. */
  prepare(): void;
  /** Erases every sector. */
  wipe(): void;
  /** The next sector cannot be made ready: it holds what is needed. */
  full(): boolean;
  /** Bytes of all sectors that can be made ready. */
  freeBytes(): number;
}

/** @param needed the sector holds what must not be erased; asked about every sector but the current one */
export function createRing(area: FlashArea, needed: (sector: number) => boolean): Ring {
  const count = area.sectors;
  const sequences = new Uint32Array(count);
  const bad = new Uint8Array(count);
  let spare = -1;

  function kept(sector: number): boolean {
    return sector === ring.current || (sequences[sector] > 0 && needed(sector));
  }

  function retire(sector: number): void {
    bad[sector] = 1;
    ring.retired++;
  }

  /** The next sector that is not retired. */
  function next(): number {
    for (let i = 1; i <= count; i++) {
      const sector = (ring.current + i) % count;
      if (!bad[sector]) return sector;
    }
    return ring.current;
  }

  /** An erase that is cut could leave old entries alive: without its head nothing of the sector counts. */
  function release(sector: number): void {
    if (!sequences[sector]) return;
    area.write(sector, 0, CLEARED + CLEARED + CLEARED + CLEARED);
    sequences[sector] = 0;
  }

  const ring: Ring = {
    sequences,
    current: -1,
    ready: false,
    retired: 0,
    after(sector) {
      for (let i = 1; i < count; i++) {
        const other = (sector + i) % count;
        if (sequences[other] > sequences[sector]) return other;
      }
      return -1;
    },
    before(sector) {
      for (let i = 1; i < count; i++) {
        const other = (sector + count - i) % count;
        if (sequences[other] && sequences[other] < sequences[sector]) return other;
      }
      return -1;
    },
    open() {
      if (!ring.ready) return false;
      ring.ready = false;
      const sequence = ring.current < 0 ? 1 : sequences[ring.current] + 1;
      if (!area.write(spare, 0, encodeSectorHead(sequence))) {
        retire(spare);
        return false;
      }
      sequences[spare] = sequence;
      ring.current = spare;
      return true;
    },
    prepare() {
      while (!ring.ready) {
        const sector = next();
        if (kept(sector)) return;
        release(sector);
        if (area.blank(sector) || area.erase(sector)) {
          spare = sector;
          ring.ready = true;
        } else retire(sector);
      }
    },
    wipe() {
      for (let i = 0; i < count; i++) {
        E.kickWatchdog();
        release(i);
        if (!area.blank(i)) area.erase(i);
      }
    },
    full: () => !ring.ready && kept(next()),
    freeBytes() {
      let bytes = 0;
      for (let i = 0; i < count; i++) if (!bad[i] && !kept(i)) bytes += SECTOR_BYTES - HEAD_BYTES;
      return bytes;
    },
  };
  for (let i = 0; i < count; i++) {
    sequences[i] = decodeSectorHead(area.read(i, 0, HEAD_BYTES));
    if (sequences[i] && (ring.current < 0 || sequences[i] > sequences[ring.current])) ring.current = i;
  }
  return ring;
}

/** The offset behind everything in a sector that is not blank. Looks from the end: a write that did nothing leaves a hole. */
export function endOf(area: FlashArea, sector: number): number {
  const data = area.read(sector, 0, SECTOR_BYTES);
  return writtenEnd(data, HEAD_BYTES);
}
