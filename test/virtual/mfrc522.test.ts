/** The virtual chip against its data sheet, through the bus only. Facts and self-test bytes: cards.md 1.1 to 1.12. */

import { describe, expect, it } from "vitest";
import type { AirAnswer, AirFrame, Picc } from "../../sdk/virtual/air.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { withCrcA } from "../../sdk/virtual/crc-a.js";
import { createField } from "../../sdk/virtual/field.js";
import { createMfrc522 } from "../../sdk/virtual/mfrc522.js";
import { type Bench, bytes, createBench, toHex } from "../support/pcd.js";

/** A card that answers every frame with the same bytes, and keeps what it heard. */
function parrot(answer: string, lastBits = 0): Picc & { heard: AirFrame[] } {
  const heard: AirFrame[] = [];
  return {
    heard,
    powerOn() {},
    powerOff() {},
    receive(frame): AirAnswer {
      heard.push(frame);
      return { bytes: bytes(answer), lastBits, delayUs: 100 };
    },
  };
}

function started(...cards: Picc[]): Bench {
  const bench = createBench();
  for (const card of cards) bench.field.place(card);
  bench.start();
  return bench;
}

/** Clears everything, loads the FIFO and starts Transceive. */
function send(bench: Bench, data: number[], framing = 0): void {
  bench.write(0x01, 0x00);
  bench.write(0x04, 0x7f);
  bench.write(0x0a, 0x80);
  if (data.length > 0) bench.write(0x09, ...data);
  bench.write(0x0d, framing);
  bench.write(0x01, 0x0c);
  bench.write(0x0d, framing | 0x80);
}

describe("the bus", () => {
  it("answers reads one byte later and starts with 00", () => {
    const { chip } = createBench();
    expect(toHex(chip.transfer(bytes("EE A2 98 00")))).toBe("00923F10");
  });

  it("mixes registers in one read and writes all bytes to one register", () => {
    const { chip } = createBench();
    chip.transfer(bytes("12 01 02 03"));
    expect(toHex(chip.transfer(bytes("94 92 92 92 EE 00")))).toBe("000301020392");
  });

  it.each([
    ["a write to a reserved register", "20 55", "0x55 written to reserved register reserved (0x10)"],
    ["a write to VersionReg", "6E 12", "0x12 written to read-only register version (0x37)"],
    ["a write to ErrorReg", "0C 00", "0x00 written to read-only register error (0x06)"],
    ["a reserved command", "02 05", "reserved command 0x05"],
    ["MFAuthent without its parameters", "02 0E", "MFAuthent with 0 bytes in the FIFO"],
    ["an address byte with bit 0 set", "83 00", "not a read address"],
    ["a write address with bit 0 set", "03 00", "bit 0 of the address byte"],
    ["a write address inside a read", "82 02 00", "byte 1 of a read"],
  ])("throws on %s", (_what, mosi, message) => {
    expect(() => createBench().chip.transfer(bytes(mosi))).toThrow(message);
  });

  it("shows the reset values of the data sheet", () => {
    const { read } = createBench();
    const values =
      "01=20 02=80 03=00 04=14 05=00 06=00 07=21 08=00 0A=00 0B=08 0C=10 0D=00 0E=A0 11=3F 12=00 13=00 14=80 15=00 16=10 17=84 18=84 19=4D 1C=62 1D=00 1F=EB 21=FF 22=FF 24=26 26=48 27=88 28=20 29=20 2A=00 2B=00 2C=00 2D=00 31=00 32=00 33=80 34=00 36=40 37=92 38=00";
    const seen = values.split(" ").map((each) => {
      const register = Number.parseInt(each.slice(0, 2), 16);
      return `${each.slice(0, 3)}${toHex(Uint8Array.of(read(register)))}`;
    });
    expect(seen.join(" ")).toBe(values);
  });
});

