/** How a reader is wired: which pin does what, and the three boards that Ketuk knows by name. */
import type { ChipName } from "./chips.js";

/** What a pin can be for, in the order of BoardPin in protocol/ketuk.proto. */
export const PIN_FUNCTIONS = [
  "button",
  "sck",
  "miso",
  "mosi",
  "cs",
  "rst",
  "irq",
  "hold",
  "accepted",
  "refused",
  "buzzer",
  "relay",
  "door",
] as const;
/** What a pin is for. */
export type PinFunction = (typeof PIN_FUNCTIONS)[number];

/** No reader works without these. */
export const NEEDED: readonly PinFunction[] = ["button", "sck", "miso", "mosi", "cs", "rst"];
/** The reader reads these; it drives all others. */
export const INPUTS: readonly PinFunction[] = ["button", "miso", "irq", "door"];
/** These may be lit, sounding or closed while their pin is low. */
export const INVERTIBLE: readonly PinFunction[] = ["hold", "accepted", "refused", "buzzer", "relay"];

/** How a reader is wired. */
export interface BoardMap {
  /** 1 to 32 of [A-Za-z0-9._-]. */
  readonly name: string;
  readonly chip: ChipName;
  /** Number of the pin of each function that is wired. */
  readonly pins: Readonly<Partial<Record<PinFunction, number>>>;
  /** Outputs that are on while their pin is low. Default: none. */
  readonly activeLow?: readonly PinFunction[];
  /** Longest pulse of the relay, 1 to 60,000 ms. Default 5,000. */
  readonly relayLimitMs?: number;
  /** A door that is open for longer is told, 1,000 to 3,600,000 ms. Default 30,000. */
  readonly doorLimitMs?: number;
  /** Clock of the SPI bus, 100,000 to 10,000,000 Hz. Default 4,000,000. */
  readonly spiHz?: number;
}

/** What can be added to a board by name. */
export const EXTRAS = ["relay", "door"] as const;
/** What can be added to a board by name: it is wired only where somebody needs it. */
export type Extra = (typeof EXTRAS)[number];

/** A board that is known by name, and the pins that wait for a relay and a door contact. */
export interface KnownBoard extends BoardMap {
  readonly extras: Readonly<Partial<Record<Extra, number>>>;
}

/**
 * The boards by name. No pin here can keep a board from starting: D5 and D2 of the development kit are read at reset, but
 * the board starts with either level of D5, and a light to ground is what D2 wants.
 */
export const BOARDS: Readonly<Record<"devkit" | "c3" | "s3", KnownBoard>> = {
  devkit: {
    name: "devkit",
    chip: "esp32",
    pins: {
      button: 0,
      sck: 18,
      miso: 19,
      mosi: 23,
      cs: 5,
      rst: 22,
      irq: 21,
      hold: 2,
      accepted: 25,
      refused: 26,
      buzzer: 27,
    },
    extras: { relay: 32, door: 33 },
  },
  // Eight pins are free of other duties: five for the chip, three for the lights.
  c3: {
    name: "c3",
    chip: "esp32c3",
    pins: { button: 9, sck: 6, miso: 5, mosi: 7, cs: 10, rst: 4, hold: 3, accepted: 0, refused: 1 },
    extras: {},
  },
  s3: {
    name: "s3",
    chip: "esp32s3",
    pins: {
      button: 0,
      sck: 12,
      miso: 13,
      mosi: 11,
      cs: 10,
      rst: 14,
      irq: 9,
      hold: 4,
      accepted: 5,
      refused: 6,
      buzzer: 7,
    },
    extras: { relay: 15, door: 16 },
  },
};
