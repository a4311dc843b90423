/** What kind of card ATQA, SAK and ATS speak of. A guess: anyone can answer these bytes. ISO/IEC 14443-3; NXP AN10833. */
import { sameBytes } from "../bytes.js";
import type { Family } from "../verify/names.js";

const SAK_ISODEP = 0x20;
const SAK_CLASSIC = 0x08;
/** Low byte of ATQA: the two upper bits tell the size of the UID, 01 for seven bytes. */
const UID_SIZE_MASK = 0xc0;
const UID_SIZE_7 = 0x40;
/** Interface and historical bytes as delivered; a card may be configured to answer others. */
const ATS_DESFIRE = Uint8Array.of(0x06, 0x75, 0x77, 0x81, 0x02, 0x80);
const ATS_NTAG424 = Uint8Array.of(0x06, 0x77, 0x77, 0x71, 0x02, 0x80);

/** The likely family; Ultralight AES looks like any other "ultralight" before GET_VERSION. */
export function guessFamily(atqa: Uint8Array, sak: number, ats: Uint8Array): Family {
  if ((sak & SAK_ISODEP) !== 0) {
    if (sameBytes(ats, ATS_NTAG424)) return "ntag424";
    return sameBytes(ats, ATS_DESFIRE) ? "desfire" : "isodep";
  }
  if ((sak & SAK_CLASSIC) !== 0) return "classic";
  return sak === 0 && ((atqa[0] ?? 0) & UID_SIZE_MASK) === UID_SIZE_7 ? "ultralight" : "unknown";
}