describe("the FIFO", () => {
  it("gives bytes back in order, 00 when empty, and does not underflow", () => {
    const { read, write } = createBench();
    write(0x09, 1, 2, 3);
    expect([read(0x0a), read(0x09), read(0x09), read(0x09), read(0x09), read(0x0a)]).toEqual([3, 1, 2, 3, 0, 0]);
  });

  it("holds 64 bytes, raises BufferOvfl on one more, and forgets it with FlushBuffer", () => {
    const { read, write } = createBench();
    write(0x04, 0x7f);
    write(0x09, ...new Array<number>(64).fill(7));
    expect(read(0x06)).toBe(0x00);
    write(0x09, 8);
    expect([read(0x06), read(0x04) & 0x02, read(0x0a)]).toEqual([0x10, 0x02, 64]);
    write(0x0a, 0x80);
    expect([read(0x06), read(0x0a)]).toEqual([0, 0]);
  });

  it("keeps the moment the level crosses the water level in LoAlertIRq and HiAlertIRq", () => {
    const { read, write } = createBench();
    write(0x04, 0x7f);
    expect([read(0x07) & 3, read(0x04) & 0x0c]).toEqual([1, 0]);
    write(0x09, ...new Array<number>(56).fill(0));
    expect([read(0x07) & 3, read(0x04) & 0x0c]).toEqual([2, 0x08]);
    for (let i = 0; i < 48; i++) read(0x09);
    expect([read(0x07) & 3, read(0x04) & 0x0c]).toEqual([1, 0x0c]);
  });
});

describe("interrupt bits", () => {
  it("are cleared by writing them with Set = 0 and set with Set = 1; 00 changes nothing", () => {
    const { read, write } = createBench();
    write(0x04, 0x00);
    expect(read(0x04)).toBe(0x14);
    write(0x04, 0x10);
    expect(read(0x04)).toBe(0x04);
    write(0x04, 0x80 | 0x21);
    expect(read(0x04)).toBe(0x25);
    write(0x05, 0x84);
    expect(read(0x05)).toBe(0x04);
    write(0x05, 0x04);
    expect(read(0x05)).toBe(0x00);
  });

  it("reach Status1 and the pin when enabled, inverted by IRqInv", () => {
    const { chip, read, write } = createBench();
    expect([read(0x07) & 0x10, chip.irqLevel()]).toEqual([0, true]);
    write(0x02, 0x80 | 0x10);
    expect([read(0x07) & 0x10, chip.irqLevel()]).toEqual([0x10, false]);
    write(0x04, 0x10);
    expect(chip.irqLevel()).toBe(true);
    write(0x02, 0x10);
    expect(chip.irqLevel()).toBe(false);
  });
});

