/** AES-128 as cards use it: CBC without padding, single blocks, padding 80 00. FIPS 197; SP 800-38A; ISO/IEC 9797-1. */
import { createCipheriv, createDecipheriv } from "node:crypto";

/** Block and key length in bytes. */
export const BLOCK_BYTES = 16;

/** The IV of most card messages. Never written to. */
const ZERO_IV = new Uint8Array(BLOCK_BYTES);

/**
 * Enciphers whole blocks.
 *
 * @param key 16 bytes
 * @param data a multiple of 16 bytes; one block with the zero IV is plain AES
 * @param iv 16 bytes, zeros when left out
 */
export function aesCbcEncrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array = ZERO_IV): Uint8Array {
  const cipher = createCipheriv("aes-128-cbc", key, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}

/**
 * Deciphers whole blocks.
 *
 * @param key 16 bytes
 * @param data a multiple of 16 bytes
 * @param iv 16 bytes, zeros when left out
 */
export function aesCbcDecrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array = ZERO_IV): Uint8Array {
  const decipher = createDecipheriv("aes-128-cbc", key, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([decipher.update(data), decipher.final()]));
}

/** Pads with 80 00.. to whole blocks; adds a block where the data already fill one. ISO/IEC 9797-1 method 2. */
export function padWith80(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor(data.length / BLOCK_BYTES) + 1) * BLOCK_BYTES);
  padded.set(data);
  padded[data.length] = 0x80;
  return padded;
}

/** Takes the padding 80 00.. off again; undefined when the last block does not end in one. */
export function unpad80(padded: Uint8Array): Uint8Array | undefined {
  let end = padded.length - 1;
  while (end > padded.length - BLOCK_BYTES && padded[end] === 0) end--;
  return end >= 0 && padded[end] === 0x80 ? padded.slice(0, end) : undefined;
}

/** Rotates left by one byte: how both sides prove that they could decipher a random number. */
export function rotateLeft(bytes: Uint8Array): Uint8Array {
  const rotated = new Uint8Array(bytes.length);
  rotated.set(bytes.subarray(1));
  rotated.set(bytes.subarray(0, 1), Math.max(0, bytes.length - 1));
  return rotated;
}
