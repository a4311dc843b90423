/**
 * How the journal writes in flash: heads of sectors and entries, as byte strings. Pure; all words are little endian.
 *
 *     sector   mark, sequence number, CRC-32 of both, FF          16 bytes, then entries on multiples of 16
 *     entry    size | ~size << 16, counter, CRC-32, acknowledged  16 bytes, then an encoded SealedRecord, then FF
 *
 * The CRC-32 of an entry is over the sector's sequence number, size word, counter and data, so that nothing left over
 * from an earlier round counts. `acknowledged` is FF and becomes 0. A size that was torn fails its complement: a write
 * can only clear bits, in both halves. Everything else that was torn fails the CRC-32.
 */

/** Length of both heads, and what entries are aligned to. */
export const HEAD_BYTES = 16;
/** "KTJ1" */
const MARK = 0x314a544b;
/** Offset of `acknowledged` in an entry. */
export const ACKNOWLEDGED_AT = 12;
export const CLEARED = "\0\0\0\0";
/** Sixteen bytes as they are after an erase. */
export const BLANK = E.toString(
  new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]),
  "",
);

/** Large steps over what is blank: a start that compared 16 bytes at a time would take the board half a second longer. */
const STEP_BYTES = 256;

/** Where the written part of a sector ends: a multiple of 16, not below `from`. Looks from the end. */
export function writtenEnd(data: string, from: number): number {
  let blank = BLANK;
  while (blank.length < STEP_BYTES) blank += blank;
  let at = data.length;
  while (at - STEP_BYTES >= from && data.substr(at - STEP_BYTES, STEP_BYTES) === blank) at -= STEP_BYTES;
  while (at > from && data.substr(at - 16, 16) === BLANK) at -= 16;
  return at;
}

/** The head of an entry that was read. */
export interface EntryHead {
  /** 0 when there is no entry. */
  size: number;
  counter: number;
  crc: number;
  acknowledged: boolean;
}

function words(list: number[]): string {
  return E.toString(new Uint32Array(list).buffer, "");
}

/** What an entry of so many bytes of data takes. */
export function entryBytes(size: number): number {
  return HEAD_BYTES + ((size + 15) & ~15);
}

export function encodeSectorHead(sequence: number): string {
  const head = words([MARK, sequence]);
  return head + words([E.CRC32(head), 0xffffffff]);
}

/** The sequence number of a sector, 0 when the head is none. */
export function decodeSectorHead(head: string): number {
  const w = new Uint32Array(E.toUint8Array(head).buffer);
  return w[0] === MARK && w[2] === E.CRC32(head.substr(0, 8)) ? w[1] : 0;
}

export function encodeEntry(sequence: number, counter: number, data: string): string {
  const size = data.length;
  const w = new Uint32Array([sequence, 0, size | (~size << 16), counter, 0, 0xffffffff]);
  const bytes = w.buffer;
  w[4] = E.CRC32(E.toString(bytes, "").substr(0, HEAD_BYTES) + data);
  return E.toString(new Uint8Array(bytes, 8), data, BLANK.substr(0, -size & 15));
}

/** Reads the head of an entry; what follows has still to be checked. */
export function decodeEntryHead(head: string): EntryHead {
  const w = new Uint32Array(E.toUint8Array(head).buffer);
  const size = w[0] & 0xffff;
  const whole = w[0] >>> 16 === (size ^ 0xffff);
  return { size: whole ? size : 0, counter: w[1], crc: w[2], acknowledged: w[3] === 0 };
}

/** Is this the data that the entry was written with? */
export function entryFits(sequence: number, head: string, crc: number, data: string): boolean {
  return E.CRC32(words([sequence, 0]) + head.substr(0, 8) + data) === crc;
}
