/**
 * Commands that Ultralight and NTAG cards take without ISO-DEP. A refusal is four bits long, and after it the card has
 * to be woken and selected again. NXP MF0ULx1, MF0AES(H)20 and NTAG21x data sheets.
 */
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";

const GET_VERSION = "\x60";
const READ = 0x30;
const PWD_AUTH = 0x1b;
const READ_CNT = 0x39;
const READ_SIG = "\x3c\x00";

/** EEPROM reads take well below a millisecond; ten cover every command but writing. */
export const TIMEOUT_TICKS = 100;
/** Usual are half a millisecond of the card's, and 18 bytes. */
export const USUAL_TICKS = 15;
const PAGE_BYTES = 4;
const READ_BYTES = 16;
const NAK_BITS = 4;

/** GET_VERSION of Ultralight AES. */
const VERSION_ULTRALIGHT_AES = "\x00\x04\x03\x01\x04\x00\x0f\x03";

/** One command; Fault.NotFound when the card refuses. Its answer is in chip.answer. `meanwhile`: see Chip. */
export function exchange(chip: Chip, frame: string, meanwhile?: () => void): Fault {
  chip.crc(true);
  chip.timeout(TIMEOUT_TICKS);
  const fault = chip.transceive(frame, 0, USUAL_TICKS + frame.length, meanwhile);
  // Four bits are no frame with a checksum, which is why the chip calls a NAK damaged.
  if (fault === Fault.Damaged && chip.answerBits() === NAK_BITS) return Fault.NotFound;
  return fault;
}

/** True when the answer to GET_VERSION, in chip.answer, is that of an Ultralight AES. */
export function isUltralightAes(chip: Chip): boolean {
  return chip.answer === VERSION_ULTRALIGHT_AES;
}

/** Fault.NotFound: the card does not know the command. */
export function getVersion(chip: Chip): Fault {
  const fault = exchange(chip, GET_VERSION);
  return fault || (chip.answer.length === 8 ? Fault.None : Fault.Protocol);
}

/** PWD_AUTH: the password goes over the air in clear, the card answers PACK. Fault.WrongKey when either is wrong. */
export function passwordAuth(chip: Chip, password: string, pack: string): Fault {
  const fault = exchange(chip, E.toString(PWD_AUTH, password));
  if (fault === Fault.NotFound) return Fault.WrongKey;
  if (fault) return fault;
  return chip.answer === pack ? Fault.None : Fault.WrongKey;
}

/** Sends a frame, in clear or with a MAC; the answer is in chip.answer. */
export type Send = (chip: Chip, frame: string) => Fault;

/** Reads `length` bytes from a page on. They are in chip.answer. */
export function readPages(chip: Chip, page: number, length: number, send: Send): Fault {
  let data = "";
  for (let at = page; data.length < length; at += READ_BYTES / PAGE_BYTES) {
    const fault = send(chip, E.toString(READ, at));
    if (fault) return fault;
    if (chip.answer.length !== READ_BYTES) return Fault.Protocol;
    data += chip.answer;
  }
  chip.answer = data.substr(0, length);
  return Fault.None;
}

/** READ_CNT: value of a one-way counter, 0 to 2. Negative: the card does not tell. */
export function readCounter(chip: Chip, counter: number): number {
  if (exchange(chip, E.toString(READ_CNT, counter)) || chip.answer.length !== 3) return -1;
  const u = E.toUint8Array(chip.answer);
  return u[0] | (u[1] << 8) | (u[2] << 16);
}

/** READ_SIG: the maker's signature over the UID, 32 or 48 bytes, in chip.answer. */
export function readSignature(chip: Chip): Fault {
  return exchange(chip, READ_SIG);
}
