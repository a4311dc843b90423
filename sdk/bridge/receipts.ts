/** Receipts of the workers: JSON that names a record, or several of one reader, as stored. */
import { hashOf } from "../verify/seal.js";

/** A record of the reader in the topic. */
export interface Receipt {
  /** Its epoch. */
  readonly epoch: number;
  /** Its counter. */
  readonly counter: number;
  /** {@link recordDigest} of the message: what the worker had in its hands. Undefined stands for any message. */
  readonly digest?: string | undefined;
}

/** A receipt holds at most so many records. */
const RECEIPT_MAX_COUNT = 1024;
const PAYLOAD_MAX_BYTES = 65_536;
const DIGEST_BYTES = 12;

/**
 * Tells a message from every other one, in 16 characters. Numbers alone do not: anybody who may publish records can write
 * any number into one with a bad seal, and a reader must not forget its good one for the receipt of that.
 *
 * @param payload bytes of the SealedRecord message
 */
export function recordDigest(payload: Uint8Array): string {
  return Buffer.from(hashOf(payload).subarray(0, DIGEST_BYTES)).toString("base64url");
}

/** The payload of a receipt for records of one reader. */
export function encodeReceipts(receipts: readonly Receipt[]): string {
  return JSON.stringify(
    receipts.map(({ epoch, counter, digest }) => (digest === undefined ? [epoch, counter] : [epoch, counter, digest])),
  );
}

/** The records that a receipt names; none for what is no receipt. Never throws. */
export function decodeReceipts(payload: Uint8Array | string): Receipt[] {
  try {
    if (payload.length > PAYLOAD_MAX_BYTES) return [];
    const parsed: unknown = JSON.parse(typeof payload === "string" ? payload : Buffer.from(payload).toString("utf8"));
    if (!Array.isArray(parsed) || parsed.length > RECEIPT_MAX_COUNT) return [];
    return parsed.flatMap((entry: unknown) => {
      const [epoch, counter, digest] = (Array.isArray(entry) ? entry : []) as unknown[];
      if (!isNumber(epoch) || !isNumber(counter)) return [];
      return digest === undefined ? [{ epoch, counter }] : [{ epoch, counter, digest: String(digest) }];
    });
  } catch {
    return [];
  }
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
