/** The key ring: readers join, versions come and go, revocation; its text. */
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { toHex } from "../../../sdk/bytes.js";
import { fieldsOf } from "../../../sdk/keys/fields.js";
import { createFleetKeys } from "../../../sdk/keys/fleet.js";
import { readerConfigOf } from "../../../sdk/keys/reader-config.js";
import type { KeyRing } from "../../../sdk/keys/ring.js";
import {
  addReader,
  addSecret,
  createRing,
  raiseEpoch,
  retire,
  revoke,
  rotate,
} from "../../../sdk/keys/ring-changes.js";
import { createRingKeys } from "../../../sdk/keys/ring-keys.js";
import { ringFromContent, ringToContent } from "../../../sdk/keys/ring-text.js";
import { ROLES } from "../../../sdk/roles.js";
import { bytes } from "../../support/pcd.js";

const NOW = new Date("2026-01-31T12:00:00.000Z");
const SECRET = bytes("9F3C51D7A08E46B2C47D1EE9035A68119F3C51D7A08E46B2C47D1EE9035A6812");
const SECOND = bytes("41C0DE5D21C55F8A7A0D8B3EE1F096B2D7C3A46F5E9812B0437C6DFA08E1952C");
const fleet = createFleetKeys(SECRET);
const ring = addReader(addReader(createRing(NOW, SECRET), "gate-7", NOW), "gate-8", NOW, [1, 2]);
const tap = { purposes: ["tap"], reader: "gate-7" } as const;

const stored = (one: KeyRing) => fieldsOf(JSON.parse(JSON.stringify(ringToContent(one))), "content");
const code = (name: string) => expect.objectContaining({ code: name });

