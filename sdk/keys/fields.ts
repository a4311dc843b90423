/** Reads key files field by field. What is wrong is named, never quoted: it may be a secret. */
import { fromHex } from "../bytes.js";
import { KetukError } from "../errors.js";

/** An object whose fields nobody has checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

const LARGEST_LIST_COUNT = 100_000;

function bad(name: string, expected: string): never {
  throw new KetukError("key-file-invalid", `"${name}" is not ${expected}`);
}

/** An object. @throws KetukError `key-file-invalid` */
export function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) bad(name, "an object");
  return Object.assign(Object.create(null), value) as Fields;
}

/** A list of objects. @throws KetukError `key-file-invalid` */
export function listOf<T>(from: Fields, name: string, read: (one: Fields) => T): T[] {
  const list = from[name];
  if (!Array.isArray(list) || list.length > LARGEST_LIST_COUNT) bad(name, "a list");
  return list.map((one) => read(fieldsOf(one, name)));
}

/** A whole number within a range. @throws KetukError `key-file-invalid` */
export function integerOf(from: Fields, name: string, min: number, max: number): number {
  const value = from[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < min || value > max) {
    bad(name, min === max ? `${min}` : `a whole number from ${min} to ${max}`);
  }
  return value;
}

/** Text. @throws KetukError `key-file-invalid` */
export function textOf(from: Fields, name: string): string {
  const value = from[name];
  if (typeof value !== "string") bad(name, "text");
  return value;
}

/** A time as Date.toISOString writes it. @throws KetukError `key-file-invalid` */
export function timeOf(from: Fields, name: string): string {
  const value = textOf(from, name);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) bad(name, "a time such as 2026-01-31T12:00:00.000Z");
  return value;
}

/** Bytes as hexadecimal digits. @throws KetukError `key-file-invalid` */
export function hexOf(from: Fields, name: string, minBytes: number, maxBytes = minBytes): Uint8Array {
  const value = from[name];
  const length = minBytes === maxBytes ? `${minBytes}` : `${minBytes} to ${maxBytes}`;
  if (typeof value !== "string" || value.length % 2 || !/^[0-9A-Fa-f]*$/.test(value)) {
    bad(name, `${length} bytes as hexadecimal digits`);
  }
  if (value.length < 2 * minBytes || value.length > 2 * maxBytes) bad(name, `${length} bytes as hexadecimal digits`);
  return fromHex(value);
}
