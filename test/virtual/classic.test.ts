/** The MIFARE Classic: recordings, every access condition, values, refusals, through the chip. cards.md 4; card-vectors.md 7. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ClassicOptions, createClassicCard } from "../../sdk/virtual/cards/classic.js";
import { encodeAccess, parseAccess } from "../../sdk/virtual/cards/classic-access.js";
import { encodeValue, groupOf, parseValue, sectorOf, trailerOf } from "../../sdk/virtual/cards/classic-memory.js";
import { withCrcA } from "../../sdk/virtual/crc-a.js";
import { authenticate, bytes, createBench, sayToPages, stopCrypto1, toHex } from "../support/pcd.js";

const UID = bytes("11223344");
const KEY_A = bytes("A0A1A2A3A4A5");
const KEY_B = bytes("B0B1B2B3B4B5");
const DEFAULT_KEY = bytes("FFFFFFFFFFFF");
const DATA = "00112233445566778899AABBCCDDEEFF";

function present(options: Partial<ClassicOptions> = {}) {
  const uid = options.uid ?? UID;
  const card = createClassicCard({ uid, ...options });
  const bench = createBench();
  bench.field.place(card);
  bench.start();
  const select = () => {
    stopCrypto1(bench);
    bench.wake(0x52);
    return bench.select();
  };
  const selected = select();
  const say = (command: string) => sayToPages(bench, command);
  const open = (command: number, block: number, key: Uint8Array) =>
    authenticate(bench, command, block, key, uid).isCrypto1On;

  /** A fresh selection and session, whatever was before. */
  function reopen(command: number, block: number, key: Uint8Array): void {
    bench.field.setPower(false);
    bench.field.setPower(true);
    select();
    expect(open(command, block, key)).toBe(true);
  }

  /** A command in two parts: the answer to the first if it is a refusal, else that to the second. */
  function sayTwo(first: string, second: string): string | undefined {
    const answer = say(first);
    return answer === "A" ? say(second) : answer;
  }
  return { card, bench, select, selected, say, sayTwo, open, reopen };
}

/** A card whose sector 1 has the access conditions given. */
function withAccess(access: readonly [number, number, number, number], value = false) {
  const block = value ? encodeValue({ value: 100, address: 4 }) : bytes(DATA);
  return present({ sectors: { 1: { keyA: KEY_A, keyB: KEY_B, access } }, blocks: { 4: block, 5: block, 6: block } });
}

describe("a recorded session (proxmark3 mfkey examples)", () => {
  it("is answered byte for byte", () => {
    const blocks = {
      20: bytes("C26935CFDB95C4B4A27A84B8217AE9E4"),
      21: bytes("493167C536C30F8E220B09675687067D"),
    };
    const card = createClassicCard({
      uid: bytes("14579F69"),
      sectors: { 5: { keyA: bytes("091E639CB715") } },
      blocks,
      rng: () => bytes("CE84"),
    });
    const bench = createBench({ random: () => bytes("76BDC126") });
    const heard: string[] = [];
    const receive = card.receive;
    card.receive = (frame) => {
      const answer = receive(frame);
      heard.push(toHex(frame.bytes) ?? "", toHex(answer?.bytes) ?? "");
      return answer;
    };
    bench.field.place(card);
    bench.start();
    bench.wake(0x26);
    bench.select();
    heard.length = 0;
    expect(authenticate(bench, 0x60, 0x14, bytes("091E639CB715"), bytes("14579F69")).isCrypto1On).toBe(true);
    sayToPages(bench, "3014");
    sayToPages(bench, "3015");
    expect(heard.slice(1)).toEqual([
      "CE844261",
      "F8049CCB0525C84F",
      "9431CC40",
      "7093DF99",
      "9972428CE2E8523F456B99C831E769DCED09",
      "8CA6827B",
      "AB797FD369E8B93A86776B40DAE3EF686EFD",
    ]);
  });
});

describe("activation", () => {
  it.each([
    ["1k", "11223344", "0400", 0x08],
    ["4k", "11223344", "0200", 0x18],
    ["1k", "04112233445566", "4400", 0x08],
    ["4k", "04112233445566", "4200", 0x18],
  ] as const)("%s with UID %s shows ATQA %s and SAK %i", (type, uid, atqa, sak) => {
    const bench = createBench();
    bench.field.place(createClassicCard({ uid: bytes(uid), type }));
    bench.start();
    expect(toHex(bench.wake(0x26)?.bytes)).toBe(atqa);
    expect(bench.select()).toEqual({ uid: bytes(uid), sak });
  });

  it.each(["11223344", "04112233445566"])("UID %s stands in block 0", (uid) => {
    const { say, open } = present({ uid: bytes(uid) });
    expect(open(0x60, 0, DEFAULT_KEY)).toBe(true);
    expect(say("3000")).toMatch(uid.length === 8 ? /^1122334444080400/ : /^04112233445566084400/);
  });
});