describe("the timer", () => {
  it.each([
    ["25 ms", 0x00, 0xa9, 1000, 25_000],
    ["15.5 ms", 0x0d, 0x3e, 30, 15_500],
    ["one tick", 0x00, 0x00, 0, 0.074],
  ])("runs %s from TStartNow to TimerIRq", (_name, mode, prescaler, reload, expectedUs) => {
    const { clock, chip, read, write } = createBench();
    write(0x04, 0x7f);
    write(0x2a, mode);
    write(0x2b, prescaler);
    write(0x2c, reload >> 8);
    write(0x2d, reload & 0xff);
    write(0x0c, 0x40);
    const startedAtUs = clock.us;
    expect(Math.abs(chip.nextEventUs() - startedAtUs - expectedUs)).toBeLessThan(expectedUs * 0.005 + 0.001);
    clock.us = chip.nextEventUs() - 20;
    if (reload > 0) expect([read(0x04) & 1, read(0x07) & 8]).toEqual([0, 8]);
    clock.us += 30;
    expect([read(0x04) & 1, read(0x07) & 8, read(0x2e), read(0x2f)]).toEqual([1, 0, 0, 0]);
  });

  it("stands still in gated mode, since no module brings out the pins that would let it count", () => {
    const { clock, chip, read, write } = createBench();
    write(0x2a, 0x3d);
    write(0x2b, 0x3e);
    write(0x2d, 30);
    write(0x0c, 0x40);
    expect(chip.nextEventUs()).toBe(Number.POSITIVE_INFINITY);
    clock.us += 1_000_000;
    expect([read(0x04) & 1, read(0x07) & 8, read(0x2f)]).toEqual([0, 8, 30]);
  });

  it("counts with TPrescalEven on version 2.0 only", () => {
    for (const [version, ticks] of [
      [0x91, 1],
      [0x92, 2],
    ]) {
      const { clock, chip, write } = createBench({ version });
      write(0x19, 0x5d);
      write(0x2d, 99);
      write(0x0c, 0x40);
      expect(chip.nextEventUs() - clock.us).toBeCloseTo((ticks * 100) / 13.56, 6);
    }
  });

  it("shows its count, keeps it on TStopNow and restarts with TAutoRestart", () => {
    const { clock, read, write } = createBench();
    write(0x2a, 0x10);
    write(0x2b, 0xa9);
    write(0x2d, 9);
    write(0x0c, 0x40);
    clock.us += 5 * 25;
    write(0x0c, 0x80);
    const stopped = read(0x2f);
    expect(stopped).toBe(4);
    clock.us += 1000;
    expect([read(0x2f), read(0x04) & 1]).toEqual([stopped, 0]);
    write(0x0c, 0x40);
    clock.us += 1000;
    expect([read(0x04) & 1, read(0x07) & 8]).toEqual([1, 8]);
  });

  it("with TAutoRestart catches up a long sleep at once and keeps its beat", () => {
    const { clock, read, write } = createBench();
    write(0x2a, 0x10);
    write(0x2b, 0x00);
    write(0x2d, 1);
    write(0x0c, 0x40);
    clock.us += 3600e6;
    expect([read(0x04) & 1, read(0x2f) <= 1, read(0x07) & 8]).toEqual([1, true, 8]);
  });

  it("starts at the end of sending and stops after the fifth received bit with TAuto", () => {
    const bench = started(parrot("0400"));
    bench.write(0x2d, 200);
    send(bench, [0x26], 7);
    expect(bench.read(0x07) & 8).toBe(0);
    bench.clock.us += 100;
    expect(bench.read(0x07) & 8).toBe(8);
    bench.clock.us += 130;
    expect([bench.read(0x07) & 8, bench.read(0x04) & 0x21]).toEqual([0, 0]);
    bench.clock.us += 100;
    expect(bench.read(0x04) & 0x21).toBe(0x20);
  });
});

describe("the CRC coprocessor", () => {
  it.each([
    ["5000", 0x57, 0xcd],
    ["93701122334444", 0x51, 0x9c],
  ])("of %s is ready at once, low byte in 22", (data, low, high) => {
    const { read, write } = createBench();
    write(0x11, 0x3d);
    write(0x05, 0x04);
    write(0x09, ...bytes(data));
    write(0x01, 0x03);
    expect([read(0x05) & 4, read(0x22), read(0x21), read(0x0a)]).toEqual([4, low, high, 0]);
  });

  it("goes on with bytes written while it runs, and says CRCOk when the CRC itself went through", () => {
    const { read, write } = createBench();
    write(0x11, 0x3d);
    write(0x01, 0x03);
    expect(read(0x05) & 4).toBe(0);
    write(0x09, 0x50, 0x00);
    expect([read(0x22), read(0x07) & 0x60]).toEqual([0x57, 0x20]);
    write(0x09, 0x57, 0xcd);
    expect(read(0x07) & 0x60).toBe(0x60);
  });
});

describe("the buffer commands", () => {
  it("move 25 bytes in and out and end in Idle", () => {
    const { read, write } = createBench();
    write(0x04, 0x7f);
    write(0x09, ...Array.from({ length: 25 }, (_, i) => i));
    write(0x01, 0x01);
    expect([read(0x0a), read(0x04) & 0x10, read(0x01) & 0x0f]).toEqual([0, 0x10, 0]);
    write(0x01, 0x01);
    expect(read(0x0a)).toBe(25);
    expect([read(0x09), read(0x09)]).toEqual([0, 1]);
  });

  it("refuse a FIFO that is neither empty nor full enough", () => {
    const { write } = createBench();
    write(0x09, 1, 2, 3);
    expect(() => write(0x01, 0x01)).toThrow("Mem with 3 bytes in the FIFO");
  });

  it("put ten random bytes in front with GenerateRandomID", () => {
    const { read, write } = createBench({ random: (length) => new Uint8Array(length).fill(0x5a) });
    write(0x01, 0x02);
    write(0x01, 0x01);
    const buffer = Array.from({ length: 25 }, () => read(0x09));
    expect(buffer).toEqual([...new Array(10).fill(0x5a), ...new Array(15).fill(0)]);
  });

  it.each([
    [0x88, "00d6788ce2aa0c18"],
    [0x90, "0087980f49ff0719"],
    [0x91, "00c637d532b7575c"],
    [0x92, "00eb66ba57bf2395"],
    [0xb2, "0000000000000000"],
  ])("run the self-test of version %i", (version, expected) => {
    const { read, write } = createBench({ version });
    write(0x01, 0x0f);
    write(0x0a, 0x80);
    write(0x09, ...new Array<number>(25).fill(0));
    write(0x01, 0x01);
    write(0x36, 0x09);
    write(0x09, 0x00);
    write(0x01, 0x03);
    let polls = 0;
    while (read(0x0a) < 64) expect(++polls).toBeLessThan(255);
    expect(read(0x05) & 4).toBe(4);
    const result = Array.from({ length: 64 }, () => read(0x09));
    expect(Buffer.from(result.slice(0, 8)).toString("hex")).toBe(expected);
  });
});

