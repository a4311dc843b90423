/** AES-128 as cards use it: single blocks, CBC without padding, CMAC. FIPS 197, NIST SP 800-38A, RFC 4493. */

import { createCipheriv, createDecipheriv } from "node:crypto";

const BLOCK_BYTES = 16;
const ZERO_IV = new Uint8Array(BLOCK_BYTES);

/** Enciphers one block of 16 bytes. */
export function aesEcbEncrypt(key: Uint8Array, block: Uint8Array): Uint8Array {
  return aesCbcEncrypt(key, block, ZERO_IV);
}

/** Enciphers whole blocks; the IV is zero when left out. */
export function aesCbcEncrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array = ZERO_IV): Uint8Array {
  const cipher = createCipheriv("aes-128-cbc", key, iv).setAutoPadding(false);
  return Uint8Array.from(cipher.update(data));
}

/** Deciphers whole blocks; the IV is zero when left out. */
export function aesCbcDecrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array = ZERO_IV): Uint8Array {
  const decipher = createDecipheriv("aes-128-cbc", key, iv).setAutoPadding(false);
  return Uint8Array.from(decipher.update(data));
}

/** AES-CMAC, 16 bytes. */
export function aesCmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const isWhole = message.length > 0 && message.length % BLOCK_BYTES === 0;
  const padded = isWhole ? Uint8Array.from(message) : padWith80(message);
  const k1 = double(aesEcbEncrypt(key, ZERO_IV));
  const subkey = isWhole ? k1 : double(k1);
  const lastBlock = padded.length - BLOCK_BYTES;
  for (let i = 0; i < BLOCK_BYTES; i++) padded[lastBlock + i] = (padded[lastBlock + i] ?? 0) ^ (subkey[i] ?? 0);
  return aesCbcEncrypt(key, padded).subarray(lastBlock);
}

/** The eight bytes at odd positions of a CMAC: the MAC of EV2 secure messaging. */
export function aesCmacTruncated(key: Uint8Array, message: Uint8Array): Uint8Array {
  return aesCmac(key, message).filter((_, i) => i % 2 === 1);
}

/** Pads with 80 00.. to the next whole block, always adding at least one byte. ISO/IEC 9797-1 method 2. */
export function padWith80(data: Uint8Array): Uint8Array {
  const out = new Uint8Array((Math.floor(data.length / BLOCK_BYTES) + 1) * BLOCK_BYTES);
  out.set(data);
  out[data.length] = 0x80;
  return out;
}

/** Takes the padding 80 00.. off; undefined when it is not there. */
export function unpad80(padded: Uint8Array): Uint8Array | undefined {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  return end >= 0 && padded[end] === 0x80 && padded.length - end <= BLOCK_BYTES ? padded.subarray(0, end) : undefined;
}

/** Doubling in GF(2^128), for the subkeys of CMAC. RFC 4493, 2.3. */
function double(block: Uint8Array): Uint8Array {
  const out = new Uint8Array(BLOCK_BYTES);
  for (let i = 0; i < BLOCK_BYTES; i++) out[i] = ((block[i] ?? 0) << 1) | ((block[i + 1] ?? 0) >> 7);
  if (((block[0] ?? 0) & 0x80) !== 0) out[BLOCK_BYTES - 1] = (out[BLOCK_BYTES - 1] ?? 0) ^ 0x87;
  return out;
}
