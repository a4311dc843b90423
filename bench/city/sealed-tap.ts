/** Records as the firmware makes them: encoded, chained, sealed under the tap key of their reader. */
import { createHash, createHmac } from "node:crypto";
import { messages, SEAL_SUFFIX } from "ketuk/protocol";
import type { Sealed } from "ketuk/verify";
import { type CardKind, uidOf } from "./crowd.js";

const NONE = new Uint8Array();

/** Where a record stands. */
export interface RecordPlace {
  readonly readerId: string;
  readonly counter: number;
  /** SHA-256 of the record before; empty for the first one. */
  readonly previous: Uint8Array;
  /** Milliseconds since 1970. */
  readonly wallMs: number;
}

const CREDENTIAL = new TextEncoder().encode("TIRTASARI 00000000");

/** What the reader found out about a card. */
const FINDINGS: Readonly<Record<CardKind, messages.Tap.$Properties>> = {
  genuine: { family: 1, sak: 0x20, assurance: 4, method: 2, credential: CREDENTIAL },
  copy: { family: 1, sak: 0x20, assurance: 0, method: 2, refusal: 1 },
  blocked: { family: 1, sak: 0x20, assurance: 4, method: 2, credential: CREDENTIAL, refusal: 7, gate: 2 },
  plain: { family: 0, sak: 0x08, assurance: 1 },
};

/** The record of a card. */
export function tapRecord(place: RecordPlace, kind: CardKind, card: number): Uint8Array {
  return encode(place, {
    tap: {
      uid: uidOf(card),
      atqa: Uint8Array.of(0x44, 0x03),
      ats: Uint8Array.of(0x06, 0x75, 0x77, 0x81, 0x02, 0x80),
      activateUs: 8000,
      authenticateUs: 25_500,
      readUs: 5000,
      ...FINDINGS[kind],
    },
  });
}

/** The record of a start. */
export function bootRecord(place: RecordPlace): Uint8Array {
  return encode(place, { bootRecord: { resetReason: 1, interpreter: "2v29 ESP32" } });
}

function encode(place: RecordPlace, content: messages.Record.$Properties): Uint8Array {
  const fields = { keyVersion: 1, ...place, epoch: 1, boot: 1, uptimeMs: 5000 * place.counter, wallSource: 1 };
  return messages.Record.encode({ ...fields, ...content })
    .finish()
    .slice();
}

/** Seals as the firmware does; `tapKey` is that of the reader. */
export function seal(tapKey: Uint8Array, record: Uint8Array): Sealed {
  return { record, mac: new Uint8Array(createHmac("sha256", tapKey).update(record).update(SEAL_SUFFIX).digest()) };
}

/** What the next record carries as `previous`. */
export function chainHash(record: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(record).digest());
}

/** Of a reader's first record. */
export const NO_PREVIOUS = NONE;
