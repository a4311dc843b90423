/** MFAuthent and enciphered Transceive of the chip, against a card made of recordings and against a Classic. cards.md 1.8. */

import { describe, expect, it } from "vitest";
import type { AirAnswer, AirFrame, Picc } from "../../sdk/virtual/air.js";
import { createClassicCard } from "../../sdk/virtual/cards/classic.js";
import { createUltralightCard } from "../../sdk/virtual/cards/ultralight.js";
import { authenticate, type Bench, bytes, createBench, sayToPages, stopCrypto1, toHex } from "../support/pcd.js";

const UID = bytes("11223344");
const KEY = bytes("FFFFFFFFFFFF");
const WRONG_KEY = bytes("000000000001");
const BLOCK_4 = bytes("000102030405060708090A0B0C0D0E0F");

/** A selected Classic 1K. */
function present() {
  const card = createClassicCard({ uid: UID, blocks: { 4: BLOCK_4 } });
  const bench = createBench();
  bench.field.place(card);
  bench.start();
  const select = () => {
    bench.wake(0x52);
    return bench.select();
  };
  select();
  return { card, bench, select, open: (block = 4, key = KEY) => authenticate(bench, 0x60, block, key, UID) };
}

/** A card that answers with what it was given, whatever it hears, and keeps what it heard. */
function recorder(...answers: Array<Omit<AirAnswer, "delayUs"> | undefined>): Picc & { heard: AirFrame[] } {
  const heard: AirFrame[] = [];
  return {
    heard,
    powerOn() {},
    powerOff() {},
    receive(frame) {
      heard.push(frame);
      const answer = answers.shift();
      return answer && { ...answer, delayUs: 100 };
    },
  };
}

function benchWith(card: Picc, nR: string): Bench {
  const bench = createBench({ random: () => bytes(nR) });
  bench.field.place(card);
  bench.start();
  return bench;
}

const word = (hex: string) => ({ bytes: bytes(hex), lastBits: 0 });
const UID_1 = bytes("9C599B32");

describe("the first recording of mfkey_examples (card-vectors.md 7)", () => {
  it("is what the chip sends, byte for byte", () => {
    const card = recorder(word("82A4166C"), word("5CADF439"));
    const bench = benchWith(card, "EFEA1CDA");
    authenticate(bench, 0x60, 0x00, KEY, UID_1);
    expect(card.heard.map((frame) => toHex(frame.bytes))).toEqual(["6000F57B", "A1E458CE6EEA41E0"]);
    expect(card.heard[0].parity).toBeUndefined();
    expect(card.heard[1].parity?.length).toBe(8);
  });

  it("opens the session when the card's parity fits too", () => {
    const accepted = Array.from({ length: 16 }, (_, bits) => {
      const parity = Uint8Array.from({ length: 4 }, (__, i) => (bits >> i) & 1);
      const bench = benchWith(recorder(word("82A4166C"), { ...word("5CADF439"), parity }), "EFEA1CDA");
      return authenticate(bench, 0x60, 0x00, KEY, UID_1).isCrypto1On;
    });
    expect(accepted.filter(Boolean)).toHaveLength(1);
  });
});

