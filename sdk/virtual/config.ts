/** The configuration of a virtual reader: what `ketuk flash` writes to a board's Storage. */
import { messages } from "../../protocol/index.js";
import type { FleetKeys } from "../keys/fleet.js";
import { ROLES, type Role } from "../roles.js";

/** Name of the file in Storage. */
export const CONFIG_FILE = "ketuk.cfg";

/** The application id of the demonstration cards, as sent: least significant byte first. */
export const DEMO_APPLICATION = Uint8Array.of(0x4b, 0x54, 0x4b);
/** The credential file of the demonstration cards. */
export const DEMO_FILE = 1;
/** Length of the credential in bytes. */
export const DEMO_LENGTH = 32;
/** Card keys are diversified with this as system identifier. */
export const DEMO_SYSTEM_ID = new TextEncoder().encode("ketuk demo");

/** Anything of ReaderConfig; what is left out is derived from the fleet's keys or takes the demonstration's value. */
export type VirtualReaderConfig = messages.ReaderConfig.$Properties;

/** The profile of the demonstration cards: DESFire EV2, one enciphered file, diversified keys in slot 1. */
export function demoProfile(): messages.Profile.$Properties {
  return {
    family: messages.Family.FAMILY_DESFIRE,
    applicationId: DEMO_APPLICATION,
    keyNumber: 1,
    keySlot: 1,
    file: DEMO_FILE,
    length: DEMO_LENGTH,
    mode: messages.CommunicationMode.COMMUNICATION_MODE_FULL,
    diversified: true,
    systemId: DEMO_SYSTEM_ID,
  };
}

/** Encoded ReaderConfig. */
export function encodeConfig(id: string, keys: FleetKeys, config: VirtualReaderConfig): Uint8Array {
  const tapKeyVersion = config.tapKeyVersion ?? 1;
  return messages.ReaderConfig.encode({
    readerId: id,
    epoch: 1,
    tapKey: keys.tapKey(id, tapKeyVersion),
    tapKeyVersion,
    // A wiped flash counts its starts from 1 again: the epoch, which rises then, keeps random numbers from repeating.
    randomKey: keys.randomKey(id, config.epoch ?? 1),
    cardKeys: [{ slot: 1, version: 1, key: keys.cardKey(1, 1) }],
    policyKey: keys.policyKey(id, 1),
    roleKeys: ROLES.slice(1).map((role, i) => ({ role: i + 1, version: 1, key: keys.roleKey(id, role as Role, 1) })),
    ...config,
    policy: { version: 1, profiles: [demoProfile()], acceptUid: true, ...config.policy },
  }).finish();
}
