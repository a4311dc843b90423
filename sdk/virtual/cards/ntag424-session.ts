/** EV2 secure messaging as an NTAG 424 DNA does it: session keys, MAC, encipherment. NT4H2421Gx data sheet, 9.1. */

import { aesCbcDecrypt, aesCbcEncrypt, aesCmac, aesCmacTruncated, aesEcbEncrypt, padWith80, unpad80 } from "./aes.js";
import { concat, equals } from "./bytes.js";
import { Status } from "./ntag424-status.js";

const MAC_BYTES = 8;
/** From here on the counter would repeat, so nothing more is accepted. */
const CMD_CTR_LIMIT = 0xffff;

/** Communication mode of a command or a file. */
export type Ntag424Mode = "plain" | "mac" | "full";

/** An authenticated session; it ends with any error, SELECT of the application, or loss of the field. */
export interface Ntag424Session {
  readonly keyNumber: number;
  readonly encKey: Uint8Array;
  readonly macKey: Uint8Array;
  /** Transaction identifier, 4 bytes. */
  readonly ti: Uint8Array;
  /** CmdCtr: commands answered since AuthenticateEV2First. */
  commandCount: number;
}

/** What a command says once its secure messaging is off, or the status that refuses it. */
export type Opened = { readonly header: Uint8Array; readonly data: Uint8Array } | { readonly status: number };

/** SesAuthENCKey and SesAuthMACKey. 9.1.7. */
export function deriveSessionKeys(key: Uint8Array, rndA: Uint8Array, rndB: Uint8Array) {
  const mixed = rndA.slice(2, 8).map((byte, i) => byte ^ (rndB[i] ?? 0));
  const context = concat([0x00, 0x01, 0x00, 0x80], rndA.subarray(0, 2), mixed, rndB.subarray(6), rndA.subarray(8));
  return { encKey: aesCmac(key, concat([0xa5, 0x5a], context)), macKey: aesCmac(key, concat([0x5a, 0xa5], context)) };
}

/**
 * Takes the secure messaging off a command. Its header is always sent in clear; outside a session, and in plain mode,
 * there is nothing to take off. 9.1.8 to 9.1.10.
 */
export function openCommand(
  session: Ntag424Session | undefined,
  ins: number,
  raw: Uint8Array,
  headerBytes: number,
  mode: Ntag424Mode,
): Opened {
  if (raw.length < headerBytes) return { status: Status.lengthError };
  const header = raw.subarray(0, headerBytes);
  if (session === undefined) return { header, data: raw.subarray(headerBytes) };
  if (session.commandCount === CMD_CTR_LIMIT) return { status: Status.integrityError };
  if (mode === "plain") return { header, data: raw.subarray(headerBytes) };
  const end = raw.length - MAC_BYTES;
  if (end < headerBytes) return { status: Status.lengthError };
  const mac = macOf(session, ins, session.commandCount, raw.subarray(0, end));
  if (!equals(mac, raw.subarray(end))) return { status: Status.integrityError };
  const sent = raw.subarray(headerBytes, end);
  const data = mode === "full" ? decipher(session, sent) : sent;
  return data === undefined ? { status: Status.integrityError } : { header, data };
}

/** Puts the secure messaging on the data of a good answer, and counts the command. */
export function sealAnswer(session: Ntag424Session | undefined, data: Uint8Array, mode: Ntag424Mode): Uint8Array {
  if (session === undefined) return data;
  session.commandCount++;
  if (mode === "plain") return data;
  const sent = mode === "full" ? encipher(session, data) : data;
  return concat(sent, macOf(session, Status.ok, session.commandCount, sent));
}

/** MAC over command or status, counter, TI and what is sent. */
function macOf(session: Ntag424Session, first: number, counter: number, sent: Uint8Array): Uint8Array {
  return aesCmacTruncated(session.macKey, concat([first], littleEndian16(counter), session.ti, sent));
}

/** Deciphers the data of a command; undefined when length or padding is wrong. No data, no cryptogram. */
function decipher(session: Ntag424Session, sent: Uint8Array): Uint8Array | undefined {
  if (sent.length === 0) return sent;
  if (sent.length % 16 !== 0) return undefined;
  return unpad80(aesCbcDecrypt(session.encKey, sent, iv(session, [0xa5, 0x5a])));
}

/** Enciphers the data of an answer, the counter already raised; whole blocks are padded too. */
function encipher(session: Ntag424Session, data: Uint8Array): Uint8Array {
  if (data.length === 0) return data;
  return aesCbcEncrypt(session.encKey, padWith80(data), iv(session, [0x5a, 0xa5]));
}

function iv(session: Ntag424Session, label: readonly number[]): Uint8Array {
  const block = concat(label, session.ti, littleEndian16(session.commandCount), new Uint8Array(8));
  return aesEcbEncrypt(session.encKey, block);
}

function littleEndian16(value: number): number[] {
  return [value & 0xff, value >> 8];
}