describe("sending and receiving", () => {
  it("takes the air time of the frame, raises TxIRq at its end and RxIRq at the end of the answer", () => {
    const card = parrot("0400");
    const bench = started(card);
    send(bench, [0x26], 7);
    const startedAtUs = bench.clock.us;
    const seen: [number, number][] = [];
    for (let irq = 0; bench.clock.us - startedAtUs < 600; ) {
      const now = bench.read(0x04) & 0x60;
      if (now !== irq) seen.push([now, bench.clock.us - startedAtUs]);
      irq = now;
    }
    expect(seen.map(([irq]) => irq)).toEqual([0x40, 0x60]);
    expect(seen[0][1]).toBeGreaterThan(75);
    expect(seen[0][1]).toBeLessThan(90);
    expect(seen[1][1]).toBeGreaterThan(75 + 100 + 179);
    expect(seen[1][1]).toBeLessThan(75 + 100 + 179 + 25);
    expect(card.heard).toEqual([{ bytes: Uint8Array.of(0x26), lastBits: 7 }]);
  });

  it("walks through the modem states", () => {
    const bench = started(parrot("0400"));
    const states = [bench.read(0x08)];
    bench.write(0x01, 0x0c);
    for (let i = 0; i < 60; i++) {
      if (i === 1) bench.write(0x0d, 0x87);
      if (i === 3) bench.write(0x09, 0x26);
      const state = bench.read(0x08);
      if (state !== states[states.length - 1]) states.push(state);
    }
    bench.write(0x01, 0x00);
    states.push(bench.read(0x08));
    expect(states).toEqual([0, 1, 2, 3, 4, 5, 6, 1, 0]);
  });

  it("appends the CRC, checks it and removes it", () => {
    const card = parrot(toHex(withCrcA(bytes("AABBCC"))) ?? "");
    const heard = started(card).exchange([0x30, 0x00]);
    expect(toHex(card.heard[0].bytes)).toBe("300002A8");
    expect([toHex(heard?.bytes), heard?.error]).toEqual(["AABBCC", 0]);
  });

  it("keeps the CRC bytes when RxCRCEn is off and reports CRCErr when it is on and they are wrong", () => {
    const card = parrot("AABBCC0102");
    expect(toHex(started(card).exchange([0x30, 0x00], { crc: false })?.bytes)).toBe("AABBCC0102");
    expect(started(card).exchange([0x30, 0x00])?.error).toBe(0x04);
  });

  it("gives four bits as one byte with RxLastBits 4", () => {
    const heard = started(parrot("0A", 4)).exchange([0xa0, 0x04], { crc: false });
    expect(heard).toMatchObject({ bytes: Uint8Array.of(0x0a), lastBits: 4, error: 0 });
  });

  it("does not go back to Idle, and sends again on the next StartSend", () => {
    const card = parrot("0400");
    const bench = started(card);
    bench.exchange([0x26], { crc: false, txLastBits: 7 });
    expect([bench.read(0x01) & 0x0f, bench.read(0x04) & 0x10]).toEqual([0x0c, 0]);
    bench.write(0x0a, 0x80);
    bench.write(0x09, 0x52);
    bench.write(0x0d, 0x87);
    bench.clock.us += 1000;
    bench.read(0x04);
    expect(card.heard.map((frame) => frame.bytes[0])).toEqual([0x26, 0x52]);
  });

  it("sends when Transceive is written while StartSend is still set, but not for StartSend in Idle", () => {
    const card = parrot("0400");
    const bench = started(card);
    bench.write(0x09, 0x26);
    bench.write(0x0d, 0x87);
    bench.clock.us += 1000;
    bench.read(0x04);
    expect(card.heard).toHaveLength(0);
    bench.write(0x01, 0x0c);
    bench.clock.us += 1000;
    expect([bench.read(0x04) & 0x20, card.heard.length, bench.read(0x0d)]).toEqual([0x20, 1, 0x87]);
  });

  it("throws when StartSend meets a command that does not know it", () => {
    const bench = started();
    bench.write(0x01, 0x03);
    expect(() => bench.write(0x0d, 0x80)).toThrow("StartSend (0x80 to BitFramingReg) while command 0x03 runs");
  });

  it("raises WrErr for a FIFO write between the last sent and the last received bit, not before or after", () => {
    const bench = started(parrot("0400"));
    send(bench, [0x26], 0);
    bench.write(0x09, 0x01);
    expect(bench.read(0x06)).toBe(0);
    bench.clock.us += 250;
    bench.write(0x09, 0x02);
    expect(bench.read(0x06)).toBe(0x80);
    bench.clock.us += 1000;
    expect([bench.read(0x06), bench.read(0x0a)]).toEqual([0x80, 2]);
    bench.write(0x09, 0x03);
    expect(bench.read(0x0a)).toBe(3);
    send(bench, [0x26], 7);
    expect(bench.read(0x06)).toBe(0);
  });

  it("sends and receives frames longer than the FIFO when the host keeps up", () => {
    const long = Uint8Array.from({ length: 150 }, (_, i) => i);
    const card = parrot(toHex(long) ?? "");
    const bench = started(card);
    send(bench, [...long.subarray(0, 64)]);
    let fed = 64;
    while (fed < long.length) if (bench.read(0x0a) < 32) bench.write(0x09, long[fed++]);
    const got: number[] = [];
    for (let done = false; !done || bench.read(0x0a) > 0; ) {
      done = (bench.read(0x04) & 0x20) !== 0;
      if ((bench.read(0x08) & 7) !== 3 && bench.read(0x0a) > 0) got.push(bench.read(0x09));
    }
    expect(card.heard[0].bytes).toEqual(long);
    expect(got).toEqual([...long]);
  });

  it("raises BufferOvfl when an answer does not fit and nobody reads", () => {
    const bench = started(parrot("55".repeat(70)));
    expect(bench.exchange([0x01], { crc: false })?.error).toBe(0x10);
  });

  it("forgets CRCErr and ParityErr with the next reception, without a new command", () => {
    const bench = started(parrot(toHex(withCrcA(bytes("AABBCC"))) ?? ""));
    bench.field.faults.corruptNextAnswer = true;
    expect(bench.exchange([0x01])?.error).toBe(0x06);
    bench.write(0x0a, 0x80);
    bench.write(0x09, 0x01);
    bench.write(0x0d, 0x80);
    bench.clock.us += 2000;
    expect([bench.read(0x0a), bench.read(0x06)]).toEqual([3, 0]);
  });

  it("ignores StartSend while a frame is being sent", () => {
    const card = parrot("0400");
    const bench = started(card);
    send(bench, [0x30, 0x00]);
    bench.clock.us += 120;
    bench.write(0x0d, 0x80);
    bench.clock.us += 1000;
    expect([bench.read(0x04) & 0x20, toHex(card.heard[0].bytes), card.heard.length]).toEqual([0x20, "3000", 1]);
  });

  it("hears nothing with RcvOff", () => {
    const card = parrot("0400");
    const bench = started(card);
    bench.write(0x09, 0x26);
    bench.write(0x01, 0x2c);
    bench.write(0x0d, 0x87);
    bench.clock.us += 1000;
    expect([bench.read(0x04) & 0x60, bench.read(0x01), card.heard.length]).toEqual([0x40, 0x2c, 1]);
  });

  it("clears all error bits when a command starts, but not with Idle", () => {
    const bench = started(parrot("55".repeat(70)));
    bench.exchange([0x01], { crc: false });
    bench.write(0x01, 0x00);
    expect(bench.read(0x06)).toBe(0x10);
    bench.write(0x01, 0x03);
    expect(bench.read(0x06)).toBe(0x00);
  });

  it("ends Transmit by itself with IdleIRq", () => {
    const card = parrot("0400");
    const bench = started(card);
    bench.write(0x04, 0x7f);
    bench.write(0x09, 0x50, 0x00);
    bench.write(0x01, 0x04);
    bench.clock.us += 1000;
    expect([bench.read(0x04) & 0x70, bench.read(0x01) & 0x0f, card.heard.length]).toEqual([0x50, 0, 1]);
  });

  it("drops what goes on when a command is written", () => {
    const bench = started(parrot("0400"));
    send(bench, [0x26], 7);
    bench.clock.us += 100;
    bench.write(0x01, 0x00);
    bench.clock.us += 1000;
    expect([bench.read(0x04) & 0x20, bench.read(0x0a)]).toEqual([0, 0]);
  });
});

