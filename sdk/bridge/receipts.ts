/** Receipts of the workers: JSON that names a record, or several of one reader, as stored. */

/** A record of the reader in the topic. */
export interface Receipt {
  /** Its epoch. */
  readonly epoch: number;
  /** Its counter. */
  readonly counter: number;
}

/** A receipt holds at most so many records. */
const RECEIPT_MAX_COUNT = 1024;
const PAYLOAD_MAX_BYTES = 65_536;

/** The payload of a receipt for records of one reader. */
export function encodeReceipts(receipts: readonly Receipt[]): string {
  return JSON.stringify(receipts.map(({ epoch, counter }) => [epoch, counter]));
}

/** The records that a receipt names; none for what is no receipt. Never throws. */
export function decodeReceipts(payload: Uint8Array | string): Receipt[] {
  try {
    if (payload.length > PAYLOAD_MAX_BYTES) return [];
    const parsed: unknown = JSON.parse(typeof payload === "string" ? payload : Buffer.from(payload).toString("utf8"));
    if (!Array.isArray(parsed) || parsed.length > RECEIPT_MAX_COUNT) return [];
    return parsed.flatMap((entry: unknown) => {
      const [epoch, counter] = Array.isArray(entry) ? entry : [];
      return isNumber(epoch) && isNumber(counter) ? [{ epoch, counter }] : [];
    });
  } catch {
    return [];
  }
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
