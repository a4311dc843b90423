/** Activation of simulated cards, alone and through the chip. Frames: card-vectors.md 9; rules: ISO/IEC 14443-3, 6. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AirFrame, Picc } from "../../sdk/virtual/air.js";
import { createIso14443aCard, randomUid } from "../../sdk/virtual/cards/iso14443a.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { withCrcA } from "../../sdk/virtual/crc-a.js";
import { bytes, createBench, toHex } from "../support/pcd.js";

const HLTA = "500057CD";
const SELECT_11223344 = "93701122334444519C";

function frame(text: string, lastBits = 0): AirFrame {
  return { bytes: bytes(text), lastBits };
}

/** What the card answers, in hex; short frames are written as one byte. */
function say(card: Picc, text: string): string | undefined {
  return toHex(card.receive(frame(text, text.length === 2 ? 7 : 0))?.bytes);
}

function powered(card: Picc): Picc {
  card.powerOn();
  return card;
}

const classic = () => powered(createUidCard({ uid: bytes("11223344") }));

describe("a card with a 4-byte UID", () => {
  it("answers REQA, ANTICOLL and SELECT as published", () => {
    const card = classic();
    expect(say(card, "26")).toBe("0400");
    expect(say(card, "9320")).toBe("1122334444");
    expect(say(card, SELECT_11223344)).toBe("08B6DD");
  });

  it.each([
    ["IDLE", [], "26", "0400"],
    ["IDLE", [], "9320", undefined],
    ["IDLE", [], HLTA, undefined],
    ["READY", ["26"], "26", undefined],
    ["READY", ["26"], "52", undefined],
    ["READY", ["26"], "9520", undefined],
    ["READY", ["26"], HLTA, undefined],
    ["ACTIVE", ["26", SELECT_11223344], "9320", undefined],
    ["HALT", ["26", SELECT_11223344, HLTA], "26", undefined],
    ["HALT", ["26", SELECT_11223344, HLTA], "9320", undefined],
    ["HALT", ["26", SELECT_11223344, HLTA], "52", "0400"],
  ] as const)("in %s after %j answers %s with %s", (_state, before, sent, expected) => {
    const card = classic();
    for (const each of before) say(card, each);
    expect(say(card, sent)).toBe(expected);
  });

  it.each([
    ["REQA", "26"],
    ["another level", "9520"],
    ["a bad CRC", "93701122334444519D"],
    ["a bad BCC", toHex(withCrcA(bytes("93701122334445"))) ?? ""],
    ["a SELECT without CRC", "93701122334444"],
    ["fewer bits than NVB says", "934011"],
    ["more bits than NVB says", "93201122"],
    ["more known bits than a level has", "9380112233444400"],
    ["an undefined NVB", "9328"],
    ["an unknown command", "3000"],
  ])("drops from READY to IDLE on %s, so that the next REQA is answered", (_what, sent) => {
    const card = classic();
    say(card, "26");
    expect(say(card, sent)).toBeUndefined();
    expect(say(card, "26")).toBe("0400");
  });

  it("drops from READY* and ACTIVE* back to HALT, where only WUPA wakes it", () => {
    for (const before of [[], [SELECT_11223344]]) {
      const card = classic();
      for (const each of ["26", SELECT_11223344, HLTA, "52", ...before, "26"]) say(card, each);
      expect(say(card, "26")).toBeUndefined();
      expect(say(card, "52")).toBe("0400");
    }
  });

  it("stays READY when another card is asked for, and leaves when another card is selected", () => {
    const card = classic();
    say(card, "26");
    expect(card.receive(frame("933010", 0))).toBeUndefined();
    expect(say(card, "9320")).toBe("1122334444");
    expect(say(card, "93701122334544519C")).toBeUndefined();
    expect(say(card, "9320")).toBeUndefined();
  });

  it("forgets HALT without power and says nothing", () => {
    const card = classic();
    for (const each of ["26", SELECT_11223344, HLTA]) say(card, each);
    card.powerOff();
    expect(say(card, "52")).toBeUndefined();
    card.powerOn();
    expect(say(card, "26")).toBe("0400");
  });

  it("keeps the exact frame delay: 1172/fc after a 0, 1236/fc after a 1", () => {
    expect(classic().receive(frame("26", 7))?.delayUs).toBeCloseTo(86.43, 2);
    expect(classic().receive(frame("52", 7))?.delayUs).toBeCloseTo(91.15, 2);
  });
});

