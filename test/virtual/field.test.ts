/** The field: power, answers laid over each other, named faults. ISO/IEC 14443-3, 6.2. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AirAnswer, ETU_US, frameBits, type Picc } from "../../sdk/virtual/air.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { withCrcA } from "../../sdk/virtual/crc-a.js";
import { createField } from "../../sdk/virtual/field.js";
import { bytes, createBench, toHex } from "../support/pcd.js";

const FRAME = { bytes: bytes("26"), lastBits: 7 };

/** A card that notes what happens to it and always answers the same. */
function recorder(answer: string | AirAnswer | undefined, delayUs = 100): Picc & { log: string[] } {
  const log: string[] = [];
  return {
    log,
    powerOn: () => void log.push("on"),
    powerOff: () => void log.push("off"),
    receive() {
      log.push("frame");
      return typeof answer === "string" ? { bytes: bytes(answer), lastBits: 0, delayUs } : answer;
    },
  };
}

function poweredField(...cards: Picc[]) {
  const field = createField();
  for (const card of cards) field.place(card);
  field.setPower(true);
  return field;
}

describe("power", () => {
  it("reaches cards when the field goes on, when they are placed, and leaves with them", () => {
    const field = createField();
    const [early, late] = [recorder("00"), recorder("00")];
    field.place(early);
    expect(early.log).toEqual([]);
    field.setPower(true);
    field.setPower(true);
    field.place(late);
    field.place(late);
    field.remove(early);
    field.remove(early);
    field.setPower(false);
    expect([early.log, late.log]).toEqual([
      ["on", "off"],
      ["on", "off"],
    ]);
    expect(field.cards).toEqual([late]);
  });

  it("is needed for any frame", () => {
    const field = createField();
    const card = recorder("00");
    field.place(card);
    expect(field.transceive(FRAME)).toBeUndefined();
    expect(card.log).toEqual([]);
  });
});

describe("answers at the same time", () => {
  it("pass through unchanged when only one card answers", () => {
    const answer = { bytes: bytes("0102"), lastBits: 3, delayUs: 90 };
    expect(poweredField(recorder(undefined), recorder(answer)).transceive(FRAME)).toBe(answer);
  });

  it("are one answer when they are equal", () => {
    const heard = poweredField(recorder("0400"), recorder("0400")).transceive(FRAME);
    expect(heard).toEqual({ bytes: bytes("0400"), lastBits: 0, delayUs: 100 });
  });

  it("collide at the first bit that differs and read 1 wherever one card sends 1", () => {
    const heard = poweredField(recorder("0F01"), recorder("0F12"), recorder("0F00")).transceive(FRAME);
    expect(heard).toMatchObject({ bytes: bytes("0F13"), collision: { bit: 8 } });
  });

  it("last as long as the longer one, without a collision where only one card sends", () => {
    const heard = poweredField(recorder("04"), recorder("0405")).transceive(FRAME);
    expect(heard).toEqual({ bytes: bytes("0405"), lastBits: 0, delayUs: 100 });
  });

  it("collide when one is late, and the receiver keeps to the first", () => {
    const heard = poweredField(recorder("FFFF", 100 + 3 * ETU_US), recorder("0000", 100)).transceive(FRAME);
    expect(heard?.delayUs).toBe(100);
    expect(heard?.collision).toEqual({ bit: 2 });
    expect(frameBits(heard ?? FRAME)).toBeGreaterThan(16);
  });

  it("meet in the parity bit when one is nine bits late: 00 has parity 1 like a start bit, 01 has not", () => {
    const late = recorder("00", 100 + 9 * ETU_US);
    expect(poweredField(recorder("00"), late).transceive(FRAME)?.collision).toBeUndefined();
    expect(poweredField(recorder("01"), late).transceive(FRAME)?.collision).toEqual({ bit: 8 });
  });

  it("with parity of their own meet in it, and keep it when only one card sends", () => {
    const own = { bytes: bytes("0001"), lastBits: 0, delayUs: 100, parity: bytes("0000") };
    const one = poweredField(recorder(own)).transceive(FRAME);
    expect(one?.parity).toEqual(own.parity);
    const both = poweredField(recorder(own), recorder("0001")).transceive(FRAME);
    expect(both).toMatchObject({ bytes: own.bytes, parity: bytes("0100"), collision: { bit: 8 } });
  });

  it("are not heard when they begin after the end of the first", () => {
    const heard = poweredField(recorder("0400", 100), recorder("FFFF", 1000)).transceive(FRAME);
    expect(heard).toEqual({ bytes: bytes("0400"), lastBits: 0, delayUs: 100 });
  });

  it("keep the broken first byte of an anticollision answer", () => {
    const cards = ["10000000", "30000000"].map((uid) => createUidCard({ uid: bytes(uid) }));
    const field = poweredField(...cards);
    field.transceive(FRAME);
    const heard = field.transceive({ bytes: bytes("932400"), lastBits: 4 });
    expect(heard).toMatchObject({ firstBits: 4, lastBits: 4, collision: { bit: 1 } });
    expect(heard?.bytes.length).toBe(5);
  });

  it("collide exactly where a bitwise comparison says, for any two answers of equal length", () => {
    const pair = fc.integer({ min: 1, max: 12 }).chain((length) => {
      const data = fc.uint8Array({ minLength: length, maxLength: length });
      return fc.tuple(data, data);
    });
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [one, two] = [a, b].map((data) => recorder({ bytes: data, lastBits: 0, delayUs: 86 }));
        const heard = poweredField(one, two).transceive(FRAME);
        const differs = Array.from(
          { length: a.length * 8 },
          (_, i) => (((a[i >> 3] ^ b[i >> 3]) >> (i & 7)) & 1) === 1,
        );
        expect(heard?.collision?.bit ?? -1).toBe(differs.indexOf(true));
        expect(heard?.bytes).toEqual(a.map((byte, i) => byte | b[i]));
      }),
    );
  });
});