describe("layout", () => {
  it("of the 4K has 32 sectors of 4 blocks and 8 of 16", () => {
    expect([0, 3, 4, 127, 128, 143, 144, 255].map(sectorOf)).toEqual([0, 0, 1, 31, 32, 32, 33, 39]);
    expect([0, 31, 32, 39].map(trailerOf)).toEqual([3, 127, 143, 255]);
    expect([128, 132, 133, 137, 138, 142, 143].map(groupOf)).toEqual([0, 0, 1, 1, 2, 2, 3]);
    const { say, open } = present({ type: "4k", blocks: { 250: bytes(DATA) } });
    expect(open(0x60, 240, DEFAULT_KEY)).toBe(true);
    expect(say("30FA")).toBe(DATA);
  });

  it("has transport access bits FF 07 80", () => {
    expect(toHex(encodeAccess([0, 0, 0, 1]))).toBe("FF0780");
  });

  it("of access bits goes both ways and finds any flipped bit", () => {
    const condition = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(fc.tuple(condition, condition, condition, condition), fc.nat(23), (conditions, bit) => {
        const trailer = new Uint8Array(16);
        trailer.set(encodeAccess(conditions), 6);
        expect(parseAccess(trailer)).toBeDefined();
        trailer[6 + (bit >> 3)] ^= 1 << (bit & 7);
        expect(parseAccess(trailer)).toBeUndefined();
      }),
    );
  });

  it("of value blocks goes both ways and finds any flipped bit", () => {
    const value = fc.integer({ min: -0x7fffffff, max: 0x7fffffff });
    fc.assert(
      fc.property(value, fc.nat(255), fc.nat(127), (number, address, bit) => {
        const block = encodeValue({ value: number, address });
        expect(parseValue(block)).toEqual({ value: number, address });
        block[bit >> 3] ^= 1 << (bit & 7);
        expect(parseValue(block)).toBeUndefined();
      }),
    );
  });
});

describe("access conditions of data blocks (MF1S50, table 8)", () => {
  /** read, write, increment, decrement: which keys may. */
  it.each([
    [0, "ab", "ab", "ab", "ab"],
    [2, "ab", "", "", ""],
    [4, "ab", "b", "", ""],
    [6, "ab", "b", "b", "ab"],
    [1, "ab", "", "", "ab"],
    [3, "b", "b", "", ""],
    [5, "b", "", "", ""],
    [7, "", "", "", ""],
  ])("C1C2C3 = %i", (condition, read, write, increment, decrement) => {
    const { say, sayTwo, reopen } = withAccess([condition, condition, condition, 3], true);
    for (const [name, command, key] of [
      ["a", 0x60, KEY_A],
      ["b", 0x61, KEY_B],
    ] as const) {
      const allowed = (keys: string) => keys.includes(name);
      const attempt = (run: () => string | undefined) => {
        reopen(command, 4, key);
        return run() !== "4";
      };
      const value = toHex(encodeValue({ value: 100, address: 4 })) ?? "";
      expect(attempt(() => say("3004"))).toBe(allowed(read));
      expect(attempt(() => sayTwo("A005", value))).toBe(allowed(write));
      expect(attempt(() => sayTwo("C106", "01000000"))).toBe(allowed(increment));
      expect(attempt(() => sayTwo("C006", "01000000"))).toBe(allowed(decrement));
      expect(attempt(() => sayTwo("C206", "00000000"))).toBe(allowed(decrement));
    }
  });
});

