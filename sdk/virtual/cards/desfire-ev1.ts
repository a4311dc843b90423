/** EV1 secure messaging on the card's side: one IV runs through all commands and answers. DESFire EV1 data sheet. */

import { concat, equals } from "./bytes.js";
import { type BlockCipher, cmac, padMethod2, padZeros } from "./desfire-cipher.js";
import { type Ev1Padding, MAC_BYTES, type MessageMode, type Opened, type SentCommand } from "./desfire-message.js";
import { crc32 } from "./desfire-numbers.js";
import { Status } from "./desfire-status.js";

const CRC_BYTES = 4;

/** A session opened by AuthenticateAES or AuthenticateISO. */
export interface Ev1Session {
  readonly kind: "ev1";
  /** Number of the key it was opened with. */
  readonly keyNumber: number;
  /** Cipher under the session key. */
  readonly cipher: BlockCipher;
  /** The running IV: the last CMAC or the last block of a cryptogram. */
  iv: Uint8Array;
}

/** A new session; the IV begins at zero. */
export function createEv1Session(keyNumber: number, cipher: BlockCipher): Ev1Session {
  return { kind: "ev1", keyNumber, cipher, iv: new Uint8Array(cipher.blockBytes) };
}

/** Takes the protection off a command. Every command moves the IV on, protected or not. */
export function openEv1(session: Ev1Session, command: SentCommand, mode: MessageMode): Opened {
  const { ins, header, sent } = command;
  if (mode === "full") return sent.length === 0 ? openMac(session, command, 0) : decipher(session, command);
  if (mode === "mac") return openMac(session, command, MAC_BYTES);
  advance(session, concat([ins], header, sent));
  return { data: sent };
}

/** Protects a good answer: a cryptogram in full mode, a MAC behind the data in all others. */
export function sealEv1(session: Ev1Session, data: Uint8Array, mode: MessageMode, padding: Ev1Padding): Uint8Array {
  if (mode !== "full" || data.length === 0) return concat(data, advance(session, concat(data, [Status.ok])));
  const pad = padding === "zeros" ? padZeros : padMethod2;
  const { blockBytes } = session.cipher;
  const plain = pad(concat(data, crc32(concat(data, [Status.ok]))), blockBytes);
  const cryptogram = session.cipher.encrypt(plain, session.iv);
  session.iv = cryptogram.slice(-blockBytes);
  return cryptogram;
}

/** Bytes the reader sends for so much data. */
export function sentBytesEv1({ cipher }: Ev1Session, dataBytes: number, mode: MessageMode): number {
  if (mode === "mac") return dataBytes + MAC_BYTES;
  return mode === "full" ? Math.ceil((dataBytes + CRC_BYTES) / cipher.blockBytes) * cipher.blockBytes : dataBytes;
}

/** The next CMAC: its whole length is the new IV, its first half (all of it with DES) is the MAC. */
function advance(session: Ev1Session, message: Uint8Array): Uint8Array {
  session.iv = cmac(session.cipher, message, session.iv);
  return session.iv.subarray(0, MAC_BYTES);
}

function openMac(session: Ev1Session, { ins, header, sent }: SentCommand, macBytes: number): Opened {
  if (sent.length < macBytes) return { status: Status.lengthError };
  const data = sent.subarray(0, sent.length - macBytes);
  const mac = advance(session, concat([ins], header, data));
  return equals(mac.subarray(0, macBytes), sent.subarray(data.length)) ? { data } : { status: Status.integrityError };
}

function decipher(session: Ev1Session, command: SentCommand): Opened {
  const { ins, header, sent, dataBytes = 0, hasTail = false } = command;
  const { blockBytes } = session.cipher;
  if (sent.length % blockBytes !== 0) return { status: Status.lengthError };
  const plain = session.cipher.decrypt(sent, session.iv);
  session.iv = sent.slice(-blockBytes);
  const end = typeof dataBytes === "number" ? dataBytes : dataBytes(plain);
  const tailAt = end + CRC_BYTES;
  const paddingAt = tailAt + (hasTail ? CRC_BYTES : 0);
  if (Math.ceil(paddingAt / blockBytes) * blockBytes !== sent.length) return { status: Status.lengthError };
  const data = plain.subarray(0, end);
  const isIntact = equals(plain.subarray(end, tailAt), crc32(concat([ins], header, data)));
  if (!isIntact || plain.subarray(paddingAt).some((byte) => byte !== 0)) return { status: Status.integrityError };
  return { data: concat(data, plain.subarray(tailAt, paddingAt)) };
}
