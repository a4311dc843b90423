/** The board's random numbers: AES over boot number and count, checked by node:crypto; none comes twice. */
import "../support/espruino-globals.js";
import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../firmware/tap/random.js";
import { hexOf } from "../support/espruino-globals.js";

const KEY = "0123456789abcdef";

test("are 16 bytes, and no two are equal, within a boot and across boots", () => {
  const seen = new Set<string>();
  for (let boot = 1; boot <= 50; boot++) {
    const random = createRandom(KEY, boot);
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
    const random = createRandom(KEY, boot);
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
  const random = createRandom(KEY, 0x01020304);
  for (let count = 1; count <= 3; count++) {
    const input = Buffer.alloc(16);
    input.writeUInt32LE(0x01020304, 0);
    input.writeUInt32LE(count, 4);
    const cipher = createCipheriv("aes-128-ecb", Buffer.from(KEY), null).setAutoPadding(false);
    expect(hexOf(random())).toBe(cipher.update(input).toString("hex"));
  }
});

test("differ under another key", () => {
  expect(createRandom(KEY, 1)()).not.toBe(createRandom("fedcba9876543210", 1)());
});
