/** The commands of the chip that do not use the air, and the start and end of those that do. MFRC522 data sheet, 10. */

import { randomBytes } from "node:crypto";
import { crc16Step } from "../crc-a.js";
import { createAuthent } from "./authent.js";
import type { Core } from "./core.js";
import type { Modem } from "./modem.js";
import { ComIrq, Command, DIV_IRQ_CRC, ErrorBit, hex, Register, undefinedAccess } from "./registers.js";
import { SELF_TEST_US, selfTestResult } from "./self-test.js";
import type { Timer } from "./timer.js";

/** Bytes of the internal buffer the Mem command moves. */
const BUFFER_BYTES = 25;

/** After SoftReset the clock needs 1024 oscillator periods; PowerDown reads 1 until then. Data sheet 8.8.2. */
const SOFT_RESET_US = 38;

const POWER_DOWN = 0x10;
const RCV_OFF = 0x20;
const START_SEND = 0x80;
const CRC_PRESETS = [0x0000, 0x6363, 0xa671, 0xffff] as const;

/** Executes what is written to CommandReg. */
export interface Commands {
  /** When a command ends by itself next; Infinity for none. */
  readonly nextEventUs: number;
  /** CRCResultReg; the low byte is the one to send first. */
  readonly crc: number;
  /** CRCReady of Status1Reg. */
  readonly crcReady: boolean;
  /** Whether a write cannot be understood yet because the oscillator does not run. */
  isStarting(nowUs: number): boolean;
  /** CommandReg as read. */
  readCommand(nowUs: number): number;
  /** A write to CommandReg. */
  writeCommand(value: number, nowUs: number): void;
  /** Soft power-down, as written. */
  isPoweredDown(): boolean;
  /** CalcCRC runs as the self-test: the FIFO is not drained. */
  isSelfTesting(): boolean;
  /** A byte for the CRC coprocessor, while CalcCRC runs. */
  feedCrc(byte: number): void;
  /** The running command has ended by itself. */
  finish(): void;
  /** Handles the event at `nextEventUs`. */
  step(): void;
  /** Power was cut or NRSTPD is low: forgets the power-down state as well. */
  reset(): void;
  /** The oscillator will run from `atUs` on. */
  startOscillator(atUs: number): void;
}

/** What the commands work on. */
export interface CommandParts {
  readonly core: Core;
  readonly modem: Modem;
  readonly timer: Timer;
  readonly readVersion: () => number;
  /** False: the self-test gives zeros, as counterfeits do. */
  readonly selfTestWorks: boolean;
  /** Registers back to reset values, field off. */
  readonly reset: () => void;
  /** Switches the field according to TxControlReg and power-down. */
  readonly updateField: (nowUs: number) => void;
  readonly random?: (lengthBytes: number) => Uint8Array;
}

