/** The board's AES-CMAC and key diversification against published vectors: RFC 4493 section 4, NXP AN10922 section 2.2. */
import "../support/espruino-globals.js";
import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CmacKey, cmac, diversify, subkey, truncatedCmac, xorBlocks } from "../../firmware/card/cmac.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { aesCmac } from "../../sdk/virtual/cards/aes.js";
import { fromHex, hexOf } from "../support/espruino-globals.js";

/** RFC 4493 section 4: key, subkeys and the 64-byte message. */
const KEY = fromHex("2B7E151628AED2A6ABF7158809CF4F3C");
const MESSAGE = fromHex(
  "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51" +
    "30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710",
);

describe("RFC 4493", () => {
  test("gives the subkeys of section 4", () => {
    const k: CmacKey = [KEY];
    expect(hexOf(subkey(k, 1))).toBe("fbeed618357133667c85e08f7236a8de");
    expect(hexOf(subkey(k, 2))).toBe("f7ddac306ae266ccf90bc11ee46d513b");
  });

  test.each([
    [0, "bb1d6929e95937287fa37d129b756746"],
    [16, "070a16b46b4d4144f79bdd9dd04a287c"],
    [40, "dfa66747de9ae63030ca32611497c827"],
    [64, "51f0bebf7e3b9d92fc49741779363cfe"],
  ])("gives the MAC of the first %i bytes", (length, mac) => {
    expect(hexOf(cmac([KEY], MESSAGE.slice(0, length)))).toBe(mac);
  });

  test("keeps the odd bytes of a MAC for DESFire", () => {
    expect(hexOf(truncatedCmac([KEY], MESSAGE))).toBe(odd("51f0bebf7e3b9d92fc49741779363cfe"));
  });
});

/** Bytes 1, 3, 5 ... of hexadecimal digits. */
function odd(hex: string): string {
  return hex.replace(/..(..)/g, "$1");
}

describe("AN10922", () => {
  test("gives the AES-128 key of section 2.2", () => {
    const k: CmacKey = [fromHex("00112233445566778899AABBCCDDEEFF")];
    expect(hexOf(subkey(k, 1))).toBe("fbc9f75c9413c041dfee452d3f0706d1");
    expect(hexOf(subkey(k, 2))).toBe("f793eeb928278083bfdc8a5a7e0e0d25");
    expect(hexOf(diversify(k, fromHex("04782E21801D803042F54E585020416275")))).toBe("a8dd63a3b89d54b37ca802473fda9175");
  });

  test("pads to two blocks, also where a plain CMAC takes one", () => {
    // AN10922 section 2.2, computed here with node:crypto step by step.
    const key = Buffer.from("00112233445566778899AABBCCDDEEFF", "hex");
    const k2 = Buffer.from("f793eeb928278083bfdc8a5a7e0e0d25", "hex");
    const data = Buffer.alloc(32);
    data.set(Buffer.from("01040506070809ab80", "hex"));
    for (let i = 0; i < 16; i++) data[16 + i] = (data[16 + i] ?? 0) ^ (k2[i] ?? 0);
    const cipher = createCipheriv("aes-128-cbc", key, Buffer.alloc(16)).setAutoPadding(false);
    const expected = cipher.update(data).subarray(16).toString("hex");
    expect(hexOf(diversify([toByteString(key)], fromHex("040506070809ab")))).toBe(expected);
  });

  test("equals a plain CMAC for inputs of 16 to 31 bytes", () => {
    fc.assert(
      fc.property(bytes(16, 16), bytes(16, 31), (key, input) => {
        const plain = aesCmac(key, Buffer.concat([Buffer.of(1), input]));
        expect(diversify([toByteString(key)], toByteString(input))).toBe(toByteString(plain));
      }),
    );
  });
});

function bytes(minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength, maxLength });
}

test("agrees with the virtual card's own CMAC for any key and message", () => {
  fc.assert(
    fc.property(bytes(16, 16), bytes(0, 200), (key, message) => {
      expect(cmac([toByteString(key)], toByteString(message))).toBe(toByteString(aesCmac(key, message)));
    }),
  );
});

test("adds two blocks bit by bit", () => {
  fc.assert(
    fc.property(bytes(16, 16), bytes(16, 16), (a, b) => {
      expect(xorBlocks(toByteString(a), toByteString(b))).toBe(toByteString(a.map((byte, i) => byte ^ (b[i] ?? 0))));
    }),
  );
});
