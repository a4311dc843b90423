/**
 * Espruino's native calls as far as the firmware uses them (firmware/espruino.d.ts lists them), with the interpreter's
 * own behaviour where it differs from what one would expect.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { crc32 } from "../../protocol/index.js";
import { type Bytes, toByteString, toBytes } from "./byte-string.js";

const ZERO_IV = Buffer.alloc(16);

interface AesOptions {
  mode: "ECB" | "CBC" | "CTR";
  iv?: Bytes;
}

/** A copy whose buffer holds these bytes and nothing else. */
function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function aes(direction: "encrypt" | "decrypt", data: Bytes, key: Bytes, options?: AesOptions): ArrayBuffer {
  const bytes = toBytes(data);
  const keyBytes = toBytes(key);
  const mode = options?.mode ?? "CBC";
  // The interpreter prints an error and returns undefined; here it must not pass unnoticed.
  if (bytes.length % 16 || ![16, 24, 32].includes(keyBytes.length)) {
    throw new Error(`AES.${direction}: ${bytes.length} bytes with a key of ${keyBytes.length}`);
  }
  const name = `aes-${keyBytes.length * 8}-${mode.toLowerCase()}`;
  // CTR ignores its IV: every message under one key gets the same keystream. Tried on the interpreter; do not use it.
  const iv = mode === "ECB" ? null : mode === "CBC" && options?.iv ? toBytes(options.iv) : ZERO_IV;
  const cipher = direction === "encrypt" ? createCipheriv(name, keyBytes, iv) : createDecipheriv(name, keyBytes, iv);
  cipher.setAutoPadding(false);
  return toArrayBuffer(Buffer.concat([cipher.update(bytes), cipher.final()]));
}

/** `require("crypto")` of the board. */
export const boardCrypto = {
  AES: {
    encrypt: (data: Bytes, key: Bytes, options?: AesOptions) => aes("encrypt", data, key, options),
    decrypt: (data: Bytes, key: Bytes, options?: AesOptions) => aes("decrypt", data, key, options),
  },
  SHA256: (data: Bytes) => toArrayBuffer(createHash("sha256").update(toBytes(data)).digest()),
  SHA512: (data: Bytes) => toArrayBuffer(createHash("sha512").update(toBytes(data)).digest()),
  PBKDF2(password: Bytes, salt: Bytes, options: { keySize: number; iterations: number; hasher: "SHA256" }) {
    const key = toBytes(password);
    const message = toBytes(salt);
    // One iteration of at most one block is HMAC(password, salt || 00 00 00 01): the same, at half the price.
    if (options.iterations === 1 && options.keySize === 8) {
      return toArrayBuffer(
        createHmac("sha256", key)
          .update(message)
          .update(Buffer.from([0, 0, 0, 1]))
          .digest(),
      );
    }
    return toArrayBuffer(pbkdf2Sync(key, message, options.iterations, options.keySize * 4, "sha256"));
  },
};

/** E.hwRand of one start of the board: the same numbers after every start of every ESP32. */
export function createHwRand(): () => number {
  let state = 0x2545f491;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) | 0;
    return state;
  };
}

/** Members of E that need nothing of the board. */
export const pureE = {
  toString: (...parts: Bytes[]) => toByteString(toBytes(...parts)),
  toUint8Array: (...parts: Bytes[]) => new Uint8Array(toBytes(...parts)),
  CRC32: (data: Bytes) => crc32(toBytes(data)),
  convolve: (a: Float64Array, b: Uint16Array, offset: number) =>
    a.reduce((sum, value, i) => sum + value * (b[(i + offset) % b.length] ?? 0), 0),
};
