/** The seal of a record: HMAC-SHA256 (RFC 2104) under the reader's tap key over its exact bytes and 00 00 00 01. */
import { hmacFits, hmacSha256, sha256 } from "#primitives";
import { MAC_BYTES, messages, SEAL_SUFFIX } from "../../protocol/index.js";
import { copyBytes } from "../bytes.js";

const SUFFIX = new TextEncoder().encode(SEAL_SUFFIX);

/** A record as it left the reader. Keep these bytes: they are the evidence. */
export interface Sealed {
  /** The encoded Record. */
  readonly record: Uint8Array;
  /** 32 bytes; empty when the reader has no keys. */
  readonly mac: Uint8Array;
  /** Ed25519 over the same bytes, 64 bytes; left out where the reader has signed nothing. */
  readonly signature?: Uint8Array;
}

/**
 * The MAC that seals a record.
 *
 * @param tapKey 32 bytes
 * @param record exact bytes
 * @returns 32 bytes
 */
export function sealOf(tapKey: Uint8Array, record: Uint8Array): Uint8Array {
  return hmacSha256(tapKey, record, SUFFIX);
}

/** Is this the MAC of the record? Takes the same time for every wrong MAC. */
export function sealFits(tapKey: Uint8Array, sealed: Sealed): boolean {
  return sealed.mac.length === MAC_BYTES && hmacFits(sealed.mac, tapKey, sealed.record, SUFFIX);
}

/** SHA-256 of a record: what the next one carries as `previous`. 32 bytes. */
export function hashOf(record: Uint8Array): Uint8Array {
  return sha256(record);
}

/** Splits the bytes of a SealedRecord message. Returns undefined when they are none; never throws. */
export function decodeSealed(bytes: Uint8Array): Sealed | undefined {
  try {
    return toSealed(messages.SealedRecord.decode(bytes));
  } catch {
    return undefined;
  }
}

/** What a decoded SealedRecord holds. */
export function toSealed({ record, mac, signature }: messages.SealedRecord): Sealed {
  const sealed = { record: copyBytes(record), mac: copyBytes(mac) };
  return signature.length ? { ...sealed, signature: copyBytes(signature) } : sealed;
}

/** The bytes of a SealedRecord message, to store or send on. */
export function encodeSealed({ record, mac, signature }: Sealed): Uint8Array {
  const fields = signature ? { record, mac, signature } : { record, mac };
  return copyBytes(messages.SealedRecord.encode(fields).finish());
}
