/** Answers of four bits, and the frames of cards that give them: Ultralight, NTAG, Classic. MF0ULx1 data sheet, 9.3. */

import type { AirAnswer } from "../air.js";
import { endsWithCrcA, withCrcA } from "../crc-a.js";
import type { ActiveLayer, ActiveReply } from "./iso14443a.js";

/** Everything but an acknowledgement is a refusal. */
export const ACK = 0x0a;

/** Refusals of page cards. */
export const Nak = { argument: 0x0, crc: 0x1, limit: 0x4 } as const;

/** Time until a short answer that needs no EEPROM, in microseconds. */
const SHORT_DELAY_US = 100;

/** Four bits on air: no parity, no CRC. */
export function fourBits(code: number, delayUs = SHORT_DELAY_US): AirAnswer {
  return { bytes: Uint8Array.of(code), lastBits: 4, delayUs };
}

/** The command was carried out. */
export function ack(delayUs?: number): ActiveReply {
  return { answer: fourBits(ACK, delayUs), next: "active" };
}

/** The command was refused; the card is back in IDLE or HALT. */
export function nak(code: number): ActiveReply {
  return { answer: fourBits(code), next: "idle" };
}

/** Data with its CRC. */
export function data(bytes: Uint8Array, delayUs = SHORT_DELAY_US): ActiveReply {
  return { answer: { bytes: withCrcA(bytes), lastBits: 0, delayUs }, next: "active" };
}

/** No answer at all; the card is back in IDLE or HALT. */
export function silence(): ActiveReply {
  return { next: "idle" };
}

/** A layer of commands that are whole frames with a CRC. HLTA and broken frames are left to the activation. */
export function createPageLayer(commands: {
  /** The card was selected anew. */
  activate(): void;
  /** One command, its CRC checked and taken off. */
  run(command: Uint8Array): ActiveReply;
}): ActiveLayer {
  return {
    activate: () => commands.activate(),
    receive({ bytes, lastBits }) {
      if (lastBits !== 0 || bytes.length < 3) return undefined;
      if (!endsWithCrcA(bytes)) return nak(Nak.crc);
      const isHlta = bytes.length === 4 && bytes[0] === 0x50 && bytes[1] === 0x00;
      return isHlta ? undefined : commands.run(bytes.subarray(0, bytes.length - 2));
    },
  };
}
