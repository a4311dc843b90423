/** The oldest secure messaging, with DES and CRC16, as far as the PICC level needs it. DESFire D40 (MF3ICD40) data sheet. */

import { concat, equals } from "./bytes.js";
import { type BlockCipher, padZeros } from "./desfire-cipher.js";
import type { MessageMode, Opened, SentCommand } from "./desfire-message.js";
import { crc16 } from "./desfire-numbers.js";
import { Status } from "./desfire-status.js";

const CRC_BYTES = 2;

/**
 * A session opened by the legacy Authenticate. It exists at PICC level only, because applications here have AES keys:
 * so there are cryptograms (ChangeKey, settings, UID) but no file whose data would want a MAC.
 */
export interface D40Session {
  readonly kind: "d40";
  readonly keyNumber: number;
  /** Cipher under the session key. */
  readonly cipher: BlockCipher;
}

/** Takes the protection off a command; only cryptograms have any. */
export function openD40({ cipher }: D40Session, command: SentCommand, mode: MessageMode): Opened {
  const { sent, dataBytes = 0, hasTail = false } = command;
  if (mode !== "full" || sent.length === 0) return { data: sent };
  if (sent.length % cipher.blockBytes !== 0) return { status: Status.lengthError };
  const plain = undoReaderDecipherment(cipher, sent);
  const end = typeof dataBytes === "number" ? dataBytes : dataBytes(plain);
  const tailAt = end + CRC_BYTES;
  const paddingAt = tailAt + (hasTail ? CRC_BYTES : 0);
  if (Math.ceil(paddingAt / cipher.blockBytes) * cipher.blockBytes !== sent.length)
    return { status: Status.lengthError };
  const data = plain.subarray(0, end);
  const isIntact = equals(plain.subarray(end, tailAt), crc16(data));
  if (!isIntact || plain.subarray(paddingAt).some((byte) => byte !== 0)) return { status: Status.integrityError };
  return { data: concat(data, plain.subarray(tailAt, paddingAt)) };
}

/** Protects a good answer: enciphered with a zero IV in full mode, otherwise as it is. */
export function sealD40({ cipher }: D40Session, data: Uint8Array, mode: MessageMode): Uint8Array {
  if (mode !== "full" || data.length === 0) return data;
  return cipher.encrypt(padZeros(concat(data, crc16(data)), cipher.blockBytes), new Uint8Array(cipher.blockBytes));
}

/** A D40 card can only encipher, so the reader deciphers what it sends; enciphering each block brings it back. */
export function undoReaderDecipherment(cipher: BlockCipher, sent: Uint8Array): Uint8Array {
  const { blockBytes } = cipher;
  const zero = new Uint8Array(blockBytes);
  const plain = new Uint8Array(sent.length);
  for (let at = 0; at < sent.length; at += blockBytes) {
    const block = cipher.encrypt(sent.subarray(at, at + blockBytes), zero);
    plain.set(at === 0 ? block : block.map((byte, i) => byte ^ (sent[at - blockBytes + i] ?? 0)), at);
  }
  return plain;
}
