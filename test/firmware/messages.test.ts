/** The board's generated codec against protobufjs: the same bytes out, the same values in, and nothing else gets through. */
import "../support/espruino-globals.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as board from "../../firmware/link/messages.js";
import { toByteString, toBytes } from "../../sdk/virtual/byte-string.js";
import { fromHex } from "../support/espruino-globals.js";
import { codecOf, fieldsOf, fromVector, messageVectors, toVector } from "../support/message-vectors.js";

/** The same message three times: as the board, as the host and as the vectors write it. */
type Value = { [field: string]: unknown };

type Encoder = (m: Value) => string;
type Decoder = (s: string) => Value;

const encoders: { [type: string]: Encoder } = {
  Hello: board.encodeHello,
  Opened: board.encodeOpened,
  SealedRecord: board.encodeSealedRecord,
  Answer: board.encodeAnswer,
  Status: board.encodeStatus,
  Notice: board.encodeNotice,
  Record: board.encodeRecord,
  Tap: board.encodeTap,
  Boot: board.encodeBoot,
};
const decoders: { [type: string]: Decoder } = {
  HelloRequest: board.decodeHelloRequest as unknown as Decoder,
  ToReader: board.decodeToReader as unknown as Decoder,
  ReaderConfig: board.decodeReaderConfig as unknown as Decoder,
};

const edges = [1, 127, 128, 255, 256, 16383, 16384, 2 ** 21, 2 ** 28, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
const uint32 = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 1, max: 2 ** 32 - 1 }));
const uint64 = fc.oneof(
  fc.constantFrom(...edges, 2 ** 32, 2 ** 35, 2 ** 42, 2 ** 49 - 1, 2 ** 49, Number.MAX_SAFE_INTEGER),
  fc.maxSafeNat().filter((n) => n > 0),
);
const blob = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 40 }),
  fc.uint8Array({ minLength: 120, maxLength: 300 }),
);
/** What no card has more of than 64 bytes: the board writes its length as one. */
const SHORT = [".ketuk.Tap.uid", ".ketuk.Tap.atqa", ".ketuk.Tap.ats"];
const shortBlob = fc.uint8Array({ minLength: 1, maxLength: 127 });
const word = fc.string({ minLength: 1, maxLength: 40, unit: "grapheme-ascii" });

/** Any value of a message in vector form, every field set or left out; what is set differs from its default. */
function anyValue(type: string): fc.Arbitrary<Value> {
  const arbitraries: { [field: string]: fc.Arbitrary<unknown> } = {};
  const oneofs = new Map<string, string[]>();
  for (const field of fieldsOf(type)) {
    const one = single(field);
    arbitraries[field.name] = field.repeated ? fc.array(one, { minLength: 1, maxLength: 3 }) : one;
    if (field.partOf) oneofs.set(field.partOf.name, [...(oneofs.get(field.partOf.name) ?? []), field.name]);
  }
  return fc.tuple(fc.record(arbitraries, { requiredKeys: [] }), fc.nat(100)).map(([value, pick]) => {
    for (const names of oneofs.values()) {
      const kept = names[pick % names.length];
      for (const name of names) if (name !== kept) delete value[name];
    }
    return value;
  });
}

function single(field: ReturnType<typeof fieldsOf>[number]): fc.Arbitrary<unknown> {
  const inner = field.resolvedType;
  if (inner && "fieldsArray" in inner) return anyValue(inner.name);
  if (inner) return fc.constantFrom(...Object.keys(inner.values).filter((name) => inner.values[name] !== 0));
  if (field.type === "bytes")
    return (SHORT.includes(field.fullName) ? shortBlob : blob).map((bytes) => Buffer.from(bytes).toString("hex"));
  if (field.type === "string") return word;
  if (field.type === "bool") return fc.constant(true);
  return field.type === "uint64" ? uint64.map(String) : uint32;
}

/** Vector form to what the board's encoder takes; with `defaults`, to what its decoder gives. */
function toBoard(type: string, value: Value, defaults = false): Value {
  const out: Value = {};
  for (const field of fieldsOf(type)) {
    const given = value[field.name];
    const inner = field.resolvedType;
    const one = (v: unknown): unknown => {
      if (inner && "fieldsArray" in inner) return toBoard(inner.name, v as Value, defaults);
      if (inner) return inner.values[v as string];
      if (field.type === "bytes") return fromHex(v as string);
      return field.type === "uint64" ? Number(v) : v;
    };
    if (given !== undefined) out[field.name] = Array.isArray(given) ? given.map(one) : one(given);
    else if (defaults && field.repeated) out[field.name] = [];
    else if (defaults && !(inner && "fieldsArray" in inner)) out[field.name] = zero(field.type);
  }
  return out;
}

function zero(type: string): unknown {
  if (type === "bytes" || type === "string") return "";
  return type === "bool" ? false : 0;
}

