/** The configuration of a virtual reader: what `ketuk flash` writes to a board's Storage. */
import { messages } from "../../protocol/index.js";
import type { FleetKeys } from "../keys/fleet.js";
import { readerConfigOf } from "../keys/reader-config.js";
import { FIRST_VERSIONS, type RingKeys } from "../keys/ring-keys.js";

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

/** Encoded ReaderConfig. `known`: profiles in place of the demonstration's, keys beside those of the fleet. */
export function encodeConfig(
  id: string,
  keys: FleetKeys,
  config: VirtualReaderConfig,
  known: Pick<VirtualReaderConfig, "cardKeys"> & { profiles?: messages.Profile.$Properties[] } = {},
): Uint8Array {
  const policy = { version: 1, profiles: known.profiles ?? [demoProfile()], acceptUid: true, ...config.policy };
  const versions = "readerVersions" in keys ? (keys as RingKeys).readerVersions(id) : FIRST_VERSIONS;
  const tap = config.tapKeyVersion ? [config.tapKeyVersion] : versions.tap;
  const changed = { ...versions, tap, epoch: config.epoch ?? versions.epoch };
  const own = readerConfigOf(keys, id, changed);
  const cardKeys = [...(own.cardKeys ?? []), ...(known.cardKeys ?? [])];
  return messages.ReaderConfig.encode({ ...own, cardKeys, ...config, policy }).finish();
}
