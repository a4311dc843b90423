/** Crypto1: recorded sessions and the properties of cipher and nonces. proxmark3 mfkey examples (card-vectors.md 7). */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasGoodParity, oddParity } from "../../sdk/virtual/air.js";
import { type Crypto1, createCrypto1, nonceFromSeed, nonceSuccessor } from "../../sdk/virtual/cards/crypto1.js";
import { decipherFrame, decipherNonce, encipherFrame, encipherNonce } from "../../sdk/virtual/cards/crypto1-frames.js";
import { bytes, toHex } from "../support/pcd.js";

const SESSIONS = [
  {
    uid: "9C599B32",
    key: "FFFFFFFFFFFF",
    nT: "82A4166C",
    nR: ["A1E458CE", "EFEA1CDA"],
    aR: ["6EEA41E0", "8D65734B"],
    aT: ["5CADF439", "9A427B20"],
  },
  {
    uid: "14579F69",
    key: "091E639CB715",
    nT: "CE844261",
    nR: ["F8049CCB", "76BDC126"],
    aR: ["0525C84F", "76D4468D"],
    aT: ["9431CC40", "D5F3C476"],
  },
] as const;

const whole = (hex: string) => ({ bytes: bytes(hex), lastBits: 0 });
const aKey = fc.uint8Array({ minLength: 6, maxLength: 6 });

/** A cipher that has taken in UID and nT. */
function begun({ uid, key, nT }: { uid: string; key: string; nT: string }): Crypto1 {
  const cipher = createCrypto1(bytes(key));
  bytes(uid).forEach((byte, i) => void cipher.byte(byte ^ bytes(nT)[i]));
  return cipher;
}

describe("recorded authentications", () => {
  it.each(SESSIONS)("UID $uid as the card sees it", (session) => {
    const cipher = begun(session);
    expect(toHex(decipherNonce(cipher, whole(session.nR[0])).bytes)).toBe(session.nR[1]);
    expect(toHex(decipherFrame(cipher, whole(session.aR[0])).bytes)).toBe(session.aR[1]);
    expect(toHex(encipherFrame(cipher, whole(session.aT[1])).bytes)).toBe(session.aT[0]);
    expect(toHex(nonceSuccessor(bytes(session.nT), 64))).toBe(session.aR[1]);
    expect(toHex(nonceSuccessor(bytes(session.nT), 96))).toBe(session.aT[1]);
  });

  it.each(SESSIONS)("UID $uid as the reader sees it", (session) => {
    const cipher = begun(session);
    expect(toHex(encipherNonce(cipher, bytes(session.nR[1])).bytes)).toBe(session.nR[0]);
    expect(toHex(encipherFrame(cipher, whole(session.aR[1])).bytes)).toBe(session.aR[0]);
    expect(toHex(decipherFrame(cipher, whole(session.aT[0])).bytes)).toBe(session.aT[1]);
  });

  it("and the two READs that follow", () => {
    const session = SESSIONS[1];
    const cipher = begun(session);
    decipherNonce(cipher, whole(session.nR[0]));
    for (let i = 0; i < 8; i++) cipher.byte();
    for (const [sent, plain] of [
      ["7093DF99", "3014A7FE"],
      ["9972428CE2E8523F456B99C831E769DCED09", "C26935CFDB95C4B4A27A84B8217AE9E48217"],
      ["8CA6827B", "30152EEF"],
      ["AB797FD369E8B93A86776B40DAE3EF686EFD", "493167C536C30F8E220B09675687067D4B31"],
    ])
      expect(toHex(decipherFrame(cipher, whole(sent)).bytes)).toBe(plain);
  });
});

describe("nonces", () => {
  it.each(["82A4166C", "CE844261"])("the recorded %s comes from its first two bytes", (nonce) => {
    const [low, high] = bytes(nonce);
    expect(toHex(nonceFromSeed(low, high))).toBe(nonce);
  });

  it("there are 65535 of, each followed by the next", () => {
    const seen = new Set<string>();
    let nonce = nonceFromSeed(1, 0);
    for (let i = 0; i < 65_535; i++) {
      seen.add(`${nonce}`);
      nonce = nonceSuccessor(nonce, 1);
    }
    expect(seen.size).toBe(65_535);
    expect(nonce).toEqual(nonceFromSeed(1, 0));
  });
});

describe("frames", () => {
  it("come back with good parity, whatever key and data, to the last broken byte", () => {
    fc.assert(
      fc.property(
        aKey,
        fc.uint8Array({ minLength: 1, maxLength: 18 }),
        fc.integer({ min: 0, max: 7 }),
        (key, data, n) => {
          const plain = data.slice();
          if (n > 0) plain[plain.length - 1] &= (1 << n) - 1;
          const [one, other] = [createCrypto1(key), createCrypto1(key)];
          const sent = encipherFrame(one, { bytes: plain, lastBits: n });
          expect(sent.parity?.length).toBe(plain.length - (n > 0 ? 1 : 0));
          expect(decipherFrame(other, sent)).toEqual({ bytes: plain, lastBits: n, isParityGood: true });
          expect(one.peek()).toBe(other.peek());
        },
      ),
    );
  });

  it("of nonces come back, the UID mixed in", () => {
    const word = fc.uint8Array({ minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(aKey, word, word, (key, nonce, uid) => {
        const [one, other] = [createCrypto1(key), createCrypto1(key)];
        const back = decipherNonce(other, encipherNonce(one, nonce, uid), uid);
        expect(back).toEqual({ bytes: nonce, lastBits: 0, isParityGood: true });
        expect(one.byte()).toBe(other.byte());
      }),
    );
  });

  it("with any bit of data or parity flipped have bad parity", () => {
    fc.assert(
      fc.property(aKey, fc.uint8Array({ minLength: 1, maxLength: 18 }), fc.nat(), (key, data, flip) => {
        const sent = encipherFrame(createCrypto1(key), { bytes: data, lastBits: 0 });
        const bit = flip % (data.length * 9);
        const index = Math.floor(bit / 9);
        const [broken, parity] = [sent.bytes.slice(), (sent.parity ?? data).slice()];
        if (bit % 9 === 8) parity[index] ^= 1;
        else broken[index] ^= 1 << (bit % 9);
        expect(decipherFrame(createCrypto1(key), { bytes: broken, lastBits: 0, parity }).isParityGood).toBe(false);
      }),
    );
  });

  it("without parity of their own carry odd parity", () => {
    expect([0x00, 0x01, 0x03, 0xff, 0x80].map(oddParity)).toEqual([1, 0, 1, 1, 0]);
    expect(hasGoodParity({ bytes: bytes("0001"), lastBits: 0 })).toBe(true);
    expect(hasGoodParity({ bytes: bytes("0001"), lastBits: 0, parity: bytes("0100") })).toBe(true);
    expect(hasGoodParity({ bytes: bytes("0001"), lastBits: 0, parity: bytes("0101") })).toBe(false);
  });
});

describe("a key", () => {
  it("must have six bytes", () => {
    expect(() => createCrypto1(new Uint8Array(5))).toThrow('"key"');
  });
});
