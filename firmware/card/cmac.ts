/**
 * AES-CMAC (RFC 4493, SP 800-38B) over the board's AES: one CBC call over the message, its last block XORed with a
 * subkey before. Keys and messages are byte strings.
 */
const AES = require("crypto").AES;

const BLOCK_BYTES = 16;
export const ZERO_BLOCK = E.toString(new Uint8Array(BLOCK_BYTES), "");
/** What is added for the bits that fall out; the highest is worth the most. */
const REDUCTION = [0, 0x87, 0x10e, 0x189];
const PADDING = `\x80${ZERO_BLOCK}`;

/**
 * Multiplies a block by 2 or 4 in GF(2^128): one or two bits to the left, 87 or its double added for each that falls out.
 * By words of 32 bits: bytes would take four times as long.
 */
function shifted(block: string, bits: 1 | 2): string {
  const bytes = E.toUint8Array(block);
  const view = new DataView(bytes.buffer);
  let carry = REDUCTION[bytes[0] >> (8 - bits)];
  for (let at = BLOCK_BYTES; at; ) {
    at -= 4;
    const word = view.getUint32(at);
    view.setUint32(at, (word << bits) ^ carry);
    carry = word >>> (32 - bits);
  }
  return E.toString(bytes, "");
}

/** Two blocks of 16 bytes, bit by bit. */
export function xorBlocks(a: string, b: string): string {
  const u = new Uint32Array(E.toUint8Array(a).buffer);
  const v = new Uint32Array(E.toUint8Array(b).buffer);
  for (let i = 4; i--; ) u[i] ^= v[i];
  return E.toString(u.buffer, "");
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
  const l = E.toString(AES.encrypt(ZERO_BLOCK, key), "");
  return { key, k1: shifted(l, 1), k2: shifted(l, 2) };
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
