/**
 * Enciphers and authenticates the messages of a session: AES-128-CBC, then HMAC-SHA256 over the counter and the
 * ciphertext, 16 bytes of it sent. Pure; protocol/README.md, "The session".
 */
import { aesBlock, decryptCbc, encryptCbc, hmacSha256, sameSecret } from "#primitives";
import { AUTHENTICATOR_BYTES, SEAL_SUFFIX, SESSION_MESSAGES } from "../../protocol/index.js";
import { joinBytes } from "../bytes.js";

const KEY_BYTES = 16;
const COUNTER_BYTES = 8;
const BLOCK_BYTES = 16;
/** First byte of what an IV is made of. */
const DIRECTIONS = { "to host": 1, "to reader": 2 } as const;
/** Who receives. */
export type Direction = keyof typeof DIRECTIONS;

const TEXT = new TextEncoder();
const SUFFIX = TEXT.encode(SEAL_SUFFIX);

/** What goes into an HMAC for the board to come to the same: the data and 00 00 00 01. */
export function withSuffix(...data: readonly (Uint8Array | string)[]): Uint8Array {
  return joinBytes(...data.map((part) => (typeof part === "string" ? TEXT.encode(part) : part)), SUFFIX);
}

/** HMAC-SHA256(key, data || 00 00 00 01): what the board has. 32 bytes. */
function boardHmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return hmacSha256(key, data, SUFFIX);
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
  return aesBlock(ivKey, block);
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
      const counter = new Uint8Array(COUNTER_BYTES);
      viewOf(counter).setBigUint64(0, BigInt(++sent));
      const body = joinBytes(counter, encryptCbc(outgoing.key, ivOf(outgoing, counter), pad(message)));
      return joinBytes(body, boardHmac(outgoing.macKey, body).subarray(0, AUTHENTICATOR_BYTES));
    },
    open(bytes) {
      const size = bytes.length - COUNTER_BYTES - AUTHENTICATOR_BYTES;
      if (size < BLOCK_BYTES || size % BLOCK_BYTES) return undefined;
      const body = bytes.subarray(0, COUNTER_BYTES + size);
      const mac = boardHmac(incoming.macKey, body).subarray(0, AUTHENTICATOR_BYTES);
      if (!sameSecret(mac, bytes.subarray(body.length))) return undefined;
      const counter = body.subarray(0, COUNTER_BYTES);
      const number = viewOf(counter).getBigUint64(0);
      if (number <= received || number > BigInt(SESSION_MESSAGES)) return undefined;
      received = number;
      return unpad(decryptCbc(incoming.key, ivOf(incoming, counter), body.subarray(COUNTER_BYTES)));
    },
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Padding of ISO/IEC 7816-4: a bit, then zeros; always some. */
function pad(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(message.length + BLOCK_BYTES - (message.length % BLOCK_BYTES));
  padded.set(message);
  padded[message.length] = 0x80;
  return padded;
}

function unpad(padded: Uint8Array): Uint8Array | undefined {
  let end = padded.length - 1;
  while (end > padded.length - BLOCK_BYTES && padded[end] === 0) end--;
  return padded[end] === 0x80 ? padded.subarray(0, end) : undefined;
}