describe("collisions", () => {
  const two = () => started(createUidCard({ uid: bytes("F0000000") }), createUidCard({ uid: bytes("F0000080") }));

  it("set CollErr and CollPos, 0 standing for 32, and clear all bits from there on", () => {
    const bench = two();
    bench.wake(0x26);
    const heard = bench.exchange([0x93, 0x20], { crc: false });
    expect([heard?.error, heard?.coll, toHex(heard?.bytes)]).toEqual([0x08, 0x00, "F000000000"]);
  });

  it("leave the bits after them as heard with ValuesAfterColl = 1", () => {
    const bench = two();
    bench.wake(0x26);
    bench.write(0x0e, 0x80);
    const heard = bench.exchange([0x93, 0x20], { crc: false });
    expect([heard?.coll, toHex(heard?.bytes)]).toEqual([0x80, "F0000080F0"]);
  });

  it("are forgotten with the next reception, without a new command", () => {
    const bench = two();
    bench.wake(0x26);
    bench.exchange([0x93, 0x20], { crc: false });
    expect([bench.read(0x06), bench.read(0x0e)]).toEqual([0x08, 0x00]);
    bench.field.remove(bench.field.cards[1]);
    bench.write(0x0a, 0x80);
    bench.write(0x09, 0x93, 0x20);
    bench.write(0x0d, 0x80);
    bench.clock.us += 2000;
    expect([bench.read(0x0a), bench.read(0x06), bench.read(0x0e)]).toEqual([5, 0x00, 0x20]);
  });

  it("beyond bit 32 give no position", () => {
    const answer = (last: string) => parrot(`01020304${last}`);
    const heard = started(answer("05"), answer("07")).exchange([0x01], { crc: false });
    expect([heard?.error, heard?.coll]).toEqual([0x08, 0x20]);
  });

  it("are reported for the ATQA of cards of different type", () => {
    const bench = started(createUidCard({ uid: bytes("11223344") }), createUidCard({ uid: bytes("04112233445566") }));
    expect(bench.wake(0x26)).toMatchObject({ error: 0x08, coll: 0x07 });
  });

  it("appear as ParityErr when RxAlign does not fit the frame sent", () => {
    const bench = started(createUidCard({ uid: bytes("11223344") }));
    bench.wake(0x26);
    const heard = bench.exchange([0x93, 0x24, 0x01], { crc: false, txLastBits: 4, rxAlign: 0 });
    expect(heard?.error).toBe(0x02);
  });
});

