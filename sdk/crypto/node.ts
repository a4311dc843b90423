/**
 * The cryptography that a link and a verifier need, by node:crypto. `#primitives` is this file, and `web.ts` where the
 * condition "browser" holds (package.json, "imports"): same names, same results, no choice at run time.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hash, timingSafeEqual } from "node:crypto";

export { publicKeyOf, signatureFits, signWith } from "../signing/ed25519.js";

const HASH_BYTES = 32;
/**
 * Node makes a string of a hash in a third of the time that it takes for a Buffer, and one with two bytes in a character
 * is read in half the time of others. Its documentation allows every encoding of Buffer; the types do not.
 */
const WORDS = "utf16le" as "binary";
/** What SHA-256 takes at a time; RFC 2104 fills its keys up to it. */
const BLOCK_BYTES = 64;
/** What is gathered here is hashed by one call, which costs a third of an object that is fed part by part. */
const ROOM_BYTES = 2048;
const room = new Uint8Array(ROOM_BYTES);
/** Up to this length V8 keeps arrays in its own heap, and every native function moves them out first, for half a microsecond. */
const SMALL_BYTES = 64;
/** Two that are out already. */
const ours = new Uint8Array(new ArrayBuffer(HASH_BYTES));
const theirs = new Uint8Array(new ArrayBuffer(HASH_BYTES));
/** Below so many bytes a loop is cheaper than the call of set(). */
const LOOP_BYTES = 24;
/** The outer input of an HMAC: the key's block and the inner hash. The inner one's block is the beginning of the room. */
const outer = new Uint8Array(BLOCK_BYTES + HASH_BYTES);
/** So much of both blocks is the last key; behind it stand RFC 2104's fillers. */
let keyBytes = BLOCK_BYTES;
/** The beginnings of the room by their length: to make a view takes a tenth of the time of a hash. */
const beginnings: Uint8Array[] = [];

/** Writes the SHA-256 of the data, 32 bytes, into an array. */
export function sha256Into(target: Uint8Array, at: number, data: Uint8Array): void {
  if (data.length > SMALL_BYTES) fromText(hash("sha256", data, WORDS), target, at);
  else target.set(sha256(data), at);
}

/** SHA-256 over the parts, one after the other. 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const first = parts[0];
  if (first && parts.length === 1 && first.length > SMALL_BYTES)
    return fromText(hash("sha256", first, WORDS), new Uint8Array(HASH_BYTES), 0);
  const end = gather(parts);
  if (end < 0) return hashInParts(parts);
  return fromText(hash("sha256", room.subarray(BLOCK_BYTES, end), WORDS), new Uint8Array(HASH_BYTES), 0);
}

function hashInParts(parts: readonly Uint8Array[]): Uint8Array {
  const long = createHash("sha256");
  for (const part of parts) long.update(part);
  return new Uint8Array(long.digest());
}

/**
 * HMAC-SHA256 (RFC 2104) over the parts, one after the other. 32 bytes. Two calls of SHA-256 where key and data are short:
 * for a record they take less than half of the time of createHmac.
 */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = shortHmac(key, parts);
  return mac === undefined ? hmacInParts(key, parts) : fromText(mac, new Uint8Array(HASH_BYTES), 0);
}

/** Is this the HMAC-SHA256 of data and suffix? Takes the same time for every wrong one of 32 bytes. */
export function hmacFits(mac: Uint8Array, key: Uint8Array, data: Uint8Array, suffix: Uint8Array): boolean {
  const end = key.length > BLOCK_BYTES ? -1 : put(suffix, put(data, BLOCK_BYTES));
  if (end < 0) return sameSecret(hmacInParts(key, [data, suffix]), mac);
  const right = gatheredHmac(key, end);
  if (mac.length !== HASH_BYTES) return false;
  for (let i = 0; i < HASH_BYTES; i++) theirs[i] = mac[i] as number;
  fromText(right, ours, 0);
  return timingSafeEqual(ours, theirs);
}

/** As a string of {@link WORDS}; undefined when key or parts are too long for two calls. */
function shortHmac(key: Uint8Array, parts: readonly Uint8Array[]): string | undefined {
  const end = key.length > BLOCK_BYTES ? -1 : gather(parts);
  return end < 0 ? undefined : gatheredHmac(key, end);
}

/** Of what stands in the room up to here. */
function gatheredHmac(key: Uint8Array, end: number): string {
  const { length } = key;
  for (let i = 0; i < length; i++) {
    const byte = key[i] as number;
    room[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  for (let i = length; i < keyBytes; i++) {
    room[i] = 0x36;
    outer[i] = 0x5c;
  }
  keyBytes = length;
  beginnings[end] ??= room.subarray(0, end);
  fromText(hash("sha256", beginnings[end], WORDS), outer, BLOCK_BYTES);
  return hash("sha256", outer, WORDS);
}

function hmacInParts(key: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return new Uint8Array(hmac.digest());
}

/** Copies parts into the room, behind the block of a key. Returns where they end; -1 when they do not fit. */
function gather(parts: readonly Uint8Array[]): number {
  let end = BLOCK_BYTES;
  for (const part of parts) end = put(part, end);
  return end;
}

/** Copies a part to here in the room. Returns where it ends; -1 when it does not fit, or one before it did not. */
function put(part: Uint8Array, at: number): number {
  const count = part.length;
  if (at < 0 || at + count > ROOM_BYTES) return -1;
  if (count < LOOP_BYTES) for (let i = 0; i < count; i++) room[at + i] = part[i] as number;
  else room.set(part, at);
  return at + count;
}

/** Writes what is in a string of {@link WORDS} into an array. */
function fromText(text: string, bytes: Uint8Array, at: number): Uint8Array {
  for (let i = 0; i < HASH_BYTES; i += 2) {
    const word = text.charCodeAt(i >>> 1);
    bytes[at + i] = word;
    bytes[at + i + 1] = word >>> 8;
  }
  return bytes;
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
