/** EV2 secure messaging on the card's side: session keys, MAC and encipherment. NXP AN12343 (DESFire Light), AN12196. */

import { aesCbcDecrypt, aesCbcEncrypt, aesCmac, aesCmacTruncated, aesEcbEncrypt, padWith80, unpad80 } from "./aes.js";
import { concat, equals } from "./bytes.js";
import { MAC_BYTES, type MessageMode, type Opened, type SentCommand } from "./desfire-message.js";
import { uint16 } from "./desfire-numbers.js";
import { Status } from "./desfire-status.js";

export type { CommMode } from "./desfire-message.js";
export { MAC_BYTES };

const LAST_CMD_CTR = 0xffff;

/** A session opened by AuthenticateEV2First; it ends with any error, selection or loss of the field. */
export interface Ev2Session {
  readonly kind?: undefined;
  /** Number of the key it was opened with. */
  readonly keyNumber: number;
  readonly sesAuthEncKey: Uint8Array;
  readonly sesAuthMacKey: Uint8Array;
  /** Transaction identifier, 4 bytes. */
  readonly ti: Uint8Array;
  /** Completed commands since AuthenticateEV2First. */
  cmdCtr: number;
}

/** SesAuthENCKey and SesAuthMACKey from the two random numbers. */
export function deriveEv2Keys(
  key: Uint8Array,
  rndA: Uint8Array,
  rndB: Uint8Array,
): { enc: Uint8Array; mac: Uint8Array } {
  const mixed = rndA.slice(2, 8).map((byte, i) => byte ^ (rndB[i] ?? 0));
  const context = concat([0x00, 0x01, 0x00, 0x80], rndA.subarray(0, 2), mixed, rndB.subarray(6), rndA.subarray(8));
  return { enc: aesCmac(key, concat([0xa5, 0x5a], context)), mac: aesCmac(key, concat([0x5a, 0xa5], context)) };
}

/** Takes the protection off a command. A plain one is only counted, when its answer is made. */
export function openEv2(session: Ev2Session, { ins, header, sent }: SentCommand, mode: MessageMode): Opened {
  if (session.cmdCtr === LAST_CMD_CTR) return { status: Status.integrityError };
  if (mode === "plain") return { data: sent };
  if (sent.length < MAC_BYTES) return { status: Status.lengthError };
  const body = sent.subarray(0, sent.length - MAC_BYTES);
  if (!equals(macOfCommand(session, ins, concat(header, body)), sent.subarray(body.length)))
    return { status: Status.integrityError };
  const data = mode === "full" ? decipherCommand(session, body) : body;
  return data === undefined ? { status: Status.integrityError } : { data };
}

/** Protects a good answer and counts the command. */
export function sealEv2(session: Ev2Session, data: Uint8Array, mode: MessageMode): Uint8Array {
  const sent = mode === "full" ? encipherAnswer(session, data) : data;
  const answer = mode === "plain" ? sent : concat(sent, macOfAnswer(session, sent));
  session.cmdCtr++;
  return answer;
}

/** Bytes the reader sends for so much data. */
export function sentBytesEv2(dataBytes: number, mode: MessageMode): number {
  if (mode === "plain") return dataBytes;
  return MAC_BYTES + (mode === "full" ? (Math.floor(dataBytes / 16) + 1) * 16 : dataBytes);
}

/** MAC of a command: over Ins, CmdCtr, TI, header and data as sent. */
export function macOfCommand(session: Ev2Session, ins: number, data: Uint8Array): Uint8Array {
  return aesCmacTruncated(session.sesAuthMacKey, concat([ins], uint16(session.cmdCtr), session.ti, data));
}

/** MAC of a good answer: over status 00, CmdCtr + 1, TI and data as sent. */
export function macOfAnswer(session: Ev2Session, data: Uint8Array): Uint8Array {
  return aesCmacTruncated(session.sesAuthMacKey, concat([Status.ok], uint16(session.cmdCtr + 1), session.ti, data));
}

/** Deciphers the data of a command; undefined when length or padding is wrong. No data, no cryptogram. */
export function decipherCommand(session: Ev2Session, data: Uint8Array): Uint8Array | undefined {
  if (data.length === 0) return data;
  if (data.length % 16 !== 0) return undefined;
  return unpad80(aesCbcDecrypt(session.sesAuthEncKey, data, iv(session, [0xa5, 0x5a], session.cmdCtr)));
}

/** Enciphers the data of an answer; whole blocks are padded too, no data stays no data. */
export function encipherAnswer(session: Ev2Session, data: Uint8Array): Uint8Array {
  if (data.length === 0) return data;
  return aesCbcEncrypt(session.sesAuthEncKey, padWith80(data), iv(session, [0x5a, 0xa5], session.cmdCtr + 1));
}

function iv(session: Ev2Session, label: number[], counter: number): Uint8Array {
  return aesEcbEncrypt(session.sesAuthEncKey, concat(label, session.ti, uint16(counter), new Uint8Array(8)));
}
