/** Value blocks of a MIFARE Classic. NXP MF1S50yyX data sheet, section 8.6.2.1. */

const BLOCK_BYTES = 16;
const ADDRESS_AT = 12;

/** What a value block holds. */
export interface ValueBlock {
  /** -2^31 to 2^31 - 1. */
  readonly value: number;
  /** The byte that travels with it, for the application's use. */
  readonly address: number;
}

/**
 * Reads a value block: the value three times, once inverted, then the address four times, twice inverted.
 *
 * @param block 16 bytes, such as the credential of a Classic
 * @returns undefined when the copies do not agree: the block holds something else, or was torn while it was written
 */
export function parseValueBlock(block: Uint8Array): ValueBlock | undefined {
  if (block.length !== BLOCK_BYTES) return undefined;
  const view = new DataView(block.buffer, block.byteOffset, BLOCK_BYTES);
  const value = view.getInt32(0, true);
  const address = view.getUint8(ADDRESS_AT);
  const isValue = view.getInt32(4, true) === ~value && view.getInt32(8, true) === value;
  const isAddress = [~address & 0xff, address, ~address & 0xff].every(
    (byte, i) => view.getUint8(ADDRESS_AT + 1 + i) === byte,
  );
  return isValue && isAddress ? { value, address } : undefined;
}
