/** Ultralight EV1 and NTAG 21x: every command, lock bit, right and refusal, through the chip. cards.md 5; card-vectors.md 8. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createUltralightCard, type UltralightOptions } from "../../sdk/virtual/cards/ultralight.js";
import type { UltralightType } from "../../sdk/virtual/cards/ultralight-types.js";
import { bytes, createBench, sayToPages, toHex } from "../support/pcd.js";

const UID = bytes("04C1285A373080");
/** The signature of this UID on a genuine Ultralight EV1. */
const SIGNATURE = bytes("CEA2EB0B3C95D0844A95B824A7553703B3702378033BF0987899DB70151A19E7");
const TYPES: readonly UltralightType[] = ["ul-ev1-48", "ul-ev1-128", "ntag213", "ntag215", "ntag216"];
const LAST_PAGES = { "ul-ev1-48": 0x13, "ul-ev1-128": 0x28, ntag213: 0x2c, ntag215: 0x86, ntag216: 0xe6 } as const;
const CONFIG_PAGES = { "ul-ev1-48": 0x10, "ul-ev1-128": 0x25, ntag213: 0x29, ntag215: 0x83, ntag216: 0xe3 } as const;

const hex = (...values: number[]) => toHex(Uint8Array.from(values)) ?? "";

function present(options: Partial<UltralightOptions> = {}) {
  const card = createUltralightCard({ type: "ntag213", uid: UID, ...options });
  const bench = createBench();
  bench.field.place(card);
  bench.start();
  const select = () => {
    bench.wake(0x52);
    return bench.select();
  };
  const selected = select();
  /** Says one command; after a refusal the card is selected again. */
  const say = (command: string) => {
    const answer = sayToPages(bench, command);
    if (answer === undefined || (answer.length === 1 && answer !== "A")) select();
    return answer;
  };
  const cyclePower = () => {
    bench.field.setPower(false);
    bench.field.setPower(true);
    select();
  };
  return { card, bench, say, select, selected, cyclePower };
}

describe.each(TYPES)("%s", (type) => {
  const last = LAST_PAGES[type];
  const config = CONFIG_PAGES[type];

  it("is selected with SAK 00 and tells its version", () => {
    const versions = {
      "ul-ev1-48": "0004030101000B03",
      "ul-ev1-128": "0004030101000E03",
      ntag213: "0004040201000F03",
      ntag215: "0004040201001103",
      ntag216: "0004040201001303",
    };
    const { bench, selected, say } = present({ type });
    expect(selected).toEqual({ uid: UID, sak: 0 });
    expect(say("60")).toBe(versions[type]);
    bench.halt();
    expect(toHex(bench.wake(0x52)?.bytes)).toBe("4400");
  });

  it("has UID and check bytes in front and wraps READ at the end of memory", () => {
    const { say } = present({ type });
    expect(say("3000")?.slice(0, 20)).toBe("04C128655A373080DD48");
    expect(say(`30${hex(last)}`)?.slice(8, 24)).toBe("04C128655A373080");
    expect(say(`30${hex(last + 1)}`)).toBe("0");
    expect(say(`3A00${hex(last + 1)}`)).toBe("0");
    expect(say(`3A${hex(last, last)}`)).toBe("00000000");
    expect(say("3A0504")).toBe("0");
  });

  it("guards pages from AUTH0 on: for writing, with PROT for reading too, until the password", () => {
    const options = { type, password: bytes("01020304"), pack: bytes("BEEF"), auth0: 0x08 };
    const open = present(options);
    expect(open.say("3008")).toBe("00".repeat(16));
    expect(open.say("A20811223344")).toBe("0");
    expect(open.say("A20711223344")).toBe("A");
    expect(open.say("1B01020304")).toBe("BEEF");
    expect(open.say("A20811223344")).toBe("A");
    const { say } = present({ ...options, protectReads: true });
    expect(say("3008")).toBe("0");
    expect(say("3A0708")).toBe("0");
    expect(say("3006")?.slice(16)).toBe("04C128655A373080");
    expect(say("1B01020304")).toBe("BEEF");
    expect(say("3008")).toBe("00".repeat(16));
  });

  it("never shows password and PACK", () => {
    const { say, card } = present({ type, password: bytes("01020304"), pack: bytes("BEEF") });
    expect(say("1B01020304")).toBe("BEEF");
    expect(say(`3A${hex(config + 2, config + 3)}`)).toBe("00".repeat(8));
    expect(say(`A2${hex(config + 2)}0A0B0C0D`)).toBe("A");
    expect(say("1B01020304")).toBe("0");
    expect(say("1B0A0B0C0D")).toBe("BEEF");
    expect(toHex(card.inspect().memory.slice((config + 2) * 4))).toBe("0A0B0C0DBEEF0000");
  });

  it("refuses even the right password after AUTHLIM wrong ones, for ever", () => {
    const { card, say, cyclePower } = present({ type, password: bytes("01020304"), authLimitCount: 2 });
    const tries = ["00000000", "01020304", "00000000", "00000000", "01020304"];
    expect(tries.map((password) => say(`1B${password}`))).toEqual(["0", "0000", "0", "0", "4"]);
    cyclePower();
    expect(say("1B01020304")).toBe("4");
    expect(card.inspect().failureCount).toBe(2);
  });

  it("locks its configuration, not password and PACK, from the power-on after CFGLCK", () => {
    const { say, cyclePower } = present({ type });
    expect(say(`A2${hex(config + 1)}40050000`)).toBe("A");
    expect(say(`A2${hex(config)}000000FF`)).toBe("A");
    cyclePower();
    expect(say(`A2${hex(config)}00000004`)).toBe("0");
    expect(say(`A2${hex(config + 1)}00050000`)).toBe("0");
    expect(say(`A2${hex(config + 2)}11111111`)).toBe("A");
    expect(say(`A2${hex(config + 3)}22220000`)).toBe("A");
  });

  it("gives its signature", () => {
    const { say } = present({ type, signature: SIGNATURE });
    expect(say("3C00")).toBe(toHex(SIGNATURE));
    expect(say("3C01")).toBe("0");
  });

  it("reads back what was written, for any page of the user and any data", () => {
    const { say } = present({ type });
    const page = fc.integer({ min: 4, max: config - 2 });
    fc.assert(
      fc.property(page, fc.uint8Array({ minLength: 4, maxLength: 4 }), (number, content) => {
        expect(say(`A2${hex(number)}${toHex(content)}`)).toBe("A");
        expect(say(`3A${hex(number, number)}`)).toBe(toHex(content));
      }),
      { numRuns: 20 },
    );
  });
});

