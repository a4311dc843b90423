/**
 * Looks into the parts of the reader for the host: registers, self-test, reset line, SPI, wiring, field, memory, what is
 * open. Measures and says what came out; what it means is for the host to judge. MFRC522 data sheet 8.1.2, 9, 16.1.
 */
import { isWired, pinOf, SPI_HZ, setUpSpi, type Wiring } from "./board.js";
import { createActivation, halt, wake } from "./card/iso14443a.js";
import { type Answer, BoardPin, Check, Code, type Diagnose, type Diagnosis } from "./link/messages.js";
import { Fault } from "./radio/fault.js";
import type { Chip } from "./radio/mfrc522.js";
import { Command, Read, Write } from "./radio/registers.js";

const REGISTERS = 64;
const FIFO_BYTES = 64;
/** Times the FIFO is written and read back at one clock. */
const ROUNDS = 16;
/** Calls for a card. */
const CALLS = 16;
/** Looks at a chip that should get ready, or be done with its self-test. */
const POLLS = 255;
const SLOWEST_HZ = 100000;
const FASTEST_HZ = 10000000;
const STRONGEST_GAIN = 7;
const SELF_TEST = 0x09;
const SILENT_LOW = 0;
const SILENT_HIGH = 255;

const CRYPTO = require("crypto");
const Storage = require("Storage");

/** Something answers where the version should be. */
function answers(version: number): number {
  return version === SILENT_LOW || version === SILENT_HIGH ? 0 : 1;
}

function readFrom(bus: EspruinoSpi, register: Read, cs: EspruinoPin): number {
  return bus.send(new Uint8Array([register, 0]), cs)[1];
}

/** The host may ask for this check with this value. */
function sound(check: Check, value: number): boolean {
  if (check === Check.SPI) return !value || (value >= SLOWEST_HZ && value <= FASTEST_HZ);
  return check > Check.NONE && check <= Check.OPEN && (check !== Check.FIELD || value <= STRONGEST_GAIN);
}

function memory(d: Diagnosis): void {
  d.value = Storage.getFree();
  d.count = process.memory(true).free;
}

function open(d: Diagnosis): void {
  const state = ESP32.getState();
  // Telnet cannot be asked for: builds that have it start it with Wi-Fi.
  const wifi = process.env.MODULES.indexOf("TelnetServer") < 0 ? 4 : 12;
  d.value = (E.getConsole() ? 1 : 0) | (state.BLE ? 2 : 0) | (state.Wifi ? wifi : 0);
}

/**
 * Returns what carries a check out and leaves the chip set up, its field on. Its arguments: what is asked; no card is
 * there; a card is with the host; where the outcome goes.
 */
