/** Activation over a fake chip: anticollision bit by bit, cascade levels, everything a field may answer. ISO/IEC 14443-3, 6. */
import "../support/espruino-globals.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { activate, createActivation, halt, reselect, wake } from "../../firmware/card/iso14443a.js";
import { Fault } from "../../firmware/radio/fault.js";
import { bits, cards, hex, level, packed } from "../support/anticollision.js";
import { hexOf } from "../support/espruino-globals.js";
import { createFakeChip, type Reply, script } from "../support/fake-chip.js";

function run(reply: ReturnType<typeof cards>) {
  const chip = createFakeChip(reply);
  const a = createActivation();
  const fault = activate(chip, a);
  return { fault, a, chip, uid: hexOf(a.uid) };
}

describe("one card", () => {
  test.each([
    ["4 bytes", [0x5a, 0x0c, 0x9e, 0x41]],
    ["7 bytes", [0x04, 0xa3, 0x1b, 0x62, 0x5e, 0x77, 0x80]],
    ["10 bytes", [0x04, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ["7 bytes with zeros", [4, 0, 0, 0, 0, 0, 0]],
    ["4 bytes, all ones", [0xff, 0xff, 0xff, 0xff]],
  ])("with a UID of %s is found and selected", (_, uid) => {
    const { fault, a, uid: found } = run(cards([uid]));
    expect({ fault, found, sak: a.sak, several: a.several }).toEqual({
      fault: Fault.None,
      found: hex(uid),
      sak: 0x20,
      several: false,
    });
  });

  test("is asked with the frames of the standard: anticollision without checksum, SELECT with it", () => {
    const { chip } = run(cards([[0x04, 0xa3, 0x1b, 0x62, 0x5e, 0x77, 0x80]]));
    expect(chip.sent.map(({ frame, framing, crc }) => ({ frame, framing, crc }))).toEqual([
      { frame: "9320", framing: 0, crc: false },
      { frame: "93708804a31b34", framing: 0, crc: true },
      { frame: "9520", framing: 0, crc: false },
      { frame: "9570625e7780cb", framing: 0, crc: true },
    ]);
  });
});

describe("several cards", () => {
  const uid = (size: number) =>
    fc.uint8Array({ minLength: size, maxLength: size }).map((u) => {
      // 88 is the cascade tag and starts no UID of 4 bytes, nor a part of a longer one that is last.
      const list = [...u];
      for (const at of [0, 3, 6]) if (list[at] === 0x88) list[at] = 0x04;
      return list;
    });
  const anyUid = fc.oneof(uid(4), uid(7), uid(10));

  test("of any UIDs end with one of them, whole, and with the word that there are several", () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyUid, { minLength: 2, maxLength: 5, selector: hex }), (uids) => {
        const { fault, a, uid: found } = run(cards(uids));
        expect(fault).toBe(Fault.None);
        expect(uids.map(hex)).toContain(found);
        expect(a.several).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each(Array.from({ length: 32 }, (_, bit) => bit))("that differ only in bit %i are told apart", (bit) => {
    const one = [0x5a, 0x0c, 0x9e, 0x41];
    const other = packed(bits(one).map((value, i) => (i === bit ? 1 - value : value)));
    const { fault, a, uid: found } = run(cards([one, other]));
    expect(fault).toBe(Fault.None);
    // Where cards collide the reader takes the 1.
    expect(found).toBe(hex(((one[bit >> 3] ?? 0) >> (bit & 7)) & 1 ? one : other));
    expect(a.several).toBe(true);
  });

  test("collisions in every bit of a level cost 33 rounds at most", () => {
    // One card for each place where it is the first to say 1.
    const uids = [0, ...Array.from({ length: 31 }, (_, i) => i)].map((bit) =>
      packed(bits([0xff, 0xff, 0xff, 0xff]).map((value, i) => (i <= bit ? value : 0))),
    );
    const { fault, chip } = run(cards(uids));
    expect(fault).toBe(Fault.None);
    expect(chip.sent.length).toBeLessThanOrEqual(34);
  });

  test("later collisions keep what is known: position counts within the received frame", () => {
    const {
      fault,
      uid: found,
      chip,
    } = run(
      cards([
        [0b00000111, 0xf0, 0x11, 0x22],
        [0b00000101, 0xf0, 0x11, 0x22],
        [0b00000111, 0xf0, 0x91, 0x22],
      ]),
    );
    expect({ fault, found }).toEqual({ fault: Fault.None, found: "07f09122" });
    expect(chip.sent.map((s) => s.frame).slice(0, 3)).toEqual(["9320", "932203", "935007f091"]);
    expect(chip.sent.map((s) => s.framing).slice(0, 3)).toEqual([0, 0x22, 0]);
  });
});

describe("answers against the rules", () => {
  const good = hex(level(1, 2, 3, 4));

  test.each<[string, (Reply | string | undefined)[], Fault]>([
    ["BCC wrong", ["0102030405"], Fault.Damaged],
    ["four bytes only", ["01020304"], Fault.Protocol],
    ["six bytes", ["010203040400"], Fault.Protocol],
    ["an empty answer", [""], Fault.Protocol],
    ["silence", [undefined], Fault.NoAnswer],
    ["damage", [{ fault: Fault.Damaged, answer: good }], Fault.Damaged],
    ["a silent chip", [{ fault: Fault.Chip }], Fault.Chip],
    ["a collision the chip cannot place", [{ fault: Fault.Collision, answer: good, collision: 0 }], Fault.Protocol],
    ["a collision in the BCC", [{ fault: Fault.Collision, answer: good, collision: 33 }], Fault.Protocol],
    ["SELECT without an answer", [good, undefined], Fault.NoAnswer],
    ["SELECT with a damaged answer", [good, { fault: Fault.Damaged, answer: "20" }], Fault.Damaged],
    ["a SAK of two bytes", [good, "2020"], Fault.Protocol],
    ["an empty SAK", [good, ""], Fault.Protocol],
    ["a SAK that goes on without a cascade tag", [good, "04"], Fault.Protocol],
    ["a cascade tag with a SAK that ends", [hex(level(0x88, 1, 2, 3)), "20"], Fault.Protocol],
    [
      "a fourth cascade level",
      [hex(level(0x88, 1, 2, 3)), "04", hex(level(0x88, 4, 5, 6)), "04", hex(level(0x88, 7, 8, 9)), "04"],
      Fault.Protocol,
    ],
    [
      "a collision when SELECT has left one card",
      [good, { fault: Fault.Collision, answer: "20", collision: 1 }],
      Fault.Collision,
    ],
  ])("%s", (_, replies, fault) => {
    const chip = createFakeChip(script(...replies));
    expect(activate(chip, createActivation())).toBe(fault);
  });

  test("a collision before the bits already known ends the loop", () => {
    const chip = createFakeChip(
      script(
        { fault: Fault.Collision, answer: "0700000000", collision: 4 },
        { fault: Fault.Collision, answer: "00", collision: 2 },
      ),
    );
    expect(activate(chip, createActivation())).toBe(Fault.Protocol);
    expect(chip.sent).toHaveLength(2);
  });

  test("whatever comes back, the loop ends and a good end has a UID of 4, 7 or 10 bytes", () => {
    const reply = fc.record({
      fault: fc.constantFrom(Fault.None, Fault.None, Fault.Collision, Fault.Damaged, Fault.NoAnswer),
      answer: fc.oneof(
        fc.uint8Array({ maxLength: 6 }).map((b) => hex([...b])),
        fc.constantFrom("04", "20", good, hex(level(0x88, 1, 2, 3))),
      ),
      collision: fc.nat(34),
    });
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 40 }), (replies) => {
        const chip = createFakeChip(script(...replies));
        const a = createActivation();
        const fault = activate(chip, a);
        expect(chip.sent.length).toBeLessThanOrEqual(3 * 34);
        if (fault === Fault.None) expect([4, 7, 10]).toContain(a.uid.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("wake", () => {
  test("is WUPA, seven bits, without checksum", () => {
    const chip = createFakeChip(script("4403"));
    const a = createActivation();
    expect(wake(chip, a)).toBe(Fault.None);
    expect(chip.sent[0]).toMatchObject({ frame: "52", framing: 7, crc: false });
    expect(hexOf(a.atqa)).toBe("4403");
  });

  test("takes cards that answer differently for cards", () => {
    const a = createActivation();
    const fault = wake(createFakeChip(script({ fault: Fault.Collision, answer: "0403", collision: 7 })), a);
    expect({ fault, several: a.several }).toEqual({ fault: Fault.None, several: true });
  });

  test("forgets that there were several", () => {
    const a = createActivation();
    wake(createFakeChip(script({ fault: Fault.Collision, answer: "0403", collision: 7 })), a);
    wake(createFakeChip(script("4403")), a);
    expect(a.several).toBe(false);
  });

  test.each<[string, Reply | undefined, Fault]>([
    ["silence", undefined, Fault.NoAnswer],
    ["damage", { fault: Fault.Damaged, answer: "4403" }, Fault.Damaged],
    ["one byte", { answer: "44" }, Fault.Protocol],
    ["three bytes", { answer: "440300" }, Fault.Protocol],
    ["a dead chip", { fault: Fault.Chip }, Fault.Chip],
  ])("%s", (_, reply, fault) => {
    expect(wake(createFakeChip(script(reply)), createActivation())).toBe(fault);
  });
});

test("a card is selected again by its UID alone", () => {
  const uids = [
    [0x5a, 0x0c, 0x9e, 0x41],
    [0x04, 0xa3, 0x1b, 0x62, 0x5e, 0x77, 0x80],
    [0x04, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  ];
  for (const uid of uids) {
    const chip = createFakeChip(cards(uids));
    expect(reselect(chip, createActivation(), Buffer.from(uid).toString("latin1"))).toBe(Fault.None);
    expect(chip.sent).toHaveLength((uid.length - 1) / 3);
    expect(chip.sent.every((s) => s.crc)).toBe(true);
    const absent = createFakeChip(cards(uids.filter((other) => other !== uid)));
    expect(reselect(absent, createActivation(), Buffer.from(uid).toString("latin1"))).toBe(Fault.NoAnswer);
  }
});

test("HLTA is sent with checksum and its silence is success", () => {
  const chip = createFakeChip(script());
  halt(chip);
  expect(chip.sent[0]).toMatchObject({ frame: "5000", framing: 0, crc: true });
});
