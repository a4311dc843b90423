/**
 * An ESP32 board with Espruino, as the firmware sees it: pins, SPI with the MFRC522, UART, flash, Storage, timers and
 * native calls. It runs the built firmware file, from its flash, unchanged. Time is the schedule's; nothing here waits.
 */
import { compileFunction } from "node:vm";
import { IMAGE_FILE, IMAGE_PADDING_BYTES, LOADER_FILE } from "../../protocol/image.js";
import type { ChipName } from "../board/chips.js";
import type { BoardMap } from "../board/map.js";
import { builtFirmware } from "../firmware/built.js";
import { type BootFilesOptions, bootFiles } from "../firmware/files.js";
import { detokenise } from "../firmware/tokens.js";
import { type Bytes, toByteString, toBytes } from "./byte-string.js";
import { createRepl, type Repl } from "./console.js";
import { boardCrypto, createHwRand, pureE } from "./espruino.js";
import { CHIPS, type VirtualFaults } from "./faults.js";
import { createField, type Field } from "./field.js";
import { createFlash, type VirtualFlash, wearOut } from "./flash.js";
import { createMfrc522, type Mfrc522 } from "./mfrc522.js";
import { createSchedule, type Schedule } from "./schedule.js";
import { type AnyPin, createSpiBuses, PIN_NAMES, pinNumber, type VirtualSpi } from "./spi.js";
import { createStorage } from "./storage.js";
import { createUart, type VirtualUart } from "./uart.js";
import { createWires } from "./wires.js";

/** What a timer or data event costs before the first line of the program runs. */
const EVENT_US = 300;

/** From the end of a reset to the first line of the boot code: ROM, boot loader, interpreter. Estimated. */
const RESTART_US = 300_000;

/** Names that exist in Node but not on the board: the firmware sees them as undefined. */
const NOT_ON_THE_BOARD =
  "globalThis global Buffer console setInterval setImmediate queueMicrotask fetch performance structuredClone URL " +
  "TextEncoder TextDecoder Map Set WeakMap Symbol Proxy Reflect BigInt crypto navigator module exports";

/** What differs from chip to chip: RTC_CNTL_RESET_STATE_REG, GPIO_IN_REG and GPIO_IN1_REG, the name of Espruino's build. */
const CHIP_FACTS: Readonly<Record<ChipName, { reset: number; gpio: number; name: string }>> = {
  esp32: { reset: 0x3ff48034, gpio: 0x3ff4403c, name: "ESP32" },
  esp32c3: { reset: 0x60008038, gpio: 0x6000403c, name: "ESP32C3_IDF4" },
  esp32s3: { reset: 0x60008038, gpio: 0x6000403c, name: "ESP32S3_IDF4" },
};

/** Causes of a reset as the ROM numbers them. */
const RESET_CAUSES = { power: 1, watchdog: 3, software: 12, brownout: 15 } as const;
type ResetCause = (typeof RESET_CAUSES)[keyof typeof RESET_CAUSES];

/** JsVars of an ESP32 with its radios off, and what the firmware leaves of them, about. */
const MEMORY_COUNT = 10_000;
const MEMORY_FREE_COUNT = 8000;
/** What the build has besides. */
const MODULES = "Flash,Storage,net,dgram,tls,Wifi,TelnetServer,crypto";

/** A pin. Native calls take its number as well, as those of the interpreter do. */
export interface VirtualPin {
  /** As in Espruino: "D25". */
  readonly name: string;
  /** Drives the pin. */
  write(value: number | boolean): void;
}

const SIGNS = ["hold", "accepted", "refused", "buzzer"] as const;

/** What the firmware has done so far. */
export interface BoardCounts {
  /** Times chip select went low. */
  spiTransfers: number;
  /** Bytes clocked over SPI. */
  spiBytes: number;
}

/** What reached a pin: 1 or 0, and when. */
export interface PinChange {
  /** Name of the pin, as in Espruino: "D25". */
  readonly pin: string;
  /** 0 or 1. */
  readonly level: number;
  /** On the board's clock. */
  readonly atUs: number;
}

