/** The contactless side of the chip: sends the FIFO, hears the answer. MFRC522 data sheet 8.1.2, 9.3.1, 10.3.1.8. */

import { type AirFrame, ETU_US, type FieldAnswer, hasGoodParity } from "../air.js";
import type { Crypto1 } from "../cards/crypto1.js";
import { decipherFrame, encipherFrame } from "../cards/crypto1-frames.js";
import { CRC_A_PRESET, crc16Step } from "../crc-a.js";
import type { Field } from "../field.js";
import type { Core } from "./core.js";
import { createReception, type Reception } from "./reception.js";
import { ComIrq, Command, Register, undefinedAccess } from "./registers.js";
import type { Timer } from "./timer.js";

/** A card needs this long in the field before it hears a frame. ISO/IEC 14443-3, 5 (start-up). */
const CARD_START_US = 5000;

/** Longest frame ISO/IEC 14443-4 knows is 256 bytes; beyond twice that a driver feeds the FIFO without end. */
const SEND_LIMIT_BYTES = 512;

const TX_WAIT_RF = 0x20;
const FORCE_100_ASK = 0x40;
const RCV_OFF = 0x20;
const CRC_EN = 0x80;

/** ModemState in Status2Reg. */
const State = { idle: 0, waitStartSend: 1, txWait: 2, sending: 3, waitData: 5, receiving: 6 } as const;
const RX_WAIT_STATE = 4;

/** The modem, moved from outside: whoever owns it calls `step` once `nextEventUs` has come. */
export interface Modem {
  /** When something happens next by itself; Infinity while nothing will. */
  readonly nextEventUs: number;
  /** ModemState of Status2Reg. */
  state(nowUs: number): number;
  /** Whether the host may not write the FIFO now: after the last sent bit, before the last received one. */
  ownsFifo(): boolean;
  /** Gets ready for the command just written; Transceive waits for StartSend. */
  prepare(): void;
  /** StartSend, or the Transmit command. */
  startSend(nowUs: number): void;
  /** The FIFO got a byte or the field went on: a transmission that waits for it begins. */
  wake(nowUs: number): void;
  /** Handles the event at `nextEventUs`. */
  step(): void;
  /** Another command was written: whatever goes on is broken off. */
  stop(): void;
  /**
   * Puts a frame on air whose last bit leaves at `endUs`, its first at `startUs`, enciphered while MFCrypto1On is set,
   * and gives the answer as the receiver hears it; undefined when there is none or the receiver is deaf.
   */
  deliver(sent: AirFrame, startUs: number, endUs: number): FieldAnswer | undefined;
}

