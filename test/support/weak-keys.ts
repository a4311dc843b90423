/** Keys that must be refused everywhere, by name and as hexadecimal digits: SDK, command line and firmware alike. */
import { PUBLISHED_SECRETS } from "../../sdk/keys/weak.js";

const text = (ascii: string) => Buffer.from(ascii, "latin1").toString("hex");

/** Shorter than any secret: each says what it is. */
export const SHORT_KEYS: readonly (readonly [string, string])[] = [
  ["is empty", ""],
  ["is 15 bytes", "9f3c51d7a08e46b2c47d1ee9035a68"],
  ["is the NXP transport key of Classic", "ffffffffffff"],
  ["is the MAD key A", "a0a1a2a3a4a5"],
  ["is the NFC Forum key of NDEF sectors", "d3f7d3f7d3f7"],
  ["is the default DES key", "0000000000000000"],
];

/** 16 bytes and more. */
export const WEAK_KEYS: readonly (readonly [string, string])[] = [
  ["is all zero: the transport key of DESFire and NTAG 424", "00".repeat(16)],
  ["is all zero, 32 bytes", "00".repeat(32)],
  ["is all FF", "ff".repeat(16)],
  ["counts up", "000102030405060708090a0b0c0d0e0f"],
  ["counts down", "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100"],
  ["counts in steps: the master key of AN10922", "00112233445566778899aabbccddeeff"],
  ["counts from A0", "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"],
  ["counts beyond 255", "f8f9fafbfcfdfeff0001020304050607"],
  ["counts in the middle", "9f3c51d7a08e46b21011121314151617c47d1ee9035a68f39f2c51d7a08e46b3"],
  ["is the MAD key A over and over", "a0a1a2a3a4a5a0a1a2a3a4a5a0a1a2a3"],
  ["is the NDEF key over and over", "d3f7d3f7d3f7d3f7d3f7d3f7d3f7d3f7"],
  ["repeats four bytes", "deadbeef".repeat(8)],
  ["repeats five bytes and breaks off", "01234567890123456789012345678901"],
  ["repeats eight bytes", "9f3c51d7a08e46b2".repeat(2)],
  ["repeats eleven bytes and breaks off", "9f3c51d7a08e46b2c47d1e".repeat(3).slice(0, 64)],
  ["is a key twice", "9f3c51d7a08e46b2c47d1ee9035a6811".repeat(2)],
  ["is ASCII text", text("correct horse battery staple 42!")],
  ["is hexadecimal text", text("9f3c51d7a08e46b2c47d1ee9035a6811")],
  ["is a password filled up", text("Passw0rd2024!xyz")],
  ["is short and filled up with zeros", `9f3c51d7a08e46b2c47d1ee9${"00".repeat(20)}`],
  ["has few different bytes", "a1b2a1a1b2b2a1c3b2a1c3c3a1b2c3b2"],
  ["has seven different bytes", "a1b2c4d8e1f3a7a1c4b2e1d8a7f3c4b2"],
  ["is the OSDP default SCBK-D", "303132333435363738393a3b3c3d3e3f"],
  ["is the FIPS 197 key", "2b7e151628aed2a6abf7158809cf4f3c"],
  ["begins with a published key", `2b7e151628aed2a6abf7158809cf4f3c${"9f3c51d7a08e46b2c47d1ee9035a6811"}`],
  ["ends with a published key", `${"9f3c51d7a08e46b2c47d1ee9035a6811"}2b7e151628aed2a6abf7158809cf4f3c`],
  ["is the beginning of a published key", "9d61b19deffd5a60ba844af492ec2cc4"],
  ["is the Ultralight C default key", "49454d4b41455242214e4143554f5946"],
  ...PUBLISHED_SECRETS.map((hex) => [`is published: ${hex.slice(0, 8)}...`, hex] as const),
];
