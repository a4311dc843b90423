/** Keys of a fleet. */
import { createHmac, randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { toHex } from "../../../sdk/bytes.js";
import { createFleetKeys, createFleetSecret, derivationInfo } from "../../../sdk/keys/fleet.js";

const secret = new Uint8Array(randomBytes(32));
const keys = createFleetKeys(secret);

describe("fleet keys", () => {
  test("follow RFC 5869 written out by hand", () => {
    const extracted = createHmac("sha256", new Uint8Array(32)).update(secret).digest();
    const info = Buffer.from("ketuk\0tap\0gate-7\0\0\0\0\x02\0\0\0", "latin1");
    const expected = createHmac("sha256", extracted).update(info).update(Uint8Array.of(1)).digest();
    expect(toHex(keys.tapKey("gate-7", 2))).toBe(toHex(expected));
  });

  test("end every HMAC input in 00 00 00 01, as a board needs it", () => {
    expect([...derivationInfo("card 1", "", 1)].slice(-7)).toEqual([0, 0, 0, 1, 0, 0, 0]);
  });

  test("have the lengths of their purposes", () => {
    expect(keys.tapKey("a", 1)).toHaveLength(32);
    expect(keys.randomKey("a", 1)).toHaveLength(16);
    expect(keys.cardKey(1, 1)).toHaveLength(16);
  });

  test("differ for every reader, version, purpose, slot and fleet", () => {
    const other = createFleetKeys(createFleetSecret());
    const all = [
      keys.tapKey("a", 1),
      keys.tapKey("b", 1),
      keys.tapKey("a", 2),
      keys.randomKey("a", 1),
      keys.cardKey(1, 1),
      keys.cardKey(11, 1),
      keys.cardKey(1, 2),
      other.tapKey("a", 1),
    ].map((key) => toHex(key).slice(0, 32));
    expect(new Set(all).size).toBe(all.length);
  });

  test("do not change when a caller changes what it was given", () => {
    const source = new Uint8Array(randomBytes(32));
    const fleet = createFleetKeys(source);
    const first = toHex(fleet.tapKey("a", 1));
    source.fill(0);
    fleet.tapKey("a", 1).fill(0);
    expect(toHex(fleet.tapKey("a", 1))).toBe(first);
  });

  test("show neither secret nor keys to inspect, JSON and Object.entries", () => {
    keys.tapKey("gate-7", 1);
    const shown = [
      inspect(keys, { showHidden: true, depth: 9 }),
      JSON.stringify({ keys }),
      String(Object.entries(keys)),
    ].join();
    for (const hidden of [secret, keys.tapKey("gate-7", 1)]) {
      expect(shown.toUpperCase()).not.toContain(toHex(hidden).slice(0, 8));
      expect(shown).not.toContain([...hidden.subarray(0, 4)].join(", "));
    }
    expect(shown).toContain(keys.fingerprint());
  });

  test("have a fingerprint of 16 digits that tells fleets apart", () => {
    expect(keys.fingerprint()).toMatch(/^[0-9A-F]{16}$/);
    expect(createFleetKeys(createFleetSecret()).fingerprint()).not.toBe(keys.fingerprint());
  });

  test("stay right when there are more readers than the cache holds", () => {
    const first = toHex(keys.tapKey("r0", 1));
    for (let i = 1; i < 5000; i++) keys.tapKey(`r${i}`, 1);
    expect(toHex(keys.tapKey("r0", 1))).toBe(first);
  });

  test.each(["", "a b", "a/b", "x".repeat(33), "ä", "a\0b"])("refuse the reader id %j", (id) => {
    expect(() => keys.tapKey(id, 1)).toThrow(expect.objectContaining({ code: "bad-argument" }));
  });

  test.each([-1, 1.5, 2 ** 32, Number.NaN])("refuse the version %d", (version) => {
    expect(() => keys.tapKey("a", version)).toThrow(expect.objectContaining({ code: "bad-argument" }));
  });
});