/** Everything the firmware finds as a global. */
export interface BoardGlobals {
  E: typeof pureE & {
    setConsole(device: string | null, options: { force: boolean }): void;
    getConsole(): string | null;
    on(event: "errorFlag", handler: (flags: string[]) => void): void;
    reboot(): void;
    enableWatchdog(seconds: number, automatic: boolean): void;
    kickWatchdog(): void;
    /** Gives the same numbers after every start, as the real one does; the firmware must not use it. */
    hwRand(): number;
    ketukSlot?: number;
    ketukTrial?: number;
    ketukImage?: string | undefined;
    ketukFailed?: number;
  };
  ESP32: {
    getState(): { BLE: boolean; Wifi: boolean };
    enableBLE(on: boolean): void;
    enableWifi(on: boolean): void;
  };
  SPI: new () => VirtualSpi;
  SPI1: VirtualSpi;
  SPI2: VirtualSpi | undefined;
  Serial1: {
    setup(baud: number): void;
    write(data: string): void;
    on(event: "data", handler: (data: string) => void): void;
    removeAllListeners(event: "data"): void;
  };
  process: { env: { VERSION: string; BOARD: string; MODULES: string }; memory(gc: boolean): { free: number } };
  require(name: string): unknown;
  setTimeout(handler: () => void, delayMs: number): number;
  clearTimeout(id: number): void;
  getTime(): number;
  peek32(address: number): number;
  digitalWrite(pin: AnyPin | AnyPin[], value: number | boolean): void;
  digitalRead(pin: AnyPin): number;
  pinMode(pin: AnyPin, mode: string): void;
}

export interface BoardOptions {
  /** Program of the firmware, a byte string: with tokens or plain ES5; by default the one built with this package. */
  readonly firmware?: string;
  /** Number of its image; by default what its version gives. */
  readonly firmwareNumber?: number;
  /** Nothing runs here: the firmware is on a real interpreter, this is its hardware. */
  readonly hardwareOnly?: boolean;
  /** A board with nothing but the interpreter, Bluetooth and Wi-Fi on, as it is when it was new. */
  readonly blank?: boolean;
  /** Version register of the chip. */
  readonly chipVersion?: number;
  /** Files in Storage, by name. */
  readonly storage?: Map<string, string>;
  /** What process.env says. */
  readonly interpreter?: { readonly VERSION: string; readonly BOARD: string };
  /** How it is wired; by default as the board "devkit". */
  readonly wiring?: BoardMap;
  /** What is wrong with its hardware. */
  readonly faults?: VirtualFaults | undefined;
}

/** The board of a virtual reader, part by part. */
export interface VirtualBoard {
  /** Its clock, and what is due on it. */
  readonly schedule: Schedule;
  /** Its end of the serial line. */
  readonly uart: VirtualUart;
  /** The raw flash. */
  readonly flash: VirtualFlash;
  /** The MFRC522 on its SPI bus. */
  readonly chip: Mfrc522;
  /** The field of the antenna, where cards are placed. */
  readonly field: Field;
  /** Files in Storage, by name, as byte strings. */
  readonly storage: Map<string, string>;
  /** What the firmware finds as globals. */
  readonly globals: BoardGlobals;
  /** The pins, by name: "D0" to "D48". */
  readonly pins: Readonly<Record<string, VirtualPin>>;
  /** Every change of an output pin since the start; the oldest are dropped beyond 1,000. */
  readonly pinChanges: PinChange[];
  /** Counts of what the firmware did, for benchmarks. */
  readonly counts: BoardCounts;
  /** BOOT is held down. */
  buttonHeld: boolean;
  /** The door at the door contact, closed at first. Does something only where a "door" is wired. */
  door: "open" | "closed";
  /** The relay. A closed one lets a person through; it is open where none is wired. */
  readonly relay: "open" | "closed";
  /** What is lit or sounds at the moment. */
  readonly signs: readonly ("hold" | "accepted" | "refused" | "buzzer")[];
  /** `digitalRead(D0)` is inverted: so it is in Espruino's builds for the ESP32 since 2v25. Default: true. */
  invertsBoot: boolean;
  /** Bluetooth and Wi-Fi, as the chip keeps them. */
  readonly radios: {
    /** Bluetooth is on. */
    BLE: boolean;
    /** Wi-Fi is on. */
    Wifi: boolean;
  };
  /** The lines of a port that reset boards: RTS alone holds EN low, DTR alone holds BOOT. */
  setLines(lines: { readonly dtr: boolean; readonly rts: boolean }): void;
  /** Who has the serial line: the boot console, or nobody, which leaves it to the program. */
  console: string | null;
  /** Gives power, or takes and gives it again: RAM is lost, flash and Storage stay. Runs the firmware. */
  powerOn(): void;
  /** As powerOn, after a dip of the supply. */
  brownOut(): void;
  /** Takes the power away: what the firmware is in the middle of reaches nobody any more. */
  powerOff(): void;
  /** It has power. */
  powered: boolean;
  /** The interpreter reports trouble, as after an uncatchable fault. */
  raiseErrorFlags(flags: string[]): void;
}