describe("a ring", () => {
  test("gives the keys that follow from its secret, of listed readers and of others", () => {
    const keys = createRingKeys(ring);
    expect(keys.tapKey("gate-7", 1)).toEqual(fleet.tapKey("gate-7", 1));
    expect(keys.roleKey("gate-7", "issuer", 1)).toEqual(fleet.roleKey("gate-7", "issuer", 1));
    expect(keys.policyKey("gate-7", 1)).toEqual(fleet.policyKey("gate-7", 1));
    expect(keys.randomKey("gate-7", 3)).toEqual(fleet.randomKey("gate-7", 3));
    expect(keys.cardKey(2, 1)).toEqual(fleet.cardKey(2, 1));
    expect(keys.tapKey("elsewhere", 4)).toEqual(fleet.tapKey("elsewhere", 4));
    expect(keys.cardKey(9, 4)).toEqual(fleet.cardKey(9, 4));
    expect(keys.fingerprint()).toBe(fleet.fingerprint());
  });

  test("gives no version that was never made", () => {
    const keys = createRingKeys(ring);
    expect(() => keys.tapKey("gate-7", 2)).toThrow(code("key-unknown"));
    expect(() => keys.roleKey("gate-7", "tap", 0)).toThrow(code("key-unknown"));
    expect(() => keys.cardKey(1, 2)).toThrow(code("key-unknown"));
  });

  test("keeps the version before alive until it is retired, and for old logs after that", () => {
    const rotated = rotate(ring, tap, NOW);
    expect(createRingKeys(rotated).readerVersions("gate-7")).toMatchObject({ tap: [2, 1], role: [1] });
    expect(createRingKeys(rotated).readerVersions("gate-8")).toMatchObject({ tap: [1] });
    expect(createRingKeys(rotated).tapKey("gate-7", 1)).toEqual(fleet.tapKey("gate-7", 1));
    expect(() => rotate(rotated, tap, NOW)).toThrow("versions 2 and 1 are both live");
    const retired = retire(rotated, tap, NOW);
    expect(() => createRingKeys(retired).tapKey("gate-7", 1)).toThrow(code("key-unknown"));
    expect(createRingKeys(retired).tapKey("gate-7", 2)).toEqual(fleet.tapKey("gate-7", 2));
    expect(createRingKeys(retired, { retired: true }).tapKey("gate-7", 1)).toEqual(fleet.tapKey("gate-7", 1));
    expect(createRingKeys(rotate(retired, tap, NOW)).readerVersions("gate-7").tap).toEqual([3, 2]);
    expect(createRingKeys(retire(retired, tap, NOW)).readerVersions("gate-7").tap).toEqual([2]);
  });

  test("rotates a whole fleet to a new secret, and then knows nobody who is not listed", () => {
    const purposes = ["tap", "role", "policy", "card"] as const;
    const both = rotate(addSecret(ring, NOW, SECOND), { purposes }, NOW);
    const keys = createRingKeys(both);
    const second = createFleetKeys(SECOND);
    expect(keys.tapKey("gate-8", 2)).toEqual(second.tapKey("gate-8", 2));
    expect(keys.tapKey("gate-8", 1)).toEqual(fleet.tapKey("gate-8", 1));
    expect(keys.cardKey(2, 2)).toEqual(second.cardKey(2, 2));
    expect(keys.randomKey("gate-8", 1)).toEqual(second.randomKey("gate-8", 1));
    expect(keys.cardSlots()).toEqual({ 1: { versions: [2, 1] }, 2: { versions: [2, 1] } });
    expect(keys.fingerprint()).toBe(fleet.fingerprint());
    expect(() => keys.tapKey("elsewhere", 1)).toThrow(code("key-unknown"));
    expect(keys.roleVersions("elsewhere")).toEqual([]);
    expect(() => keys.cardKey(9, 1)).toThrow(code("key-unknown"));
  });

  test("gives nothing of a revoked reader, not even with retired keys, and revoking again changes nothing", () => {
    const revoked = revoke(ring, "gate-7", NOW);
    for (const keys of [createRingKeys(revoked), createRingKeys(revoked, { retired: true })]) {
      expect(keys.revoked("gate-7")).toBe(true);
      expect(keys.revoked("gate-8")).toBe(false);
      expect(keys.roleVersions("gate-7")).toEqual([]);
      const asked = [
        () => keys.tapKey("gate-7", 1),
        () => keys.roleKey("gate-7", "tap", 1),
        () => keys.policyKey("gate-7", 1),
        () => keys.randomKey("gate-7", 1),
        () => keys.readerVersions("gate-7"),
        () => keys.policyKeyVersion("gate-7"),
      ];
      for (const ask of asked) expect(ask).toThrow(code("key-revoked"));
      expect(keys.tapKey("gate-8", 1)).toEqual(fleet.tapKey("gate-8", 1));
    }
    expect(revoke(revoked, "gate-7", new Date(0))).toEqual(revoked);
    expect(() => addReader(revoked, "gate-7", NOW)).toThrow("is revoked");
    expect(() => rotate(revoked, tap, NOW)).toThrow(code("key-revoked"));
    expect(rotate(revoked, { purposes: ["tap"] }, NOW).readers[0]).toEqual(revoked.readers[0]);
  });

  test("refuses a reader that never joined too", () => {
    const revoked = revoke(ring, "stranger", NOW);
    expect(createRingKeys(revoked).revoked("stranger")).toBe(true);
  });

  test.each([
    ["a reader twice", () => addReader(ring, "gate-7", NOW)],
    ["an id that is none", () => addReader(ring, "gate 7", NOW)],
    ["a slot that is none", () => addReader(ring, "gate-9", NOW, [-1])],
    ["keys of a reader that is not in it", () => rotate(ring, { purposes: ["tap"], reader: "gate-9" }, NOW)],
    ["a slot that is not in it", () => rotate(ring, { purposes: ["card"], slot: 9 }, NOW)],
    ["the epoch of a reader that is not in it", () => raiseEpoch(ring, "gate-9")],
  ])("does not take %s", (_name, act) => {
    expect(act).toThrow(code("bad-argument"));
  });

  test("shows no secret", () => {
    const text =
      inspect([ring, createRingKeys(ring)], { depth: 9, showHidden: true }) + JSON.stringify(createRingKeys(ring));
    expect(text.toUpperCase()).not.toContain(toHex(SECRET).slice(0, 12));
  });
});