describe("the field", () => {
  const silent: [string, (bench: Bench) => void][] = [
    [
      "the antenna is off and TxWaitRF is 0",
      (bench) => {
        bench.write(0x11, 0x1d);
        bench.write(0x14, 0x80);
      },
    ],
    ["Force100ASK is off", (bench) => bench.write(0x15, 0x00)],
    ["RxWait keeps the receiver deaf for longer than the card waits", (bench) => bench.write(0x17, 0xbf)],
  ];
  it.each(silent)("brings no answer when %s", (_why, spoil) => {
    const bench = started(parrot("0400"));
    spoil(bench);
    expect(bench.wake(0x26)).toBeUndefined();
  });

  it("must be on for 5 ms before a card hears anything", () => {
    const bench = started(parrot("0400"));
    bench.write(0x14, 0x80);
    expect(bench.field.powered).toBe(false);
    bench.clock.us += 5000;
    bench.write(0x14, 0x83);
    bench.clock.us += 4000;
    expect(bench.wake(0x26)).toBeUndefined();
    bench.clock.us += 1000;
    expect(bench.wake(0x26)).toBeDefined();
  });

  it("keeps a transmission waiting while it is off and TxWaitRF is set", () => {
    const card = parrot("0400");
    const bench = started(card);
    bench.write(0x14, 0x80);
    send(bench, [0x26], 7);
    bench.clock.us += 50_000;
    expect([bench.read(0x08), bench.read(0x04) & 0x61]).toEqual([2, 0]);
    bench.write(0x14, 0x83);
    expect(bench.read(0x08)).toBe(3);
  });

  it("goes off with SoftReset, power-down, NRSTPD and a brown-out", () => {
    const ways: ((bench: Bench) => void)[] = [
      (bench) => bench.write(0x01, 0x0f),
      (bench) => bench.write(0x01, 0x10),
      (bench) => bench.chip.setReset(false),
      (bench) => bench.chip.faults.loseRegisters(),
    ];
    for (const way of ways) {
      const bench = started();
      expect(bench.field.powered).toBe(true);
      way(bench);
      expect(bench.field.powered).toBe(false);
    }
  });

  it("comes back after soft power-down, registers kept", () => {
    const bench = started();
    bench.write(0x01, 0x10);
    expect(bench.read(0x01) & 0x10).toBe(0x10);
    bench.write(0x01, 0x00);
    expect([bench.field.powered, bench.read(0x15)]).toEqual([true, 0x40]);
    bench.clock.us += 100;
    expect(bench.read(0x01) & 0x10).toBe(0);
  });
});

