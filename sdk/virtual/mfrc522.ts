/** A register-level MFRC522 on its SPI bus. MFRC522 data sheet, chapters 8.1.2 (SPI), 9 (registers), 10 (commands). */

import type { AirFrame, FieldAnswer } from "./air.js";
import type { Field } from "./field.js";
import { createCommands } from "./mfrc522/commands.js";
import { createCore } from "./mfrc522/core.js";
import { createModem } from "./mfrc522/modem.js";
import { createRegisterFile, isIrqPending } from "./mfrc522/register-file.js";
import { Register, undefinedAccess } from "./mfrc522/registers.js";
import { createTimer } from "./mfrc522/timer.js";
import { createRandom } from "./random.js";

/** The oscillator runs this long after NRSTPD rises or power-down ends; typically below 1 ms with a crystal. */
const OSCILLATOR_START_US = 1000;

/** RxGain of 43 dB, and what a weak antenna loses below it. */
const STRONG_GAIN = 6;
const LOST_SHARE = 1 / 3;
const SEED = 0x2b1f5a37;

/** Named troubles of the chip, to be set by tests at any time. */
export interface Mfrc522Faults {
  /** Broken wiring or no power: every read gives this byte and no write arrives. */
  silent: "00" | "ff" | undefined;
  /** VersionReg reads this: a clone, a counterfeit. */
  version: number | undefined;
  /** The timer runs but never counts, so no time-out ever comes. */
  stuckTimer: boolean;
  /** Latched up: registers read as they were written, and nothing is heard. Any reset ends it. */
  deaf: boolean;
  /** "dead": nothing is heard. "weak": a third of the answers is lost below a gain of 43 dB. */
  antenna: "dead" | "weak" | undefined;
  /** The supply breaks down whenever the field goes on: every register at its reset value. */
  weakSupply: boolean;
  /** Brown-out: every register at its reset value, the field off, no command running. */
  loseRegisters(): void;
}

/** What the chip needs from its board. */
export interface Mfrc522Options {
  /** The board's clock in microseconds; it only ever moves forward, and between transfers. */
  readonly nowUs: () => number;
  /** The field the antenna drives. */
  readonly field: Field;
  /** VersionReg: 0x91 and 0x92 are genuine, 0x88 a clone. */
  readonly version?: number;
  /** The self-test gives what it should for this version. Default true. */
  readonly selfTestWorks?: boolean;
  /** Random bytes for GenerateRandomID. */
  readonly random?: (lengthBytes: number) => Uint8Array;
}

/** The chip as its pins show it. It never acts by itself: each access first lets happen what is due by then. */
export interface Mfrc522 {
  /** Named troubles. */
  readonly faults: Mfrc522Faults;
  /**
   * One chip-select frame. Reads are pipelined: byte n of the answer belongs to the address sent as byte n - 1, the
   * first byte is 0. All data bytes of a write go to the one register addressed. Throws where the data sheet is silent.
   */
  transfer(mosi: Uint8Array): Uint8Array;
  /** NRSTPD: false is hard power-down, the rising edge a reset. */
  setReset(level: boolean): void;
  /** Level of the IRQ pin now; open drain counts as high. */
  irqLevel(): boolean;
  /** When the chip next changes something by itself, for boards that sleep until then; Infinity for never. */
  nextEventUs(): number;
}

/** Makes a powered chip whose oscillator runs already. */
export function createMfrc522({ nowUs, field, version = 0x92, ...options }: Mfrc522Options): Mfrc522 {
  const { random, selfTestWorks = true } = options;
  const core = createCore();
  const faults: Mfrc522Faults = {
    silent: undefined,
    version: undefined,
    stuckTimer: false,
    deaf: false,
    antenna: undefined,
    weakSupply: false,
    loseRegisters,
  };
  const readVersion = () => faults.version ?? version;
  const timer = createTimer(core, readVersion, () => faults.stuckTimer);
  const antenna: Field = Object.create(field, {
    transceive: { value: hear },
  });
  const modem = createModem(core, timer, antenna, () => commands.finish());
  const commands = createCommands({
    ...{ core, modem, timer, readVersion, selfTestWorks, reset, updateField },
    ...(random && { random }),
  });
  const registerFile = createRegisterFile({ core, modem, timer, commands, readVersion, updateField });
  const chance = createRandom(SEED);
  let isReset = false;

  /** What the antenna gives of the answers in the field. */
  function hear(frame: AirFrame): FieldAnswer | undefined {
    if (faults.deaf || faults.antenna === "dead") return undefined;
    const answer = field.transceive(frame);
    const gain = ((core.registers[Register.rfCfg] ?? 0) >> 4) & 7;
    const lost = answer && faults.antenna === "weak" && gain < STRONG_GAIN && chance() < LOST_SHARE;
    return lost ? undefined : answer;
  }

  function reset(): void {
    faults.deaf = false;
    modem.stop();
    timer.reset();
    core.reset();
    updateField(0);
  }

  /** The field is on with one of the two drivers, unless the chip is in power-down. */
  function updateField(now: number): void {
    const isOn = ((core.registers[Register.txControl] ?? 0) & 3) !== 0 && !commands.isPoweredDown();
    if (isOn === (core.fieldOnAtUs !== Number.POSITIVE_INFINITY)) return;
    core.fieldOnAtUs = isOn ? now : Number.POSITIVE_INFINITY;
    field.setPower(isOn);
    if (isOn && faults.weakSupply) loseRegisters();
    else if (isOn) modem.wake(now);
  }

  function loseRegisters(): void {
    reset();
    commands.reset();
  }

  /** Lets everything due by now happen, in its order. */
  function advance(now: number): void {
    for (;;) {
      const next = Math.min(modem.nextEventUs, timer.nextEventUs, commands.nextEventUs);
      if (next > now) return;
      if (modem.nextEventUs === next) modem.step();
      else if (timer.nextEventUs === next) timer.step(Math.min(now, modem.nextEventUs, commands.nextEventUs));
      else commands.step();
    }
  }

  function read(mosi: Uint8Array, miso: Uint8Array, now: number): void {
    for (let i = 0; i < mosi.length - 1; i++) {
      const address = mosi[i] ?? 0;
      if ((address & 0x81) !== 0x80) undefinedAccess(`byte ${i} of a read is ${address}, not a read address`);
      miso[i + 1] = registerFile.read((address >> 1) & 0x3f, now);
    }
  }

  return {
    faults,
    transfer(mosi) {
      const miso = new Uint8Array(mosi.length);
      if (faults.silent === "ff") miso.fill(0xff);
      if (isReset || faults.silent !== undefined || mosi.length === 0) return miso;
      const now = nowUs();
      advance(now);
      const address = mosi[0] ?? 0;
      if ((address & 0x80) !== 0) {
        read(mosi, miso, now);
        return miso;
      }
      if ((address & 1) !== 0) undefinedAccess(`bit 0 of the address byte ${address} is set`);
      for (let i = 1; i < mosi.length; i++) registerFile.write(address >> 1, mosi[i] ?? 0, now);
      return miso;
    },
    setReset(level) {
      if (level === !isReset) return;
      isReset = !level;
      loseRegisters();
      if (level) commands.startOscillator(nowUs() + OSCILLATOR_START_US);
    },
    irqLevel() {
      if (isReset) return true;
      advance(nowUs());
      const isInverted = ((core.registers[Register.comIEn] ?? 0) & 0x80) !== 0;
      return isIrqPending(core) !== isInverted;
    },
    nextEventUs: () => Math.min(modem.nextEventUs, timer.nextEventUs, commands.nextEventUs),
  };
}
