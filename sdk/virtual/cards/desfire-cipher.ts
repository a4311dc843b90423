/** The block ciphers of DESFire keys behind one face, and CMAC over them. NIST SP 800-38A and 38B. */

import { createCipheriv, createDecipheriv } from "node:crypto";
import { aesCbcDecrypt, aesCbcEncrypt } from "./aes.js";
import { concat, equals } from "./bytes.js";

/** A keyed block cipher in CBC mode without padding. */
export interface BlockCipher {
  readonly blockBytes: 8 | 16;
  encrypt(data: Uint8Array, iv: Uint8Array): Uint8Array;
  decrypt(data: Uint8Array, iv: Uint8Array): Uint8Array;
}

/** A key as the card stores it: AES-128, or DES and two-key triple DES in 16 bytes. */
export interface DesfireKey {
  readonly type: "aes" | "des";
  readonly bytes: Uint8Array;
  readonly version: number;
}

/** The cipher of a key. */
export function cipherOf({ type, bytes }: Pick<DesfireKey, "type" | "bytes">): BlockCipher {
  return type === "aes" ? aesCipher(bytes) : tripleDesCipher(bytes);
}

/** AES-128. */
export function aesCipher(key: Uint8Array): BlockCipher {
  return {
    blockBytes: 16,
    encrypt: (data, iv) => aesCbcEncrypt(key, data, iv),
    decrypt: (data, iv) => aesCbcDecrypt(key, data, iv),
  };
}

/** Triple DES with two keys; with equal halves it is single DES, which OpenSSL 3 does not offer by itself. */
export function tripleDesCipher(key: Uint8Array): BlockCipher {
  const full = concat(key, key.subarray(0, 8));
  return {
    blockBytes: 8,
    encrypt: (data, iv) => Uint8Array.from(createCipheriv("des-ede3-cbc", full, iv).setAutoPadding(false).update(data)),
    decrypt: (data, iv) =>
      Uint8Array.from(createDecipheriv("des-ede3-cbc", full, iv).setAutoPadding(false).update(data)),
  };
}

/** Whether a DES key of 16 bytes has equal halves, parity bits aside, and so counts as single DES. */
export function isSingleDes(key: Uint8Array): boolean {
  const halves = key.map((byte) => byte & 0xfe);
  return equals(halves.subarray(0, 8), halves.subarray(8));
}

/** CMAC of one whole block length; CBC starts from `iv`, which standard CMAC has at zero. */
export function cmac(cipher: BlockCipher, message: Uint8Array, iv: Uint8Array): Uint8Array {
  const { blockBytes } = cipher;
  const isWhole = message.length > 0 && message.length % blockBytes === 0;
  const padded = isWhole ? Uint8Array.from(message) : padMethod2(message, blockBytes);
  const zero = new Uint8Array(blockBytes);
  const k1 = double(cipher.encrypt(zero, zero));
  const subkey = isWhole ? k1 : double(k1);
  const last = padded.length - blockBytes;
  for (let i = 0; i < blockBytes; i++) padded[last + i] = (padded[last + i] ?? 0) ^ (subkey[i] ?? 0);
  return cipher.encrypt(padded, iv).slice(last);
}

/** Pads with 80 00.. to the next whole block, always adding at least one byte. ISO/IEC 9797-1 method 2. */
export function padMethod2(data: Uint8Array, blockBytes: number): Uint8Array {
  return padZeros(concat(data, [0x80]), blockBytes);
}

/** Pads with zeros to whole blocks; whole blocks stay as they are. */
export function padZeros(data: Uint8Array, blockBytes: number): Uint8Array {
  return concat(data, new Uint8Array((blockBytes - (data.length % blockBytes)) % blockBytes));
}

/** Doubling in GF(2^64) or GF(2^128), for the subkeys of CMAC. */
function double(block: Uint8Array): Uint8Array {
  const out = block.map((byte, i) => (byte << 1) | ((block[i + 1] ?? 0) >> 7));
  const last = out.length - 1;
  if (((block[0] ?? 0) & 0x80) !== 0) out[last] = (out[last] ?? 0) ^ (block.length === 8 ? 0x1b : 0x87);
  return out;
}