describe("faults", () => {
  it("corruptNextAnswer flips one bit of one answer", () => {
    const field = poweredField(recorder("0000"));
    field.faults.corruptNextAnswer = true;
    const heard = field.transceive(FRAME);
    expect(heard?.parityError).toBe(true);
    expect(toHex(heard?.bytes)).not.toBe("0000");
    expect(toHex(field.transceive(FRAME)?.bytes)).toBe("0000");
  });

  it('corruptNextAnswer reaches the host as ParityErr, or with "crc" as CRCErr alone', () => {
    for (const [how, errors] of [
      [true, 0x06],
      ["crc", 0x04],
    ] as const) {
      const bench = createBench();
      bench.field.place(recorder(toHex(withCrcA(bytes("AABBCC")))));
      bench.start();
      bench.field.faults.corruptNextAnswer = how;
      expect(bench.exchange([0x01])?.error).toBe(errors);
      expect(bench.exchange([0x01])?.error).toBe(0);
    }
  });

  it("dropNextAnswer lets the card act, dropNextFrame does not", () => {
    const card = recorder("00");
    const field = poweredField(card);
    field.faults.dropNextAnswer = true;
    expect(field.transceive(FRAME)).toBeUndefined();
    field.faults.dropNextFrame = true;
    expect(field.transceive(FRAME)).toBeUndefined();
    expect(field.transceive(FRAME)).toBeDefined();
    expect(card.log).toEqual(["on", "frame", "frame"]);
  });

  it.each([0, 1, 3])("removeAfterFrames %i takes the cards away after so many frames", (count) => {
    const card = recorder("00");
    const field = poweredField(card);
    field.faults.removeAfterFrames = count;
    const answers = Array.from({ length: 5 }, () => field.transceive(FRAME) !== undefined);
    expect(answers.filter(Boolean)).toHaveLength(count);
    expect(card.log).toEqual(["on", ...new Array(count).fill("frame"), "off"]);
    expect(field.cards).toEqual([]);
    field.place(card);
    expect(field.transceive(FRAME)).toBeDefined();
  });

  it("noise hits about as often as asked and repeats from run to run", () => {
    const run = () => {
      const field = poweredField(recorder("0000"));
      field.faults.noise = 0.25;
      return Array.from({ length: 400 }, () => field.transceive(FRAME)?.parityError === true);
    };
    const hits = run().filter(Boolean).length;
    expect(hits).toBeGreaterThan(60);
    expect(hits).toBeLessThan(140);
    expect(run()).toEqual(run());
  });
});
