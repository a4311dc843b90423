/** Scalars of Ed25519 (RFC 8032), and the table that lets a board multiply with one of them. */

/** L, the order of the base point. */
export const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** Words of 32 bits in what SHA-512 gives. */
const WORD_COUNT = 16;
const WORD_BITS = 32n;
/** Rows of the table: halves of a word of 256 bits. */
const ROW_COUNT = 16;

/** A number from its bytes, least significant first. */
export function fromLittleEndian(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes).reverse().toString("hex");
  return hex === "" ? 0n : BigInt(`0x${hex}`);
}

/** 32 bytes, least significant first. @param value 0 to 2^256 - 1 */
export function toLittleEndian(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse());
}

/**
 * What `SigningKey.table` holds, 1,024 bytes: 16 rows of 32 numbers of 16 bits, little endian. Number j of row i is bits
 * 16 i to 16 i + 15 of scalar * 2^(32 j) mod L for j below 16, and of 2^(32 (j - 16)) mod L for the others. As secret as
 * the scalar.
 */
export function multiplierTable(scalar: bigint): Uint8Array {
  const table = Buffer.alloc(ROW_COUNT * 2 * WORD_COUNT * 2);
  for (let column = 0; column < 2 * WORD_COUNT; column++) {
    const factor = column < WORD_COUNT ? scalar : 1n;
    const bytes = toLittleEndian((factor << (WORD_BITS * BigInt(column % WORD_COUNT))) % ORDER);
    for (let row = 0; row < ROW_COUNT; row++) table.set(bytes.subarray(2 * row, 2 * row + 2), (row * 32 + column) * 2);
  }
  return new Uint8Array(table);
}
