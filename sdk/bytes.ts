/** Small helpers for bytes: text form, comparison, copies. */

const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, "0"));

/** Upper-case hexadecimal without separators. */
export function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (let i = 0; i < bytes.length; i++) hex += HEX_BYTES[bytes[i] as number];
  return hex;
}

/** Bytes from an even number of hexadecimal digits, which the caller has checked. */
export function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Are these the same bytes? Not constant in time: never for secrets. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A copy that shares no memory with the original, and is a plain Uint8Array where that was a Buffer. */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  return copyRange(bytes, 0, bytes.length);
}

/** Longest array that V8 keeps within its own heap, where making one takes a fraction of the time. */
const SMALL_BYTES = 64;
/** Longer copies share stores of this size, that of Node's own: an ArrayBuffer for each takes six times as long as the copy. */
const POOL_BYTES = 8192;
/** As Node's Buffer does it. Not in browsers: there each array that is stored or sent takes its whole store along. */
const isPooled = "Buffer" in globalThis;
let pool = new ArrayBuffer(0);
let poolBytes = new Uint8Array(pool);
let poolUsed = 0;

/** A copy of a part, as {@link copyBytes} makes it. */
export function copyRange(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const count = end - start;
  if (count <= SMALL_BYTES) {
    const copy = new Uint8Array(count);
    for (let i = 0; i < count; i++) copy[i] = bytes[start + i] as number;
    return copy;
  }
  const { store, at } = storeCopy(count === bytes.length ? bytes : bytes.subarray(start, end));
  return new Uint8Array(store, at, count);
}

/** Where a copy lies. */
export interface StoredCopy {
  readonly store: ArrayBuffer;
  readonly at: number;
}

/** A copy whose parts are to be arrays. */
export function storeCopy(bytes: Uint8Array): StoredCopy {
  const count = bytes.length;
  if (!isPooled || count > POOL_BYTES / 2) return { store: new Uint8Array(bytes).buffer, at: 0 };
  if (poolUsed + count > poolBytes.length) {
    pool = new ArrayBuffer(POOL_BYTES);
    poolBytes = new Uint8Array(pool);
    poolUsed = 0;
  }
  const at = poolUsed;
  poolUsed += count;
  poolBytes.set(bytes, at);
  return { store: pool, at };
}

/** One array after the other. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Base64 with padding. RFC 4648 section 4. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
