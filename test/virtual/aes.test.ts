/** AES, CBC and CMAC of the simulated cards. Vectors: FIPS 197 C.1, SP 800-38A F.2.1, RFC 4493 4 (card-vectors.md 1.1 to 1.3). */

import { describe, expect, it } from "vitest";
import {
  aesCbcDecrypt,
  aesCbcEncrypt,
  aesCmac,
  aesCmacTruncated,
  aesEcbEncrypt,
  padWith80,
  unpad80,
} from "../../sdk/virtual/cards/aes.js";
import { bytes, toHex } from "../support/pcd.js";

const KEY = bytes("2B7E151628AED2A6ABF7158809CF4F3C");
const M64 = bytes(
  "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710",
);
const IV = bytes("000102030405060708090A0B0C0D0E0F");
const C64 =
  "7649ABAC8119B246CEE98E9B12E9197D5086CB9B507219EE95DB113A917678B273BED6B8E3C1743B7116E69E222295163FF1CAA1681FAC09120ECA307586E1A7";

describe("AES-128", () => {
  it("enciphers the block of FIPS 197", () => {
    expect(toHex(aesEcbEncrypt(IV, bytes("00112233445566778899AABBCCDDEEFF")))).toBe(
      "69C4E0D86A7B0430D8CDB78070B4C55A",
    );
  });

  it("enciphers and deciphers the CBC example of SP 800-38A", () => {
    expect(toHex(aesCbcEncrypt(KEY, M64, IV))).toBe(C64);
    expect(aesCbcDecrypt(KEY, bytes(C64), IV)).toEqual(M64);
  });
});

describe("AES-CMAC", () => {
  it.each([
    [0, "BB1D6929E95937287FA37D129B756746"],
    [16, "070A16B46B4D4144F79BDD9DD04A287C"],
    [40, "DFA66747DE9AE63030CA32611497C827"],
    [64, "51F0BEBF7E3B9D92FC49741779363CFE"],
  ])("of the first %i bytes of RFC 4493", (length, mac) => {
    expect(toHex(aesCmac(KEY, M64.subarray(0, length)))).toBe(mac);
  });

  it("leaves the message as it is", () => {
    const message = M64.slice();
    aesCmac(KEY, message);
    expect(message).toEqual(M64);
  });

  it("is truncated to its odd bytes", () => {
    expect(toHex(aesCmacTruncated(KEY, M64))).toBe("F0BF3B92491736FE");
  });
});

describe("padding 80 00..", () => {
  it.each([
    ["", "80000000000000000000000000000000"],
    ["AA80", "AA808000000000000000000000000000"],
    ["00112233445566778899AABBCCDDEEFF", "00112233445566778899AABBCCDDEEFF80000000000000000000000000000000"],
  ])("goes on %s and comes off again", (plain, padded) => {
    expect(toHex(padWith80(bytes(plain)))).toBe(padded);
    expect(toHex(unpad80(bytes(padded)))).toBe(plain);
  });

  it.each([
    ["all zero", "00000000000000000000000000000000"],
    ["another last byte", "AA000000000000000000000000000001"],
    ["longer than a block", "8000000000000000000000000000000000000000000000000000000000000000"],
  ])("is refused when it is %s", (_why, padded) => {
    expect(unpad80(bytes(padded))).toBeUndefined();
  });
});
