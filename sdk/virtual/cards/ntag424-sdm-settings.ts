/** The SDM part of file settings: as options, as bytes, and which of them fit together. NT4H2421Gx data sheet, 10.7.1. */

import { readUint24, uint24 } from "./bytes.js";
import { type Ntag424Right, nibbleRight, rightNibble } from "./ntag424-rights.js";

/** Placeholder sizes in the file; everything is mirrored as hexadecimal text. */
const UID_TEXT_BYTES = 14;
const COUNTER_TEXT_BYTES = 6;
const PICC_DATA_TEXT_BYTES = 32;
const MAC_TEXT_BYTES = 16;
/** SDMReadCtrOffset that counts without mirroring. */
const NO_OFFSET = 0xffffff;

/** Secure dynamic messaging as it is set up. Offsets and lengths are bytes of the file. */
export interface SdmSettings {
  readonly mirrorUid: boolean;
  readonly mirrorReadCounter: boolean;
  /** Who can read UID and counter: everybody ("free", mirrored in plain), holders of a key (encrypted), nobody. */
  readonly metaRead: Ntag424Right;
  /** The key of MAC and encrypted file data; "never" for neither. */
  readonly fileRead: number | "never";
  /** Who may ask for the counter with GetFileCounters. */
  readonly counterRetrieve: Ntag424Right;
  readonly uidOffset?: number;
  readonly readCounterOffset?: number;
  readonly piccDataOffset?: number;
  readonly macInputOffset?: number;
  readonly macOffset?: number;
  readonly encOffset?: number;
  readonly encLengthBytes?: number;
  readonly readCounterLimit?: number;
}

type Part = "uidOffset" | "readCounterOffset" | "piccDataOffset" | "macInputOffset" | "encOffset" | "encLengthBytes";
type Field = Part | "macOffset" | "readCounterLimit";

/** Reads SDMOptions, SDMAccessRights and the offsets; undefined when a value is reserved, "length" when bytes miss. */
export function parseSdmSettings(bytes: Uint8Array): SdmSettings | "length" | undefined {
  const [options = 0, low = 0, high = 0] = bytes;
  if (bytes.length < 3) return "length";
  const metaRead = nibbleRight(high >> 4);
  const fileRead = nibbleRight(high & 0x0f);
  const counterRetrieve = nibbleRight(low & 0x0f);
  if ((options & 0x0f) !== 0x01 || low >> 4 !== 0x0f || fileRead === "free") return undefined;
  if (metaRead === undefined || fileRead === undefined || counterRetrieve === undefined) return undefined;
  const mirrorUid = (options & 0x80) !== 0;
  const mirrorReadCounter = (options & 0x40) !== 0;
  const rights = { mirrorUid, mirrorReadCounter, metaRead, fileRead, counterRetrieve };
  const fields = fieldsPresent(rights, (options & 0x10) !== 0, (options & 0x20) !== 0);
  if (bytes.length !== 3 + 3 * fields.length) return "length";
  const values: Partial<Record<Field, number>> = {};
  fields.forEach((field, i) => {
    const value = readUint24(bytes, 3 + 3 * i);
    if (field !== "readCounterOffset" || value !== NO_OFFSET) values[field] = value;
  });
  return { ...rights, ...values };
}

/** The counterpart of `parseSdmSettings`. */
export function encodeSdmSettings(sdm: SdmSettings): Uint8Array {
  const hasEnc = sdm.encOffset !== undefined;
  const hasLimit = sdm.readCounterLimit !== undefined;
  const options =
    0x01 |
    (sdm.mirrorUid ? 0x80 : 0) |
    (sdm.mirrorReadCounter ? 0x40 : 0) |
    (hasLimit ? 0x20 : 0) |
    (hasEnc ? 0x10 : 0);
  const rights = [
    0xf0 | rightNibble(sdm.counterRetrieve),
    (rightNibble(sdm.metaRead) << 4) | rightNibble(sdm.fileRead),
  ];
  const offsets = fieldsPresent(sdm, hasEnc, hasLimit).flatMap((field) => uint24(sdm[field] ?? NO_OFFSET));
  return Uint8Array.from([options, ...rights, ...offsets]);
}

/** Whether every placeholder lies in the file, overlaps no other, and the MAC covers what is encrypted. 9.3.3 to 9.3.7. */
export function sdmFits(sdm: SdmSettings, fileBytes: number): boolean {
  const { encOffset, encLengthBytes = 0, macInputOffset = 0, macOffset = 0 } = sdm;
  const places: Array<readonly [number | undefined, number]> = [
    [sdm.uidOffset, UID_TEXT_BYTES],
    [sdm.readCounterOffset, COUNTER_TEXT_BYTES],
    [sdm.piccDataOffset, PICC_DATA_TEXT_BYTES],
    [encOffset, encLengthBytes],
    [sdm.macOffset, MAC_TEXT_BYTES],
  ];
  const taken = places.flatMap(([at, length]) => (at === undefined ? [] : [{ at, end: at + length }]));
  taken.sort((a, b) => a.at - b.at);
  if (taken.some((place, i) => place.end > (taken[i + 1]?.at ?? fileBytes))) return false;
  if (sdm.fileRead !== "never" && macInputOffset > macOffset) return false;
  if (encOffset === undefined) return true;
  const isWhole = encLengthBytes > 0 && encLengthBytes % 32 === 0;
  const isCovered = encOffset >= macInputOffset && encOffset + encLengthBytes <= macOffset;
  return isWhole && isCovered && sdm.mirrorUid && sdm.mirrorReadCounter && sdm.fileRead !== "never";
}

/** Which offsets follow, in their order; this depends on what is mirrored and how. */
function fieldsPresent(
  sdm: Pick<SdmSettings, "mirrorUid" | "mirrorReadCounter" | "metaRead" | "fileRead">,
  hasEnc: boolean,
  hasLimit: boolean,
): Field[] {
  const fields: Field[] = [];
  const isPlain = sdm.metaRead === "free";
  if (sdm.mirrorUid && isPlain) fields.push("uidOffset");
  if (sdm.mirrorReadCounter && isPlain) fields.push("readCounterOffset");
  if (typeof sdm.metaRead === "number") fields.push("piccDataOffset");
  if (sdm.fileRead !== "never") fields.push("macInputOffset");
  if (sdm.fileRead !== "never" && hasEnc) fields.push("encOffset", "encLengthBytes");
  if (sdm.fileRead !== "never") fields.push("macOffset");
  if (hasLimit) fields.push("readCounterLimit");
  return fields;
}
