/** CRC-32: the check value of the catalogue, and agreement with zlib. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32 } from "../../protocol/index.js";

describe("crc32", () => {
  test("gives the check value of the standard", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });

  test("gives 0 for nothing and known values for short inputs", () => {
    expect(crc32(new Uint8Array())).toBe(0);
    expect(crc32(Uint8Array.of(0))).toBe(0xd202ef8d);
    expect(crc32(Uint8Array.of(0xff, 0xff, 0xff, 0xff))).toBe(0xffffffff);
  });

  test("agrees with a plain bit by bit calculation over any part of any array", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), fc.nat(200), (bytes, a, b) => {
        const start = Math.min(a, b, bytes.length);
        const end = Math.min(Math.max(a, b), bytes.length);
        expect(crc32(bytes, start, end)).toBe(bitByBit(bytes.subarray(start, end)));
      }),
    );
  });
});

function bitByBit(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
