/** Sample cards for the tray: a resident's, a copy of it, a foreign one, a plain one. */
import { Buffer } from "node:buffer";
import { createFleetKeys, createFleetSecret, type FleetKeys } from "ketuk";
import { createDemoCard, createUidCard, type Picc } from "ketuk/virtual";
import { type Resident, residentOf } from "./city.js";
import type { SampleCard } from "./station.js";

function uidOf(resident: Resident): Uint8Array {
  return new Uint8Array(Buffer.from(resident.uid, "hex"));
}

/** The genuine card of a resident, to be held to a virtual reader: DESFire, proved by AES. */
export function makeResidentCard(number: number, keys: FleetKeys): Picc {
  const resident = residentOf(number);
  return createDemoCard(keys, uidOf(resident), resident.credential);
}

/** The genuine card of a resident, for the tray. */
export function residentCard(number: number, label?: string): SampleCard {
  const make = (keys: FleetKeys) => makeResidentCard(number, keys);
  return { id: `resident-${number}`, label: label ?? residentOf(number).name, make };
}

/** The same UID and data, but the keys of nobody: the reader refuses it. */
export function copiedCard(number: number, label: string): SampleCard {
  const resident = residentOf(number);
  return {
    id: `copy-${number}`,
    label,
    make: () => createDemoCard(createFleetKeys(createFleetSecret()), uidOf(resident), resident.credential),
  };
}

/** A card of another issuer: a UID, and nothing that could be proved. */
export function foreignCard(label: string): SampleCard {
  return { id: "foreign", label, make: () => createUidCard({ uid: Uint8Array.of(0x5a, 0x0c, 0x9e, 0x41) }) };
}
