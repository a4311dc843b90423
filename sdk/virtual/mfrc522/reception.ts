/** One answer on its way into the FIFO: RxAlign, CRC check, collision position. MFRC522 data sheet 9.3.1.13 to 15. */

import { ETU_US, type FieldAnswer, frameBits } from "../air.js";
import { CRC_A_PRESET, crc16Step } from "../crc-a.js";
import type { Core } from "./core.js";
import { ComIrq, ErrorBit, Register } from "./registers.js";

const CRC_EN = 0x80;
const VALUES_AFTER_COLL = 0x80;
const COLL_POS_NOT_VALID = 0x20;

/** The receiver; times are absolute, in microseconds. */
export interface Reception {
  /** Receiver start-up: clears the errors and the collision position of the frame before. */
  open(): void;
  /** The first bit of an answer is there. Returns the time of the first step. */
  begin(answer: FieldAnswer, atUs: number): number;
  /** Whether the step that is due is the fifth received bit, where TAuto stops the timer. */
  isAtFifthBit(): boolean;
  /** Handles what is due and returns the time of the next step; Infinity after the last. */
  step(): number;
}

/** Makes the receiver of a chip. */
export function createReception(core: Core): Reception {
  const { registers } = core;
  let answer: FieldAnswer = { bytes: new Uint8Array(0), lastBits: 0, delayUs: 0 };
  let bytes: Uint8Array = answer.bytes;
  let startUs = 0;
  let endUs = 0;
  let rxAlign = 0;
  let collisionAt = -1;
  let hasCrc = false;
  let crc = CRC_A_PRESET;
  /** Index of the byte that is complete next; -1 stands for the fifth bit. */
  let index = 0;

  function nextByteUs(): number {
    return index >= bytes.length - 1 ? endUs : startUs + (1 + 9 * (index + 1) - rxAlign) * ETU_US;
  }

  /** With RxCRCEn the last two bytes are held back and never reach the FIFO. */
  function take(): void {
    crc = crc16Step(crc, bytes[index] ?? 0);
    const ready = hasCrc ? index - 2 : index;
    if (ready >= 0) core.pushFifo(bytes[ready] ?? 0);
  }

  function end(): void {
    core.rxLastBits = (rxAlign + frameBits(answer)) % 8;
    let errors = 0;
    const expectedFirstBits = rxAlign === 0 ? undefined : 8 - rxAlign;
    if (answer.parityError === true || answer.firstBits !== expectedFirstBits) errors |= ErrorBit.parity;
    if (hasCrc && (crc !== 0 || core.rxLastBits !== 0 || bytes.length < 3)) errors |= ErrorBit.crc;
    if (collisionAt >= 0) {
      errors |= ErrorBit.collision;
      if (collisionAt < 32) core.collision = (collisionAt + 1) & 0x1f;
    }
    if (errors !== 0) core.raiseError(errors);
    core.comIrq |= ComIrq.rx;
  }

  return {
    open() {
      core.error &= ~(ErrorBit.collision | ErrorBit.crc | ErrorBit.parity | ErrorBit.protocol);
      core.collision = COLL_POS_NOT_VALID;
    },
    begin(heard, atUs) {
      answer = heard;
      startUs = atUs;
      rxAlign = ((registers[Register.bitFraming] ?? 0) >> 4) & 7;
      hasCrc = ((registers[Register.rxMode] ?? 0) & CRC_EN) !== 0;
      crc = CRC_A_PRESET;
      collisionAt = heard.collision === undefined ? -1 : heard.collision.bit + rxAlign;
      const clears = ((registers[Register.coll] ?? 0) & VALUES_AFTER_COLL) === 0;
      bytes = align(heard, rxAlign, clears ? collisionAt : -1);
      const bits = frameBits(heard);
      endUs = atUs + (1 + bits + Math.floor((rxAlign + bits) / 8)) * ETU_US;
      index = -1;
      return Math.min(endUs, atUs + 5 * ETU_US);
    },
    isAtFifthBit: () => index === -1,
    step() {
      if (index >= 0) take();
      index++;
      if (index < bytes.length) return nextByteUs();
      end();
      return Number.POSITIVE_INFINITY;
    },
  };
}

/** Moves the answer up to bit `rxAlign` of the first byte; bits from `clearFrom` on read 0 (ValuesAfterColl = 0). */
function align(answer: FieldAnswer, rxAlign: number, clearFrom: number): Uint8Array {
  if (rxAlign === 0 && clearFrom < 0) return answer.bytes;
  const out = new Uint8Array(Math.ceil((rxAlign + frameBits(answer)) / 8));
  for (let i = 0; i < out.length; i++) {
    const low = i === 0 ? 0 : (answer.bytes[i - 1] ?? 0) >> (8 - rxAlign);
    out[i] = low | ((answer.bytes[i] ?? 0) << rxAlign);
  }
  if (clearFrom < 0) return out;
  const firstCleared = clearFrom >> 3;
  if (firstCleared < out.length) {
    out[firstCleared] = (out[firstCleared] ?? 0) & ((1 << (clearFrom & 7)) - 1);
    out.fill(0, firstCleared + 1);
  }
  return out;
}