export function createDiagnose(
  board: Wiring,
  spi: EspruinoSpi,
  chip: Chip,
): (asked: Diagnose, free: boolean, lent: boolean, answer: Answer) => void {
  const sck = pinOf(board, BoardPin.SCK);
  const miso = pinOf(board, BoardPin.MISO);
  const mosi = pinOf(board, BoardPin.MOSI);
  const cs = pinOf(board, BoardPin.CS);
  const usualHz = board.spiHz || SPI_HZ;

  function read(register: Read): number {
    return readFrom(spi, register, cs);
  }

  function write(register: Write, value: number): void {
    spi.send(new Uint8Array([register, value]), cs);
  }

  /** What stands in registers, by their addresses as sent. */
  function readAll(addresses: Uint8Array): string {
    return E.toString(spi.send(addresses, cs), "").substr(1);
  }

  function registers(d: Diagnosis): void {
    const addresses = new Uint8Array(REGISTERS + 1);
    for (let i = 0; i < REGISTERS; i++) addresses[i] = 0x80 | (i << 1);
    d.data = readAll(addresses);
  }

  function readFifo(): string {
    return readAll(new Uint8Array(FIFO_BYTES + 1).fill(Read.FifoData, 0, FIFO_BYTES));
  }

  function selfTest(d: Diagnosis): void {
    let polls = POLLS;
    // The registers as after power: the test's result depends on them.
    write(Write.Command, Command.SoftReset);
    while (polls-- && read(Read.Command) & 0x10);
    write(Write.FifoLevel, 0x80);
    spi.send(E.toString(Write.FifoData, new Uint8Array(25)), cs);
    write(Write.Command, Command.Mem);
    write(Write.AutoTest, SELF_TEST);
    write(Write.FifoData, 0);
    write(Write.Command, Command.CalcCrc);
    polls = POLLS;
    while (polls-- && read(Read.FifoLevel) !== FIFO_BYTES);
    d.data = readFifo();
    d.value = read(Read.Version);
  }

  /** IRQ counts as high where it is not wired. */
  function irqLevel(): number {
    if (!isWired(board, BoardPin.IRQ)) return 1;
    const irq = pinOf(board, BoardPin.IRQ);
    pinMode(irq, "input_pullup");
    return digitalRead(irq);
  }

  function resetLine(d: Diagnosis): void {
    const rst = pinOf(board, BoardPin.RST);
    digitalWrite(rst, 0);
    const silent = 1 - answers(read(Read.Version));
    digitalWrite(rst, 1);
    d.value = silent | (answers(chip.reset(false)) << 1) | (irqLevel() << 2);
  }

  function errors(d: Diagnosis, hz: number): void {
    // The FIFO takes nothing while the chip waits for an answer.
    write(Write.Command, Command.Idle);
    setUpSpi(spi, board, hz);
    d.value = 0;
    d.count = ROUNDS;
    for (let i = 0; i < ROUNDS; i++) {
      const hash = CRYPTO.SHA256("" + i);
      const sent = E.toString(hash, hash);
      write(Write.FifoLevel, 0x80);
      spi.send(E.toString(Write.FifoData, sent), cs);
      if (readFifo() !== sent) d.value++;
    }
  }

  /** 1 when a chip answers that is wired like this. By software, which any pins can do. */
  function wired(miso: EspruinoPin, mosi: EspruinoPin, sck: EspruinoPin, cs: EspruinoPin): number {
    const bus = new SPI();
    bus.setup({ sck, miso, mosi });
    digitalWrite(cs, 1);
    return answers(readFrom(bus, Read.Version, cs));
  }

  function wiring(d: Diagnosis): void {
    // As configured last: that leaves chip select high.
    d.value = (wired(miso, mosi, cs, sck) << 2) | (wired(mosi, miso, sck, cs) << 1) | wired(miso, mosi, sck, cs);
  }

  function field(d: Diagnosis, gain: number): void {
    const a = createActivation();
    write(Write.RfCfg, (gain << 4) | 8);
    d.value = 0;
    d.count = CALLS;
    for (let i = 0; i < CALLS; i++) {
      const fault = wake(chip, a);
      if (fault === Fault.Chip) break;
      if (fault !== Fault.NoAnswer) d.value++;
      // Where it is found halted again; a card that was awake would miss every second call.
      halt(chip);
    }
    d.data = readAll(new Uint8Array([Read.TxControl, Read.RfCfg, Read.Error, 0]));
    write(Write.RfCfg, 0x58);
  }

  function carryOut(check: Check, value: number): Diagnosis {
    const d: Diagnosis = {};
    if (check === Check.MEMORY) memory(d);
    else if (check === Check.OPEN) open(d);
    else if (check === Check.REGISTERS) registers(d);
    else if (check === Check.FIELD) field(d, value);
    else {
      if (check === Check.SELF_TEST) selfTest(d);
      else if (check === Check.RESET_LINE) resetLine(d);
      else if (check === Check.SPI) errors(d, value || usualHz);
      else wiring(d);
      setUpSpi(spi, board, usualHz);
      chip.reset(true);
    }
    return d;
  }

  return (asked, free, lent, answer) => {
    const check = asked.check || Check.NONE;
    const value = asked.value || 0;
    if (!sound(check, value)) answer.code = Code.BAD_REQUEST;
    // Nobody knows on which pins.
    else if (check < Check.MEMORY && !isWired(board, BoardPin.CS)) answer.code = Code.NOT_WIRED;
    // The field is also asked after while a card lies in it: that is what it is for.
    else if (lent || !(free || check === Check.FIELD)) answer.code = Code.BUSY;
    else answer.diagnosis = carryOut(check, value);
  };
}
