/** The board's check of its keys: the same table as the SDK's, and no more. */
import "../support/espruino-globals.js";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWeak } from "../../firmware/weak-key.js";
import { weaknessOf } from "../../sdk/keys/weak.js";
import { WEAK_KEYS } from "../support/weak-keys.js";

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

describe("the board refuses a key that", () => {
  test.each(WEAK_KEYS)("%s", (_name, hex) => {
    expect(isWeak(latin1(Buffer.from(hex, "hex")))).toBe(true);
  });
});

test("the board takes random keys of 16 and 32 bytes", () => {
  for (let i = 0; i < 2000; i++) {
    expect(isWeak(latin1(randomBytes(16)))).toBe(false);
    expect(isWeak(latin1(randomBytes(32)))).toBe(false);
  }
});

test("board and host agree about keys with a pattern here and there", () => {
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 3, 0x41, 0x42));
  const piece = fc.array(byte, { minLength: 1, maxLength: 12 });
  const key = fc
    .tuple(piece, piece, fc.constantFrom(16, 32))
    .map(([a, b, size]) => Uint8Array.from({ length: size }, (_, i) => [...a, ...b][i % (a.length + b.length)] ?? 0));
  fc.assert(
    fc.property(key, (bytes) => {
      expect(isWeak(latin1(bytes))).toBe(weaknessOf(bytes) !== undefined);
    }),
    { numRuns: 2000 },
  );
});
