/**
 * Activation of type A cards: WUPA, bit-wise anticollision, SELECT over up to three cascade levels, HLTA.
 * ISO/IEC 14443-3, section 6. Where cards collide the bit is taken as 1 and the loop goes on until one card is left.
 */
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";

/** Waiting time for ATQA, UID and SAK: they come within 91 us; the frame itself takes up to 0.5 ms to pass bit 5. */
const TIMEOUT_TICKS = 4;
/** Frame and ATQA have passed when such a look begins, and the time-out is over. */
const CALL_TICKS = 0;
/** Two bytes and the five of a UID's level, 0.7 ms; seven, a checksum, and the SAK with its own, 1.13 ms. */
const UID_TICKS = 0;
const SAK_TICKS = 4;
/** HLTA is obeyed in silence; an answer within 1 ms would be a refusal. */
const HALT_TICKS = 10;
const HALT_LOOK_TICKS = 8;
const SHORT_FRAME = 7;
const WUPA = "\x52";
const REQA = "\x26";
const HLTA = "\x50\x00";
const CASCADE_TAG = 0x88;
const SAK_CASCADE = 0x04;
/** Three levels, the first two of three bytes each: whoever has as many and goes on is no card. */
const UID_LIMIT = 9;
/** Collisions that one cascade level can have: one for each bit of its UID part. */
const LEVEL_BITS = 32;

/** What activation has found out. One is made at start and filled again for every card. */
export interface Activation {
  /** 2 bytes, low byte first as on air. */
  atqa: string;
  /** 4, 7 or 10 bytes. */
  uid: string;
  sak: number;
  /** More than one card answered. */
  several: boolean;
}

export function createActivation(): Activation {
  return { atqa: "", uid: "", sak: 0, several: false };
}

/**
 * Wakes every card, halted ones included, or with `frame` those that it calls. Fault.NoAnswer: nothing is in the field.
 * Cards that answer differently still count as an answer.
 */
export function wake(chip: Chip, a: Activation, frame?: string): Fault {
  chip.crc(false);
  chip.timeout(TIMEOUT_TICKS);
  const fault = chip.transceive(frame || WUPA, SHORT_FRAME, CALL_TICKS);
  if (fault === Fault.NoAnswer) return fault;
  a.several = fault === Fault.Collision;
  if (fault && !a.several) return fault;
  a.atqa = chip.answer;
  return chip.answer.length === 2 ? Fault.None : Fault.Protocol;
}

/** Wakes the cards that have not been halted. */
export function wakeOthers(chip: Chip, a: Activation): Fault {
  return wake(chip, a, REQA);
}

/**
 * SEL by cascade level, and what follows: ANTICOLLISION with nothing known yet, or SELECT. By substr: an index gives a
 * character above 127 in UTF-8 where the interpreter knows it.
 */
const LEVELS = "\x93\x95\x97";
const NVB_NONE = "\x20";
const NVB_ALL = "\x70";
const LEVEL_BYTES = 5;

