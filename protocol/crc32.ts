/**
 * CRC-32 as in IEEE 802.3 and zlib (reflected, polynomial 0xEDB88320, initial and final inversion); check value of
 * "123456789" is 0xCBF43926. Slicing by eight: two words and eight table look-ups per eight bytes, which for the length of
 * our frames is twice as fast as a call of node:zlib.
 */

/** Tables before the first, full of zeros: there a look-up ends for a byte that is not there. */
const ZERO_TABLES = 3;
/** Table n, 256 numbers each and behind the zeros: what a byte does to the checksum that n more bytes follow. */
const TABLE = createTable();

function createTable(): Int32Array {
  const first = ZERO_TABLES * 256;
  const table = new Int32Array(first + 8 * 256);
  for (let i = 0; i < 256; i++) {
    let value = i;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    table[first + i] = value;
  }
  for (let i = first + 256; i < table.length; i++) {
    const before = table[i - 256] as number;
    table[i] = (before >>> 8) ^ (table[first + (before & 255)] as number);
  }
  return table;
}

/**
 * Checksum of a part of an array.
 *
 * @param bytes the array
 * @param start first index, default 0
 * @param end index after the last, default the length of the array
 * @returns the checksum, 0 to 0xFFFFFFFF
 */
export function crc32(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let crc = CRC_START;
  let i = start;
  for (const whole = end - 7; i < whole; i += 8) {
    crc = crcOfEight(crc, view.getInt32(i, true), view.getInt32(i + 4, true));
  }
  for (; i < end; i++) crc = crcOfFew(crc, view.getUint8(i), 1);
  return ~crc >>> 0;
}

/** The checksum before the first byte, as the functions below go on with it: signed, and not inverted at the end. */
export const CRC_START = -1;
/** What it is behind any bytes and their checksum, little endian. */
export const CRC_GOOD = ~0x2144df1c;

// Indices are within bounds by construction; "as number" only tells the compiler so.

/** Eight bytes further; words are read little endian. */
export function crcOfEight(crc: number, word: number, next: number): number {
  const first = crc ^ word;
  // The second word first: it does not wait for the checksum, and the sum is made in the order in which it is written.
  return (
    (TABLE[1536 + (next & 255)] as number) ^
    (TABLE[1280 + ((next >>> 8) & 255)] as number) ^
    (TABLE[1024 + ((next >>> 16) & 255)] as number) ^
    (TABLE[768 + (next >>> 24)] as number) ^
    (TABLE[2560 + (first & 255)] as number) ^
    (TABLE[2304 + ((first >>> 8) & 255)] as number) ^
    (TABLE[2048 + ((first >>> 16) & 255)] as number) ^
    (TABLE[1792 + (first >>> 24)] as number)
  );
}

/** Four bytes further. */
export function crcOfFour(crc: number, word: number): number {
  const first = crc ^ word;
  return (
    (TABLE[1536 + (first & 255)] as number) ^
    (TABLE[1280 + ((first >>> 8) & 255)] as number) ^
    (TABLE[1024 + ((first >>> 16) & 255)] as number) ^
    (TABLE[768 + (first >>> 24)] as number)
  );
}

/** None to three bytes further, the lowest of a word. The work is the same for each count, so no processor guesses it wrong. */
export function crcOfFew(crc: number, word: number, count: number): number {
  const first = crc ^ word;
  const table = count * 256;
  return (
    (crc >>> (8 * count)) ^
    (TABLE[table + 512 + (first & 255)] as number) ^
    (TABLE[table + 256 + ((first >>> 8) & 255)] as number) ^
    (TABLE[table + ((first >>> 16) & 255)] as number)
  );
}
