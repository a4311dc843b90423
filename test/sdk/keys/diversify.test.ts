/** AN10922, section 2.2.1: the published AES-128 example. */
import { createCipheriv } from "node:crypto";
import { expect, test } from "vitest";
import { toHex } from "../../../sdk/bytes.js";
import { diversifyKey } from "../../../sdk/keys/diversify.js";

const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const master = hex("00112233445566778899AABBCCDDEEFF");

test("the example of AN10922 comes out", () => {
  expect(toHex(diversifyKey(master, hex("04782E21801D803042F54E585020416275")))).toBe(
    "A8DD63A3B89D54B37CA802473FDA9175",
  );
});

test("an input of 15 bytes is padded to two blocks, unlike a plain CMAC", () => {
  // CMAC over 01 || input of 16 bytes in all would be one block: the AN's rule gives another key.
  expect(toHex(diversifyKey(hex("83A66CF43605111802A2616FA0C5E2FF"), hex("044D0702195E80DADADA715517")))).not.toBe(
    "DAE9B8D3136B2DAE35D58678F378B0B1",
  );
});

test("an input of 31 bytes fills both blocks: the key is the AES-CMAC of RFC 4493 over 01 and the input", () => {
  const full = Uint8Array.from({ length: 31 }, (_, i) => i * 7);
  expect(toHex(diversifyKey(master, full))).toBe(toHex(cmacOfTwoBlocks(master, Uint8Array.of(1, ...full))));
});

/** RFC 4493 for a message of exactly two blocks, written with one big number per block. */
function cmacOfTwoBlocks(key: Uint8Array, message: Uint8Array): Uint8Array {
  const aes = (block: bigint) => {
    const cipher = createCipheriv("aes-128-ecb", key, null).setAutoPadding(false);
    return BigInt(`0x${cipher.update(hex(block.toString(16).padStart(32, "0"))).toString("hex")}`);
  };
  const zero = aes(0n);
  const subkey = ((zero << 1n) ^ (zero >> 127n ? 0x87n : 0n)) & ((1n << 128n) - 1n);
  const [first, second] = [message.slice(0, 16), message.slice(16)].map((block) => BigInt(`0x${toHex(block)}`));
  return hex(
    aes(aes(first) ^ second ^ subkey)
      .toString(16)
      .padStart(32, "0"),
  );
}

test.each([0, 32])("an input of %d bytes is refused", (length) => {
  expect(() => diversifyKey(master, new Uint8Array(length))).toThrow(expect.objectContaining({ code: "bad-argument" }));
});
