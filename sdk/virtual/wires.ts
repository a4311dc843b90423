/**
 * What hangs on the pins of a virtual board, the levels on them, and the bus to the MFRC522. Wired as a board map says,
 * whatever the firmware thinks, but for the wires that a fault has swapped, broken or made noisy.
 */
import { BOARDS, type BoardMap, INPUTS, type PinFunction } from "../board/map.js";
import type { VirtualFaults, WireName } from "./faults.js";
import type { Mfrc522 } from "./mfrc522.js";
import { createRandom } from "./random.js";

/** Pins of a bus as a program has set it up. */
export interface BusPins {
  readonly sck: number;
  readonly miso: number;
  readonly mosi: number;
  readonly cs: number;
}

/** The wires of a board. */
export interface Wires {
  /** How the board should be wired. */
  readonly map: BoardMap;
  /** The program drives a pin. @throws Error where that would be a short circuit, or where nothing should hang */
  drive(pin: number, level: number): void;
  /** Level of a pin as a voltmeter sees it: 0 or 1. */
  level(pin: number): number;
  /** What hangs there is lit, sounding or closed. */
  isOn(name: PinFunction): boolean;
  /** One transfer over these pins at a clock in Hz. Who has other pins than the chip speaks to nobody and reads zeros. */
  transfer(pins: BusPins, bytes: Uint8Array, hz: number): Uint8Array;
  /** The module gets its power. */
  power(): void;
  /** After a reset no pin is driven. */
  release(): void;
}

/** What the wires lead to. */
export interface WiresParts {
  /** What the contacts at the inputs do at the moment: true while they connect their pin to ground. */
  readonly contacts: Readonly<Partial<Record<PinFunction, () => boolean>>>;
  readonly chip: Pick<Mfrc522, "transfer" | "setReset" | "irqLevel">;
  /** By default the board "devkit". */
  readonly map?: BoardMap | undefined;
  readonly faults?: VirtualFaults | undefined;
}

const BUS = ["sck", "miso", "mosi", "cs"] as const;
/** Chance that a byte is read wrong where reads go wrong. */
const NOISE = 0.01;
const SEED = 0x5c9e4d21;

/** Wires a board. */
export function createWires({ contacts, chip, map = BOARDS.devkit, faults = {} }: WiresParts): Wires {
  const random = createRandom(SEED);
  const driven = new Map<number, number>();
  const functions = new Map<number, PinFunction>();
  for (const [name, pin] of Object.entries(map.pins)) functions.set(pin, name as PinFunction);

  /** The pin at which a wire of the module ends; undefined where it ends in the air. */
  function endOf(wire: WireName): number | undefined {
    if (faults.broken?.includes(wire)) return undefined;
    return map.pins[swapOf(wire, faults)];
  }

  function isIrqLow(): boolean {
    return faults.irqStuck === true || (endOf("irq") !== undefined && !chip.irqLevel());
  }

  function isLow(name: PinFunction): boolean {
    return name === "irq" ? isIrqLow() : contacts[name]?.() === true;
  }

  function isNoisy(hz: number): boolean {
    return faults.fiveVolt === true || hz > (faults.noisyAboveHz ?? Number.POSITIVE_INFINITY);
  }

  function disturb(miso: Uint8Array): Uint8Array {
    return miso.map((byte) => (random() < NOISE ? byte ^ (1 << Math.floor(random() * 8)) : byte));
  }

  /** Who reads wrong does what the data sheet does not know, too; the strict chip would stop the simulation there. */
  function transferMisread(bytes: Uint8Array): Uint8Array {
    try {
      return chip.transfer(bytes);
    } catch {
      return new Uint8Array(bytes.length);
    }
  }

  return {
    map,
    drive(pin, level) {
      const name = functions.get(pin);
      if (!name) throw new Error(`the firmware drives D${pin}, where nothing is wired`);
      if (INPUTS.includes(name)) throw new Error(`the firmware drives D${pin}, where "${name}" drives as well`);
      driven.set(pin, level);
      if (pin === endOf("rst")) chip.setReset(level === 1 && !faults.resetHeldLow);
    },
    level(pin) {
      const name = functions.get(pin);
      if (name && isLow(name)) return 0;
      // Pulled up, from within or by what hangs there.
      return driven.get(pin) ?? 1;
    },
    isOn(name) {
      const level = driven.get(map.pins[name] ?? -1);
      return level !== undefined && level === (map.activeLow?.includes(name) ? 0 : 1);
    },
    transfer(pins, bytes, hz) {
      // A chip that cannot be heard is as good as none.
      if (BUS.some((wire) => endOf(wire) !== pins[wire])) return new Uint8Array(bytes.length);
      return isNoisy(hz) ? disturb(transferMisread(bytes)) : chip.transfer(bytes);
    },
    power() {
      // The module pulls RST up.
      if (endOf("rst") === undefined) chip.setReset(!faults.resetHeldLow);
    },
    release: () => driven.clear(),
  };
}

/** The place in which a wire sits. */
function swapOf(wire: WireName, { swapped }: VirtualFaults): WireName {
  const pair = swapped?.split("-") as WireName[] | undefined;
  if (!pair?.includes(wire)) return wire;
  return pair[0] === wire ? (pair[1] as WireName) : (pair[0] as WireName);
}
