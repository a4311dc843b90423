/** The board's random numbers: AES over boot number and count, checked by node:crypto; none comes twice. */
import "../support/espruino-globals.js";
import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../firmware/tap/random.js";
import { boardCrypto } from "../../sdk/virtual/espruino.js";
import { hexOf } from "../support/espruino-globals.js";

const KEY = "0123456789abcdef";

function unexpected(): never {
  throw new Error("the generator has failed");
}

test("are 16 bytes, and no two are equal, within a boot and across boots", () => {
  const seen = new Set<string>();
  for (let boot = 1; boot <= 50; boot++) {
    const random = createRandom(KEY, boot, unexpected);
    for (let i = 0; i < 200; i++) {
      const bytes = random();
      expect(bytes).toHaveLength(16);
      seen.add(bytes);
    }
  }
  expect(seen.size).toBe(50 * 200);
});

test("do not meet where boot and count change places", () => {
  const at = (boot: number, count: number) => {
    const random = createRandom(KEY, boot, unexpected);
    for (let i = 1; i < count; i++) random();
    return random();
  };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.integer({ min: 1, max: 300 }), (boot, count) => {
      fc.pre(boot !== count);
      const swapped = boot <= 300 ? at(count, boot) : "";
      expect(at(boot, count)).not.toBe(swapped);
    }),
    { numRuns: 50 },
  );
});

test("are AES-128 of boot, count and zeros, little endian", () => {
  const random = createRandom(KEY, 0x01020304, unexpected);
  for (let count = 1; count <= 3; count++) {
    const input = Buffer.alloc(16);
    input.writeUInt32LE(0x01020304, 0);
    input.writeUInt32LE(count, 4);
    const cipher = createCipheriv("aes-128-ecb", Buffer.from(KEY), null).setAutoPadding(false);
    expect(hexOf(random())).toBe(cipher.update(input).toString("hex"));
  }
});

test("differ under another key", () => {
  expect(createRandom(KEY, 1, unexpected)()).not.toBe(createRandom("fedcba9876543210", 1, unexpected)());
});

test.each<[string, (input: ArrayBuffer) => ArrayBuffer | undefined]>([
  ["gives the same block always", () => new Uint8Array(16).fill(0x5a).buffer],
  ["gives back what it was given", (input) => input],
  ["gives nothing, as for a key of the wrong length", () => undefined],
])("an AES that %s leaves no number at all, and is told once", (_, broken) => {
  const { encrypt } = boardCrypto.AES;
  let told = 0;
  let honestCalls = 3;
  boardCrypto.AES.encrypt = (data, key, options) =>
    honestCalls-- > 0 ? encrypt(data, key, options) : (broken(data as ArrayBuffer) as ArrayBuffer);
  try {
    const random = createRandom(KEY, 1, () => told++);
    const good = [random(), random()];
    // A block that is stuck shows when it comes for the second time; nothing comes twice.
    const later = [random(), random(), random()];
    expect(good.every((block) => block.length === 16)).toBe(true);
    expect(later.slice(1)).toEqual(["", ""]);
    honestCalls = 1000;
    expect([random(), told]).toEqual(["", 1]);

    honestCalls = 0;
    const stillborn = createRandom(KEY, 2, () => told++);
    expect([stillborn(), told]).toEqual(["", 2]);
  } finally {
    boardCrypto.AES.encrypt = encrypt;
  }
});
