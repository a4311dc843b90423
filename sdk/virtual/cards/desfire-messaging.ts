/** Secure messaging of whichever session is open. DESFire EV2 data sheet, secure messaging. */

import { type D40Session, openD40, sealD40 } from "./desfire-d40.js";
import { type Ev1Session, openEv1, sealEv1, sentBytesEv1 } from "./desfire-ev1.js";
import type { Ev1Padding, MessageMode, Opened, SentCommand } from "./desfire-message.js";
import { crc16, crc32 } from "./desfire-numbers.js";
import { type Ev2Session, openEv2, sealEv2, sentBytesEv2 } from "./desfire-session.js";

/** An authenticated session. */
export type Session = D40Session | Ev1Session | Ev2Session;

/** Takes the protection off a command; nothing to do outside a session. */
export function openCommand(session: Session | undefined, command: SentCommand, mode: MessageMode): Opened {
  if (session === undefined) return { data: command.sent };
  switch (session.kind) {
    case "d40":
      return openD40(session, command, mode);
    case "ev1":
      return openEv1(session, command, mode);
    default:
      return openEv2(session, command, mode);
  }
}

/** Protects a good answer. */
export function sealAnswer(
  session: Session | undefined,
  data: Uint8Array,
  mode: MessageMode,
  padding: Ev1Padding = "zeros",
): Uint8Array {
  if (session === undefined) return data;
  switch (session.kind) {
    case "d40":
      return sealD40(session, data, mode);
    case "ev1":
      return sealEv1(session, data, mode, padding);
    default:
      return sealEv2(session, data, mode);
  }
}

/** Bytes the reader sends for so much data, MAC and padding included. */
export function sentBytes(session: Session | undefined, dataBytes: number, mode: MessageMode): number {
  if (session === undefined || session.kind === "d40") return dataBytes;
  return session.kind === "ev1" ? sentBytesEv1(session, dataBytes, mode) : sentBytesEv2(dataBytes, mode);
}

/** The checksum over a new key in the cryptogram of ChangeKey. */
export function keyChecksum(session: Session, key: Uint8Array): Uint8Array {
  return session.kind === "d40" ? crc16(key) : crc32(key);
}