describe("reset", () => {
  it("by SoftReset puts registers back, keeps the buffer and shows PowerDown for a moment", () => {
    const bench = createBench();
    bench.write(0x09, ...new Array<number>(25).fill(9));
    bench.write(0x01, 0x01);
    bench.write(0x24, 0x55);
    bench.write(0x01, 0x0f);
    expect(bench.read(0x01)).toBe(0x30);
    bench.clock.us += 50;
    expect([bench.read(0x01), bench.read(0x24), bench.read(0x0a)]).toEqual([0x20, 0x26, 0]);
    bench.write(0x01, 0x01);
    expect(bench.read(0x09)).toBe(9);
  });

  it("by NRSTPD clears the buffer as well", () => {
    const bench = createBench();
    bench.write(0x09, ...new Array<number>(25).fill(9));
    bench.write(0x01, 0x01);
    bench.chip.setReset(false);
    bench.chip.setReset(true);
    bench.clock.us += 1000;
    bench.write(0x01, 0x01);
    expect([bench.read(0x0a), bench.read(0x09)]).toEqual([25, 0]);
  });

  it("by NRSTPD silences the bus and needs the oscillator before writes", () => {
    const bench = createBench();
    bench.chip.setReset(false);
    expect(bench.read(0x37)).toBe(0);
    bench.write(0x10, 0x00);
    bench.chip.setReset(true);
    expect(bench.read(0x01) & 0x10).toBe(0x10);
    expect(() => bench.write(0x11, 0x3d)).toThrow("before the oscillator runs");
    bench.clock.us += 1000;
    bench.write(0x11, 0x3d);
    expect([bench.read(0x01), bench.read(0x37)]).toEqual([0x20, 0x92]);
  });
});