/** Makes the command unit of a chip. */
export function createCommands(parts: CommandParts): Commands {
  const { core, modem, timer, readVersion, random = randomBytes } = parts;
  const authent = createAuthent({ core, modem, timer, random, onCommandEnd: finish });
  const buffer = new Uint8Array(BUFFER_BYTES);
  let crc = 0xffff;
  let crcReady = true;
  let selfTestEndUs = Number.POSITIVE_INFINITY;
  /** Until then PowerDown reads 1. */
  let readyAtUs = 0;
  /** Until then nothing can be written. */
  let writableAtUs = 0;

  function finish(): void {
    core.command = Command.idle;
    core.comIrq |= ComIrq.idle;
  }

  function stopRunning(): void {
    modem.stop();
    authent.stop();
    selfTestEndUs = Number.POSITIVE_INFINITY;
  }

  function mem(): void {
    const level = core.fifoLevel();
    if (level > 0 && level < BUFFER_BYTES) undefinedAccess(`Mem with ${level} bytes in the FIFO`);
    for (let i = 0; i < BUFFER_BYTES; i++) {
      if (level === 0) core.pushFifo(buffer[i] ?? 0);
      else buffer[i] = core.shiftFifo();
    }
    finish();
  }

  function feedCrc(byte: number): void {
    crc = crc16Step(crc, byte);
    core.divIrq |= DIV_IRQ_CRC;
    crcReady = true;
  }

  function calcCrc(nowUs: number): void {
    if (((core.registers[Register.autoTest] ?? 0) & 0x0f) === 0x09) {
      core.flushFifo();
      selfTestEndUs = nowUs + SELF_TEST_US;
      return;
    }
    const mode = core.registers[Register.mode] ?? 0;
    if ((mode & 0x80) !== 0) undefinedAccess("CalcCRC with MSBFirst is not simulated yet");
    crc = CRC_PRESETS[(mode & 3) as 0 | 1 | 2 | 3];
    crcReady = false;
    while (core.fifoLevel() > 0) feedCrc(core.shiftFifo());
  }

  function softReset(nowUs: number): void {
    parts.reset();
    crc = 0xffff;
    crcReady = true;
    readyAtUs = nowUs + SOFT_RESET_US;
    writableAtUs = 0;
    finish();
  }

  /** Starting a command clears the error flags; Idle only stops the one that runs. Data sheet 9.3.1.7. */
  function start(command: number, nowUs: number): void {
    stopRunning();
    core.command = command;
    if (command === Command.idle) return;
    core.error &= ~(
      ErrorBit.write |
      ErrorBit.overflow |
      ErrorBit.collision |
      ErrorBit.crc |
      ErrorBit.parity |
      ErrorBit.protocol
    );
    switch (command) {
      case Command.mem:
        mem();
        break;
      case Command.generateRandomId:
        buffer.set(random(10).subarray(0, 10));
        finish();
        break;
      case Command.calcCrc:
        calcCrc(nowUs);
        break;
      case Command.transmit:
        modem.prepare();
        modem.startSend(nowUs);
        break;
      case Command.receive:
        modem.prepare();
        break;
      case Command.transceive:
        modem.prepare();
        if (((core.registers[Register.bitFraming] ?? 0) & START_SEND) !== 0) modem.startSend(nowUs);
        break;
      case Command.softReset:
        softReset(nowUs);
        break;
      case Command.mfAuthent:
        authent.start(nowUs);
        break;
      default:
        undefinedAccess(`reserved command ${hex(command)} written to CommandReg`);
    }
  }

  function powerDown(on: boolean, nowUs: number): void {
    const was = (core.registers[Register.command] ?? 0) & POWER_DOWN;
    if (on === (was !== 0)) return;
    core.registers[Register.command] = ((core.registers[Register.command] ?? 0) & ~POWER_DOWN) | (on ? POWER_DOWN : 0);
    if (on) {
      stopRunning();
      core.command = Command.idle;
    } else {
      readyAtUs = nowUs + SOFT_RESET_US;
    }
    parts.updateField(nowUs);
  }

  return {
    get nextEventUs() {
      return Math.min(selfTestEndUs, authent.nextEventUs);
    },
    get crc() {
      return crc;
    },
    get crcReady() {
      return crcReady;
    },
    isStarting: (nowUs) => nowUs < writableAtUs,
    isPoweredDown: () => ((core.registers[Register.command] ?? 0) & POWER_DOWN) !== 0,
    isSelfTesting: () => selfTestEndUs !== Number.POSITIVE_INFINITY,
    readCommand(nowUs) {
      const stored = (core.registers[Register.command] ?? 0) & (RCV_OFF | POWER_DOWN);
      return stored | (nowUs < readyAtUs ? POWER_DOWN : 0) | core.command;
    },
    writeCommand(value, nowUs) {
      core.registers[Register.command] = (value & RCV_OFF) | ((core.registers[Register.command] ?? 0) & POWER_DOWN);
      powerDown((value & POWER_DOWN) !== 0, nowUs);
      const command = value & 0x0f;
      if (command !== Command.noChange) start(command, nowUs);
    },
    feedCrc,
    finish,
    step() {
      if (authent.nextEventUs < selfTestEndUs) {
        authent.step();
        return;
      }
      selfTestEndUs = Number.POSITIVE_INFINITY;
      const result = parts.selfTestWorks ? selfTestResult(readVersion(), buffer) : new Uint8Array(64);
      for (const byte of result) core.pushFifo(byte);
      core.divIrq |= DIV_IRQ_CRC;
    },
    reset() {
      stopRunning();
      buffer.fill(0);
      crc = 0xffff;
      crcReady = true;
      readyAtUs = 0;
      writableAtUs = 0;
    },
    startOscillator(atUs) {
      readyAtUs = atUs;
      writableAtUs = atUs;
    },
  };
}
