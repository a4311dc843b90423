/** The activation part of a type A card: states, anticollision, selection. ISO/IEC 14443-3, chapter 6. */

import { randomBytes } from "node:crypto";
import { type AirAnswer, type AirFrame, CARRIER_MHZ, frameBits, type Picc } from "../air.js";
import { endsWithCrcA, withCrcA } from "../crc-a.js";

const REQA = 0x26;
const WUPA = 0x52;
const SELECT_CODES = [0x93, 0x95, 0x97] as const;
const CASCADE_TAG = 0x88;
/** SAK bit 3: the UID goes on in the next cascade level. */
const SAK_INCOMPLETE = 0x04;
/** NVB, SEL and five UID bytes: the frame selects. */
const NVB_SELECT = 0x70;

/** Frame delay times from the reader's last bit to the card's first; 6.2.1.1 with n = 9. */
const DELAY_AFTER_1_US = 1236 / CARRIER_MHZ;
const DELAY_AFTER_0_US = 1172 / CARRIER_MHZ;

/** What the layer above makes of a frame: maybe an answer, and the state the card is in afterwards. */
export interface ActiveReply {
  readonly answer?: AirAnswer;
  /** "idle" stands for IDLE or, for a card woken from HALT, HALT. */
  readonly next: "active" | "halt" | "idle";
}

/** What a card does once it is selected. */
export interface ActiveLayer {
  /** The card has just become ACTIVE: forget the activation before. */
  activate(): void;
  /** A frame in state ACTIVE, CRC included and unchecked. Undefined: not for this layer (HLTA, or an error). */
  receive(frame: AirFrame): ActiveReply | undefined;
}

/** A random UID as a card of NXP's has it: 7 bytes, the first 04, the fourth not the one that announces a longer UID. */
export function randomUid(): Uint8Array {
  const uid = Uint8Array.of(0x04, ...randomBytes(6));
  if (uid[3] === CASCADE_TAG) uid[3] = 0;
  return uid;
}

/** A card that answers activation. */
export interface Iso14443aOptions {
  /** 4, 7 or 10 bytes; of 4 and 7 the fourth from the end is not 0x88, which announces a longer UID. */
  readonly uid: Uint8Array;
  /** As usually written, high byte first: 0x0344 goes on air as 44 03. */
  readonly atqa: number;
  /** SAK of the last cascade level. */
  readonly sak: number;
  /** Answers with a new 4-byte UID 08.. after every power-on; `uid` stays hidden. */
  readonly randomUid?: boolean;
  /** Random bytes for the random UID. */
  readonly rng?: (lengthBytes: number) => Uint8Array;
  readonly layer?: ActiveLayer;
}

type State = "off" | "idle" | "ready" | "active" | "halt";