describe("a driver of another school", () => {
  /** Clears and sets bits by reading first, takes the CRC from the coprocessor, counts polls. cards.md 1.12. */
  function createOldDriver(bench: Bench) {
    const { read, write } = bench;
    const set = (register: number, bits: number) => write(register, read(register) | bits);
    const clear = (register: number, bits: number) => write(register, read(register) & ~bits);

    function crcOf(data: number[]): number[] {
      clear(0x05, 0x04);
      set(0x0a, 0x80);
      for (const byte of data) write(0x09, byte);
      write(0x01, 0x03);
      let polls = 255;
      while (polls > 0 && (read(0x05) & 0x04) === 0) polls--;
      return [read(0x22), read(0x21)];
    }

    function transceive(data: number[]): number[] | undefined {
      write(0x02, 0xf7);
      clear(0x04, 0x80);
      set(0x0a, 0x80);
      write(0x01, 0x00);
      for (const byte of data) write(0x09, byte);
      write(0x01, 0x0c);
      set(0x0d, 0x80);
      let polls = 5000;
      let irq = 0;
      do {
        irq = read(0x04);
        polls--;
      } while (polls > 0 && (irq & 0x31) === 0);
      clear(0x0d, 0x80);
      if (polls === 0 || (irq & 0x01) !== 0 || (read(0x06) & 0x1b) !== 0) return undefined;
      return Array.from({ length: read(0x0a) }, () => read(0x09));
    }

    function setUp(): void {
      write(0x01, 0x0f);
      for (const [register, value] of [
        [0x2a, 0x8d],
        [0x2b, 0x3e],
        [0x2d, 30],
        [0x2c, 0],
        [0x15, 0x40],
        [0x11, 0x3d],
      ]) {
        write(register, value);
      }
      if ((read(0x14) & 0x03) === 0) set(0x14, 0x03);
      bench.clock.us += 6000;
    }

    return { setUp, crcOf, transceive };
  }

  it("finds and selects a card, and gets its time-out in an empty field", () => {
    const bench = createBench();
    const card = createUidCard({ uid: bytes("11223344") });
    bench.field.place(card);
    const driver = createOldDriver(bench);
    driver.setUp();
    bench.write(0x0d, 0x07);
    expect(driver.transceive([0x26])).toEqual([0x04, 0x00]);
    bench.write(0x0d, 0x00);
    const uid = driver.transceive([0x93, 0x20]);
    expect(uid).toEqual([0x11, 0x22, 0x33, 0x44, 0x44]);
    const select = [0x93, 0x70, ...(uid ?? [])];
    expect(driver.transceive([...select, ...driver.crcOf(select)])).toEqual([0x08, 0xb6, 0xdd]);
    bench.field.remove(card);
    bench.write(0x0d, 0x07);
    expect(driver.transceive([0x52])).toBeUndefined();
  });
});

describe("faults", () => {
  it("silence the bus with 00 or FF and lose writes", () => {
    const bench = createBench();
    bench.chip.faults.silent = "ff";
    expect(bench.read(0x37)).toBe(0xff);
    bench.chip.faults.silent = "00";
    expect(bench.read(0x37)).toBe(0x00);
    bench.write(0x24, 0x11);
    bench.chip.faults.silent = undefined;
    expect(bench.read(0x24)).toBe(0x26);
  });

  it("change the version", () => {
    const bench = createBench();
    bench.chip.faults.version = 0xb2;
    expect(bench.read(0x37)).toBe(0xb2);
  });

  it("let a stuck timer run without ever expiring", () => {
    const bench = createBench();
    bench.chip.faults.stuckTimer = true;
    bench.write(0x04, 0x7f);
    bench.write(0x2d, 5);
    bench.write(0x0c, 0x40);
    bench.clock.us += 1e9;
    expect([bench.read(0x04), bench.read(0x07) & 8, bench.read(0x2f)]).toEqual([0, 8, 5]);
  });

  it("lose the registers in a brown-out while the version still reads well", () => {
    const bench = started();
    bench.chip.faults.loseRegisters();
    expect([bench.read(0x37), bench.read(0x14), bench.read(0x11)]).toEqual([0x92, 0x80, 0x3f]);
  });
});

describe("time", () => {
  it("is only read, never moved: nothing happens between two accesses at the same instant", () => {
    let nowUs = 0;
    const chip = createMfrc522({ nowUs: () => nowUs, field: createField() });
    chip.transfer(bytes("08 7F"));
    chip.transfer(bytes("5A 09"));
    chip.transfer(bytes("18 40"));
    for (let i = 0; i < 1000; i++) expect(chip.transfer(bytes("88 00"))[1]).toBe(0);
    nowUs = 1;
    expect(chip.transfer(bytes("88 00"))[1]).toBe(1);
  });
});
