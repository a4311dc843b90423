/** AES-CMAC, CRC-32 and padding. RFC 4493 section 4 (card-vectors.md 1.3); card-vectors.md 1.7; ISO/IEC 9797-1. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { padWith80, rotateLeft, unpad80 } from "../../../sdk/card/aes.js";
import { aesCmac, oddBytes, sameMac } from "../../../sdk/card/cmac.js";
import { desfireCrc32 } from "../../../sdk/card/ev1.js";
import { bytes, toHex } from "../../support/pcd.js";

const KEY = bytes("2B7E151628AED2A6ABF7158809CF4F3C");
const M64 = bytes(
  "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710",
);

describe("AES-CMAC", () => {
  it.each([
    [0, "BB1D6929E95937287FA37D129B756746"],
    [16, "070A16B46B4D4144F79BDD9DD04A287C"],
    [40, "DFA66747DE9AE63030CA32611497C827"],
    [64, "51F0BEBF7E3B9D92FC49741779363CFE"],
  ])("gives the MAC of RFC 4493 over %i bytes", (length, mac) => {
    expect(toHex(aesCmac(KEY, M64.subarray(0, length)))).toBe(mac);
  });

  it("takes the odd bytes", () => {
    expect(toHex(oddBytes(bytes("000102030405060708090A0B0C0D0E0F")))).toBe("01030507090B0D0F");
  });

  it("compares", () => {
    expect(sameMac(bytes("0102"), bytes("0102"))).toBe(true);
    expect(sameMac(bytes("0102"), bytes("0103"))).toBe(false);
    expect(sameMac(bytes("0102"), bytes("01"))).toBe(false);
  });
});

describe("the CRC-32 of DESFire", () => {
  it.each([
    ["C40000102030405060708090A0B0B0A0908010", "D2C6E66B"],
    ["00102030405060708090A0B0B0A09080", "BFE37919"],
    ["C4001018202830384048505860687078808810", "74856362"],
    ["01234567890123456789012345678901", "A0A60868"],
  ])("of %s is %s", (data, crc) => {
    expect(toHex(desfireCrc32(bytes(data)))).toBe(crc);
  });
});

describe("the padding 80 00", () => {
  it("comes off as it went on", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (data) => {
        expect(padWith80(data).length % 16).toBe(0);
        expect(padWith80(data).length).toBeGreaterThan(data.length);
        expect(unpad80(padWith80(data))).toEqual(data);
      }),
    );
  });

  it.each(["", "00000000000000000000000000000000", "80000000000000000000000000000001", `80${"00".repeat(16)}`])(
    "is not found in %s",
    (data) => expect(unpad80(bytes(data))).toBeUndefined(),
  );
});

it("rotates left by one byte", () => {
  expect(toHex(rotateLeft(bytes("010203")))).toBe("020301");
  expect(rotateLeft(new Uint8Array(0))).toEqual(new Uint8Array(0));
});
