/** What all parts of the chip share: stored registers, FIFO, interrupt and error bits. MFRC522 data sheet 8.3, 9.3.1. */

import type { Crypto1 } from "../cards/crypto1.js";
import { ComIrq, ErrorBit, RESET_VALUES, Register } from "./registers.js";

/** Bytes the FIFO holds. */
export const FIFO_BYTES = 64;

/** The shared state. Its owner is the chip; modem and timer read registers and raise bits. */
export interface Core {
  /** Registers that are plain storage, by number. */
  readonly registers: Uint8Array;
  comIrq: number;
  divIrq: number;
  /** ErrorReg. */
  error: number;
  /** CollReg bits 5 to 0: CollPosNotValid and CollPos. */
  collision: number;
  /** Valid bits of the last byte received; 0 when it is whole. */
  rxLastBits: number;
  /** The command being executed. */
  command: number;
  /** The cipher of MFAuthent; undefined while MFCrypto1On is 0. */
  crypto1: Crypto1 | undefined;
  /** When the field was switched on; Infinity while it is off. */
  fieldOnAtUs: number;
  /** Bytes in the FIFO. */
  fifoLevel(): number;
  /** Adds a byte; a full FIFO keeps what it has and raises BufferOvfl. */
  pushFifo(byte: number): void;
  /** Takes the oldest byte; an empty FIFO gives 00. */
  shiftFifo(): number;
  /** FlushBuffer: empties the FIFO and clears BufferOvfl. */
  flushFifo(): void;
  /** LoAlertIRq and HiAlertIRq keep the moment the level crossed the water level. */
  noteFifoLevel(): void;
  /** Sets bits of ErrorReg together with ErrIRq. */
  raiseError(bits: number): void;
  /** All of it back to reset values. */
  reset(): void;
}

/** HiAlert and LoAlert of Status1Reg for a FIFO level and a water level, in their ComIrqReg bit positions. */
export function fifoAlerts(level: number, waterLevel: number): number {
  return (FIFO_BYTES - level <= waterLevel ? ComIrq.hiAlert : 0) | (level <= waterLevel ? ComIrq.loAlert : 0);
}

/** Makes the shared state with everything at its reset value. */
export function createCore(): Core {
  const fifo = new Uint8Array(FIFO_BYTES);
  let head = 0;
  let level = 0;
  let alerts = 0;
  const registers = new Uint8Array(64);

  const core: Core = {
    registers,
    comIrq: 0,
    divIrq: 0,
    error: 0,
    collision: 0,
    rxLastBits: 0,
    command: 0,
    crypto1: undefined,
    fieldOnAtUs: Number.POSITIVE_INFINITY,
    fifoLevel: () => level,
    pushFifo(byte) {
      if (level === FIFO_BYTES) {
        core.raiseError(ErrorBit.overflow);
        return;
      }
      fifo[(head + level) & 63] = byte;
      level++;
      core.noteFifoLevel();
    },
    shiftFifo() {
      if (level === 0) return 0;
      const byte = fifo[head] ?? 0;
      head = (head + 1) & 63;
      level--;
      core.noteFifoLevel();
      return byte;
    },
    flushFifo() {
      level = 0;
      core.error &= ~ErrorBit.overflow;
      core.noteFifoLevel();
    },
    noteFifoLevel() {
      const now = fifoAlerts(level, (registers[Register.waterLevel] ?? 0) & 0x3f);
      core.comIrq |= now & ~alerts;
      alerts = now;
    },
    raiseError(bits) {
      core.error |= bits;
      core.comIrq |= ComIrq.err;
    },
    reset() {
      registers.set(RESET_VALUES);
      level = 0;
      alerts = ComIrq.loAlert;
      core.comIrq = ComIrq.idle | ComIrq.loAlert;
      core.divIrq = 0;
      core.error = 0;
      core.collision = 0x20;
      core.rxLastBits = 0;
      core.command = 0;
      core.crypto1 = undefined;
    },
  };
  core.reset();
  return core;
}
