/**
 * AES-CMAC (RFC 4493, SP 800-38B) over the board's AES: one CBC call over the message, its last block XORed with a
 * subkey before. Keys and messages are byte strings.
 */
const AES = require("crypto").AES;

const BLOCK_BYTES = 16;
export const ZERO_BLOCK = E.toString(new Uint8Array(BLOCK_BYTES), "");
const PADDING = `\x80${ZERO_BLOCK}`;

/** Doubles a block in GF(2^128): one bit to the left, and 87 when a bit falls out. */
function double(block: string): string {
  const u = E.toUint8Array(block);
  let carry = u[0] & 0x80 ? 0x87 : 0;
  for (let i = BLOCK_BYTES; i--; ) {
    const byte = u[i];
    // The lowest bit of a byte is what fell out of the byte below; for the last byte it is the reduction.
    u[i] = i === BLOCK_BYTES - 1 ? (byte << 1) ^ carry : (byte << 1) | carry;
    carry = byte >> 7;
  }
  return E.toString(u, "");
}

/** Two blocks of 16 bytes, bit by bit. */
export function xorBlocks(a: string, b: string): string {
  const u = E.toUint8Array(a);
  const v = E.toUint8Array(b);
  for (let i = BLOCK_BYTES; i--; ) u[i] ^= v[i];
  return E.toString(u, "");
}

/** A key made ready for CMAC. */
export interface CmacKey {
  key: string;
  /** For messages whose last block is whole. */
  k1: string;
  /** For messages whose last block had to be padded. */
  k2: string;
}

export function createCmacKey(key: string): CmacKey {
  const k1 = double(E.toString(AES.encrypt(ZERO_BLOCK, key), ""));
  return { key, k1, k2: double(k1) };
}

/** Last block of the CBC encryption of the message with `subkey` added to its last block. */
function lastBlock(key: string, message: string, subkey: string, iv: string): string {
  const head = message.length - BLOCK_BYTES;
  const data = message.substr(0, head) + xorBlocks(message.substr(head), subkey);
  return E.toString(AES.encrypt(data, key, { mode: "CBC", iv: E.toUint8Array(iv) }), "").substr(head);
}

/** The MAC of a message in a chain that began before it: DESFire EV1. 16 bytes. */
export function ivCmac(k: CmacKey, message: string, iv: string): string {
  const size = message.length;
  const over = size & (BLOCK_BYTES - 1);
  if (size && !over) return lastBlock(k.key, message, k.k1, iv);
  return lastBlock(k.key, message + PADDING.substr(0, BLOCK_BYTES - over), k.k2, iv);
}

/** The whole MAC, 16 bytes. */
export function cmac(k: CmacKey, message: string): string {
  return ivCmac(k, message, ZERO_BLOCK);
}

/** The MAC as DESFire sends it: bytes 1, 3, 5 ... 15. */
export function truncatedCmac(k: CmacKey, message: string): string {
  const m = E.toUint8Array(cmac(k, message));
  return E.toString(m[1], m[3], m[5], m[7], m[9], m[11], m[13], m[15]);
}

/**
 * A key for one card, AN10922 section 2.2 (AES-128): CMAC over 01 || input, always padded to two blocks.
 *
 * @param k the master key
 * @param input UID, application and system identifier, 1 to 31 bytes
 */
export function diversify(k: CmacKey, input: string): string {
  const d = `\x01${input}`;
  if (d.length === 2 * BLOCK_BYTES) return lastBlock(k.key, d, k.k1, ZERO_BLOCK);
  return lastBlock(k.key, (d + PADDING + ZERO_BLOCK).substr(0, 2 * BLOCK_BYTES), k.k2, ZERO_BLOCK);
}