/** Goes on where several cards have answered, until the UID part of one is known: bytes and BCC in chip.answer. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a helper would need most of these variables, and costs memory of its own
function separate(chip: Chip, a: Activation, sel: string): Fault {
  const level = new Uint8Array(LEVEL_BYTES);
  let fault = Fault.Collision;
  let known = 0;
  for (let round = 0; round <= LEVEL_BITS; round++) {
    const whole = known >> 3;
    const rest = known & 7;
    if (round) {
      const sent = E.toString(level).substr(0, whole + (rest ? 1 : 0));
      fault = chip.transceive(E.toString(sel, ((2 + whole) << 4) | rest, sent), (rest << 4) | rest, UID_TICKS);
    }
    if (fault && fault !== Fault.Collision) return fault;
    const answer = E.toUint8Array(chip.answer);
    const size = answer.length;
    if (whole + size > LEVEL_BYTES || !size) return Fault.Protocol;
    // The first byte brings only the bits above those already known.
    level[whole] = rest ? (level[whole] & ((1 << rest) - 1)) | answer[0] : answer[0];
    for (let i = 1; i < size; i++) level[whole + i] = answer[i];
    if (!fault) {
      chip.answer = E.toString(level, "");
      return whole + size === LEVEL_BYTES ? fault : Fault.Protocol;
    }
    a.several = true;
    const agreed = 8 * whole + chip.collision - 1;
    if (!chip.collision || agreed < known || agreed >= LEVEL_BITS) return Fault.Protocol;
    level[agreed >> 3] |= 1 << (agreed & 7);
    known = agreed + 1;
  }
  return Fault.Protocol;
}

/** SELECT with the five bytes in `part`. The SAK is the answer. */
function select(chip: Chip, a: Activation, sel: string, part: string): Fault {
  chip.crc(true);
  const fault = chip.transceive(sel + NVB_ALL + part, 0, SAK_TICKS);
  if (fault) return fault;
  const answer = chip.answer;
  if (answer.length !== 1) return Fault.Protocol;
  a.sak = answer.charCodeAt(0);
  return fault;
}

/** `climb` has selected a level, and the card has another one. */
export const HIGHER = -1;

/**
 * After wake, with an empty UID: finds and selects the next level of one card. The UID is complete when this returns
 * Fault.None.
 */
export function climb(chip: Chip, a: Activation): Fault | typeof HIGHER {
  // Three bytes for each level below.
  const sel = LEVELS.substr(a.uid.length / 3, 1);
  let fault = chip.transceive(sel + NVB_NONE, 0, UID_TICKS);
  if (fault === Fault.Collision) fault = separate(chip, a, sel);
  if (fault) return fault;
  const part = chip.answer;
  const u = E.toUint8Array(part);
  if (u.length !== LEVEL_BYTES) return Fault.Protocol;
  if (u[0] ^ u[1] ^ u[2] ^ u[3] ^ u[4]) return Fault.Damaged;
  // As `select` does, less a call.
  chip.crc(true);
  fault = chip.transceive(sel + NVB_ALL + part, 0, SAK_TICKS);
  if (fault) return fault;
  if (chip.answer.length !== 1) return Fault.Protocol;
  a.sak = chip.answer.charCodeAt(0);
  const more = a.sak & SAK_CASCADE;
  // Every level but the last starts with the cascade tag, and only those do.
  if ((u[0] === CASCADE_TAG) !== !!more) return Fault.Protocol;
  a.uid += more ? part.substr(1, 3) : part.substr(0, 4);
  if (!more) return fault;
  chip.crc(false);
  return a.uid.length < UID_LIMIT ? HIGHER : Fault.Protocol;
}

/** After wake: finds and selects one card. The UID is complete when this returns Fault.None. */
export function activate(chip: Chip, a: Activation): Fault {
  a.uid = "";
  for (;;) {
    const fault = climb(chip, a);
    if (fault !== HIGHER) return fault;
  }
}

/** After wake: selects the card with this UID and no other. Fault.NoAnswer when it is not among those awake. */
export function reselect(chip: Chip, a: Activation, uid: string): Fault {
  for (let index = 0; ; index++) {
    const at = 3 * index;
    const last = uid.length - at === 4;
    const four = last ? uid.substr(at) : E.toString(CASCADE_TAG, uid.substr(at, 3));
    const u = E.toUint8Array(four);
    const fault = select(chip, a, LEVELS.substr(index, 1), E.toString(four, u[0] ^ u[1] ^ u[2] ^ u[3]));
    if (fault || last) return fault;
  }
}

/** Sends the selected card to HALT, where only WUPA reaches it. */
export function halt(chip: Chip): void {
  chip.crc(true);
  chip.timeout(HALT_TICKS);
  chip.transceive(HLTA, 0, HALT_LOOK_TICKS);
}