describe("cascade levels", () => {
  it("answers a 7-byte UID as published", () => {
    const card = powered(createIso14443aCard({ uid: bytes("04DE5F1EACC040"), atqa: 0x0344, sak: 0x20 }));
    const exchanges = [
      ["26", "4403"],
      ["9320", "8804DE5F0D"],
      ["93708804DE5F0DCB6F", "04DA17"],
      ["9520", "1EACC04032"],
      ["95701EACC04032CD3F", "20FC70"],
    ];
    for (const [sent, answer] of exchanges) expect(say(card, sent)).toBe(answer);
  });

  it.each(["11223344", "04112233445566", "04112233445566778899"])("finds UID %s through the chip", (uid) => {
    const bench = createBench();
    bench.field.place(createUidCard({ uid: bytes(uid), sak: 0x18 }));
    bench.start();
    expect(bench.wake(0x26)?.bytes[0]).toBe(0x04 | (((uid.length / 2 - 4) / 3) << 6));
    expect(bench.select()).toEqual({ uid: bytes(uid), sak: 0x18 });
  });

  it("takes every random UID, each another", () => {
    const uids = Array.from({ length: 5000 }, randomUid);
    for (const uid of uids) expect(createUidCard({ uid })).toBeDefined();
    expect(uids.every((uid) => uid.length === 7 && uid[0] === 4)).toBe(true);
    expect(new Set(uids.map(toHex)).size).toBe(uids.length);
  });

  it("refuses a UID that no card has", () => {
    expect(() => createUidCard({ uid: bytes("112233") })).toThrow('"uid" must have 4, 7 or 10 bytes, got 3');
    for (const uid of ["88223344", "04112288445566"]) {
      expect(() => createUidCard({ uid: bytes(uid) })).toThrow('"uid" must not have 88 before its last three bytes');
    }
  });
});

describe("bit frames", () => {
  it("answers any NVB with exactly the bits that are missing", () => {
    const whole = bytes("1122334444");
    for (let known = 0; known < 40; known++) {
      const card = classic();
      say(card, "26");
      const sent = [0x93, 0x20 + ((known >> 3) << 4) + (known & 7), ...whole.subarray(0, Math.ceil(known / 8))];
      const answer = card.receive({ bytes: Uint8Array.from(sent), lastBits: known & 7 });
      const bits: number[] = [];
      for (let i = 0; i < 40 - known; i++) bits.push(((answer?.bytes[i >> 3] ?? 0) >> (i & 7)) & 1);
      expect(answer?.lastBits).toBe((40 - known) % 8);
      expect(bits).toEqual(
        Array.from({ length: 40 - known }, (_, i) => (whole[(known + i) >> 3] >> ((known + i) & 7)) & 1),
      );
    }
  });

  it("reports the nested collision at the positions published", () => {
    const bench = createBench();
    for (const uid of ["01101010", "01111010", "01111110"]) bench.field.place(createUidCard({ uid: bytes(uid) }));
    bench.start();
    bench.wake(0x26);
    const one = bench.exchange([0x93, 0x20], { crc: false });
    expect(one?.error).toBe(0x08);
    expect(one?.coll).toBe(0x09);
    const two = bench.exchange([0x93, 0x31, 0x01, 0x01], { crc: false, txLastBits: 1, rxAlign: 1 });
    expect(two?.error).toBe(0x08);
    expect(two?.coll).toBe(0x09);
  });
});

describe("random UID", () => {
  it("is four bytes 08.. and new after every loss of the field", () => {
    let count = 0;
    const rng = () => Uint8Array.of(++count, 0xaa, 0xbb);
    const bench = createBench();
    bench.field.place(
      createIso14443aCard({ uid: bytes("04112233445566"), atqa: 0x0304, sak: 0x20, randomUid: true, rng }),
    );
    for (const expected of ["0801AABB", "0802AABB"]) {
      bench.start();
      expect(toHex(bench.findAll()[0])).toBe(expected);
    }
  });
});

describe("any set of cards", () => {
  const uid = fc
    .oneof(
      { weight: 3, arbitrary: fc.uint8Array({ minLength: 4, maxLength: 4 }).filter((bytes) => bytes[0] !== 0x88) },
      fc.uint8Array({ minLength: 7, maxLength: 7 }).filter((bytes) => bytes[3] !== 0x88 && bytes[0] !== 0x88),
      fc.uint8Array({ minLength: 10, maxLength: 10 }).filter((bytes) => bytes[0] !== 0x88 && bytes[3] !== 0x88),
    )
    .map((bytes) => Buffer.from(bytes).toString("hex"));
  const nearUid = fc.constantFrom(
    "11223344",
    "11223345",
    "91223344",
    "112233c4",
    "11a23344",
    "04112233445566",
    "04112233445567",
  );

  it("is found completely by a reader that follows every collision", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(uid, nearUid), { minLength: 1, maxLength: 6 }), (uids) => {
        const bench = createBench();
        for (const each of uids) bench.field.place(createUidCard({ uid: bytes(each) }));
        bench.start();
        const found = bench.findAll().map((each) => Buffer.from(each).toString("hex"));
        expect(found.sort()).toEqual([...uids].sort());
      }),
      { numRuns: 200 },
    );
  });
});