describe("access conditions of trailers (MF1S50, table 7)", () => {
  const NEW = "1A1A1A1A1A1AFF0780692B2B2B2B2B2B";
  const OLD = { a: toHex(KEY_A) ?? "", b: toHex(KEY_B) ?? "" };
  const ZEROS = "000000000000";

  /** Per key: what READ shows of access bits and key B, and what WRITE changes. */
  it.each([
    [0, "a", { access: true, keyB: true }, { keyA: true, access: false, keyB: true }],
    [2, "a", { access: true, keyB: true }, undefined],
    [4, "a", { access: true, keyB: false }, undefined],
    [4, "b", { access: true, keyB: false }, { keyA: true, access: false, keyB: true }],
    [6, "a", { access: true, keyB: false }, undefined],
    [6, "b", { access: true, keyB: false }, undefined],
    [1, "a", { access: true, keyB: true }, { keyA: true, access: true, keyB: true }],
    [3, "a", { access: true, keyB: false }, undefined],
    [3, "b", { access: true, keyB: false }, { keyA: true, access: true, keyB: true }],
    [5, "a", { access: true, keyB: false }, undefined],
    [5, "b", { access: true, keyB: false }, { keyA: false, access: true, keyB: false }],
    [7, "a", { access: true, keyB: false }, undefined],
    [7, "b", { access: true, keyB: false }, undefined],
  ] as const)("C1C2C3 = %i with key %s", (condition, name, shown, written) => {
    const { card, say, sayTwo, reopen } = withAccess([0, 0, 0, condition]);
    const access = `${toHex(encodeAccess([0, 0, 0, condition]))}69`;
    const command = name === "a" ? 0x60 : 0x61;
    const key = name === "a" ? KEY_A : KEY_B;
    reopen(command, 4, key);
    expect(say("3007")).toBe(`${ZEROS}${shown.access ? access : "00000000"}${shown.keyB ? OLD.b : ZEROS}`);
    expect(sayTwo("A007", NEW)).toBe(written === undefined ? "4" : "A");
    const expected = `${written?.keyA ? NEW.slice(0, 12) : OLD.a}${written?.access ? NEW.slice(12, 20) : access}${written?.keyB ? NEW.slice(20) : OLD.b}`;
    expect(toHex(card.inspect().memory.subarray(7 * 16, 8 * 16))).toBe(expected);
  });

  it.each([0, 1, 2])("with C1C2C3 = %i key B is data: it opens a session that may do nothing", (condition) => {
    const { say, reopen } = withAccess([0, 0, 0, condition]);
    for (const command of ["3004", "3007", "A004", "A007", "C104"]) {
      reopen(0x61, 4, KEY_B);
      expect(say(command)).toBe("4");
    }
  });

  it("that contradict themselves block the sector for ever", () => {
    const { card, sayTwo, reopen, select, open } = present();
    reopen(0x60, 4, DEFAULT_KEY);
    expect(sayTwo("A007", "FFFFFFFFFFFF00000069FFFFFFFFFFFF")).toBe("A");
    expect(card.inspect().session).toEqual({ sector: 1, key: "a" });
    select();
    expect(open(0x60, 4, DEFAULT_KEY)).toBe(false);
    reopen(0x60, 8, DEFAULT_KEY);
  });
});

