/**
 * Arithmetic mod L = 2^252 + c, the order of Ed25519's base point (RFC 8032): nonce + hash * scalar, for a scalar that
 * stays. Nonce and hash are sums of words of 32 bits, word j worth 2^(32 j); so what is asked for is a sum of words
 * times constants that are known beforehand: scalar * 2^(32 j) mod L and 2^(32 j) mod L. E.convolve adds up 32 such
 * products in one native call: 16 calls give the sum, which is 38 bits too long and not 253.
 *
 * A row holds 16 bits of every constant, so no sum passes 2^53: 24 products below 2^48, and one word where the constant
 * is a single bit. The constants come from the bench: to make them here would take a second at every start.
 */
const ROWS = 16;
const ROW_BYTES = 64;
const RADIX = 0x10000;

/** L in words of 32 bits. */
const ORDER = new Uint32Array([0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0, 0, 0, 0x10000000]);
/** Is this number of eight words smaller than L? */
export function belowOrder(words: Uint32Array): boolean {
  for (let i = 8; i--; ) if (words[i] !== ORDER[i]) return words[i] < ORDER[i];
  return false;
}

function words(halves: Uint16Array): Uint32Array {
  return new Uint32Array(halves.buffer as ArrayBuffer);
}

/** Adds the number L (1), or takes it away (-1). */
function addOrder(halves: Uint16Array, times: number): void {
  const order = new Uint16Array(ORDER.buffer as ArrayBuffer);
  let x = 0;
  for (let i = 0; i < ROWS; i++) {
    x += halves[i] + times * order[i];
    halves[i] = x;
    x = (x - halves[i]) / RADIX;
  }
}

/**
 * The sum of words times constants, mod L. Written out: as a loop it takes half as long again.
 *
 * @param rows 16 rows of 32 constants
 * @param given 32 words
 * @returns 16 halves of words, below L
 */
function evaluate(rows: Uint16Array[], given: Uint32Array): Uint16Array {
  const convolve = E.convolve;
  // E.convolve would take words of 32 bits for signed ones.
  const w = new Float64Array(given);
  const u = new Uint16Array(ROWS);
  const t13 = convolve(w, rows[13], 0);
  const t14 = convolve(w, rows[14], 0);
  const t15 = convolve(w, rows[15], 0);
  // What is above 252 bits, nearly always exactly: it is worth -c for each 2^252. In two halves, so that products fit.
  const top = Math.floor((t15 + (t14 + t13 / RADIX) / RADIX) / 0x1000);
  const high = Math.floor(top / RADIX);
  const low = top - high * RADIX;
  let x = convolve(w, rows[0], 0) - low * 0xd3ed;
  u[0] = x;
  x = (x - u[0]) / RADIX + convolve(w, rows[1], 0) - low * 0x5cf5 - high * 0xd3ed;
  u[1] = x;
  x = (x - u[1]) / RADIX + convolve(w, rows[2], 0) - low * 0x631a - high * 0x5cf5;
  u[2] = x;
  x = (x - u[2]) / RADIX + convolve(w, rows[3], 0) - low * 0x5812 - high * 0x631a;
  u[3] = x;
  x = (x - u[3]) / RADIX + convolve(w, rows[4], 0) - low * 0x9cd6 - high * 0x5812;
  u[4] = x;
  x = (x - u[4]) / RADIX + convolve(w, rows[5], 0) - low * 0xa2f7 - high * 0x9cd6;
  u[5] = x;
  x = (x - u[5]) / RADIX + convolve(w, rows[6], 0) - low * 0xf9de - high * 0xa2f7;
  u[6] = x;
  x = (x - u[6]) / RADIX + convolve(w, rows[7], 0) - low * 0x14de - high * 0xf9de;
  u[7] = x;
  x = (x - u[7]) / RADIX + convolve(w, rows[8], 0) - high * 0x14de;
  u[8] = x;
  x = (x - u[8]) / RADIX + convolve(w, rows[9], 0);
  u[9] = x;
  x = (x - u[9]) / RADIX + convolve(w, rows[10], 0);
  u[10] = x;
  x = (x - u[10]) / RADIX + convolve(w, rows[11], 0);
  u[11] = x;
  x = (x - u[11]) / RADIX + convolve(w, rows[12], 0);
  u[12] = x;
  x = (x - u[12]) / RADIX + t13;
  u[13] = x;
  x = (x - u[13]) / RADIX + t14;
  u[14] = x;
  x = (x - u[14]) / RADIX + t15 - top * 0x1000;
  u[15] = x;
  // Nearly never.
  if (x < 0) addOrder(u, 1);
  else if (!belowOrder(words(u))) addOrder(u, -1);
  return u;
}

/** Gives nonce + hash * scalar mod L as 16 halves of words. Both inputs have 64 bytes, least significant first. */
export type MultiplyAdd = (nonce: ArrayBuffer, hash: ArrayBuffer) => Uint16Array;

/** @param table 1024 bytes: row after row the halves of all constants, those of the hash first; SigningKey.table */
export function createMultiplyAdd(table: string): MultiplyAdd {
  const rows: Uint16Array[] = [];
  for (let i = 0; i < ROWS; i++)
    rows.push(new Uint16Array(E.toUint8Array(table.substr(i * ROW_BYTES, ROW_BYTES)).buffer as ArrayBuffer));
  return (nonce, hash) => evaluate(rows, new Uint32Array(E.toUint8Array(hash, nonce).buffer as ArrayBuffer));
}
