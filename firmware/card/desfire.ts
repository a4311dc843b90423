/** MIFARE DESFire beyond its messaging: applications, versions, files. NXP AN12343; MF3D(H)x2 data sheet. */
import { Family } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import { type Commands, command, sendFrame } from "./command.js";
import { Status } from "./status.js";

const SELECT_APPLICATION = "\x5a";
const GET_VERSION = "\x60";
const GET_KEY_VERSION = "\x64";
export const READ_DATA = "\xbd";
export const GET_CARD_UID = "\x51";
export const READ_SIGNATURE = "\x3c";

/** GetVersion: three frames of 7, 7 and 14 bytes; the second byte of the first is the type of the product. */
const VERSION_BYTES = 28;
const VENDOR_NXP = 0x04;
const TYPE_DESFIRE = 0x01;
const TYPE_NTAG = 0x04;

/**
 * Fault.NotFound: the card has no such application, or is no DESFire at all. Any answer but success means this: cards of
 * other kinds answer a native command in their own way. Trouble on air does not: a card must not count as a stranger, and
 * perhaps be accepted for its UID, because a frame was lost.
 */
export function selectApplication(c: Commands, applicationId: string, meanwhile?: () => void): Fault {
  const fault = sendFrame(c, SELECT_APPLICATION, applicationId, meanwhile);
  return fault || (c.status === Status.Ok && !c.dep.data ? Fault.None : Fault.NotFound);
}

/** Version byte of a key of the selected application, told without authentication: one byte in dep.data. */
export function keyVersion(c: Commands, keyNumber: number): Fault {
  const fault = command(c, GET_KEY_VERSION, E.toString(keyNumber));
  return fault || (c.dep.data.length === 1 ? Fault.None : Fault.Protocol);
}

/** What GetVersion says the card is, or Family.ISODEP when it does not answer like one of NXP's. */
export function versionFamily(c: Commands): Family {
  if (command(c, GET_VERSION, "") || c.dep.data.length < VERSION_BYTES) return Family.ISODEP;
  if (c.dep.data.charCodeAt(0) !== VENDOR_NXP) return Family.ISODEP;
  // The upper half of the type tells physical variants apart.
  const type = c.dep.data.charCodeAt(1) & 15;
  return type === TYPE_DESFIRE ? Family.DESFIRE : type === TYPE_NTAG ? Family.NTAG424 : Family.ISODEP;
}

/** Parameters of ReadData. */
export function readHeader(file: number, offset: number, length: number): string {
  return E.toString(file, offset, offset >> 8, offset >> 16, length, length >> 8, length >> 16);
}
