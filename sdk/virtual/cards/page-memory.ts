/** Memory in pages of four bytes with lock bits and one-time bits. NTAG21x data sheet, 8.5; MF0ULx1 data sheet, 8.5. */

/** Bytes of a page. */
export const PAGE_BYTES = 4;
const LOCK_PAGE = 2;
const OTP_PAGE = 3;
/** First page the dynamic lock bits speak for. */
const FIRST_DYNAMIC_PAGE = 16;

/** Lock bits for the pages from 10h on; two of them share a bit that freezes them. */
export interface DynamicLocks {
  readonly page: number;
  readonly pagesPerBit: number;
  /** Last page they speak for. */
  readonly lastPage: number;
}

/** Named troubles of a card's memory. */
export interface MemoryFaults {
  /**
   * Power is lost in the middle of the next write: data is written in half, lock bits, one-time bits and counters stay
   * as they were, and the card answers nothing. Switches itself off.
   */
  tearNextWrite: boolean;
}

/** The memory of one card; all of it survives the loss of the field. */
export interface PageMemory {
  readonly bytes: Uint8Array;
  readonly pageCount: number;
  /** A view of one page. */
  page(number: number): Uint8Array;
  /** Whether lock bits forbid to write a page; pages 0 and 1 are never written. */
  isLocked(number: number): boolean;
  /** Writes a page, one-time bits only from 0 to 1. With `torn` it stops halfway. */
  write(number: number, data: Uint8Array, torn: boolean): void;
  /** Pages from one on, wrapping to page 0 at `limit`; pages that are `hidden` read zero. */
  read(from: number, count: number, limit: number, hidden: (page: number) => boolean): Uint8Array;
}

/** Makes the memory of a card with a 7-byte UID: UID and check bytes in place, the rest zero. */
export function createPageMemory(uid: Uint8Array, pageCount: number, locks?: DynamicLocks): PageMemory {
  if (uid.length !== 7) throw new RangeError(`"uid" must have 7 bytes, got ${uid.length}`);
  const bytes = new Uint8Array(pageCount * PAGE_BYTES);
  const xor = (part: Uint8Array, start: number) => part.reduce((sum, byte) => sum ^ byte, start);
  bytes.set([...uid.subarray(0, 3), xor(uid.subarray(0, 3), 0x88), ...uid.subarray(3), xor(uid.subarray(3), 0), 0x48]);

  function page(number: number): Uint8Array {
    return bytes.subarray(number * PAGE_BYTES, (number + 1) * PAGE_BYTES);
  }

  function bit(pageNumber: number, index: number): boolean {
    return (((page(pageNumber)[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
  }

  function isLocked(number: number): boolean {
    if (number < LOCK_PAGE) return true;
    if (number === LOCK_PAGE) return false;
    // Bit 3 of byte 2 locks page 3, and so on to bit 7 of byte 3 for page 15.
    if (number < FIRST_DYNAMIC_PAGE) return bit(LOCK_PAGE, 16 + number);
    if (locks === undefined || number > locks.lastPage) return false;
    return bit(locks.page, Math.floor((number - FIRST_DYNAMIC_PAGE) / locks.pagesPerBit));
  }

  /** Which lock bits may still be set, as a mask over the page. */
  function settable(number: number): readonly number[] {
    if (number === OTP_PAGE) return [0xff, 0xff, 0xff, 0xff];
    if (number === LOCK_PAGE) {
      const frozen = page(LOCK_PAGE)[2] ?? 0;
      const otp = (frozen & 1) !== 0 ? 0x08 : 0;
      const low = (frozen & 2) !== 0;
      return [0, 0, 0xff & ~(otp | (low ? 0xf0 : 0)), 0xff & ~((low ? 0x03 : 0) | ((frozen & 4) !== 0 ? 0xfc : 0))];
    }
    return dynamicMask(page(number)[2] ?? 0, locks);
  }

  return {
    bytes,
    pageCount,
    page,
    isLocked,
    write(number, data, torn) {
      const at = page(number);
      const isOneTime = number === LOCK_PAGE || number === OTP_PAGE || number === locks?.page;
      if (!isOneTime) at.set(torn ? data.subarray(0, PAGE_BYTES / 2) : data);
      else if (!torn) {
        settable(number).forEach((mask, i) => {
          at[i] = (at[i] ?? 0) | ((data[i] ?? 0) & mask);
        });
      }
    },
    read(from, count, limit, hidden) {
      const out = new Uint8Array(count * PAGE_BYTES);
      for (let i = 0; i < count; i++) {
        const number = (from + i) % limit;
        if (!hidden(number)) out.set(page(number), i * PAGE_BYTES);
      }
      return out;
    },
  };
}

/** Dynamic lock bits that exist and are not frozen; bit j of byte 2 freezes lock bits 2j and 2j + 1. */
function dynamicMask(frozen: number, locks: DynamicLocks | undefined): number[] {
  if (locks === undefined) return [0, 0, 0, 0];
  const count = Math.ceil((locks.lastPage + 1 - FIRST_DYNAMIC_PAGE) / locks.pagesPerBit);
  let bits = 0;
  for (let i = 0; i < count; i++) if (((frozen >> (i >> 1)) & 1) === 0) bits |= 1 << i;
  return [bits & 0xff, bits >> 8, (1 << Math.ceil(count / 2)) - 1, 0];
}
