/**
 * AES-CMAC (RFC 4493, SP 800-38B) over the board's AES: one CBC call over the message, its last block XORed with a
 * subkey before. Keys and messages are byte strings.
 */
const AES = require("crypto").AES;

const BLOCK_BYTES = 16;
export const ZERO_BLOCK = E.toString(new Uint8Array(BLOCK_BYTES), "");
/** What is added for the bits that fall out; the highest is worth the most. */
const REDUCTION = [0, 0x87, 0x10e, 0x189];
/** A chain that begins with zeros. */
export const CBC: EspruinoAesOptions = { mode: "CBC" };
/** A bit, then zeros: how a block is filled. */
export const PADDING = `\x80${ZERO_BLOCK}`;

/** A key for CMAC and its two subkeys, each once it has been needed: for messages whose last block is whole, or padded. */
export type CmacKey = [key: string, whole?: string, padded?: string];

/**
 * Makes a subkey and keeps it: AES of zeros multiplied by 2 or 4 in GF(2^128), one or two bits to the left, 87 or its double
 * added for each that falls out. By words of 32 bits, the last byte first: bytes would take four times as long.
 *
 * @param bits 1 for messages whose last block is whole, 2 for those whose last block is padded
 */
export function subkey(k: CmacKey, bits: 1 | 2): string {
  const w = new Uint32Array(E.toUint8Array(AES.encrypt(ZERO_BLOCK, k[0])).reverse().buffer);
  const down = 32 - bits;
  const out = w[3] >>> down;
  w[3] = (w[3] << bits) | (w[2] >>> down);
  w[2] = (w[2] << bits) | (w[1] >>> down);
  w[1] = (w[1] << bits) | (w[0] >>> down);
  w[0] = (w[0] << bits) ^ REDUCTION[out];
  return (k[bits] = E.toString(new Uint8Array(w.buffer).reverse()));
}

/**
 * Two blocks of 16 bytes, bit by bit. What was enciphered alone is deciphered as if it came after the other one: two
 * native calls, where words in JavaScript would take three times as long.
 */
export function xorBlocks(a: string, b: string): string {
  return E.toString(AES.decrypt(AES.encrypt(a, ZERO_BLOCK), ZERO_BLOCK, { mode: "CBC", iv: b }));
}

/**
 * The whole MAC, 16 bytes: the last block of a CBC encryption with a subkey added to the message's last block.
 *
 * @param iv of a message in a chain that began before it: DESFire EV1
 * @param padding in place of the usual one, up to a whole block
 */
export function cmac(k: CmacKey, message: string, iv?: string, padding?: string): string {
  const over = message.length & (BLOCK_BYTES - 1);
  const end = padding || (over || !message ? PADDING.substr(0, BLOCK_BYTES - over) : "");
  const bits = end ? 2 : 1;
  const added = k[bits] || subkey(k, bits);
  const data = message + end;
  const head = data.length - BLOCK_BYTES;
  // What is added to the only block may as well be its initial value.
  if (!head && !iv) return E.toString(AES.encrypt(data, k[0], { mode: "CBC", iv: added }));
  const mixed = data.substr(0, head) + xorBlocks(data.substr(head), added);
  return E.toString(AES.encrypt(mixed, k[0], iv ? { mode: "CBC", iv } : CBC)).substr(head);
}

/** The MAC as DESFire sends it: bytes 1, 3, 5 ... 15. */
export function truncatedCmac(k: CmacKey, message: string): string {
  // As the lower bytes of words that begin one byte earlier.
  return E.toString(new Uint8Array(new Uint16Array(E.toUint8Array(0, cmac(k, message), 0).buffer))).substr(1);
}

/**
 * A key for one card, AN10922 section 2.2 (AES-128): CMAC over 01 || input, always padded to two blocks.
 *
 * @param k the master key
 * @param input UID, application and system identifier, 1 to 31 bytes
 */
export function diversify(k: CmacKey, input: string): string {
  const d = `\x01${input}`;
  // Shorter than a block: a whole block of padding more.
  return cmac(k, d, "", d.length > BLOCK_BYTES ? "" : (PADDING + ZERO_BLOCK).substr(0, 2 * BLOCK_BYTES - d.length));
}
