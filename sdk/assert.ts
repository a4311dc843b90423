/** Checks at the public boundary: each names the argument, what was expected and what came. Values are never printed. */
import { KetukError } from "./errors.js";

function bad(name: string, expected: string, got: string): never {
  throw new KetukError("bad-argument", `"${name}" expected ${expected}, got ${got}`);
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : typeof value;
}

/**
 * Bytes of a known length.
 *
 * @throws KetukError `bad-argument`
 */
export function assertBytes(value: unknown, name: string, min = 0, max = min || Infinity): asserts value is Uint8Array {
  const expected = min === max ? `${min} bytes` : `${min} to ${max} bytes`;
  if (!(value instanceof Uint8Array)) bad(name, `a Uint8Array of ${expected}`, describe(value));
  if (value.length < min || value.length > max) bad(name, expected, `${value.length}`);
}

/**
 * A whole number within a range, both ends included.
 *
 * @throws KetukError `bad-argument`
 */
export function assertInteger(value: unknown, name: string, min: number, max: number): asserts value is number {
  const expected = `an integer from ${min} to ${max}`;
  if (typeof value !== "number") bad(name, expected, describe(value));
  if (!Number.isSafeInteger(value) || value < min || value > max) bad(name, expected, `${value}`);
}

/**
 * Text that is not empty.
 *
 * @throws KetukError `bad-argument`
 */
export function assertText(value: unknown, name: string): asserts value is string {
  if (typeof value !== "string") bad(name, "text", describe(value));
  if (value === "") bad(name, "text that is not empty", "an empty string");
}

/** Reader ids: 1 to 32 letters, digits, dot, underscore, hyphen. */
export const READER_ID_PATTERN = /^[A-Za-z0-9._-]{1,32}$/;

/**
 * A reader id.
 *
 * @throws KetukError `bad-argument`
 */
export function assertReaderId(value: unknown, name: string): asserts value is string {
  if (typeof value !== "string") bad(name, "a reader id", describe(value));
  if (!READER_ID_PATTERN.test(value)) bad(name, "1 to 32 of A-Z a-z 0-9 . _ -", JSON.stringify(value.slice(0, 40)));
}

/**
 * One of a few words.
 *
 * @throws KetukError `bad-argument`
 */
export function assertOneOf<T extends string>(value: unknown, name: string, allowed: readonly T[]): asserts value is T {
  if (typeof value !== "string" || !allowed.includes(value as T)) {
    bad(
      name,
      `one of ${allowed.join(", ")}`,
      typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : describe(value),
    );
  }
}
