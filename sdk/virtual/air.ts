/** The air between reader and card: frames, and what a card is to the field. ISO/IEC 14443-3, type A. */

/** Carrier frequency in MHz, so that `n / CARRIER_MHZ` is n carrier periods in microseconds. */
export const CARRIER_MHZ = 13.56;

/** One elementary time unit (one bit) at 106 kbit/s, in microseconds: 128 carrier periods. */
export const ETU_US = 128 / CARRIER_MHZ;

/** A frame on air in either direction, CRC_A included where the frame has one. */
export interface AirFrame {
  /** Bytes in the order sent, each least significant bit first on air. */
  readonly bytes: Uint8Array;
  /** Valid bits of the last byte, 1 to 7; 0 when the last byte is whole. A short frame has one byte and 7 bits. */
  readonly lastBits: number;
  /**
   * Parity bits as sent, one for each whole byte. Absent: odd parity, as ISO/IEC 14443-3 wants it. Enciphered frames
   * carry their own.
   */
  readonly parity?: Uint8Array;
}

/** What a card sends back. */
export interface AirAnswer extends AirFrame {
  /** Time from the end of the reader's frame to the start of this one, in microseconds. */
  readonly delayUs: number;
  /**
   * Bits before the first parity bit, 1 to 7, when the answer completes a byte the reader has begun (anticollision with
   * a broken byte). The bits in `bytes` are packed from bit 0 all the same. Absent when the first byte is whole.
   */
  readonly firstBits?: number;
}

/** What arrives at the reader: the answers of all cards laid over each other. */
export interface FieldAnswer extends AirAnswer {
  /** Where two cards first sent different bits; `bit` counts data bits of this answer from 0, parity not counted. */
  readonly collision?: { readonly bit: number };
  /** A parity bit does not fit its byte. */
  readonly parityError?: boolean;
}

/** A card as the field sees it: power and frames, nothing else. */
export interface Picc {
  /** The field came on and the card has had time to start; state IDLE. */
  powerOn(): void;
  /** The field went away, or the card did: everything volatile is lost. */
  powerOff(): void;
  /** A frame from the reader. Returns the answer, or undefined when the card stays silent. */
  receive(frame: AirFrame): AirAnswer | undefined;
}

/** Number of data bits in a frame. */
export function frameBits(frame: AirFrame): number {
  return frame.bytes.length * 8 - (frame.lastBits === 0 ? 0 : 8 - frame.lastBits);
}

/** The bit that makes the number of ones odd. */
export function oddParity(byte: number): number {
  let folded = byte ^ (byte >> 4);
  folded ^= folded >> 2;
  return ((folded ^ (folded >> 1)) & 1) ^ 1;
}

/** Whether every parity bit given fits its byte. */
export function hasGoodParity({ bytes, parity }: AirFrame): boolean {
  return parity === undefined || parity.every((bit, i) => bit === oddParity(bytes[i] ?? 0));
}
