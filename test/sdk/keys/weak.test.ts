/** Weak secrets are found, random ones are not. */
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFleetKeys } from "../../../sdk/keys/fleet.js";
import { weaknessOf } from "../../../sdk/keys/weak.js";
import { SHORT_KEYS, WEAK_KEYS } from "../../support/weak-keys.js";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("a secret is refused when it", () => {
  test.each([...SHORT_KEYS, ...WEAK_KEYS])("%s", (_name, text) => {
    expect(weaknessOf(hex(text))).toBeTypeOf("string");
    expect(() => createFleetKeys(hex(text))).toThrow(expect.objectContaining({ code: "weak-key" }));
  });

  test("and never says the secret", () => {
    fc.assert(
      fc.property(fc.nat(255), (byte) => {
        expect(weaknessOf(new Uint8Array(32).fill(byte))).not.toMatch(/[0-9a-f]{4}/i);
      }),
    );
  });
});

test("random secrets of 16 and 32 bytes are taken", () => {
  for (let i = 0; i < 2000; i++) {
    expect(weaknessOf(new Uint8Array(randomBytes(16)))).toBeUndefined();
    expect(weaknessOf(new Uint8Array(randomBytes(32)))).toBeUndefined();
  }
});
