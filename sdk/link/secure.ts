/**
 * Enciphers and authenticates the messages of a session: AES-128-CBC, then HMAC-SHA256 over the counter and the
 * ciphertext, 16 bytes of it sent. Pure; protocol/README.md, "The session".
 */
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { AUTHENTICATOR_BYTES, SEAL_SUFFIX, SESSION_MESSAGES } from "../../protocol/index.js";

const KEY_BYTES = 16;
const COUNTER_BYTES = 8;
const BLOCK_BYTES = 16;
/** First byte of what an IV is made of. */
const DIRECTIONS = { "to host": 1, "to reader": 2 } as const;
/** Who receives. */
export type Direction = keyof typeof DIRECTIONS;

const SUFFIX = Buffer.from(SEAL_SUFFIX, "latin1");
/** Padding of ISO/IEC 7816-4: a bit, then zeros. */
const PAD = Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/** What goes into an HMAC for the board to come to the same: the data and 00 00 00 01. */
export function withSuffix(...data: readonly (Uint8Array | string)[]): Uint8Array {
  return Buffer.concat([...data.map((part) => Buffer.from(part as Uint8Array)), SUFFIX]);
}

/** HMAC-SHA256(key, data || 00 00 00 01): what the board has. 32 bytes. */
function boardHmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return createHmac("sha256", key).update(data).update(SUFFIX).digest();
}

/** What has to be computed under the role key for a session: HKDF-Expand, one block each (RFC 5869 section 2.3). */
export function sessionKeyInputs(transcript: Uint8Array): Uint8Array[] {
  // The block number 01 that HKDF appends is what the suffix ends in.
  return ["to host", "to host mac", "to reader", "to reader mac"].map((label) =>
    withSuffix(`ketuk ${label}\0`, transcript, "\0\0\0"),
  );
}

/** One direction of a session. */
interface Half {
  readonly key: Uint8Array;
  readonly ivKey: Uint8Array;
  readonly macKey: Uint8Array;
  readonly direction: number;
}

function halfOf(keys: Uint8Array, macKey: Uint8Array, direction: Direction): Half {
  return {
    key: keys.subarray(0, KEY_BYTES),
    ivKey: keys.subarray(KEY_BYTES),
    macKey,
    direction: DIRECTIONS[direction],
  };
}

/** The IV of one message: AES(iv key, direction, counter). */
function ivOf({ ivKey, direction }: Half, counter: Uint8Array): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  block[0] = direction;
  block.set(counter, BLOCK_BYTES - COUNTER_BYTES);
  return createCipheriv("aes-128-ecb", ivKey, null).setAutoPadding(false).update(block);
}

/** One end of an open session. */
export interface SecureChannel {
  /** Messages sent; at SESSION_MESSAGES nothing more may be. */
  readonly sent: number;
  /** Counter (8 bytes), ciphertext, MAC (16 bytes); undefined when the session has sent all it may. */
  seal(message: Uint8Array): Uint8Array | undefined;
  /** The message; undefined for anything that is not genuine and new. */
  open(bytes: Uint8Array): Uint8Array | undefined;
}

/**
 * The keys of a session, ready for use.
 *
 * @param keys HMACs of sessionKeyInputs under the role key, 32 bytes each
 * @param receives the direction of what arrives at this end
 * @param alreadySent messages sent before; 0 but in tests
 */
export function createSecureChannel(keys: readonly Uint8Array[], receives: Direction, alreadySent = 0): SecureChannel {
  const [hostKeys, hostMac, readerKeys, readerMac] = keys as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const toHost = halfOf(hostKeys, hostMac, "to host");
  const toReader = halfOf(readerKeys, readerMac, "to reader");
  const [incoming, outgoing] = receives === "to host" ? [toHost, toReader] : [toReader, toHost];
  let sent = alreadySent;
  let received = 0n;

  return {
    get sent() {
      return sent;
    },
    seal(message) {
      if (sent >= SESSION_MESSAGES) return undefined;
      const counter = Buffer.alloc(COUNTER_BYTES);
      counter.writeBigUInt64BE(BigInt(++sent));
      const cipher = createCipheriv("aes-128-cbc", outgoing.key, ivOf(outgoing, counter)).setAutoPadding(false);
      const pad = PAD.subarray(0, BLOCK_BYTES - (message.length % BLOCK_BYTES));
      const body = Buffer.concat([counter, cipher.update(message), cipher.update(pad)]);
      return Buffer.concat([body, boardHmac(outgoing.macKey, body).subarray(0, AUTHENTICATOR_BYTES)]);
    },
    open(bytes) {
      const size = bytes.length - COUNTER_BYTES - AUTHENTICATOR_BYTES;
      if (size < BLOCK_BYTES || size % BLOCK_BYTES) return undefined;
      const body = bytes.subarray(0, COUNTER_BYTES + size);
      const mac = boardHmac(incoming.macKey, body).subarray(0, AUTHENTICATOR_BYTES);
      if (!timingSafeEqual(mac, bytes.subarray(body.length))) return undefined;
      const counter = body.subarray(0, COUNTER_BYTES);
      const number = Buffer.from(counter).readBigUInt64BE();
      if (number <= received || number > BigInt(SESSION_MESSAGES)) return undefined;
      received = number;
      const cipher = createDecipheriv("aes-128-cbc", incoming.key, ivOf(incoming, counter)).setAutoPadding(false);
      return unpad(cipher.update(body.subarray(COUNTER_BYTES)));
    },
  };
}

function unpad(padded: Uint8Array): Uint8Array | undefined {
  let end = padded.length - 1;
  while (end > padded.length - BLOCK_BYTES && padded[end] === 0) end--;
  return padded[end] === 0x80 ? padded.subarray(0, end) : undefined;
}
