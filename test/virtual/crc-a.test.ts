/** CRC_A against published values. Vectors: card-vectors.md 1.6 (ISO/IEC 14443-3 annex B and recorded frames). */

import { describe, expect, it } from "vitest";
import { crcA, endsWithCrcA, withCrcA } from "../../sdk/virtual/crc-a.js";
import { bytes, toHex } from "../support/pcd.js";

const VECTORS = [
  ["0000", "A01E"],
  ["1234", "26CF"],
  ["5000", "57CD"],
  ["3000", "02A8"],
  ["E080", "3173"],
  ["E050", "BCA5"],
  ["C2", "E0B4"],
  ["60", "F832"],
  ["93701122334444", "519C"],
  ["08", "B6DD"],
  ["20", "FC70"],
  ["04", "DA17"],
];

describe("CRC_A", () => {
  it.each(VECTORS)("of %s is %s in sending order", (data, crc) => {
    expect(toHex(withCrcA(bytes(data)))).toBe(data + crc);
  });

  it("accepts a frame with its CRC and refuses it with any bit flipped", () => {
    const frame = withCrcA(bytes("93701122334444"));
    expect(endsWithCrcA(frame)).toBe(true);
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const damaged = Uint8Array.from(frame);
      damaged[bit >> 3] ^= 1 << (bit & 7);
      expect(endsWithCrcA(damaged)).toBe(false);
    }
  });

  it("refuses a frame without data before the CRC", () => {
    expect(endsWithCrcA(bytes("6363"))).toBe(false);
  });

  it("covers only the length asked for", () => {
    expect(crcA(bytes("5000FFFF"), 2)).toBe(0xcd57);
  });
});
