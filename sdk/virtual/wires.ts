/** What hangs on the pins of a virtual board, and the levels on them. Wired as a board map says, whatever the firmware thinks. */
import { BOARDS, type BoardMap, INPUTS, type PinFunction } from "../board/map.js";

/** The levels of the pins. */
export interface Wires {
  /** How the board is wired. */
  readonly map: BoardMap;
  /** Number of the pin of a function; undefined where it is not wired. */
  pin(name: PinFunction): number | undefined;
  /** What hangs on a pin; undefined for nothing. */
  functionOf(pin: number): PinFunction | undefined;
  /** The program drives a pin. @throws Error where that would be a short circuit, or where nothing hangs */
  drive(pin: number, level: number): void;
  /** Level of a pin as a voltmeter sees it: 0 or 1. */
  level(pin: number): number;
  /** What hangs there is lit, sounding or closed. */
  isOn(name: PinFunction): boolean;
  /** After a reset no pin is driven. */
  release(): void;
}

/**
 * @param contacts what the contacts at the inputs do at the moment: true while they connect their pin to ground
 */
export function createWires(
  contacts: Readonly<Partial<Record<PinFunction, () => boolean>>>,
  map: BoardMap = BOARDS.devkit,
): Wires {
  const driven = new Map<number, number>();
  const functions = new Map<number, PinFunction>();
  for (const [name, pin] of Object.entries(map.pins)) functions.set(pin, name as PinFunction);

  const wires: Wires = {
    map,
    pin: (name) => map.pins[name],
    functionOf: (pin) => functions.get(pin),
    drive(pin, level) {
      const name = functions.get(pin);
      if (!name) throw new Error(`the firmware drives D${pin}, where nothing is wired`);
      if (INPUTS.includes(name)) throw new Error(`the firmware drives D${pin}, where "${name}" drives as well`);
      driven.set(pin, level);
    },
    level(pin) {
      const name = functions.get(pin);
      if (name && contacts[name]?.()) return 0;
      // Pulled up, from within or by what hangs there.
      return driven.get(pin) ?? 1;
    },
    isOn(name) {
      const level = driven.get(map.pins[name] ?? -1);
      return level !== undefined && level === (map.activeLow?.includes(name) ? 0 : 1);
    },
    release: () => driven.clear(),
  };
  return wires;
}
