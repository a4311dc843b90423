/**
 * The cryptography that a link and a verifier need, by node:crypto. `#primitives` is this file, and `web.ts` where the
 * condition "browser" holds (package.json, "imports"): same names, same results, no choice at run time.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, timingSafeEqual } from "node:crypto";

export { publicKeyOf, signatureFits, signWith } from "../signing/ed25519.js";

/** SHA-256 over the parts, one after the other. 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** HMAC-SHA256 (RFC 2104) over the parts, one after the other. 32 bytes. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** AES-128 of one block of 16 bytes. */
export function aesBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  return createCipheriv("aes-128-ecb", key, null).setAutoPadding(false).update(block);
}

/** AES-128-CBC, whole blocks, no padding. */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  return createCipheriv("aes-128-cbc", key, iv).setAutoPadding(false).update(data);
}

/** AES-128-CBC, whole blocks, no padding. */
export function decryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  return createDecipheriv("aes-128-cbc", key, iv).setAutoPadding(false).update(data);
}

/** Are these the same bytes? Takes the same time for every difference; false for different lengths. */
export function sameSecret(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
