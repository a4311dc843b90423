/** Weak secrets are found, random ones are not. */
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFleetKeys } from "../../../sdk/keys/fleet.js";
import { weaknessOf } from "../../../sdk/keys/weak.js";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("a secret is refused when it", () => {
  test.each([
    ["is empty", ""],
    ["is 15 bytes", "9f3c51d7a08e46b2c47d1ee9035a68"],
    ["is all zero", "00".repeat(32)],
    ["is all FF", "ff".repeat(16)],
    ["counts up", "000102030405060708090a0b0c0d0e0f"],
    ["counts down", "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100"],
    ["counts in steps", "00112233445566778899aabbccddeeff"],
    ["counts beyond 255", "f8f9fafbfcfdfeff0001020304050607"],
    ["repeats four bytes", "deadbeef".repeat(8)],
    ["repeats five bytes and breaks off", "01234567890123456789012345678901"],
    ["is a key twice", "9f3c51d7a08e46b2c47d1ee9035a6811".repeat(2)],
    ["is ASCII text", Buffer.from("correct horse battery staple 42!").toString("hex")],
    ["is hexadecimal text", Buffer.from("9f3c51d7a08e46b2c47d1ee9035a6811").toString("hex")],
    ["is short and filled up with zeros", `9f3c51d7a08e46b2c47d1ee9${"00".repeat(20)}`],
    ["has few different bytes", "a1b2a1a1b2b2a1c3b2a1c3c3a1b2c3b2"],
    ["is the OSDP default SCBK-D", "303132333435363738393a3b3c3d3e3f"],
    ["is the FIPS 197 key", "2b7e151628aed2a6abf7158809cf4f3c"],
    ["begins with a published key", `2b7e151628aed2a6abf7158809cf4f3c${"9f3c51d7a08e46b2c47d1ee9035a6811"}`],
    ["is an RFC 8032 test key", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"],
    ["is the SHA-256 of nothing", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["is the Ultralight C default key", "49454d4b41455242214e4143554f5946"],
    ["is AN10922's master key", "00112233445566778899aabbccddeeff"],
  ])("%s", (_name, text) => {
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
