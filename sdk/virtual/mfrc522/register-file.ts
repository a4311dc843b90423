/** What each register does when it is read or written. MFRC522 data sheet, chapter 9.3. */

import type { Commands } from "./commands.js";
import { type Core, fifoAlerts } from "./core.js";
import type { Modem } from "./modem.js";
import {
  ACCESS,
  ComIrq,
  Command,
  DIV_IRQ_CRC,
  ErrorBit,
  hex,
  Register,
  registerName,
  undefinedAccess,
} from "./registers.js";
import type { Timer } from "./timer.js";

const FLUSH_BUFFER = 0x80;
const T_STOP_NOW = 0x80;
const T_START_NOW = 0x40;
const START_SEND = 0x80;
/** MFCrypto1On of Status2Reg: software clears it and cannot set it. */
const CRYPTO1_ON = 0x08;
/** Control reads its reserved bit 4 as 1, as after reset. */
const CONTROL_RESERVED = 0x10;

/** The parts registers act on. */
export interface RegisterFileParts {
  readonly core: Core;
  readonly modem: Modem;
  readonly timer: Timer;
  readonly commands: Commands;
  readonly readVersion: () => number;
  /** TxControlReg has changed. */
  readonly updateField: (nowUs: number) => void;
}

/** The register set as the bus sees it. */
export interface RegisterFile {
  read(register: number, nowUs: number): number;
  write(register: number, value: number, nowUs: number): void;
}

/** Makes the register set of a chip. */
export function createRegisterFile(parts: RegisterFileParts): RegisterFile {
  const { core, modem, timer, commands, readVersion, updateField } = parts;
  const { registers } = core;

  function stored(register: number): number {
    return registers[register] ?? 0;
  }

  function readStatus1(): number {
    const alerts = fifoAlerts(core.fifoLevel(), stored(Register.waterLevel) & 0x3f);
    return (
      (commands.crc === 0 ? 0x40 : 0) |
      (commands.crcReady ? 0x20 : 0) |
      (isIrqPending(core) ? 0x10 : 0) |
      (timer.running ? 0x08 : 0) |
      ((alerts & ComIrq.hiAlert) !== 0 ? 0x02 : 0) |
      ((alerts & ComIrq.loAlert) !== 0 ? 0x01 : 0)
    );
  }

  function writeFifo(value: number, nowUs: number): void {
    if (core.command === Command.calcCrc && !commands.isSelfTesting()) {
      commands.feedCrc(value);
    } else if (modem.ownsFifo() || core.command === Command.mfAuthent) {
      core.raiseError(ErrorBit.write);
    } else {
      core.pushFifo(value);
      modem.wake(nowUs);
    }
  }

  function writeBitFraming(value: number, nowUs: number): void {
    registers[Register.bitFraming] = value;
    if ((value & START_SEND) === 0) return;
    if (core.command === Command.transceive) modem.startSend(nowUs);
    else if (core.command !== Command.idle) {
      undefinedAccess(`StartSend (${hex(value)} to BitFramingReg) while command ${hex(core.command)} runs`);
    }
  }

  function writeControl(value: number, nowUs: number): void {
    if ((value & T_STOP_NOW) !== 0) timer.stop(nowUs);
    else if ((value & T_START_NOW) !== 0) timer.start(nowUs);
  }

  /** Registers that keep what is written; some act on it as well. */
  function writeStored(register: number, value: number, nowUs: number): void {
    registers[register] = value;
    if (register === Register.status2 && (value & CRYPTO1_ON) === 0) core.crypto1 = undefined;
    if (register === Register.waterLevel) core.noteFifoLevel();
    else if (register === Register.txControl) updateField(nowUs);
  }

  function read(register: number, nowUs: number): number {
    switch (register) {
      case Register.comIrq:
        return core.comIrq;
      case Register.fifoData:
        return core.shiftFifo();
      case Register.fifoLevel:
        return core.fifoLevel();
      case Register.error:
        return core.error;
      case Register.control:
        return CONTROL_RESERVED | core.rxLastBits;
      case Register.command:
        return commands.readCommand(nowUs);
      case Register.divIrq:
        return core.divIrq;
      case Register.status1:
        return readStatus1();
      case Register.status2:
        return (stored(register) & 0xc0) | (core.crypto1 === undefined ? 0 : CRYPTO1_ON) | modem.state(nowUs);
      case Register.coll:
        return (stored(register) & 0x80) | core.collision;
      case Register.crcResultHigh:
        return commands.crc >>> 8;
      case Register.crcResultLow:
        return commands.crc & 0xff;
      case Register.tCounterHigh:
        return timer.count(nowUs) >>> 8;
      case Register.tCounterLow:
        return timer.count(nowUs) & 0xff;
      case Register.version:
        return readVersion();
      default:
        // Reserved ones read 00, so that all can be read at once.
        return stored(register);
    }
  }

  function write(register: number, value: number, nowUs: number): void {
    if (ACCESS[register] !== 2) {
      const kind = ACCESS[register] === 0 ? "reserved" : "read-only";
      undefinedAccess(`${hex(value)} written to ${kind} register ${registerName(register)}`);
    }
    if (commands.isStarting(nowUs)) {
      undefinedAccess(`${hex(value)} written to ${registerName(register)} before the oscillator runs`);
    }
    switch (register) {
      case Register.command:
        commands.writeCommand(value, nowUs);
        break;
      case Register.comIrq:
        core.comIrq = (value & 0x80) !== 0 ? core.comIrq | (value & 0x7f) : core.comIrq & ~value;
        break;
      case Register.divIrq:
        core.divIrq = (value & 0x80) !== 0 ? core.divIrq | (value & 0x14) : core.divIrq & ~value;
        break;
      case Register.fifoData:
        writeFifo(value, nowUs);
        break;
      case Register.fifoLevel:
        if ((value & FLUSH_BUFFER) !== 0) core.flushFifo();
        break;
      case Register.control:
        writeControl(value, nowUs);
        break;
      case Register.bitFraming:
        writeBitFraming(value, nowUs);
        break;
      default:
        writeStored(register, value, nowUs);
    }
  }

  return { read, write };
}

/** Whether an enabled interrupt is set: IRq of Status1Reg and, before IRqInv, the IRQ pin. */
export function isIrqPending(core: Core): boolean {
  const com = core.comIrq & (core.registers[Register.comIEn] ?? 0) & 0x7f;
  const div = core.divIrq & (core.registers[Register.divIEn] ?? 0) & (DIV_IRQ_CRC | 0x10);
  return (com | div) !== 0;
}