describe("MFAuthent", () => {
  it("ends by itself with IdleIRq alone, MFCrypto1On, and an empty FIFO", () => {
    const { bench, open } = present();
    const { irq, error, isCrypto1On, tookUs } = open();
    expect([irq & 0x73, error, isCrypto1On]).toEqual([0x10, 0, true]);
    expect(bench.read(0x0a)).toBe(0);
    // Three passes of 4, 4, 8 and 4 bytes and the card's 0.66 and 0.11 ms: 2.6 ms.
    expect(tookUs).toBeGreaterThan(2400);
    expect(tookUs).toBeLessThan(2800);
  });

  it.each([
    ["a wrong key", () => present().open(4, WRONG_KEY)],
    ["a block that does not exist", () => present().open(200)],
    [
      "no card",
      () => {
        const bench = createBench();
        bench.start();
        return authenticate(bench, 0x60, 4, KEY, UID);
      },
    ],
    ["a card that only knows UIDs", () => authenticate(benchWith(recorder(), "00"), 0x60, 4, KEY, UID)],
    [
      "a wrong UID",
      () => {
        const { bench } = present();
        return authenticate(bench, 0x60, 4, KEY, bytes("11223345"));
      },
    ],
  ])("with %s ends by the timer, without MFCrypto1On", (_what, run) => {
    const { irq, isCrypto1On } = run();
    expect([irq & 0x11, isCrypto1On]).toEqual([0x01, false]);
  });

  it.each([
    ["a nonce too short", [word("82A416")], 0x01],
    ["four bits instead of a nonce", [{ bytes: bytes("04"), lastBits: 4 }], 0x01],
    ["a nonce with bad parity", [{ ...word("82A4166C"), parity: bytes("00000000") }], 0x02],
    ["a proof too long", [word("82A4166C"), word("5CADF43900")], 0x01],
    ["a proof with bad parity", [word("82A4166C"), { ...word("5CADF439"), parityError: true }], 0x02],
  ])("by %s ends with ErrIRq and IdleIRq", (_what, answers, errorBit) => {
    const { irq, error, isCrypto1On } = authenticate(benchWith(recorder(...answers), "EFEA1CDA"), 0x60, 0, KEY, UID_1);
    expect([irq & 0x13, error, isCrypto1On]).toEqual([0x12, errorBit, false]);
  });

  it("refuses a card that proves nothing, whatever its parity", () => {
    for (let bits = 0; bits < 16; bits++) {
      const parity = Uint8Array.from({ length: 4 }, (_, i) => (bits >> i) & 1);
      const bench = benchWith(recorder(word("82A4166C"), { ...word("00000000"), parity }), "EFEA1CDA");
      expect(authenticate(bench, 0x60, 0, KEY, UID_1).isCrypto1On).toBe(false);
    }
  });

  it("inside a session refuses a nonce with bad parity, the bits being right", () => {
    const { bench, card, open } = present();
    open(4);
    const receive = card.receive;
    card.receive = (frame) => {
      card.receive = receive;
      const answer = receive(frame);
      return answer?.parity && { ...answer, parity: answer.parity.map((bit) => bit ^ 1) };
    };
    const { irq, error, isCrypto1On } = open(8);
    expect([irq & 0x13, error, isCrypto1On]).toEqual([0x12, 0x02, false]);
    expect(bench.read(0x08) & 0x08).toBe(0);
  });

  it("blocks the FIFO while it runs, and is stopped by Idle", () => {
    const { bench } = present();
    bench.write(0x0a, 0x80);
    bench.write(0x09, 0x60, 4, ...KEY, ...UID);
    bench.write(0x01, 0x0e);
    bench.write(0x09, 0x00);
    expect(bench.read(0x06) & 0x80).toBe(0x80);
    bench.write(0x01, 0x00);
    bench.write(0x04, 0x7f);
    bench.clock.us += 5000;
    expect([bench.read(0x04) & 0x30, bench.read(0x08) & 0x08]).toEqual([0, 0]);
  });

  it("wants its twelve bytes", () => {
    const { bench } = present();
    bench.write(0x0a, 0x80);
    bench.write(0x09, 0x60, 4);
    expect(() => bench.write(0x01, 0x0e)).toThrow("MFAuthent with 2 bytes");
  });

  it("passes on a command byte the chip does not know", () => {
    const card = recorder();
    authenticate(benchWith(card, "00000000"), 0x64, 0x07, KEY, UID);
    expect(toHex(card.heard[0].bytes.subarray(0, 2))).toBe("6407");
  });
});

