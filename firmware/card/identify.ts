/**
 * What kind of card ATQA and SAK speak of. A guess for the label only: anyone can answer these bytes, and many kinds
 * share them. A family that is proved by an authentication is set by whoever proved it. ISO/IEC 14443-3; NXP AN10833.
 */
import { Family } from "../link/messages.js";

const SAK_ISO_14443_4 = 0x20;
const SAK_CLASSIC = 0x08;
/** Low ATQA byte: the two upper bits hold the UID size, 01 for seven bytes. */
const UID_SIZE_7 = 0x40;

/** True when the card speaks ISO-DEP: RATS may follow. */
export function speaksIsoDep(sak: number): boolean {
  return (sak & SAK_ISO_14443_4) !== 0;
}

/** Classic, its emulations included; Plus in its old levels has other values. */
export function isClassic(sak: number): boolean {
  return (sak & SAK_CLASSIC) !== 0 && !speaksIsoDep(sak);
}

export function identify(atqa: string, sak: number): Family {
  if (speaksIsoDep(sak)) return Family.ISODEP;
  if (isClassic(sak)) return Family.CLASSIC;
  if (!sak && (atqa.charCodeAt(0) & 0xc0) === UID_SIZE_7) return Family.ULTRALIGHT;
  return Family.UNKNOWN;
}

/** Four bytes that start with 08 are made anew for every presentation. ISO/IEC 14443-3, section 6.5.4. */
export function isRandomUid(uid: string): boolean {
  return uid.length === 4 && uid.charCodeAt(0) === 0x08;
}