function hostBytes(type: string, value: Value): Uint8Array {
  return codecOf(type).encode(fromVector(type, value)).finish();
}

/** The same message with its fields in rising order: the board writes first what it knows first. */
function inOrder(type: string, bytes: string): string {
  const codec = codecOf(type);
  return toByteString(codec.encode(codec.decode(toBytes(bytes))).finish());
}

/** What a decoder makes of bytes, or "malformed". Any other error is the test's failure. */
function outcome(type: string, bytes: Uint8Array): Value | "malformed" {
  try {
    return decoder(type)(toByteString(bytes));
  } catch (error) {
    expect(error).toEqual(new Error("malformed message"));
    return "malformed";
  }
}

function decoder(type: string): Decoder {
  const found = decoders[type];
  if (!found) throw new Error(`the board receives no ${type}`);
  return found;
}

const sent = Object.entries(encoders);
const received = Object.keys(decoders);
const anyReceived = fc
  .constantFrom(...received)
  .chain((type) => fc.record({ type: fc.constant(type), value: anyValue(type) }));

describe("what the board sends", () => {
  test.each(sent)("%s has the bytes that protobufjs gives, whatever the values", (type, encode) => {
    fc.assert(
      fc.property(anyValue(type), (value) => {
        const bytes = encode(toBoard(type, value));
        const expected = toByteString(hostBytes(type, value));
        // As many bytes: nothing that a decoder would skip.
        expect(bytes).toHaveLength(expected.length);
        expect(inOrder(type, bytes)).toBe(expected);
      }),
    );
  });

  test.each(sent)("%s leaves out what has its default value", (type, encode) => {
    expect(encode(toBoard(type, {}, true))).toBe("");
  });

  test("every vector has the bytes that protoc gives", () => {
    for (const { name, type, value, hex } of messageVectors().messages) {
      const encode = encoders[type];
      if (!encode) continue;
      const bytes = encode(toBoard(type, value));
      expect({ name, length: bytes.length }).toEqual({ name, length: hex.length / 2 });
      expect({ name, bytes: inOrder(type, bytes) }).toEqual({ name, bytes: fromHex(hex) });
    }
  });

  test("a tap whose early fields were written before the others were known is the same", () => {
    fc.assert(
      fc.property(anyValue("Tap"), (value) => {
        const tap = toBoard("Tap", value);
        const { assurance, method, refusal, credential, readUs, slow, ...early } = tap;
        const late = { assurance, method, refusal, credential, readUs, slow };
        expect(encoders.Tap?.({ ...early, ...late, begun: board.beginTap(early) })).toBe(board.encodeTap(tap));
      }),
    );
  });
});

describe("what the host sends", () => {
  test.each(received)("%s has the same values on the board, whatever they are", (type) => {
    fc.assert(
      fc.property(anyValue(type), (value) => {
        expect(outcome(type, hostBytes(type, value))).toEqual(toBoard(type, value, true));
      }),
    );
  });

  test("every vector has the same values on the board", () => {
    const { messages, later, other } = messageVectors();
    for (const { type, value, hex } of [...messages, ...later, ...other]) {
      if (decoders[type]) expect(outcome(type, Buffer.from(hex, "hex"))).toEqual(toBoard(type, value, true));
    }
  });

  test.each(messageVectors().malformed)("is refused when malformed: $name", ({ type, hex }) => {
    expect(outcome(type, Buffer.from(hex, "hex"))).toBe("malformed");
  });
});