/** Makes the modem of a chip. `onCommandEnd` is told when a command ends by itself. */
export function createModem(core: Core, timer: Timer, field: Field, onCommandEnd: () => void): Modem {
  const { registers } = core;
  const frame = new Uint8Array(SEND_LIMIT_BYTES);
  const reception: Reception = createReception(core);
  let state: number = State.idle;
  let nextEventUs = Number.POSITIVE_INFINITY;
  let frameLength = 0;
  let lastBits = 0;
  let ended = false;
  let sendStartUs = 0;
  let receiverOpenUs = 0;
  let answer: FieldAnswer | undefined;
  let crc = CRC_A_PRESET;

  function register(number: number): number {
    return registers[number] ?? 0;
  }

  function append(byte: number): void {
    if (frameLength === SEND_LIMIT_BYTES) undefinedAccess("more than 512 bytes fed into one frame");
    frame[frameLength++] = byte;
    crc = crc16Step(crc, byte);
  }

  /** TxWaitRF keeps the transmitter waiting for the field, an empty FIFO for the first byte. */
  function begin(nowUs: number): void {
    const waitsForField = (register(Register.mode) & TX_WAIT_RF) !== 0 && core.fieldOnAtUs > nowUs;
    if (core.fifoLevel() === 0 || waitsForField) return;
    state = State.sending;
    sendStartUs = nowUs;
    nextEventUs = nowUs + ETU_US;
  }

  /** One byte has gone out (or the start bit): take the next, then the CRC, then end. Parity makes a byte 9 bits. */
  function sendStep(atUs: number): void {
    const hasCrc = (register(Register.txMode) & CRC_EN) !== 0;
    if (!ended && core.fifoLevel() > 0) {
      append(core.shiftFifo());
      lastBits = core.fifoLevel() === 0 ? register(Register.bitFraming) & 7 : 0;
      if (lastBits !== 0 && hasCrc) undefinedAccess("TxCRCEn together with TxLastBits");
      ended = lastBits !== 0;
      nextEventUs = atUs + (lastBits === 0 ? 9 : lastBits) * ETU_US;
    } else if (!ended && hasCrc) {
      const value = crc;
      append(value & 0xff);
      append(value >>> 8);
      ended = true;
      nextEventUs = atUs + 18 * ETU_US;
    } else {
      endSending(atUs);
    }
  }

  function endSending(atUs: number): void {
    core.comIrq |= ComIrq.tx;
    if (timer.isAutomatic()) timer.start(atUs);
    const heard = deliver({ bytes: frame.slice(0, frameLength), lastBits }, sendStartUs, atUs);
    if (core.command === Command.transmit) {
      stop();
      onCommandEnd();
      return;
    }
    reception.open();
    state = State.waitData;
    receiverOpenUs = atUs + deafUs();
    answer = heard;
    nextEventUs = heard === undefined ? Number.POSITIVE_INFINITY : atUs + heard.delayUs;
  }

  /** Cards hear type A at 106 kbit/s with full modulation, once they have had time to start. */
  function deliver(sent: AirFrame, startUs: number, endUs: number): FieldAnswer | undefined {
    const slow = ((register(Register.txMode) | register(Register.rxMode)) & 0x70) === 0;
    const modulated = (register(Register.txAsk) & FORCE_100_ASK) !== 0;
    const awake = startUs - core.fieldOnAtUs >= CARD_START_US && core.fieldOnAtUs <= endUs;
    const onAir = core.crypto1 === undefined ? sent : encipherFrame(core.crypto1, sent);
    const heard = slow && modulated && awake ? field.transceive(onAir) : undefined;
    const isDeaf = (register(Register.command) & RCV_OFF) !== 0 || (heard?.delayUs ?? 0) < deafUs();
    return heard === undefined || isDeaf ? undefined : heard;
  }

  /** RxWait: the receiver opens so long after the last bit sent. */
  function deafUs(): number {
    return (register(Register.rxSel) & 0x3f) * ETU_US;
  }

  function receiveStep(atUs: number): void {
    if (state === State.waitData) {
      if (answer === undefined) return;
      state = State.receiving;
      nextEventUs = reception.begin(decode(answer, core.crypto1), atUs);
      answer = undefined;
      return;
    }
    if (reception.isAtFifthBit() && timer.isAutomatic()) timer.stop(atUs);
    nextEventUs = reception.step();
    if (nextEventUs === Number.POSITIVE_INFINITY) state = State.waitStartSend;
  }

  function stop(): void {
    state = State.idle;
    nextEventUs = Number.POSITIVE_INFINITY;
    answer = undefined;
  }

  return {
    get nextEventUs() {
      return nextEventUs;
    },
    state: (nowUs) => (state === State.waitData && nowUs < receiverOpenUs ? RX_WAIT_STATE : state),
    ownsFifo: () => state >= State.waitData,
    prepare() {
      if (core.command === Command.receive) {
        reception.open();
        state = State.waitData;
      } else {
        state = State.waitStartSend;
      }
    },
    startSend(nowUs) {
      if (state === State.sending) return;
      refuseUnknownModes(registers);
      stop();
      state = State.txWait;
      frameLength = 0;
      lastBits = 0;
      ended = false;
      crc = CRC_A_PRESET;
      begin(nowUs);
    },
    wake(nowUs) {
      if (state === State.txWait) begin(nowUs);
    },
    step() {
      if (state === State.sending) sendStep(nextEventUs);
      else receiveStep(nextEventUs);
    },
    stop,
    deliver,
  };
}

/** The answer as the decoder gives it on: deciphered while MFCrypto1On is set, parity checked. */
function decode(heard: FieldAnswer, cipher: Crypto1 | undefined): FieldAnswer {
  if (cipher === undefined) return hasGoodParity(heard) ? heard : { ...heard, parityError: true };
  const { bytes, isParityGood } = decipherFrame(cipher, heard);
  return { ...heard, bytes, parityError: heard.parityError === true || !isParityGood };
}

/** Settings the data sheet forbids at the start of a frame, and those this chip does not simulate. */
function refuseUnknownModes(registers: Uint8Array): void {
  for (const number of [Register.txMode, Register.rxMode]) {
    const value = registers[number] ?? 0;
    const speed = (value >> 4) & 7;
    if (speed > 3) undefinedAccess("reserved speed in TxModeReg or RxModeReg");
    if (speed > 0 && (value & CRC_EN) === 0) undefinedAccess("CRC switched off above 106 kbit/s");
  }
  if (((registers[Register.rxMode] ?? 0) & 0x04) !== 0) undefinedAccess("RxMultiple is not simulated yet");
  if (((registers[Register.mfRx] ?? 0) & 0x10) !== 0) undefinedAccess("ParityDisable is not simulated yet");
}