describe("authentication", () => {
  it("with key A and key B, and not with one for the other", () => {
    const { reopen, select, open } = withAccess([0, 0, 0, 3]);
    reopen(0x60, 4, KEY_A);
    reopen(0x61, 4, KEY_B);
    select();
    expect(open(0x60, 4, KEY_B)).toBe(false);
    select();
    expect(open(0x61, 4, KEY_A)).toBe(false);
  });

  it("that fails sends the card to IDLE", () => {
    const { bench, open, say } = present();
    expect(open(0x60, 4, KEY_A)).toBe(false);
    expect(say("3004")).toBeUndefined();
    expect(bench.wake(0x26)).toBeDefined();
  });

  it("with a parity bit wrong gets no answer, the proof being right all the same", () => {
    const session = { uid: bytes("9C599B32"), rng: () => bytes("82A4"), sectors: { 0: { keyA: DEFAULT_KEY } } };
    const answers = Array.from({ length: 256 }, (_, bits) => {
      const card = createClassicCard(session);
      card.powerOn();
      for (const text of ["26", toHex(withCrcA(bytes("93709C599B326C"))) ?? "", "6000F57B"])
        card.receive({ bytes: bytes(text), lastBits: text.length === 2 ? 7 : 0 });
      const parity = Uint8Array.from({ length: 8 }, (__, i) => (bits >> i) & 1);
      return toHex(card.receive({ bytes: bytes("A1E458CE6EEA41E0"), lastBits: 0, parity })?.bytes);
    });
    expect(answers.filter((answer) => answer !== undefined)).toEqual(["5CADF439"]);
  });

  it("of a second sector is nested, and ends the right to the first", () => {
    const { card, say, open, reopen } = present({ blocks: { 8: bytes(DATA) } });
    reopen(0x60, 4, DEFAULT_KEY);
    expect(open(0x61, 8, DEFAULT_KEY)).toBe(true);
    expect(card.inspect().session).toEqual({ sector: 2, key: "b" });
    reopen(0x60, 4, DEFAULT_KEY);
    expect(open(0x60, 8, DEFAULT_KEY)).toBe(true);
    expect(say("3008")).toBe(DATA);
    expect(say("3004")).toBe("4");
  });

  it("works with a 7-byte UID, of which the last four bytes count", () => {
    const { say, open } = present({ uid: bytes("04112233445566"), blocks: { 4: bytes(DATA) } });
    expect(open(0x60, 4, DEFAULT_KEY)).toBe(true);
    expect(say("3004")).toBe(DATA);
  });

  it("with any key and nonces opens, and with one bit of the key wrong does not", () => {
    const key = fc.uint8Array({ minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(key, fc.nat(47), (keyA, bit) => {
        const { open, select } = present({ sectors: { 1: { keyA } } });
        expect(open(0x60, 4, keyA)).toBe(true);
        const wrong = keyA.slice();
        wrong[bit >> 3] ^= 1 << (bit & 7);
        select();
        expect(open(0x60, 4, wrong)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it("by the back door opens every sector for reading when the card has one", () => {
    const backdoorKey = bytes("A396EFA4E24F");
    const sectors = { 1: { keyA: KEY_A, keyB: KEY_B, access: [7, 7, 7, 7] } as const };
    const { card, say, open, reopen } = present({ backdoorKey, sectors, blocks: { 4: bytes(DATA) } });
    for (const command of [0x64, 0x65]) {
      reopen(command, 4, backdoorKey);
      expect(card.inspect().session?.key).toBe("backdoor");
      expect(say("3004")).toBe(DATA);
      expect(say("3007")?.slice(0, 12)).toBe("000000000000");
      expect(open(0x60, 4, KEY_A)).toBe(true);
    }
    reopen(0x64, 4, backdoorKey);
    expect(say("A004")).toBe("4");
    expect(present().open(0x64, 4, backdoorKey)).toBe(false);
  });
});

describe("reading and writing", () => {
  it("reads back what was written, for any data", () => {
    const { sayTwo, say, reopen } = present();
    reopen(0x60, 4, DEFAULT_KEY);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (content) => {
        expect(sayTwo("A005", toHex(content) ?? "")).toBe("A");
        expect(say("3005")).toBe(toHex(content));
      }),
      { numRuns: 20 },
    );
  });

  it("never writes block 0", () => {
    const { say, reopen } = present();
    reopen(0x60, 0, DEFAULT_KEY);
    expect(say("A000")).toBe("4");
  });

  it("writes nothing when the card leaves between the two parts", () => {
    const { card, bench, say, reopen } = present({ blocks: { 4: bytes(DATA) } });
    reopen(0x60, 4, DEFAULT_KEY);
    expect(say("A004")).toBe("A");
    bench.field.remove(card);
    expect(say("00".repeat(16))).toBeUndefined();
    expect(toHex(card.inspect().memory.subarray(64, 80))).toBe(DATA);
  });

  it("writes half when power is lost while it programs, and answers nothing", () => {
    const { card, sayTwo, say, reopen } = present({ blocks: { 4: bytes(DATA) } });
    reopen(0x60, 4, DEFAULT_KEY);
    card.faults.tearNextWrite = true;
    expect(sayTwo("A004", "FF".repeat(16))).toBeUndefined();
    reopen(0x60, 4, DEFAULT_KEY);
    expect(say("3004")).toBe(`${"FF".repeat(8)}${DATA.slice(16)}`);
  });
});

describe("values", () => {
  const VALUE_BLOCK = toHex(encodeValue({ value: 100, address: 4 })) ?? "";

  function opened() {
    const bench = withAccess([0, 0, 0, 3], true);
    bench.reopen(0x60, 4, KEY_A);
    return bench;
  }

  it("are added and taken off in the buffer, and only TRANSFER writes", () => {
    const { say, sayTwo } = opened();
    expect(VALUE_BLOCK).toBe("640000009BFFFFFF6400000004FB04FB");
    expect(sayTwo("C104", "05000000")).toBeUndefined();
    expect(say("3004")).toBe(VALUE_BLOCK);
    expect(say("B004")).toBe("A");
    expect(say("3004")).toBe(toHex(encodeValue({ value: 105, address: 4 })));
    expect(sayTwo("C004", "6A000000")).toBeUndefined();
    expect(say("B005")).toBe("A");
    expect(say("3005")).toBe(toHex(encodeValue({ value: -1, address: 4 })));
  });

  it("are copied by RESTORE, whatever its operand", () => {
    const { say, sayTwo } = opened();
    expect(sayTwo("A005", "00".repeat(16))).toBe("A");
    expect(sayTwo("C204", "FFFFFFFF")).toBeUndefined();
    expect(say("B005")).toBe("A");
    expect(say("3005")).toBe(VALUE_BLOCK);
  });

  it("in the buffer are gone with the field", () => {
    const { say, sayTwo, reopen } = opened();
    sayTwo("C104", "05000000");
    reopen(0x60, 4, KEY_A);
    expect(say("B004")).toBe("4");
  });

  it.each([
    ["a block that is no value", "C106", "01000000", DATA],
    ["a sum beyond 31 bits", "C106", "FFFFFF7F", undefined],
  ])("refuse %s", (_what, first, second, content) => {
    const { sayTwo, reopen } = withAccess([0, 0, 0, 3], content === undefined);
    reopen(0x60, 4, KEY_A);
    expect(sayTwo(first, second)).toBe("4");
  });
});

describe("refusals", () => {
  it("are 4 and 5, and 0 and 1 while the buffer holds a value", () => {
    const { bench, say, sayTwo, reopen } = withAccess([0, 0, 0, 3], true);
    const badCrc = () => {
      const frame = withCrcA(bytes("3004"));
      frame[3] ^= 1;
      return bench.exchange(frame, { crc: false })?.bytes[0];
    };
    reopen(0x60, 4, KEY_A);
    expect(say("7700")).toBe("4");
    reopen(0x60, 4, KEY_A);
    expect(badCrc()).toBe(5);
    reopen(0x60, 4, KEY_A);
    sayTwo("C104", "01000000");
    expect(say("7700")).toBe("0");
    reopen(0x60, 4, KEY_A);
    sayTwo("C104", "01000000");
    expect(badCrc()).toBe(1);
  });

  it.each([
    ["a READ before authentication", "3004", "4"],
    ["an unknown command", "1234", "4"],
  ])("of %s come in clear", (_what, command, expected) => {
    const { bench, say } = present();
    expect(say(command)).toBe(expected);
    expect(bench.wake(0x26)).toBeDefined();
  });

  it("of a data part with a wrong length leave the block alone", () => {
    const { card, sayTwo, reopen } = present({ blocks: { 4: bytes(DATA) } });
    reopen(0x60, 4, DEFAULT_KEY);
    expect(sayTwo("A004", "00000000")).toBe("5");
    expect(toHex(card.inspect().memory.subarray(64, 80))).toBe(DATA);
  });

  it("end the session", () => {
    const { card, say, reopen } = present();
    reopen(0x60, 4, DEFAULT_KEY);
    expect(say("3008")).toBe("4");
    expect(card.inspect().session).toBeUndefined();
  });
});

describe("HLTA", () => {
  it("in a session is enciphered and halts the card", () => {
    const { bench, reopen } = present();
    reopen(0x60, 4, DEFAULT_KEY);
    bench.halt();
    stopCrypto1(bench);
    expect(bench.wake(0x26)).toBeUndefined();
    expect(bench.wake(0x52)).toBeDefined();
  });

  it("in clear halts a card without a session", () => {
    const { bench } = present();
    bench.halt();
    expect(bench.wake(0x26)).toBeUndefined();
    expect(bench.wake(0x52)).toBeDefined();
  });
});

describe("options", () => {
  it.each([
    ["uid", { uid: bytes("11223344556677889900") }],
    ["blocks", { blocks: { 4: new Uint8Array(4) } }],
    ["sectors", { sectors: { 1: { keyA: new Uint8Array(5) } } }],
    ["backdoorKey", { backdoorKey: new Uint8Array(5) }],
  ])("refuse a wrong %s", (name, options) => {
    expect(() => createClassicCard({ uid: UID, ...options })).toThrow(`"${name}"`);
  });

  it("are copied, and so is what inspect gives", () => {
    const block = bytes(DATA);
    const card = createClassicCard({ uid: UID, blocks: { 4: block } });
    block.fill(0);
    card.inspect().memory.fill(0);
    expect(toHex(card.inspect().memory.subarray(64, 80))).toBe(DATA);
  });
});
