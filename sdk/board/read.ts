/** Reads a board file: JSON with a name, a chip and its pins. Every mistake is named, not only the first. */
import { KetukError } from "../errors.js";
import { checkBoard } from "./check.js";
import { CHIPS, type ChipName } from "./chips.js";
import { type BoardMap, INVERTIBLE, PIN_FUNCTIONS, type PinFunction } from "./map.js";

/** Limits of the numbers of a board file, both ends included. */
export const BOARD_NUMBERS = {
  relayLimitMs: { min: 1, max: 60_000 },
  doorLimitMs: { min: 1000, max: 3_600_000 },
  spiHz: { min: 100_000, max: 10_000_000 },
} as const;
/** Names of boards. */
export const BOARD_NAME_PATTERN = /^[A-Za-z0-9._-]{1,32}$/;

const FIELDS = ["$schema", "name", "chip", "pins", "activeLow", ...Object.keys(BOARD_NUMBERS)];

/** A wiring, and what somebody should look at. */
export interface CheckedBoard {
  readonly map: BoardMap;
  readonly warnings: readonly string[];
}

/**
 * Reads the text of a board file.
 *
 * @param text JSON; docs/wiring/board.schema.json describes it to editors
 * @param source what to call the file in messages
 * @throws KetukError `bad-argument` that lists everything that is wrong
 */
export function readBoard(text: string, source: string): CheckedBoard {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refused(source, [`no JSON: ${(error as Error).message}`], error);
  }
  const problems: string[] = [];
  const map = toMap(value, problems);
  if (!map || problems.length) throw refused(source, problems);
  const { errors, warnings } = checkBoard(map);
  if (errors.length) throw refused(source, errors);
  return { map, warnings };
}

function refused(source: string, problems: readonly string[], cause?: unknown): KetukError {
  const list = problems.map((problem) => `\n  - ${problem}`).join("");
  return new KetukError("bad-argument", `${source} is no wiring for a reader:${list}`, {
    hint: "docs/hardware.md says what a board file has; docs/wiring has the pictures",
    ...(cause === undefined ? {} : { cause }),
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Everything with the right type, or problems. */
function toMap(value: unknown, problems: string[]): BoardMap | undefined {
  if (!isObject(value)) {
    problems.push("an object is expected");
    return undefined;
  }
  for (const field of Object.keys(value))
    if (!FIELDS.includes(field)) problems.push(unknownText("field", field, FIELDS));
  const { name, chip } = value;
  if (typeof name !== "string" || !BOARD_NAME_PATTERN.test(name))
    problems.push('"name" is 1 to 32 of A-Z a-z 0-9 . _ -');
  if (typeof chip !== "string" || !Object.hasOwn(CHIPS, chip))
    problems.push(`"chip" is one of ${Object.keys(CHIPS).join(", ")}`);
  const pins = toPins(value.pins, problems);
  const activeLow = toActiveLow(value.activeLow, problems);
  const numbers = toNumbers(value, problems);
  return { name: name as string, chip: chip as ChipName, pins, ...(activeLow && { activeLow }), ...numbers };
}

function toPins(value: unknown, problems: string[]): Partial<Record<PinFunction, number>> {
  if (!isObject(value)) {
    problems.push('"pins" is an object: a pin number for each function');
    return {};
  }
  const pins: Partial<Record<PinFunction, number>> = {};
  for (const [name, pin] of Object.entries(value)) {
    if (!PIN_FUNCTIONS.includes(name as PinFunction)) problems.push(unknownText("function", name, PIN_FUNCTIONS));
    else if (typeof pin !== "number" || !Number.isInteger(pin) || pin < 0 || pin > 48)
      problems.push(`"${name}" is on a pin from 0 to 48, got ${JSON.stringify(pin)}`);
    else pins[name as PinFunction] = pin;
  }
  return pins;
}

function toActiveLow(value: unknown, problems: string[]): PinFunction[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) {
    problems.push(`"activeLow" is a list of ${INVERTIBLE.join(", ")}`);
    return undefined;
  }
  for (const name of value as unknown[])
    if (!PIN_FUNCTIONS.includes(name as PinFunction)) problems.push(unknownText("function", `${name}`, INVERTIBLE));
  return value as PinFunction[];
}

function toNumbers(
  value: Record<string, unknown>,
  problems: string[],
): Partial<Record<keyof typeof BOARD_NUMBERS, number>> {
  const numbers: Partial<Record<keyof typeof BOARD_NUMBERS, number>> = {};
  for (const name of Object.keys(BOARD_NUMBERS) as (keyof typeof BOARD_NUMBERS)[]) {
    const number = value[name];
    if (number === undefined) continue;
    const { min, max } = BOARD_NUMBERS[name];
    if (typeof number === "number" && Number.isInteger(number) && number >= min && number <= max)
      numbers[name] = number;
    else problems.push(`"${name}" is a whole number from ${min} to ${max}, got ${JSON.stringify(number)}`);
  }
  return numbers;
}

function unknownText(what: string, name: string, known: readonly string[]): string {
  return `there is no ${what} "${name.slice(0, 40)}": ${known.filter((field) => !field.startsWith("$")).join(", ")}`;
}
