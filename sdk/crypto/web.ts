/**
 * The cryptography that a link and a verifier need, where there is no node:crypto; see `node.ts`. WebCrypto answers
 * only in promises, and has neither AES without padding nor, in every browser, Ed25519: hence the noble packages, which
 * are audited and plain JavaScript. Their AES uses tables and is not constant in time, which a page's neighbours could
 * measure better than anybody on the cable.
 */
import { cbc, ecb } from "@noble/ciphers/aes.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as sha } from "@noble/hashes/sha2.js";
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../../protocol/index.js";

const WHOLE_BLOCKS = { disablePadding: true };
/** RFC 8032 as node:crypto takes it: nothing but canonical encodings. */
const STRICT = { zip215: false };

/** SHA-256 over the parts, one after the other. 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = sha.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Writes the SHA-256 of the data, 32 bytes, into an array. */
export function sha256Into(target: Uint8Array, at: number, data: Uint8Array): void {
  target.set(sha(data), at);
}

/** HMAC-SHA256 (RFC 2104) over the parts, one after the other. 32 bytes. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = hmac.create(sha, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** Is this the HMAC-SHA256 of data and suffix? Takes the same time for every wrong one of 32 bytes. */
export function hmacFits(mac: Uint8Array, key: Uint8Array, data: Uint8Array, suffix: Uint8Array): boolean {
  return sameSecret(hmacSha256(key, data, suffix), mac);
}

/** AES-128 of one block of 16 bytes. */
export function aesBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  return ecb(key, WHOLE_BLOCKS).encrypt(block);
}

/** AES-128-CBC, whole blocks, no padding. */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  return cbc(key, iv, WHOLE_BLOCKS).encrypt(data);
}

/** AES-128-CBC, whole blocks, no padding. */
export function decryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  return cbc(key, iv, WHOLE_BLOCKS).decrypt(data);
}

/** Are these the same bytes? Takes the same time for every difference; false for different lengths. */
export function sameSecret(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** The public key of a seed, 32 bytes. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed);
}

/** An ordinary signature, 64 bytes. */
export function signWith(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return ed25519.sign(message, seed);
}

/** Is this the signature of the message? False for anything that is no key or no signature. */
export function signatureFits(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  try {
    return ed25519.verify(signature, message, key, STRICT);
  } catch {
    return false;
  }
}
