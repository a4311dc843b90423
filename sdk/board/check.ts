/** Says what is wrong with a wiring, in words for the person who wires. */
import { CHIPS, type Chip } from "./chips.js";
import { BOARDS, type BoardMap, INPUTS, INVERTIBLE, NEEDED, PIN_FUNCTIONS, type PinFunction } from "./map.js";

/** What was found. */
export interface BoardFindings {
  /** The wiring must not be used. */
  readonly errors: readonly string[];
  /** It works, but somebody should look. */
  readonly warnings: readonly string[];
}

/** Looks through a wiring whose values have the right types. */
export function checkBoard(map: BoardMap): BoardFindings {
  const missing = NEEDED.filter((name) => map.pins[name] === undefined);
  const { errors, warnings } = checkPins(map);
  return {
    errors: [
      ...missing.map((name) => `"${name}" is not wired: no reader works without`),
      ...errors,
      ...activeLowErrors(map),
      ...limitErrors(map),
    ],
    warnings,
  };
}

function checkPins(map: BoardMap): BoardFindings {
  const chip = CHIPS[map.chip];
  const errors: string[] = [];
  const warnings: string[] = [];
  const users = new Map<number, PinFunction>();
  for (const name of PIN_FUNCTIONS) {
    const pin = map.pins[name];
    if (pin === undefined) continue;
    const other = users.get(pin);
    if (other) errors.push(`${other} and ${name} are both on pin ${pin}: a pin has one use`);
    users.set(pin, name);
    const error = errorOf(chip, name, pin);
    if (error) errors.push(error);
    else warnings.push(...warningsOf(chip, name, pin, map));
  }
  return { errors, warnings };
}

function activeLowErrors(map: BoardMap): string[] {
  const errors: string[] = [];
  for (const name of map.activeLow ?? []) {
    if (!INVERTIBLE.includes(name)) errors.push(`"${name}" cannot be active low: ${whyNotInverted(name)}`);
    else if (map.pins[name] === undefined) errors.push(`"${name}" is active low but not wired`);
  }
  return errors;
}

function limitErrors({ pins, relayLimitMs, doorLimitMs }: BoardMap): string[] {
  const errors: string[] = [];
  if (relayLimitMs !== undefined && pins.relay === undefined)
    errors.push('"relayLimitMs" is given but no "relay" is wired');
  if (doorLimitMs !== undefined && pins.door === undefined)
    errors.push('"doorLimitMs" is given but no "door" is wired');
  return errors;
}

function errorOf(chip: Chip, name: PinFunction, pin: number): string | undefined {
  const where = `${name} on pin ${pin} of the ${chip.title}`;
  if (!chip.usable.includes(pin)) return `${where}: ${chip.taken[pin] ?? "there is no such pin"}`;
  if (!chip.inputOnly.includes(pin)) return deadly(chip, name, pin, where);
  if (!INPUTS.includes(name)) return `${where}: this pin can only be read`;
  return name === "miso" ? undefined : `${where}: this pin has no pull-up, which ${name} needs`;
}

function deadly(chip: Chip, name: PinFunction, pin: number, where: string): string | undefined {
  const strap = chip.straps[pin];
  return strap?.deadly && name !== "button" ? `${where}: ${strap.why}` : undefined;
}

function warningsOf(chip: Chip, name: PinFunction, pin: number, map: BoardMap): string[] {
  const known = Object.values(BOARDS).find((board) => board.chip === map.chip);
  const warnings: string[] = [];
  const strap = chip.straps[pin];
  // The same use as on the board of that name has been thought through.
  const isThoughtThrough = known?.pins[name] === pin && !map.activeLow?.includes(name);
  if (strap && !isThoughtThrough) warnings.push(`${name} on pin ${pin}, which is read at reset: ${strap.why}`);
  const sometimes = chip.sometimes[pin];
  if (sometimes) warnings.push(`${name} on pin ${pin}: ${sometimes}`);
  if (name === "button" && pin !== chip.button)
    warnings.push(
      `button on pin ${pin}: BOOT of the ${chip.title} is pin ${chip.button}; without it the way back is esptool only`,
    );
  return warnings;
}

function whyNotInverted(name: PinFunction): string {
  if (name === "door") return "its contact goes to ground and is closed while the door is";
  return name === "button" ? "it goes to ground" : "the MFRC522 gives it its level";
}