export { builtFirmware };

type Program = (...globals: unknown[]) => unknown;

/** Compiled once for all boards of a process. */
const programs = new Map<string, Program>();

function compile(source: string, names: string[], filename: string): Program {
  let program = programs.get(source);
  if (!program) {
    program = compileFunction(detokenise(source), names, { filename }) as Program;
    programs.set(source, program);
  }
  return program;
}

/** Boot files by what they are made from, so that boards share them. */
const flashed = new Map<string, { slots: Uint8Array; loader: string }>();

/** What a board is flashed with. */
function flashedWith(options: BootFilesOptions & { firmware: string }): { slots: Uint8Array; loader: string } {
  const key = `${options.number ?? ""} ${options.firmware}`;
  const known = flashed.get(key);
  if (known) return known;
  const files = new Map(bootFiles(options).map(({ name, bytes }) => [name, bytes]));
  const bytesOf = (name: string) => files.get(name) ?? new Uint8Array(0);
  const made = {
    slots: bytesOf(IMAGE_FILE).slice(IMAGE_PADDING_BYTES),
    loader: toByteString(bytesOf(LOADER_FILE)),
  };
  flashed.set(key, made);
  return made;
}

export function createBoard(options: BoardOptions = {}): VirtualBoard {
  const firmware = options.firmware ?? builtFirmware();
  const schedule = createSchedule();
  const uart = createUart(schedule);
  const flash = createFlash(schedule.spend, () => board.powerOff());
  const field = createField();
  const faults = options.faults ?? {};
  const isBlank = options.blank === true || faults.flashed === "interpreter";
  const kind = faults.chip && CHIPS[faults.chip];
  const chip = createMfrc522({
    nowUs: schedule.nowUs,
    field,
    version: kind?.version ?? options.chipVersion ?? 0x92,
    selfTestWorks: kind?.genuine ?? true,
  });
  chip.faults.antenna = faults.antenna;
  chip.faults.weakSupply = faults.weakSupply ?? false;
  if (faults.wornSectors) wearOut(flash, faults.wornSectors);
  const storage = options.storage ?? new Map<string, string>();
  const files = createStorage(storage, flash, faults.storageFreeBytes);
  if (!storage.has(LOADER_FILE) && !options.hardwareOnly && !isBlank) {
    const number = options.firmwareNumber;
    const { slots, loader } = flashedWith({ firmware, ...(number === undefined ? {} : { number }) });
    storage.set(LOADER_FILE, loader);
    flash.slots = slots;
  }
  const counts = { spiTransfers: 0, spiBytes: 0 };
  const pinChanges: PinChange[] = [];
  /** What the outputs were driven to since the start of the program. */
  const levels = new Map<number, number>();
  const pins = createPins();
  const contacts = { button: () => board.buttonHeld, door: () => board.door === "closed" };
  const wires = createWires({ contacts, chip, map: options.wiring, faults });
  const spi = createSpiBuses(wires, (bytes, us) => {
    endHanging();
    counts.spiTransfers++;
    counts.spiBytes += bytes;
    schedule.spend(us);
  });
  const facts = CHIP_FACTS[wires.map.chip];
  let onErrorFlag: ((flags: string[]) => void) | undefined;
  let resetCause: ResetCause = RESET_CAUSES.power;
  let watchdog = { seconds: 0, timer: 0 };
  /** Seconds after which the interpreter's own watchdog ends a program that does not come to its end; 0: never. */
  let idleWatchdogSeconds = 0;
  /** When the program was started that has not come to its end. */
  let startedUs: number | undefined;
  let hwRand = createHwRand();
  let repl: Repl | undefined;
  let lines = { dtr: false, rts: false };
  const radios = { BLE: isBlank || faults.bluetooth === true, Wifi: isBlank || faults.wifi === true };

  function createPins(): Record<string, VirtualPin> {
    return Object.fromEntries(PIN_NAMES.map((name, i) => [name, { name, write: (value) => writePin(i, value) }]));
  }

  function writePin(pin: number, value: number | boolean): void {
    if (!board.powered) return;
    const level = value ? 1 : 0;
    wires.drive(pin, level);
    if (levels.get(pin) === level) return;
    levels.set(pin, level);
    if (pinChanges.length >= 1000) pinChanges.shift();
    pinChanges.push({ pin: `D${pin}`, level, atUs: schedule.nowUs() });
  }

  function readRegister(address: number): number {
    if (address === facts.reset) return resetCause;
    if (address !== facts.gpio) throw new Error(`peek32 of 0x${address.toString(16)}`);
    let levels = 0;
    for (let i = 0; i < 32; i++) levels |= wires.level(i) << i;
    return levels;
  }

  function readPin(pin: number): number {
    return wires.level(pin) ^ Number(pin === 0 && wires.map.chip === "esp32" && board.invertsBoot);
  }

  const modules: Record<string, unknown> = {
    // Looked up at each call: a test may put another in its place when the firmware holds this one.
    crypto: {
      ...boardCrypto,
      AES: {
        encrypt: (...given: Parameters<typeof boardCrypto.AES.encrypt>) => boardCrypto.AES.encrypt(...given),
        decrypt: (...given: Parameters<typeof boardCrypto.AES.decrypt>) => boardCrypto.AES.decrypt(...given),
      },
    },
    Storage: files,
    Flash: {
      read: (length: number, address: number) => flash.read(length, address),
      write: (data: Bytes, address: number) => flash.write(toBytes(data), address),
      erasePage: (address: number) => flash.erasePage(address),
    },
  };

  const globals: BoardGlobals = {
    E: {
      ...pureE,
      setConsole(device) {
        board.console = device;
        if (device) uart.handler = undefined;
      },
      getConsole: () => (faults.consoleStays ? "Bluetooth" : board.console),
      on(_event, handler) {
        onErrorFlag = handler;
      },
      reboot: () => {
        schedule.at(schedule.nowUs(), () => start(RESET_CAUSES.software));
      },
      enableWatchdog(seconds, automatic) {
        schedule.cancel(watchdog.timer);
        // Kicked by idle time it strikes a program that hangs while it loads; nothing else hangs a virtual board.
        idleWatchdogSeconds = automatic ? seconds : 0;
        watchdog = { seconds: automatic ? 0 : seconds, timer: 0 };
        kickWatchdog();
      },
      kickWatchdog,
      hwRand: () => hwRand(),
    },
    ESP32: {
      getState: () => ({ ...radios }),
      enableBLE: (on) => switchRadio("BLE", on),
      enableWifi: (on) => switchRadio("Wifi", on),
    },
    // Called with new, which gives what it returns.
    SPI: function SoftwareSpi() {
      return spi.createSoftware();
    } as unknown as new () => VirtualSpi,
    SPI1: spi.hardware,
    SPI2: wires.map.chip === "esp32c3" ? undefined : spi.hardware,
    Serial1: {
      setup(baudRate) {
        uart.baudRate = baudRate;
      },
      write: (data) => {
        if (board.powered) uart.send(toBytes(data));
      },
      on(_event, handler) {
        // Data events only come while the console is elsewhere.
        if (board.console === null) uart.handler = handler;
      },
      removeAllListeners() {
        uart.handler = undefined;
      },
    },
    process: {
      env: {
        VERSION: "2v29.277",
        BOARD: facts.name,
        ...options.interpreter,
        ...(faults.interpreter && { VERSION: faults.interpreter }),
        MODULES,
      },
      memory: () => ({ free: faults.memoryFreeCount ?? MEMORY_FREE_COUNT, total: MEMORY_COUNT }),
    },
    require(name) {
      const found = modules[name];
      if (!found) throw new Error(`Module ${name} not found`);
      return found;
    },
    setTimeout: (handler, delayMs) =>
      board.powered
        ? schedule.at(schedule.nowUs() + delayMs * 1000, () => {
            schedule.spend(EVENT_US);
            handler();
          })
        : 0,
    clearTimeout: schedule.cancel,
    getTime: () => (schedule.nowUs() / 1e6) * (1 + (faults.clockDriftPpm ?? 0) / 1e6),
    peek32: readRegister,
    digitalWrite(pin, value) {
      if (!Array.isArray(pin)) writePin(pinNumber(pin), value);
      // The last pin has the lowest bit, and is written first.
      else
        for (const [bit, each] of [...pin].reverse().entries()) writePin(pinNumber(each), (Number(value) >> bit) & 1);
    },
    digitalRead: (pin) => readPin(pinNumber(pin)),
    pinMode() {},
  };

  function kickWatchdog(): void {
    schedule.cancel(watchdog.timer);
    if (!watchdog.seconds || !board.powered) return;
    watchdog.timer = schedule.at(schedule.nowUs() + watchdog.seconds * 1e6, () => start(RESET_CAUSES.watchdog));
  }

  /** A program that never comes to its end is seen by its transfers, which are what lets time pass meanwhile. */
  function endHanging(): void {
    if (!idleWatchdogSeconds || startedUs === undefined) return;
    if (schedule.nowUs() - startedUs < idleWatchdogSeconds * 1e6) return;
    board.powerOff();
    schedule.at(schedule.nowUs(), () => start(RESET_CAUSES.watchdog));
    throw new Error("the watchdog has ended this program");
  }

  /** While the console has the line, whatever comes is echoed and obeyed. */
  function answerAsConsole(data: string): void {
    if (board.powered && board.console === "Serial1") repl?.receive(data);
  }

  /** The console of one start, with what it finds as globals beside what the firmware does. */
  function createConsole(): Repl {
    const made = createRepl({
      write(text) {
        if (board.powered) uart.send(Buffer.from(text, "latin1"));
      },
      evaluate: (source) => run(`"use strict";return (${source.replace(/;\s*$/, "")})`, scope, "console"),
      storage: files,
      later(ms, run) {
        const id = schedule.at(schedule.nowUs() + ms * 1000, run);
        return () => schedule.cancel(id);
      },
    });
    const scope = {
      ...globals,
      ...pins,
      print: made.print,
      btoa: (text: string) => Buffer.from(text, "latin1").toString("base64"),
      atob: (text: string) => Buffer.from(text, "base64").toString("latin1"),
      getSerial: () => "a0b1c2d3e4f5",
    };
    return made;
  }

  function switchRadio(radio: "BLE" | "Wifi", on: boolean): void {
    radios[radio] = on;
    files.erase(LOADER_FILE);
    globals.E.reboot();
  }

  /** The ROM finds nothing to start, and tries again for ever. */
  function failToBoot(): void {
    uart.send(Buffer.from(BARE_TEXT, "latin1"));
    schedule.at(schedule.nowUs() + BARE_RETRY_US, failToBoot);
  }

  /** Runs the loader from its beginning: RAM is lost, flash and Storage stay. */
  function start(cause: ResetCause): void {
    board.powerOff();
    resetCause = cause;
    hwRand = createHwRand();
    board.powered = true;
    wires.power();
    board.console = "Serial1";
    if (faults.flashed === "nothing") return failToBoot();
    repl = createConsole();
    uart.console = answerAsConsole;
    uart.send(Buffer.from(BOOT_TEXT, "latin1"));
    if (options.hardwareOnly) return;
    startedUs = schedule.nowUs();
    try {
      run(storage.get(LOADER_FILE) ?? "", { ...globals, E: { ...globals.E }, ...pins }, "boot.js");
    } catch (error) {
      // A loader that was cut while it was written: the interpreter says so, and goes on to its prompt.
      if (!(error instanceof SyntaxError)) throw error;
      uart.send(Buffer.from(`Uncaught ${String(error)}\r\n>`, "latin1"));
    }
    startedUs = undefined;
  }

  /** Runs a program with the board's globals. It may evaluate others, as Espruino's eval does but for its local names. */
  function run(source: string, scope: Record<string, unknown>, filename: string): unknown {
    const names: Record<string, unknown> = { ...scope };
    for (const name of NOT_ON_THE_BOARD.split(" ")) names[name] = undefined;
    // Espruino ignores the directive; here it forbids a variable of that name.
    if (!source.startsWith('"use strict"')) names.eval = (text: string) => run(text, scope, "firmware.js");
    return compile(source, Object.keys(names), filename)(...Object.values(names));
  }

  const board: VirtualBoard = {
    powered: false,
    schedule,
    uart,
    flash,
    chip,
    field,
    storage,
    globals,
    pins,
    pinChanges,
    counts,
    buttonHeld: false,
    door: "closed",
    get relay() {
      return wires.isOn("relay") ? "closed" : "open";
    },
    get signs() {
      return SIGNS.filter((name) => wires.isOn(name));
    },
    invertsBoot: true,
    radios,
    setLines({ dtr, rts }) {
      if (dtr !== rts) board.buttonHeld = dtr;
      else if (lines.dtr !== lines.rts) board.buttonHeld = false;
      const wasInReset = lines.rts && !lines.dtr;
      lines = { dtr, rts };
      if (rts && !dtr) board.powerOff();
      else if (wasInReset) schedule.at(schedule.nowUs() + RESTART_US, () => start(RESET_CAUSES.power));
    },
    console: "Serial1",
    powerOn: () => start(RESET_CAUSES.power),
    brownOut: () => start(RESET_CAUSES.brownout),
    powerOff() {
      board.powered = false;
      watchdog = { seconds: 0, timer: 0 };
      idleWatchdogSeconds = 0;
      schedule.clear();
      uart.reset();
      onErrorFlag = undefined;
      levels.clear();
      chip.setReset(false);
      wires.release();
      spi.reset();
    },
    raiseErrorFlags(flags) {
      onErrorFlag?.(flags);
    },
  };
  return board;
}

/** What ROM, boot loader and interpreter print before the firmware has the line. */
const BOOT_TEXT = [
  "ets Jun  8 2016 00:22:57\r\n",
  "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n",
  "load:0x3fff0018,len:4\r\nentry 0x400806a8\r\n",
  "\r\n ____                 _ \r\n|  __|___ ___ ___ _ _|_|___ ___ \r\n 2v29 (c) 2026 G.Williams\r\n\r\n>",
].join("");

/** What the ROM prints while there is nothing to start, and how often. */
const BARE_TEXT = "ets Jun  8 2016 00:22:57\r\nrst:0x10 (RTCWDT_RTC_RESET)\r\ninvalid header: 0xffffffff\r\n";
const BARE_RETRY_US = 300_000;
