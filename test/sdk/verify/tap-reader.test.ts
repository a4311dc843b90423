/** The quick way to read records of taps gives what the generated codec gives, or leaves the record to that. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { messages } from "../../../protocol/index.js";
import { toSafeNumber } from "../../../sdk/verify/numbers.js";
import { decodeRecord } from "../../../sdk/verify/record.js";
import { toSealed } from "../../../sdk/verify/seal.js";
import { RecordFields, readRecordMessage, readTapRecord, TapFields } from "../../../sdk/verify/tap-reader.js";

const uint32 = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 0xffffffff }));
/** Negative ones, which no enum of ours has, take ten bytes. */
const ENUMS = ["wallSource", "family", "assurance", "method", "refusal", "gate"];
const ms = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 49 - 1 }));
const bytes = (maxLength: number) => fc.uint8Array({ maxLength, size: "max" });

/** A value for every field of the class, by the type of its default. */
function valuesOf(defaults: object) {
  const values = Object.entries(defaults).map(([name, value]) => {
    if (typeof value === "boolean") return [name, fc.boolean()] as const;
    if (typeof value === "string") return [name, fc.stringMatching(/^[A-Za-z0-9._-]{0,32}$/)] as const;
    if (ENUMS.includes(name)) return [name, fc.nat(0x7fffffff)] as const;
    if (typeof value === "number") return [name, /^(uptime|wall)Ms$/.test(name) ? ms : uint32] as const;
    return [name, bytes(80)] as const;
  });
  return fc.record(Object.fromEntries(values), { requiredKeys: [] });
}

const { tap: _, ...header } = new RecordFields();
const tapRecord = fc
  .tuple(valuesOf(header), valuesOf(new TapFields()))
  .map(([fields, tap]) => messages.Record.encode({ ...fields, tap } as messages.Record.$Properties).finish());
const sealed = fc.record(
  { record: fc.oneof(bytes(300), tapRecord), mac: bytes(40), signature: bytes(70) },
  { requiredKeys: [] },
);
const message = fc
  .record({ session: uint32, record: sealed })
  .map((fields) => messages.ToHost.encode(fields as messages.ToHost.$Properties).finish());

/** The generated codec's value of a field, as the quick way has it. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  return typeof value === "object" ? toSafeNumber(value as never) : value;
}

function expectSame(found: object, decoded: object): void {
  for (const [name, value] of Object.entries(found)) {
    if (!(value instanceof TapFields)) expect([name, value]).toEqual([name, plain(decoded[name as never])]);
  }
}

function expectSameRecord(record: Uint8Array): boolean {
  const found = readTapRecord(record);
  if (!found) return false;
  const decoded = messages.Record.decode(record);
  expect(decoded.what).toBe("tap");
  expectSame(found, decoded);
  expectSame(found.tap, messages.Tap.create(decoded.tap ?? {}));
  return true;
}

function expectSameMessage(payload: Uint8Array): boolean {
  const found = readRecordMessage(payload);
  if (!found) return false;
  const { session, record, opened } = messages.ToHost.decode(payload);
  expect(opened ?? undefined).toBeUndefined();
  expect(found).toEqual({ session, sealed: toSealed(messages.SealedRecord.create(record ?? {})) });
  return true;
}

/** Bytes struck, taken out and put in. */
function damage(good: Uint8Array, changes: readonly (readonly [number, number, number])[]): Uint8Array {
  const parts = [...good];
  for (const [where, remove, byte] of changes) parts.splice(where % (parts.length + 1), remove, byte);
  return Uint8Array.from(parts);
}
const changes = fc.array(fc.tuple(fc.nat(500), fc.nat(1), fc.nat(255)), { minLength: 1, maxLength: 3 });

test("every record of a tap that the generated codec writes is read the quick way, and the same", () => {
  fc.assert(fc.property(tapRecord, (record) => void expect(expectSameRecord(record)).toBe(true)));
});

test("what is left of a damaged record is read the same, if it is read the quick way at all", () => {
  let read = 0;
  fc.assert(
    fc.property(tapRecord, changes, (record, where) => {
      if (expectSameRecord(damage(record, where))) read++;
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(100);
});

test("every message that carries a record is read the quick way, and the same; a damaged one the same or not", () => {
  let read = 0;
  fc.assert(
    fc.property(message, changes, (payload, where) => {
      expect(expectSameMessage(payload)).toBe(true);
      if (expectSameMessage(damage(payload, where))) read++;
    }),
    { numRuns: 500 },
  );
  expect(read).toBeGreaterThan(50);
});

test("every other kind of record, and what a newer reader might add, is left to the generated codec", () => {
  const tap = { uid: Uint8Array.of(1, 2, 3, 4) };
  const good = messages.Record.encode({ readerId: "gate-7", counter: 1, tap }).finish();
  const add = (...more: number[]) => readTapRecord(Uint8Array.from([...good, ...more]));
  expect(add()).toBeDefined();
  expect(readTapRecord(messages.Record.encode({ counter: 1, gap: {} }).finish())).toBeUndefined();
  expect(readTapRecord(new Uint8Array())).toBeUndefined();
  // Field 14, a second tap, a 32-bit and a 64-bit field, a group, a number of eight groups.
  for (const more of [
    [0x72, 0],
    [0x52, 0],
    [0x5d, 1, 2, 3, 4],
    [0x59, 1, 2, 3, 4, 5, 6, 7, 8],
    [0x5b, 0x5c],
  ])
    expect(add(...more)).toBeUndefined();
  expect(add(0x28, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 1)).toBeUndefined();
});

test("an id that no reader has is left to the generated codec, also when it was seen before", () => {
  const withId = (readerId: string) => {
    const tap = { uid: Uint8Array.of(1, 2, 3, 4) };
    return messages.Record.encode({ readerId, counter: 1, tap }).finish();
  };
  expect(readTapRecord(withId("gate-7"))?.readerId).toBe("gate-7");
  for (const id of ["gate 7", "gerät-7", "x".repeat(33), "gate 7"]) {
    expect(readTapRecord(withId(id))).toBeUndefined();
    expect(decodeRecord(withId(id))).toBeUndefined();
  }
  expect(decodeRecord(withId(""))?.data.reader).toBe("");
});

test("arrays are the reader's own", () => {
  const record = messages.Record.encode({ counter: 1, previous: new Uint8Array(32), tap: { uid: Uint8Array.of(7) } });
  const encoded = record.finish();
  const found = readTapRecord(encoded);
  encoded.fill(0xff);
  expect(found?.tap.uid).toEqual(Uint8Array.of(7));
  expect(found?.previous).toEqual(new Uint8Array(32));
});
