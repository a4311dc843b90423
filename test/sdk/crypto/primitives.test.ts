/** The two implementations behind `#primitives` give the same, for every input that the SDK has for them. */
import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as node from "../../../sdk/crypto/node.js";
import * as web from "../../../sdk/crypto/web.js";

const bytes = (minLength: number, maxLength = minLength) => fc.uint8Array({ minLength, maxLength });
const same = (a: Uint8Array, b: Uint8Array) => expect(Buffer.from(a).equals(Buffer.from(b))).toBe(true);

test("both have the same names", () => {
  expect(Object.keys(web).sort()).toEqual(Object.keys(node).sort());
});

describe("both give the same", () => {
  test("hashes and HMACs, in whatever parts", () => {
    fc.assert(
      fc.property(bytes(0, 80), bytes(0, 600), bytes(0, 80), (key, first, second) => {
        same(web.sha256(first, second), node.sha256(first, second));
        same(web.hmacSha256(key, first, second), node.hmacSha256(key, first, second));
        for (const { sha256, sha256Into } of [web, node]) {
          const target = new Uint8Array(40).fill(7);
          sha256Into(target, 5, second);
          same(target, Buffer.concat([Buffer.alloc(5, 7), sha256(second), Buffer.alloc(3, 7)]));
        }
      }),
    );
  });

  test("hashes and HMACs of any length, those too that are too long for a single call", () => {
    for (const length of [0, 1, 63, 64, 65, 1983, 1984, 1985, 2047, 2048, 2049, 5000]) {
      const data = Uint8Array.from({ length }, (_, index) => index);
      const parts = [data.subarray(0, -4), data.subarray(-4)] as const;
      for (const key of [new Uint8Array(), data.subarray(0, 32), data.subarray(0, 64), data.subarray(0, 65)]) {
        const mac = createHmac("sha256", key).update(data).digest();
        for (const { hmacSha256, hmacFits } of [web, node]) {
          same(hmacSha256(key, data), mac);
          expect(hmacFits(mac, key, ...parts)).toBe(true);
          expect(hmacFits(mac.subarray(1), key, ...parts)).toBe(false);
          for (const at of mac.keys()) {
            const broken = Uint8Array.from(mac);
            broken[at] = (broken[at] as number) ^ 1;
            expect(hmacFits(broken, key, ...parts)).toBe(false);
          }
        }
      }
      same(node.sha256(data), createHash("sha256").update(data).digest());
    }
  });

  test("arrays that are plain, whatever Node's own are", () => {
    for (const length of [10, 5000]) {
      const data = new Uint8Array(length);
      for (const made of [node.sha256(data), node.hmacSha256(data.subarray(0, 9), data)])
        expect(made.constructor).toBe(Uint8Array);
    }
  });

  test("AES, of one block and chained, there and back", () => {
    fc.assert(
      fc.property(bytes(16), bytes(16), fc.integer({ min: 1, max: 20 }), bytes(320), (key, iv, blocks, all) => {
        const data = all.subarray(0, 16 * blocks);
        const sealed = web.encryptCbc(key, iv, data);
        same(web.aesBlock(key, iv), node.aesBlock(key, iv));
        same(sealed, node.encryptCbc(key, iv, data));
        same(web.decryptCbc(key, iv, sealed), data);
        same(node.decryptCbc(key, iv, sealed), data);
      }),
    );
  });

  test("signatures, and what is none", () => {
    fc.assert(
      fc.property(bytes(32), bytes(0, 200), fc.nat(63), fc.integer({ min: 1, max: 255 }), (seed, message, at, bits) => {
        const key = node.publicKeyOf(seed);
        const signature = node.signWith(seed, message);
        same(web.publicKeyOf(seed), key);
        same(web.signWith(seed, message), signature);
        const broken = Uint8Array.from(signature);
        broken[at] = (broken[at] as number) ^ bits;
        for (const { signatureFits } of [web, node]) {
          expect(signatureFits(key, message, signature)).toBe(true);
          expect(signatureFits(key, message, broken)).toBe(false);
          expect(signatureFits(key.subarray(1), message, signature)).toBe(false);
          expect(signatureFits(key, message, signature.subarray(1))).toBe(false);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("no signature under bytes that are no point", () => {
    const none = new Uint8Array(32).fill(255);
    for (const { signatureFits } of [web, node]) {
      expect(signatureFits(none, new Uint8Array(3), new Uint8Array(64))).toBe(false);
    }
  });

  test("comparison of secrets, of whatever lengths", () => {
    fc.assert(
      fc.property(bytes(0, 20), bytes(0, 20), (a, b) => {
        expect(web.sameSecret(a, b)).toBe(node.sameSecret(a, b));
        expect(web.sameSecret(a, Uint8Array.from(a))).toBe(true);
        expect(node.sameSecret(a, Uint8Array.from(a))).toBe(true);
      }),
    );
  });
});
