/** What the pins of each supported chip are good for, and what Espruino's builds make of the chip. */

/** A processor that Espruino runs on. */
export type ChipName = "esp32" | "esp32c3" | "esp32s3";

/** A pin that the chip reads at reset. */
export interface Strap {
  /** What its level at reset decides, and which level is right. */
  readonly why: string;
  /** With the wrong level the board does not start, or its flash is damaged: it is refused and not only warned of. */
  readonly deadly?: boolean;
}

/** A chip as far as wiring is concerned. */
export interface Chip {
  readonly name: ChipName;
  /** As its maker writes it. */
  readonly title: string;
  /** Pins that exist and that nobody else needs. */
  readonly usable: readonly number[];
  /** Why the others cannot be used. */
  readonly taken: Readonly<Record<number, string>>;
  /** Of the usable ones: those that can only be read, and have no pull-up. */
  readonly inputOnly: readonly number[];
  /** Of the usable ones: those that are read at reset. */
  readonly straps: Readonly<Record<number, Strap>>;
  /** Of the usable ones: those that are not free on every module. */
  readonly sometimes: Readonly<Record<number, string>>;
  /** The pin of the BOOT button. */
  readonly button: number;
  /** `process.env.BOARD` of Espruino's builds for it. */
  readonly interpreter: RegExp;
  /** Where `esptool` writes the boot loader; the partition table is at 0x8000 and Espruino at 0x10000 for all. */
  readonly bootloaderAddress: number;
  /** The large journal (`JOURNAL_AREA_LARGE`) has a place of its own in flash. */
  readonly hasLargeJournal: boolean;
  /** How far the reader is known to run on it. */
  readonly state: string;
}

/** Whole numbers from `first` to `last`. */
function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The same reason for several pins. */
function because(why: string, pins: readonly number[]): Record<number, string> {
  return Object.fromEntries(pins.map((pin) => [pin, why]));
}

const FLASH = "the flash chip hangs on it";
const ABSENT = "the chip has no such pin";
const UART = "the serial line to the host (UART0)";
const USB = "the USB socket";
const BOOT_BUTTON: Strap = { why: "BOOT: low at reset starts the loader for esptool" };

/** The chips, by name. */
export const CHIPS: Readonly<Record<ChipName, Chip>> = {
  esp32: {
    name: "esp32",
    title: "ESP32",
    usable: [0, 2, 4, 5, ...range(13, 19), 21, 22, 23, 25, 26, 27, ...range(32, 36), 39],
    taken: {
      ...because(UART, [1, 3]),
      ...because(FLASH, range(6, 11)),
      12: "high at reset it gives the flash chip the wrong voltage",
      ...because(ABSENT, [20, 24, 28, 29, 30, 31, ...range(40, 48)]),
      ...because("modules do not bring it out", [37, 38]),
    },
    inputOnly: [34, 35, 36, 39],
    straps: {
      0: BOOT_BUTTON,
      2: { why: "has to be low or open for esptool; a light to ground is right, a pull-up is not" },
      5: { why: "times an SDIO interface that no reader uses; the board starts with either level" },
      15: { why: "low at reset silences the start messages; the board starts with either level" },
    },
    sometimes: because("the PSRAM of WROVER modules hangs on it", [16, 17]),
    button: 0,
    interpreter: /^ESP32$/,
    bootloaderAddress: 0x1000,
    hasLargeJournal: true,
    state: "the board that Ketuk is made for",
  },
  esp32c3: {
    name: "esp32c3",
    title: "ESP32-C3",
    usable: [...range(0, 10)],
    taken: {
      11: "the supply of the flash chip on most modules",
      ...because(FLASH, range(12, 17)),
      ...because(USB, [18, 19]),
      ...because(UART, [20, 21]),
      ...because(ABSENT, range(22, 48)),
    },
    inputOnly: [],
    straps: {
      2: { why: "low at reset keeps the board from starting", deadly: true },
      8: { why: "low at reset keeps esptool out; the light of small boards hangs on it" },
      9: BOOT_BUTTON,
    },
    sometimes: {},
    button: 9,
    interpreter: /^ESP32C3/,
    bootloaderAddress: 0,
    hasLargeJournal: false,
    state:
      "refused when it is flashed: Espruino's builds give it 4,095 variables and 15 KB of stack, the reader needs more",
  },
  esp32s3: {
    name: "esp32s3",
    title: "ESP32-S3",
    usable: [...range(0, 18), 21, ...range(33, 42), 45, 46, 47, 48],
    taken: {
      ...because(USB, [19, 20]),
      ...because(ABSENT, range(22, 25)),
      ...because(FLASH, range(26, 32)),
      ...because(UART, [43, 44]),
    },
    inputOnly: [],
    straps: {
      0: BOOT_BUTTON,
      3: { why: "selects where JTAG comes from; the board starts with either level" },
      45: { why: "high at reset gives the flash chip the wrong voltage", deadly: true },
      46: { why: "high at reset keeps esptool out" },
    },
    sometimes: because("the flash or PSRAM of modules with eight data lines hangs on it", range(33, 37)),
    button: 0,
    interpreter: /^ESP32S3/,
    bootloaderAddress: 0,
    hasLargeJournal: false,
    state: "not tried on hardware: Espruino calls its builds for it beta",
  },
};

/** Variables of the interpreter that have to be there at all: 430 functions of 6 to 10 each, and what a tap needs. */
const JSVARS_MIN_COUNT = 6000;

/** What an interpreter says about itself. */
export interface InterpreterFacts {
  /** `process.env.BOARD`. */
  readonly board: string;
  /** `process.memory().total`. */
  readonly jsVarsCount: number;
}

/**
 * Says why a reader cannot run on an interpreter, to be asked before anything is written to the board.
 *
 * @returns one sentence with the remedy, or undefined when nothing speaks against it
 */
export function interpreterProblem(chip: Chip, { board, jsVarsCount }: InterpreterFacts): string | undefined {
  if (/IDF5/.test(board))
    return `Espruino's builds for ESP-IDF 5 (${board}) erase the wrong place in flash: put a release build on the board`;
  if (!chip.interpreter.test(board))
    return `the interpreter is built for ${board}, the pins are those of an ${chip.title}: name the right board`;
  if (jsVarsCount < JSVARS_MIN_COUNT)
    return (
      `the interpreter has ${jsVarsCount} variables, the reader needs ${JSVARS_MIN_COUNT}: switch Bluetooth and Wi-Fi off ` +
      "(ESP32.enableBLE(false), ESP32.enableWifi(false)), or use an ESP32"
    );
  return undefined;
}
