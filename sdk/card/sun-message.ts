/** The cryptography of NTAG 424 DNA SUN messages. cards.md 7.3; NT4H2421Gx 9.3; NXP AN12196 sections 3 and 4. */
import { joinBytes } from "../bytes.js";
import { aesCbcDecrypt, aesCbcEncrypt, BLOCK_BYTES } from "./aes.js";
import { aesCmac, oddBytes, sameMac } from "./cmac.js";

const UID_BYTES = 7;
const COUNTER_BYTES = 3;
/** PICCDataTag of a message with UID (bit 7) and counter (bit 6), UID of 7 bytes. AN12196 section 3.4.2. */
const PICC_DATA_TAG = 0xc7;
/** First bytes of the session vectors. NT4H2421Gx 9.3.9.1. */
const SV1_ENC = Uint8Array.of(0xc3, 0x3c, 0x00, 0x01, 0x00, 0x80);
const SV2_MAC = Uint8Array.of(0x3c, 0xc3, 0x00, 0x01, 0x00, 0x80);

/** Which reading of which card. */
export interface SunIdentity {
  /** 7 bytes. */
  readonly uid: Uint8Array;
  /** 0 to 2^24 - 1. */
  readonly counter: number;
}

/** Keys of one SUN message, 16 bytes each. */
export interface SunSessionKeys {
  /** KSesSDMFileReadENC. */
  readonly encKey: Uint8Array;
  /** KSesSDMFileReadMAC. */
  readonly macKey: Uint8Array;
}

/**
 * Deciphers PICCData.
 *
 * @param metaReadKey 16 bytes
 * @param picc 16 bytes
 * @returns undefined where it is not that of a card with 7 bytes of UID and a counter, or the key is another
 */
export function decipherPiccData(metaReadKey: Uint8Array, picc: Uint8Array): SunIdentity | undefined {
  const data = aesCbcDecrypt(metaReadKey, picc);
  if (data[0] !== PICC_DATA_TAG) return undefined;
  const [low = 0, middle = 0, high = 0] = data.subarray(1 + UID_BYTES);
  return { uid: data.slice(1, 1 + UID_BYTES), counter: low | (middle << 8) | (high << 16) };
}

/** Session keys of one message; with UID and counter both vectors are exactly one block. */
export function deriveSunKeys(fileReadKey: Uint8Array, { uid, counter }: SunIdentity): SunSessionKeys {
  const rest = joinBytes(uid, uint24(counter));
  return {
    encKey: aesCmac(fileReadKey, joinBytes(SV1_ENC, rest)),
    macKey: aesCmac(fileReadKey, joinBytes(SV2_MAC, rest)),
  };
}

/** Is this the SDMMAC over the text? Takes the same time for every wrong one. */
export function sunMacFits({ macKey }: SunSessionKeys, macInput: string, mac: Uint8Array): boolean {
  return sameMac(oddBytes(aesCmac(macKey, Buffer.from(macInput, "latin1"))), mac);
}

/** Deciphers SDMENCFileData, whole blocks. */
export function decipherSunFile({ encKey }: SunSessionKeys, counter: number, file: Uint8Array): Uint8Array {
  const iv = aesCbcEncrypt(encKey, joinBytes(uint24(counter), new Uint8Array(BLOCK_BYTES - COUNTER_BYTES)));
  return aesCbcDecrypt(encKey, file, iv);
}

function uint24(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, value >>> 16);
}
