/** Secure dynamic messaging: what an NTAG 424 DNA puts into its NDEF file when it is read. NT4H2421Gx data sheet, 9.3. */

import { aesCbcEncrypt, aesCmac, aesCmacTruncated, aesEcbEncrypt } from "./aes.js";
import { concat, uint24 } from "./bytes.js";
import type { SdmSettings } from "./ntag424-sdm-settings.js";

/** What the mirrors need besides the file. */
export interface SdmContext {
  readonly uid: Uint8Array;
  /** SDMReadCtr as it is shown with this read. */
  readonly readCount: number;
  /** Key by number. */
  key(number: number): Uint8Array;
  /** Random bytes that fill up PICCData: drawn once for all parts of one read. */
  readonly padding: Uint8Array;
}

/** The file as it goes on air: static data with every placeholder replaced. */
export function mirroredFile(data: Uint8Array, sdm: SdmSettings, context: SdmContext): Uint8Array {
  const out = data.slice();
  const counter = Uint8Array.from(uint24(context.readCount));
  if (sdm.uidOffset !== undefined) putAscii(out, sdm.uidOffset, context.uid);
  if (sdm.readCounterOffset !== undefined) putAscii(out, sdm.readCounterOffset, counter.toReversed());
  if (sdm.piccDataOffset !== undefined && typeof sdm.metaRead === "number") {
    putAscii(out, sdm.piccDataOffset, piccData(sdm, context, counter, context.key(sdm.metaRead)));
  }
  if (typeof sdm.fileRead !== "number" || sdm.macOffset === undefined || sdm.macInputOffset === undefined) return out;
  const mirrored = concat(sdm.mirrorUid ? context.uid : [], sdm.mirrorReadCounter ? counter : []);
  const keys = deriveSdmKeys(context.key(sdm.fileRead), mirrored);
  if (sdm.encOffset !== undefined && sdm.encLengthBytes !== undefined) {
    const plain = data.subarray(sdm.encOffset, sdm.encOffset + sdm.encLengthBytes / 2);
    const iv = aesEcbEncrypt(keys.enc, concat(counter, new Uint8Array(13)));
    putAscii(out, sdm.encOffset, aesCbcEncrypt(keys.enc, plain, iv));
  }
  putAscii(out, sdm.macOffset, aesCmacTruncated(keys.mac, out.subarray(sdm.macInputOffset, sdm.macOffset)));
  return out;
}

/** SesSDMFileReadENCKey and SesSDMFileReadMACKey; `mirrored` is UID and counter, each only if it is mirrored. 9.3.9. */
export function deriveSdmKeys(key: Uint8Array, mirrored: Uint8Array): { enc: Uint8Array; mac: Uint8Array } {
  const vector = new Uint8Array(mirrored.length > 10 ? 32 : 16);
  vector.set([0x00, 0x01, 0x00, 0x80], 2);
  vector.set(mirrored, 6);
  vector.set([0xc3, 0x3c]);
  const enc = aesCmac(key, vector);
  vector.set([0x3c, 0xc3]);
  return { enc, mac: aesCmac(key, vector) };
}

function piccData(sdm: SdmSettings, context: SdmContext, counter: Uint8Array, key: Uint8Array): Uint8Array {
  const tag = (sdm.mirrorUid ? 0x80 | context.uid.length : 0) | (sdm.mirrorReadCounter ? 0x40 : 0);
  const plain = concat([tag], sdm.mirrorUid ? context.uid : [], sdm.mirrorReadCounter ? counter : [], context.padding);
  return aesCbcEncrypt(key, plain.subarray(0, 16));
}

function putAscii(file: Uint8Array, offset: number, bytes: Uint8Array): void {
  file.set(Buffer.from(Buffer.from(bytes).toString("hex").toUpperCase(), "latin1"), offset);
}