describe("lock bits", () => {
  it.each([
    ["A20200000800", [3], [2, 4]],
    ["A20200001000", [4], [3, 5]],
    ["A20200008000", [7], [6, 8]],
    ["A20200000001", [8], [7, 9]],
    ["A20200000080", [15], [14, 16]],
    ["A2020000F8FF", [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [16]],
  ])("%s locks exactly %j", (command, locked, open) => {
    const { say } = present();
    expect(say(command)).toBe("A");
    for (const page of locked) expect([page, say(`A2${hex(page)}00000000`)]).toEqual([page, "0"]);
    for (const page of open) expect([page, say(`A2${hex(page)}00000000`)]).toEqual([page, "A"]);
  });

  it("only ever get set, and UID bytes beside them do not change", () => {
    const { say, card } = present();
    say("A202FFFF1000");
    say("A20200002000");
    expect(toHex(card.inspect().memory.slice(8, 12))).toBe(`${toHex(card.inspect().memory.slice(8, 10))}3000`);
    expect(toHex(card.inspect().memory.slice(9, 10))).toBe("48");
  });

  it.each([
    ["01", "0800", "0000"],
    ["02", "F003", "0000"],
    ["04", "00FC", "0000"],
    ["01", "1001", "1001"],
    ["02", "08FC", "08FC"],
    ["04", "F803", "F803"],
  ])("frozen by %s take %s as %s", (freeze, sent, kept) => {
    const { say, card } = present();
    say(`A2020000${freeze}00`);
    say(`A2020000${sent}`);
    const [low, high] = card.inspect().memory.slice(10, 12);
    expect(hex(low & ~Number.parseInt(freeze, 16), high)).toBe(kept);
  });

  it.each([
    ["ntag213", 0x28, "010000", [16, 17], [15, 18]],
    ["ntag213", 0x28, "000800", [38, 39], [37]],
    ["ntag215", 0x82, "010000", [16, 31], [32]],
    ["ntag215", 0x82, "800000", [128, 129], [127]],
    ["ntag216", 0xe2, "002000", [224, 225], [223]],
    ["ul-ev1-128", 0x24, "000200", [34, 35], [33]],
  ] as const)("of %s on page %i, %s, lock %j", (type, page, bits, locked, open) => {
    const { say } = present({ type });
    expect(say(`A2${hex(page)}${bits}00`)).toBe("A");
    for (const each of locked) expect([each, say(`A2${hex(each)}00000000`)]).toEqual([each, "0"]);
    for (const each of open) expect([each, say(`A2${hex(each)}00000000`)]).toEqual([each, "A"]);
  });

  it("on the dynamic page are frozen in pairs, and bits that mean nothing stay clear", () => {
    const { say, card } = present();
    const lockBytes = () => toHex(card.inspect().memory.slice(0x28 * 4, 0x29 * 4));
    say("A228000001FF");
    say("A228FFFF0000");
    expect(lockBytes()).toBe("FC0F0100");
    say("A2280000FF00");
    expect(lockBytes()).toBe("FC0F3F00");
  });
});

describe("one-time bits", () => {
  it("of page 3 go from 0 to 1 only", () => {
    const { say } = present({ type: "ul-ev1-48" });
    expect([say("A20301000080"), say("A20302000001"), say("3A0303")]).toEqual(["A", "A", "03000081"]);
  });

  it("hold the capability container of an NTAG", () => {
    expect(present({ type: "ntag216" }).say("3A0303")).toBe("E1106D00");
  });
});

describe("counters", () => {
  it("of an Ultralight EV1 rise by any step, ignore the fourth byte and refuse to overflow", () => {
    const { say } = present({ type: "ul-ev1-48", counters: [0, 0, 0xfffff0] });
    expect([say("A50005000099"), say("3900"), say("3901")]).toEqual(["A", "050000", "000000"]);
    expect([say("A5020F000000"), say("3902")]).toEqual(["A", "FFFFFF"]);
    expect([say("A50201000000"), say("3902")]).toEqual(["4", "FFFFFF"]);
    expect([say("A50301000000"), say("3903"), say("3E03")]).toEqual(["0", "0", "0"]);
  });

  it("tell of an increment that was torn until the next one", () => {
    const { card, say } = present({ type: "ul-ev1-128" });
    expect(say("3E00")).toBe("BD");
    card.faults.tearNextWrite = true;
    expect(say("A50001000000")).toBeUndefined();
    expect([say("3900"), say("3E00"), say("3E01")]).toEqual(["000000", "00", "BD"]);
    expect([say("A50001000000"), say("3900"), say("3E00")]).toEqual(["A", "010000", "BD"]);
  });

  it("of an NTAG counts the first read of each power-on, and only when switched on", () => {
    const { say, cyclePower } = present({ nfcCounter: "free" });
    expect(say("3902")).toBe("000000");
    say("3000");
    say("3A0001");
    expect(say("3902")).toBe("010000");
    cyclePower();
    say("3A0001");
    expect(say("3902")).toBe("020000");
    expect([say("3900"), say("A50201000000"), say("3E02")]).toEqual(["0", "0", "0"]);
    const off = present();
    expect([off.say("3000")?.length, off.say("3902")]).toEqual([32, "0"]);
    expect(off.card.inspect().counters).toEqual([0, 0, 0]);
  });

  it("of an NTAG can ask for the password", () => {
    const { say } = present({ nfcCounter: "protected" });
    expect([say("3902"), say("1BFFFFFFFF"), say("3902")]).toEqual(["0", "0000", "000000"]);
  });
});

describe("refusals", () => {
  it.each([
    ["an unknown command", "7000"],
    ["a command too long", "300000"],
    ["a command too short", "A204112233"],
    ["page 0", "A20011223344"],
    ["page 1", "A20111223344"],
    ["a page behind the memory", "A22D11223344"],
    ["1A 00, which would be an Ultralight C", "1A00"],
  ])("%s gets 0 and sends the card to IDLE", (_what, command) => {
    const { bench } = present();
    expect(sayToPages(bench, command)).toBe("0");
    expect(sayToPages(bench, "60")).toBeUndefined();
    expect(bench.wake(0x26)).toBeDefined();
  });

  it("a bad CRC gets 1", () => {
    const { bench } = present();
    expect(bench.exchange(bytes("30000000"), { crc: false })).toMatchObject({ bytes: Uint8Array.of(1), lastBits: 4 });
  });

  it("send a card woken from HALT back to HALT", () => {
    const { bench, select } = present();
    bench.halt();
    select();
    expect(sayToPages(bench, "7000")).toBe("0");
    expect(bench.wake(0x26)).toBeUndefined();
    expect(bench.wake(0x52)).toBeDefined();
  });

  it("end the password's session, and so does the next selection", () => {
    const { card, bench, say, select } = present();
    say("1BFFFFFFFF");
    expect(card.inspect().isAuthenticated).toBe(true);
    bench.halt();
    select();
    expect(card.inspect().isAuthenticated).toBe(false);
  });
});

describe("torn writes", () => {
  it("leave half a page of data, all of a lock page and the one-time page, and no answer", () => {
    const { card, say } = present({ content: bytes("11111111") });
    for (const command of ["A204AABBCCDD", "A202000000FF", "A203FFFFFFFF"]) {
      card.faults.tearNextWrite = true;
      expect(say(command)).toBeUndefined();
    }
    expect(say("3A0204")).toBe(`${toHex(card.inspect().memory.slice(8, 10))}0000E1101200AABB1111`);
  });

  it("do not strike a write that is refused", () => {
    const { card, say } = present();
    card.faults.tearNextWrite = true;
    expect(say("A20000000000")).toBe("0");
    expect(card.faults.tearNextWrite).toBe(true);
  });
});

describe("a long FAST_READ", () => {
  it("overflows the FIFO of the chip beyond 15 pages", () => {
    const { bench } = present();
    expect(sayToPages(bench, "3A000E")?.length).toBe(120);
    expect(sayToPages(bench, "3A0010")).toMatch(/^error 16/);
  });
});

describe("options", () => {
  it.each([
    ["uid", { uid: bytes("11223344") }],
    ["password", { password: bytes("00") }],
    ["pack", { pack: bytes("00") }],
    ["signature", { signature: bytes("00") }],
    ["content", { content: new Uint8Array(145) }],
  ])("refuse a wrong %s", (name, options) => {
    expect(() => createUltralightCard({ type: "ntag213", uid: UID, ...options })).toThrow(`"${name}"`);
  });
});
