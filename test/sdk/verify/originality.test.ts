/** NXP originality signatures of real chips. card-vectors.md section 8 (proxmark3 tools/recover_pk.py). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ORIGINALITY_FAMILIES, verifyOriginality } from "../../../sdk/verify/originality.js";
import { bytes } from "../../support/pcd.js";

const CHIPS = [
  ["ultralight-ev1", "04C1285A373080", "CEA2EB0B3C95D0844A95B824A7553703B3702378033BF0987899DB70151A19E7"],
  ["ntag21x", "04E10CDA993C80", "8B76052EE42F5567BEB53238B3E3F9950707C0DCC956B5C5EFCFDB709B2D82B3"],
  [
    "ntag424",
    "0463474AA26A80",
    "27E9A50E6CA4BA9037C02F7D20A80D0284D0C1D83C67F5A5AC1D8A4EF86C9508417E4E9C6F85AA7920F0ABDED984CAF20467D66EA54BBF08",
  ],
  [
    "desfire-ev3",
    "04448BD2DB6B80",
    "5CBB5632795C8F15263FEFB095B51C7B541AFD914A1AE44EF6FB8AF605EDF13DBFEE6C3A2DB372245E671DFE0D42CB1F0D0B8FE67A89D2F6",
  ],
  [
    "desfire-ev2",
    "042A41CAE45380",
    "B2769F8DDB575AEA2A680ADCA8FFED4FAB81A1E9908E2B82FE0FABB697BBD9B23835C416970E75768F12902ACA491349E94E6589EAF4F508",
  ],
] as const;

describe.each(CHIPS)("the signature of a genuine %s", (family, uidHex, signatureHex) => {
  const uid = bytes(uidHex);
  const signature = bytes(signatureHex);

  it("fits, with the family given and without", async () => {
    expect(await verifyOriginality({ uid, signature })).toEqual({ ok: true, reason: "genuine", family });
    expect(await verifyOriginality({ uid, signature, family })).toEqual({ ok: true, reason: "genuine", family });
  });

  it("fits no other family", async () => {
    for (const other of ORIGINALITY_FAMILIES.filter((name) => name !== family)) {
      expect((await verifyOriginality({ uid, signature, family: other })).ok).toBe(false);
    }
  });

  it("fits no other UID and no changed signature", async () => {
    for (let bit = 0; bit < 56; bit += 3) {
      const other = uid.slice();
      other[bit >> 3] ^= 1 << (bit & 7);
      expect(await verifyOriginality({ uid: other, signature, family })).toEqual({
        ok: false,
        reason: "bad-signature",
      });
    }
    for (let bit = 0; bit < signature.length * 8; bit += 7) {
      const changed = signature.slice();
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(await verifyOriginality({ uid, signature: changed, family })).toEqual({
        ok: false,
        reason: "bad-signature",
      });
    }
  });
});

it("takes the keys of the families without a published example for points of their curves", async () => {
  const cases = [
    ["classic-ev1", 32],
    ["ultralight-aes", 48],
    ["desfire-light", 56],
  ] as const;
  for (const [family, length] of cases) {
    const signature = new Uint8Array(length).fill(1);
    expect(await verifyOriginality({ uid: bytes("04C1285A373080"), signature, family })).toEqual({
      ok: false,
      reason: "bad-signature",
    });
  }
});

describe("what is no signature", () => {
  it.each([
    ["an empty one", "04C1285A373080", ""],
    ["one of another length", "04C1285A373080", "00".repeat(31)],
    ["one without UID", "", "01".repeat(32)],
    ["one of a long UID", "04C1285A37308001020304", "01".repeat(32)],
  ])("is malformed: %s", async (_name, uid, signature) => {
    expect(await verifyOriginality({ uid: bytes(uid), signature: bytes(signature) })).toEqual({
      ok: false,
      reason: "malformed",
    });
  });

  it("is refused where r or s is zero or too large", async () => {
    for (const fill of [0x00, 0xff]) {
      for (const length of [32, 48, 56]) {
        const signature = new Uint8Array(length).fill(fill);
        expect(await verifyOriginality({ uid: bytes("04C1285A373080"), signature })).toEqual({
          ok: false,
          reason: "bad-signature",
        });
      }
    }
  });

  it("never throws", async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), async (uid, signature) => {
        expect((await verifyOriginality({ uid, signature } as never)).ok).toBe(false);
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 7, maxLength: 7 }),
        fc.constantFrom(32, 48, 56),
        async (uid, length) => {
          const signature = Uint8Array.from({ length }, (_, i) => uid[i % 7] ^ i);
          expect(await verifyOriginality({ uid, signature })).toEqual({ ok: false, reason: "bad-signature" });
        },
      ),
      { numRuns: 30 },
    );
  });
});