describe("a decoder of the board", () => {
  test("takes a message cut anywhere for malformed, or for what protobufjs takes it for", () => {
    fc.assert(
      fc.property(anyReceived, fc.nat(), ({ type, value }, place) => {
        const whole = hostBytes(type, value);
        const part = whole.subarray(0, place % (whole.length + 1));
        let expected: Value | "malformed";
        try {
          expected = toBoard(type, toVector(type, codecOf(type).decode(part)) as Value, true);
        } catch {
          expected = "malformed";
        }
        expect(outcome(type, part)).toEqual(expected);
      }),
    );
  });

  test("gives a value or says malformed for any bytes, and never accepts what protobufjs refuses", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .array(fc.constantFrom(0, 1, 2, 8, 10, 16, 18, 24, 26, 34, 42, 127, 128, 255), { maxLength: 40 })
        .map((a) => Uint8Array.from(a)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...received), bytes, (type, arbitrary) => {
        if (outcome(type, arbitrary) === "malformed" || hasWideTag(arbitrary)) return;
        try {
          codecOf(type).decode(arbitrary);
        } catch (error) {
          // Only the host looks into text: to the board a reader's name is bytes.
          expect(`${error}`).toContain("encoded data was not valid");
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("does not stumble over one changed byte", () => {
    fc.assert(
      fc.property(anyReceived, fc.nat(), fc.nat(255), ({ type, value }, place, byte) => {
        const bytes = Uint8Array.from(hostBytes(type, value));
        if (bytes.length) bytes[place % bytes.length] = byte;
        outcome(type, bytes);
      }),
      { numRuns: 500 },
    );
  });

  test("skips fields of every wire type that it does not know, wherever they stand", () => {
    const field = fc.integer({ min: 100, max: 2 ** 20 });
    const unknown = fc.oneof(
      fc.tuple(field, uint64).map(([id, n]) => [...varint(id * 8), ...varint(n)]),
      fc.tuple(field, fc.uint8Array({ minLength: 8, maxLength: 8 })).map(([id, b]) => [...varint(id * 8 + 1), ...b]),
      fc.tuple(field, blob).map(([id, b]) => [...varint(id * 8 + 2), ...varint(b.length), ...b]),
      fc.tuple(field, fc.uint8Array({ minLength: 4, maxLength: 4 })).map(([id, b]) => [...varint(id * 8 + 5), ...b]),
    );
    fc.assert(
      fc.property(anyReceived, fc.array(unknown, { minLength: 1, maxLength: 4 }), ({ type, value }, extra) => {
        const known = [...hostBytes(type, value)];
        const before = Uint8Array.from([...extra.flat(), ...known]);
        const after = Uint8Array.from([...known, ...extra.flat()]);
        expect(outcome(type, before)).toEqual(toBoard(type, value, true));
        expect(outcome(type, after)).toEqual(toBoard(type, value, true));
      }),
    );
  });

  test.each([
    ["a number sent as bytes", "0a0101"],
    ["a number sent as four bytes", "0d01000000"],
    ["a number sent as eight bytes", "090100000000000000"],
    ["a message sent as a number", "1001"],
    ["a message sent as four bytes", "1500000000"],
  ])("takes a known field of another wire type for an unknown one: %s", (_, hex) => {
    expect(outcome("ToReader", Buffer.from(hex, "hex"))).toEqual({ session: 0 });
  });

  test("refuses a length beyond the message at once, however large", () => {
    for (const length of [1, 2, 0x7f, 0x80, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 53, 2 ** 63, 2 ** 64]) {
      expect(outcome("ToReader", Uint8Array.from([0x12, ...varint(length)]))).toBe("malformed");
      expect(outcome("ReaderConfig", Uint8Array.from([0x0a, ...varint(length)]))).toBe("malformed");
      // An unknown field of that length.
      expect(outcome("HelloRequest", Uint8Array.from([0xa2, 0x06, ...varint(length)]))).toBe("malformed");
    }
  });

  test("takes varints of up to ten bytes and none of eleven", () => {
    for (let groups = 1; groups <= 9; groups++) {
      const long = [0x08, 0x81, ...new Array<number>(groups - 1).fill(0x80), 0x00];
      expect(outcome("HelloRequest", Uint8Array.from(long))).toEqual({ protocolMax: 1 });
    }
    expect(outcome("HelloRequest", Uint8Array.from([0x08, ...new Array<number>(10).fill(0x80), 0x01]))).toBe(
      "malformed",
    );
  });

  test("keeps nothing of the message before", () => {
    expect(decoder("ToReader")(fromHex("0805"))).toEqual({ session: 5 });
    expect(outcome("ToReader", Uint8Array.of(0x08))).toBe("malformed");
    expect(decoder("ToReader")("")).toEqual({ session: 0 });
  });

  test("does work that grows with the length only", () => {
    const real = globalThis as unknown as { E: { toUint8Array(s: string): Uint8Array } };
    const { toUint8Array } = real.E;
    let reads = 0;
    real.E.toUint8Array = (s) =>
      new Proxy(toUint8Array(s), {
        get(target, key) {
          reads++;
          return target[key as unknown as number];
        },
      });
    try {
      for (const size of [50, 500]) {
        reads = 0;
        // Unknown fields of one byte each.
        outcome("ToReader", Uint8Array.from(new Array<number[]>(size).fill([0xb8, 0x06, 0x01]).flat()));
        expect(reads).toBeGreaterThanOrEqual(size);
        expect(reads).toBeLessThanOrEqual(3 * size);
      }
    } finally {
      real.E.toUint8Array = toUint8Array;
    }
  });
});

test("numbers are written as the shortest varint", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (n) => {
      // What stands above a byte is cut off when bytes are made of it.
      expect([...toBytes([board.varint(n)])]).toEqual(varint(n));
    }),
  );
});

/** A varint by its definition, with integers of any size. */
function varint(n: number): number[] {
  const out: number[] = [];
  let rest = BigInt(n);
  do {
    const group = Number(rest & 127n);
    rest >>= 7n;
    out.push(rest ? group | 128 : group);
  } while (rest);
  return out;
}

/** Some tag may take more than the four bytes of a legal field number: there protobufjs is stricter. */
function hasWideTag(bytes: Uint8Array): boolean {
  return bytes.some((_, i) => bytes.subarray(i, i + 4).every((byte) => byte > 127) && i + 4 < bytes.length);
}