describe("MFCrypto1On", () => {
  it("enciphers what is sent and deciphers what is heard, CRC and parity included", () => {
    const { bench, open } = present();
    open();
    expect(sayToPages(bench, "3004")).toBe(toHex(BLOCK_4));
    expect(toHex(bench.exchange([0x30, 4])?.bytes)).toBe(toHex(BLOCK_4));
  });

  it("puts no plain text on air", () => {
    const { bench, card, open } = present();
    open();
    const frames: string[] = [];
    const receive = card.receive.bind(card);
    card.receive = (frame) => {
      const answer = receive(frame);
      frames.push(toHex(frame.bytes) ?? "", toHex(answer?.bytes) ?? "");
      return answer;
    };
    expect(sayToPages(bench, "3004")).toBe(toHex(BLOCK_4));
    expect(frames[0]).not.toBe("300426EE");
    expect(frames[0].length).toBe(8);
    expect(frames[1]).not.toContain(toHex(BLOCK_4));
  });

  it("cannot be set by software, stays over commands, and is cleared by software, reset and loss of registers", () => {
    const { bench, open } = present();
    bench.write(0x08, 0x08);
    expect(bench.read(0x08) & 0x08).toBe(0);
    const clearings: Array<() => void> = [
      () => stopCrypto1(bench),
      () => bench.write(0x01, 0x0f),
      () => bench.chip.faults.loseRegisters(),
    ];
    for (const clear of clearings) {
      bench.start();
      bench.field.setPower(false);
      bench.field.setPower(true);
      bench.wake(0x52);
      bench.select();
      expect(open().isCrypto1On).toBe(true);
      bench.write(0x08, 0x08);
      bench.write(0x01, 0x00);
      expect(bench.read(0x08) & 0x08).toBe(0x08);
      clear();
      expect(bench.read(0x08) & 0x08).toBe(0);
    }
  });

  it("left on makes the next card invisible", () => {
    const { bench, card, open } = present();
    open();
    bench.field.remove(card);
    bench.field.place(createUltralightCard({ type: "ntag213", uid: bytes("04C1285A373080") }));
    // One in 128 enciphered wake-ups happens to be a WUPA or REQA.
    const answers = Array.from({ length: 40 }, () => bench.wake(0x52) !== undefined).filter(Boolean).length;
    expect(answers).toBeLessThan(10);
    stopCrypto1(bench);
    bench.field.setPower(false);
    bench.field.setPower(true);
    expect(bench.wake(0x52)).toBeDefined();
  });

  it("off, parity that a card chose itself is checked as any other", () => {
    for (const [parity, error] of [
      ["0100", 0],
      ["0101", 2],
    ] as const) {
      const bench = benchWith(recorder({ ...word("0001"), parity: bytes(parity) }), "00");
      expect(bench.exchange([0x01], { crc: false })?.error).toBe(error);
    }
  });

  it("cleared too early leaves the reader with rubbish", () => {
    const { bench, open } = present();
    open();
    stopCrypto1(bench);
    expect(sayToPages(bench, "3004")).not.toBe(toHex(BLOCK_4));
  });

  it("out of step after a lost answer gives parity errors until a new selection", () => {
    const { bench, select, open } = present();
    open();
    bench.field.faults.dropNextAnswer = true;
    expect(sayToPages(bench, "3004")).toBeUndefined();
    expect(sayToPages(bench, "3004")).not.toBe(toHex(BLOCK_4));
    stopCrypto1(bench);
    select();
    open();
    expect(sayToPages(bench, "3004")).toBe(toHex(BLOCK_4));
  });

  it("shows a flipped bit as ParityErr and two flipped bits of a byte as CRCErr alone", () => {
    for (const [how, errors] of [
      [true, 0x06],
      ["crc", 0x04],
    ] as const) {
      const { bench, open } = present();
      open();
      bench.field.faults.corruptNextAnswer = how;
      expect(bench.exchange([0x30, 4])?.error).toBe(errors);
    }
  });

  it("goes off when a second authentication fails", () => {
    const { open } = present();
    expect(open(4).isCrypto1On).toBe(true);
    expect(open(8, WRONG_KEY).isCrypto1On).toBe(false);
  });

  it("goes off when the second authentication is not even answered", () => {
    const { bench, open } = present();
    open(4);
    bench.field.faults.dropNextFrame = true;
    expect(open(8).isCrypto1On).toBe(false);
  });
});
