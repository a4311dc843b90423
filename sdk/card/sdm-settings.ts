/** How an NTAG 424 DNA writes SUN messages into its NDEF file, as bytes. cards.md 7.3; NT4H2421Gx data sheet, 10.7.1. */
import { assertInteger } from "../assert.js";
import { KetukError } from "../errors.js";

const OFFSET_MAX = 0xffffff;
const KEY_MAX = 4;
const OPTION_ASCII = 0x01;
const OPTION_ENCRYPTED = 0x10;
const OPTION_LIMIT = 0x20;
const OPTION_COUNTER = 0x40;
const OPTION_UID = 0x80;

/** A part of the file that is enciphered in every message. */
export interface SdmEncryptedPart {
  /** Where it begins. */
  readonly offset: number;
  /** A multiple of 32 characters. */
  readonly lengthBytes: number;
}

/** Where SUN messages stand in the file and which keys make them. Offsets are bytes from the file's begin. */
export interface SdmSettings {
  /** Key that enciphers UID and counter (`piccOffset`); "free": both stand in plain (`uidOffset`, `counterOffset`). */
  readonly metaRead: number | "free";
  /** Key of the MAC, and of the enciphered part of the file. */
  readonly fileRead: number;
  /** Key that may ask for the counter. Default "never". */
  readonly counterRetrieve?: number | "free" | "never" | undefined;
  /** 14 characters. */
  readonly uidOffset?: number | undefined;
  /** 6 characters. */
  readonly counterOffset?: number | undefined;
  /** 32 characters. */
  readonly piccOffset?: number | undefined;
  /** Where the input of the MAC begins; the same as `macOffset` for none. */
  readonly macInputOffset: number;
  /** 16 characters. */
  readonly macOffset: number;
  /** Enciphered part of the file. */
  readonly encrypted?: SdmEncryptedPart | undefined;
  /** No further messages beyond this counter. Default: none but the card's own. */
  readonly counterLimit?: number | undefined;
}

/** SDMOptions, SDMAccessRights and the offsets that these ask for. @throws KetukError `bad-argument` */
export function encodeSdm(sdm: SdmSettings): Uint8Array {
  const { metaRead, fileRead, counterRetrieve = "never", encrypted, counterLimit } = sdm;
  const isPlain = metaRead === "free";
  if (!isPlain) assertInteger(metaRead, "sdm.metaRead", 0, KEY_MAX);
  assertInteger(fileRead, "sdm.fileRead", 0, KEY_MAX);
  const places = isPlain ? [sdm.uidOffset, sdm.counterOffset] : [sdm.piccOffset];
  const offsets = [...places, sdm.macInputOffset];
  if (encrypted) offsets.push(encrypted.offset, encrypted.lengthBytes);
  offsets.push(sdm.macOffset);
  if (counterLimit !== undefined) offsets.push(counterLimit);
  const options = OPTION_ASCII | OPTION_UID | OPTION_COUNTER;
  const more = (encrypted ? OPTION_ENCRYPTED : 0) | (counterLimit === undefined ? 0 : OPTION_LIMIT);
  const meta = isPlain ? 0xe : metaRead;
  const retrieve = counterRetrieve === "never" ? 0xf : counterRetrieve === "free" ? 0xe : counterRetrieve;
  return Uint8Array.of(options | more, 0xf0 | retrieve, (meta << 4) | fileRead, ...offsets.flatMap(uint24));
}

function uint24(value: number | undefined): number[] {
  if (value === undefined) throw new KetukError("bad-argument", '"sdm" misses an offset that its keys ask for');
  assertInteger(value, "sdm offset", 0, OFFSET_MAX);
  return [value & 0xff, (value >>> 8) & 0xff, value >>> 16];
}