/** Makes the activation part of a card around the layer above it. */
export function createIso14443aCard(options: Iso14443aOptions): Picc {
  const { uid, atqa, sak, randomUid = false, rng = randomBytes, layer } = options;
  const atqaBytes = Uint8Array.of(atqa & 0xff, atqa >> 8);
  let levels = splitUid(uid);
  let state: State = "off";
  /** The starred states: woken from HALT, so errors lead back there. */
  let wasHalted = false;
  let level = 0;

  function fallBack(): undefined {
    state = wasHalted ? "halt" : "idle";
  }

  function wake(frame: AirFrame): AirAnswer | undefined {
    const code = frame.lastBits === 7 && frame.bytes.length === 1 ? frame.bytes[0] : undefined;
    if (code !== WUPA && (code !== REQA || state === "halt")) return undefined;
    wasHalted = state === "halt";
    state = "ready";
    level = 0;
    return { bytes: atqaBytes, lastBits: 0, delayUs: frameDelayUs(frame) };
  }

  function select(frame: AirFrame, own: Uint8Array): AirAnswer | undefined {
    const { bytes } = frame;
    const isMine =
      bytes.length === 9 && frame.lastBits === 0 && endsWithCrcA(bytes) && own.every((b, i) => b === bytes[i + 2]);
    if (!isMine) return fallBack();
    level++;
    const isLast = level === levels.length;
    if (isLast) {
      state = "active";
      layer?.activate();
    }
    const answer = withCrcA(Uint8Array.of(isLast ? sak : SAK_INCOMPLETE));
    return { bytes: answer, lastBits: 0, delayUs: frameDelayUs(frame) };
  }

  /** A frame of the anticollision loop; a card whose UID differs stays silent and in READY. */
  function anticollision(frame: AirFrame): AirAnswer | undefined {
    const own = levels[level];
    const nvb = frame.bytes[1] ?? 0;
    if (own === undefined || frame.bytes[0] !== SELECT_CODES[level]) return fallBack();
    if (nvb === NVB_SELECT) return select(frame, own);
    const knownBits = (nvb >> 4) * 8 + (nvb & 0x0f) - 16;
    if ((nvb & 0x0f) > 7 || knownBits < 0 || knownBits >= 40 || frameBits(frame) !== knownBits + 16) return fallBack();
    if (!startsWithBits(own, frame.bytes.subarray(2), knownBits)) return undefined;
    return answerFromBit(own, knownBits, frameDelayUs(frame));
  }

  function receiveActive(frame: AirFrame): AirAnswer | undefined {
    const reply = layer?.receive(frame);
    if (reply === undefined) {
      if (isHlta(frame)) state = "halt";
      else fallBack();
      return undefined;
    }
    if (reply.next === "halt") state = "halt";
    else if (reply.next === "idle") fallBack();
    return reply.answer;
  }

  return {
    powerOn() {
      state = "idle";
      wasHalted = false;
      if (randomUid) levels = splitUid(Uint8Array.of(0x08, ...rng(3).subarray(0, 3)));
    },
    powerOff() {
      state = "off";
    },
    receive(frame) {
      switch (state) {
        case "off":
          return undefined;
        case "idle":
        case "halt":
          return wake(frame);
        case "ready":
          return anticollision(frame);
        case "active":
          return receiveActive(frame);
      }
    },
  };
}

/** The UID as the cascade levels send it: four bytes and BCC each. 6.5.4. */
function splitUid(uid: Uint8Array): Uint8Array[] {
  if (uid.length !== 4 && uid.length !== 7 && uid.length !== 10) {
    throw new RangeError(`"uid" must have 4, 7 or 10 bytes, got ${uid.length}`);
  }
  if (uid.length < 10 && uid.at(-4) === CASCADE_TAG) {
    throw new RangeError('"uid" must not have 88 before its last three bytes: readers would take it for a longer one');
  }
  const levels: Uint8Array[] = [];
  for (let at = 0; at < uid.length; ) {
    const isLast = uid.length - at === 4;
    const four = isLast ? [...uid.subarray(at)] : [CASCADE_TAG, ...uid.subarray(at, at + 3)];
    levels.push(
      Uint8Array.of(
        ...four,
        four.reduce((bcc, byte) => bcc ^ byte, 0),
      ),
    );
    at += isLast ? 4 : 3;
  }
  return levels;
}

function startsWithBits(own: Uint8Array, asked: Uint8Array, count: number): boolean {
  for (let i = 0; i * 8 < count; i++) {
    const mask = count - i * 8 >= 8 ? 0xff : (1 << (count & 7)) - 1;
    if ((((own[i] ?? 0) ^ (asked[i] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

/** The UID bits from `from` on, packed from bit 0. */
function answerFromBit(own: Uint8Array, from: number, delayUs: number): AirAnswer {
  const shift = from & 7;
  const first = from >> 3;
  const bits = 40 - from;
  if (shift === 0) return { bytes: own.slice(first), lastBits: 0, delayUs };
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = ((own[first + i] ?? 0) >> shift) | ((own[first + i + 1] ?? 0) << (8 - shift));
  }
  return { bytes, lastBits: bits & 7, delayUs, firstBits: 8 - shift };
}

function isHlta({ bytes, lastBits }: AirFrame): boolean {
  return bytes.length === 4 && lastBits === 0 && bytes[0] === 0x50 && bytes[1] === 0 && endsWithCrcA(bytes);
}

/** Frame delay time of the exact grid all cards keep during activation. */
export function frameDelayUs(frame: AirFrame): number {
  const last = frame.bytes[frame.bytes.length - 1] ?? 0;
  const bit = (last >> ((frame.lastBits || 8) - 1)) & 1;
  return bit === 1 ? DELAY_AFTER_1_US : DELAY_AFTER_0_US;
}