describe("what is flashed", () => {
  test("is the newest tap and policy key, and every live role and card key of its slots", () => {
    const rotated = raiseEpoch(rotate(ring, { purposes: ["tap", "role", "policy"], reader: "gate-8" }, NOW), "gate-8");
    const keys = createRingKeys(rotate(rotated, { purposes: ["card"], slot: 2 }, NOW));
    const config = readerConfigOf(keys, "gate-8", keys.readerVersions("gate-8"));
    expect(config).toMatchObject({ readerId: "gate-8", epoch: 2, tapKeyVersion: 2 });
    expect(config.tapKey).toEqual(fleet.tapKey("gate-8", 2));
    expect(config.policyKey).toEqual(fleet.policyKey("gate-8", 2));
    expect(config.randomKey).toEqual(fleet.randomKey("gate-8", 2));
    expect(config.roleKeys?.map(({ role, version }) => [ROLES[role as number], version])).toEqual([
      ...ROLES.slice(1).map((role) => [role, 2]),
      ...ROLES.slice(1).map((role) => [role, 1]),
    ]);
    expect(config.roleKeys?.[4]?.key).toEqual(fleet.roleKey("gate-8", "tap", 1));
    expect(config.cardKeys).toEqual([
      { slot: 1, version: 1, key: fleet.cardKey(1, 1) },
      { slot: 2, version: 2, key: fleet.cardKey(2, 2) },
      { slot: 2, version: 1, key: fleet.cardKey(2, 1) },
    ]);
  });

  test("is nothing for a revoked reader", () => {
    const keys = createRingKeys(revoke(ring, "gate-8", NOW));
    const versions = createRingKeys(ring).readerVersions("gate-8");
    expect(() => readerConfigOf(keys, "gate-8", versions)).toThrow(code("key-revoked"));
  });
});

describe("the text of a ring", () => {
  test("brings everything back", () => {
    let full = rotate(addSecret(ring, NOW, SECOND), { purposes: ["tap", "card"] }, NOW);
    full = revoke(retire(full, tap, NOW), "gate-8", NOW);
    const read = ringFromContent(stored(full));
    expect(ringToContent(read)).toEqual(ringToContent(full));
    expect(createRingKeys(read).tapKey("gate-7", 2)).toEqual(createFleetKeys(SECOND).tapKey("gate-7", 2));
  });

  test("may be that of before the first release: one secret", () => {
    const read = ringFromContent(fieldsOf({ ketuk: "fleet-key", version: 1, secret: toHex(SECRET) }, "content"));
    expect(createRingKeys(read).tapKey("gate-7", 1)).toEqual(fleet.tapKey("gate-7", 1));
  });

  const version = { version: 1, secret: 1, created: NOW.toISOString() };
  test.each([
    ["no secrets", { secrets: [] }],
    ["a secret twice", { secrets: [...(stored(ring).secrets as []), ...(stored(ring).secrets as [])] }],
    ["readers that are no list", { readers: {} }],
    ["a reader twice", { readers: [...(stored(ring).readers as []), ...(stored(ring).readers as [])] }],
    ["a slot of an unknown secret", { cards: [{ slot: 1, versions: [{ ...version, secret: 2 }] }] }],
    ["oldest first", { cards: [{ slot: 1, versions: [version, { ...version, version: 2 }] }] }],
    ["no live version", { cards: [{ slot: 1, versions: [{ ...version, retired: NOW.toISOString() }] }] }],
    ["no version", { cards: [{ slot: 1, versions: [] }] }],
    ["a time that is none", { created: "yesterday" }],
    ["a slot that is none", { readers: [{ ...(stored(ring).readers as object[])[0], slots: [-1] }] }],
    ["a later format", { version: 2 }],
  ])("is refused with %s", (_name, change) => {
    expect(() => ringFromContent({ ...stored(ring), ...change })).toThrow(code("key-file-invalid"));
  });
});
