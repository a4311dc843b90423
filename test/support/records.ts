/** Records and seals for tests, made with protobufjs and real HMACs. */
import { randomBytes } from "node:crypto";
import { messages } from "../../protocol/index.js";
import { createFleetKeys, type FleetKeys } from "../../sdk/keys/fleet.js";
import { type Sealed, sealOf } from "../../sdk/verify/seal.js";

export const READER = "gate-7";
export const UID = Uint8Array.of(0x04, 0xa3, 0x1b, 0x62, 0x5e, 0x77, 0x80);

/** Keys of a fleet that exists for one test. */
export function testKeys(): FleetKeys {
  return createFleetKeys(new Uint8Array(randomBytes(32)));
}

/** The bytes of a record. */
export function recordOf(record: messages.Record.$Properties): Uint8Array {
  return new Uint8Array(messages.Record.encode(record).finish());
}

/** A genuine DESFire tap, with changes. */
export function tapRecord(change: messages.Record.$Properties = {}, tap: messages.Tap.$Properties = {}): Uint8Array {
  return recordOf({
    readerId: READER,
    epoch: 1,
    counter: 1,
    boot: 3,
    uptimeMs: 5000,
    wallMs: 1_790_000_000_000,
    wallSource: 1,
    keyVersion: 1,
    tap: {
      family: 1,
      uid: UID,
      atqa: Uint8Array.of(0x44, 0x03),
      sak: 0x20,
      ats: Uint8Array.of(0x06, 0x75),
      assurance: 4,
      method: 2,
      credential: Uint8Array.of(1, 2, 3),
      activateUs: 8000,
      authenticateUs: 25_500,
      readUs: 5000,
      ...tap,
    },
    ...change,
  });
}

/** The first record of a boot. */
export function bootRecord(change: messages.Record.$Properties = {}): Uint8Array {
  return recordOf({
    readerId: READER,
    epoch: 1,
    counter: 1,
    boot: 3,
    keyVersion: 1,
    bootRecord: { resetReason: 1, interpreter: "2v29 ESP32" },
    ...change,
  });
}

/** Seals as the reader does. */
export function seal(keys: FleetKeys, record: Uint8Array, reader = READER, version = 1): Sealed {
  return { record, mac: sealOf(keys.tapKey(reader, version), record) };
}
