/** Native and ISO-wrapped framing of card commands. cards.md 6.1; ISO/IEC 7816-4. */
import { joinBytes } from "../bytes.js";

/** Which framing. A card of older silicon stays with the first one it sees after activation: never mix them. */
export type FramingName = "native" | "wrapped";

/** An answer without its framing. */
export interface CardAnswer {
  /** Status byte; a whole status word where it is not 91 xx. */
  readonly status: number;
  /** Data without status. */
  readonly data: Uint8Array;
}

/** One way to write a command down. */
export interface Framing {
  /** Most data in one command frame; longer commands are sent in several, or not at all. */
  readonly frameDataBytes: number;
  /** Command bytes from instruction and data. */
  encode(ins: number, data: Uint8Array): Uint8Array;
  /** Status and data; undefined when the answer is too short to have a status. */
  decode(answer: Uint8Array): CardAnswer | undefined;
}

/** Instruction and data as they are; 60 bytes in a frame of FSD 64. */
export const NATIVE: Framing = {
  frameDataBytes: 59,
  encode: (ins, data) => joinBytes(Uint8Array.of(ins), data),
  decode: (answer) => (answer.length === 0 ? undefined : { status: answer[0] ?? 0, data: answer.slice(1) }),
};

/** 90 INS 00 00 [Lc data] 00 for cards that take a command in several frames: each fits one block of FSC 64. */
export const WRAPPED: Framing = { frameDataBytes: 54, encode: wrap, decode: unwrap };

/** The same for cards that chain below, by blocks, and take up to the whole Lc: NTAG 424 DNA. */
export const WRAPPED_LONG: Framing = { frameDataBytes: 255, encode: wrap, decode: unwrap };

function wrap(ins: number, data: Uint8Array): Uint8Array {
  const head = Uint8Array.of(0x90, ins, 0x00, 0x00);
  const end = Uint8Array.of(0x00);
  return data.length === 0 ? joinBytes(head, end) : joinBytes(head, Uint8Array.of(data.length), data, end);
}

function unwrap(answer: Uint8Array): CardAnswer | undefined {
  const end = answer.length - 2;
  if (end < 0) return undefined;
  const sw1 = answer[end] ?? 0;
  const sw2 = answer[end + 1] ?? 0;
  return { status: sw1 === 0x91 ? sw2 : (sw1 << 8) | sw2, data: answer.slice(0, end) };
}
