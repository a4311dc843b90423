/** The chip driver over an SPI bus that records every transfer: what an exchange costs, and every way it can end. */
import "../support/espruino-globals.js";
import { beforeEach, describe, expect, test } from "vitest";
import { Fault } from "../../firmware/radio/fault.js";
import { createChip } from "../../firmware/radio/mfrc522.js";
import { toByteString, toBytes } from "../../sdk/virtual/byte-string.js";
import { espruino, hexOf, resetEspruino } from "../support/espruino-globals.js";

/** What a poll reads: ComIrq, Error, FIFOLevel, Control. */
interface Poll {
  irq: number;
  error?: number;
  level?: number;
  control?: number;
}

const RX = 0x20;
const ERR = 0x02;
const TIMER = 0x01;
const FIFO_READ = 0x92;

/** A bus with a chip that keeps its registers and answers polls as told; the last poll repeats. */
function createBus({
  polls = [{ irq: TIMER }] as Poll[],
  fifo = [] as number[],
  coll = 0xa0,
  dead = undefined as number | undefined,
} = {}) {
  const registers = new Uint8Array(64);
  registers[0x37] = 0x92;
  const transfers: string[] = [];
  let at = 0;
  function value(address: number, poll: Poll): number {
    if (dead !== undefined) return dead;
    if (address === FIFO_READ) return fifo.shift() ?? 0;
    const { irq, error = 0, level = 0, control = 0 } = poll;
    const seen: { [address: number]: number } = { 136: irq, 140: error, 148: level, 152: control, 156: coll };
    return seen[address] ?? (address & 0x80 ? (registers[(address & 0x7e) >> 1] ?? 0) : 0);
  }
  function transfer(mosi: Uint8Array): Uint8Array {
    transfers.push(Buffer.from(mosi).toString("hex"));
    const address = mosi[0] ?? 0;
    if (!(address & 0x80)) {
      // SoftReset is over before anyone looks.
      if (address !== 0x12) registers[address >> 1] = address === 0x02 ? 0 : (mosi[1] ?? 0);
      return new Uint8Array(mosi.length);
    }
    const poll = polls[Math.min(at, polls.length - 1)] ?? { irq: 0 };
    if (address === 0x88) at++;
    return mosi.map((_, i) => (i ? value(mosi[i - 1] ?? 0, poll) : 0));
  }
  const send = (data: string | Uint8Array) =>
    typeof data === "string" ? toByteString(transfer(toBytes(data))) : transfer(data);
  return { transfers, registers, polled: () => at, spi: { send, setup() {} } };
}

/** A chip after reset, with no transfers counted yet. */
function createReady(options: Parameters<typeof createBus>[0]) {
  const bus = createBus(options);
  const chip = createChip(bus.spi, 5, 22, 4e6);
  chip.reset(true);
  chip.timeout(10);
  // The first exchange after a reset empties the FIFO and sets the framing.
  const counted = bus.transfers.length;
  return { chip, bus, since: () => bus.transfers.slice(counted) };
}

beforeEach(() => resetEspruino());

describe("an exchange", () => {
  test("takes six transfers when nobody answers, and names the register of each", () => {
    const { chip, bus } = createReady({});
    chip.transceive("\x52", 7, 0);
    const before = bus.transfers.length;
    expect(chip.transceive("\x52", 7, 1)).toBe(Fault.NoAnswer);
    // The look lasts as long as frame and answer usually do: a tick of 50 bytes.
    expect(bus.transfers.slice(before)).toEqual(["0200", "1252", "087f", "020c", `${"88".repeat(50)}888c949000`]);
  });

  test("takes four transfers when nobody answers again, as in an empty field", () => {
    const { chip, bus } = createReady({});
    chip.timeout(4);
    chip.transceive("\x52", 7, 6);
    const before = bus.transfers.length;
    expect(chip.transceive("\x52", 7, 6)).toBe(Fault.NoAnswer);
    expect(bus.transfers.slice(before)).toEqual(["0200", "1252", "020c", `${"88".repeat(300)}888c949000`]);
  });

  test("believes the timer's bit of the exchange before only when the time is over by the first look", () => {
    const { chip, bus } = createReady({ polls: [{ irq: TIMER }, { irq: TIMER }, { irq: TIMER }] });
    const cleared = (usualTicks: number) => {
      const before = bus.transfers.length;
      chip.transceive("a", 0, usualTicks);
      return bus.transfers.slice(before).includes("087f");
    };
    chip.timeout(6);
    chip.transceive("a", 0, 0);
    // The look begins when five ticks have passed.
    expect(cleared(1)).toBe(true);
    expect(cleared(2)).toBe(false);
    // Once a second the timer has to show that it still runs.
    chip.healthy();
    expect(cleared(2)).toBe(true);
    // A look that comes after the time of before, and before the new one is over.
    chip.timeout(60);
    expect(cleared(8)).toBe(true);
  });

  test.each([
    ["at the first look", [{ irq: TIMER }, { irq: RX, level: 1 }]],
    ["at a later one", [{ irq: TIMER }, { irq: 0 }, { irq: RX, level: 1 }]],
    ["damaged", [{ irq: TIMER }, { irq: RX, level: 1, error: 2 }]],
  ])("an answer ends the silence, %s: its bit is cleared before the next exchange", (_, polls) => {
    const { chip, bus } = createReady({ polls });
    chip.timeout(4);
    expect(chip.transceive("a", 0, 5)).toBe(Fault.NoAnswer);
    expect(chip.transceive("a", 0, 5)).not.toBe(Fault.NoAnswer);
    const before = bus.transfers.length;
    chip.transceive("a", 0, 5);
    expect(bus.transfers.slice(before)).toContain("087f");
  });

  test("what is still being received after the time is no silence", () => {
    const { chip, bus } = createReady({});
    chip.transceive("a", 0, 20);
    bus.registers[0x08] = 6;
    expect(chip.transceive("a", 0, 20)).toBe(Fault.Damaged);
    bus.registers[0x08] = 5;
    chip.transceive("a", 0, 20);
    expect(chip.transceive("a", 0, 20)).toBe(Fault.NoAnswer);
  });

  test("looks first when frame and answer are usually over, and no later than 2 ms", () => {
    const { chip, since } = createReady({ polls: [{ irq: RX, level: 0 }] });
    for (const usual of [9, 19, 1000]) {
      chip.transceive("abcdefghij", 0, usual);
    }
    const looks = since().filter((t) => t.startsWith("8888"));
    expect(looks.map((t) => t.length / 2 - 5)).toEqual([450, 950, 1024]);
  });

  test.each([
    { spentUs: 0, waitedBytes: 1000 },
    { spentUs: 500, waitedBytes: 750 },
    { spentUs: 2000, waitedBytes: 0 },
    { spentUs: 9000, waitedBytes: 0 },
  ])("looks $waitedBytes bytes later when something took $spentUs us meanwhile", ({ spentUs, waitedBytes }) => {
    const { chip, bus } = createReady({ polls: [{ irq: RX, level: 1 }], fifo: [7] });
    chip.transceive("a", 0, 0);
    const before = bus.transfers.length;
    let sent: string[] = [];
    const fault = chip.transceive("b", 0, 20, () => {
      sent = bus.transfers.slice(before);
      espruino.nowUs += spentUs;
    });
    expect(fault).toBe(Fault.None);
    // The frame is on its way by then, and nobody has looked.
    expect(sent).toEqual(["0200", "1262", "087f", "020c"]);
    expect(bus.transfers[before + 4]).toBe(`${"88".repeat(waitedBytes)}888c949000`);
  });

  test("takes at most eight transfers with an answer of any length, found at the first poll", () => {
    for (let level = 0; level <= 64; level++) {
      const { chip, bus } = createReady({ polls: [{ irq: RX, level }], fifo: new Array<number>(64).fill(7) });
      expect(chip.transceive("abc", 0, 0)).toBe(Fault.None);
      expect(chip.answer).toBe("\x07".repeat(level));
      const before = bus.transfers.length;
      chip.transceive("abc", 0, 0);
      expect(bus.transfers.length - before).toBeLessThanOrEqual(8);
    }
  });

  test("takes at most eight transfers with framing, flush or collision", () => {
    const { chip, since } = createReady({ polls: [{ irq: RX | ERR, error: 0x08, level: 1 }], fifo: [1], coll: 0x05 });
    expect(chip.transceive("\x93\x20", 0x33, 0)).toBe(Fault.Collision);
    // Straight after a reset: flush and framing on top.
    expect(since().length).toBeLessThanOrEqual(9);
  });

  test("sends FIFO and framing as they are: the field of TxLastBits and RxAlign, StartSend set", () => {
    const { chip, since } = createReady({});
    chip.transceive("\x93\x35\x0f", 0x33, 0);
    expect(since()).toContain("1293350f");
    expect(since()).toContain("1ab3");
  });

  test("writes the framing when it changes, and only then", () => {
    const { chip, since } = createReady({});
    for (const framing of [7, 7, 0, 0, 0x33, 0]) chip.transceive("a", framing, 0);
    expect(since().filter((t) => t.startsWith("1a"))).toEqual(["1a87", "1a80", "1ab3", "1a80"]);
  });

  test("empties the FIFO after trouble, with nothing under way, and does not otherwise", () => {
    const { chip, since } = createReady({ polls: [{ irq: RX, level: 2 }, { irq: 0 }], fifo: [1, 2] });
    chip.transceive("a", 0, 0);
    expect(since()).not.toContain("1480");
    expect(chip.transceive("a", 0, 0)).toBe(Fault.Chip);
    expect(since().slice(-2)).toEqual(["0200", "1480"]);
  });

  test("what is still being received after the time is not sent with the next frame", () => {
    const { chip, bus, since } = createReady({});
    chip.transceive("a", 0, 20);
    bus.registers[0x08] = 6;
    expect(chip.transceive("a", 0, 20)).toBe(Fault.Damaged);
    expect(since().slice(-2)).toEqual(["0200", "1480"]);
  });

  test("takes an answer that came together with the timer for an answer", () => {
    const { chip } = createReady({ polls: [{ irq: RX | TIMER, level: 1 }], fifo: [0x20] });
    expect(chip.transceive("a", 0, 0)).toBe(Fault.None);
    expect(hexOf(chip.answer)).toBe("20");
  });

  test("reads no more of the FIFO than there is", () => {
    const { chip, bus } = createReady({ polls: [{ irq: RX, level: 3 }], fifo: [1, 2, 3] });
    chip.transceive("a", 0, 0);
    expect(bus.transfers.at(-1)).toBe("92929200");
    expect(hexOf(chip.answer)).toBe("010203");
  });

  test("tells how many bits of the last byte count", () => {
    const { chip } = createReady({ polls: [{ irq: RX, level: 1, control: 0x14 }], fifo: [0x0a] });
    chip.transceive("a", 0, 0);
    expect(chip.answerBits()).toBe(4);
  });
});

describe("trouble", () => {
  test.each([
    ["ProtocolErr", 0x01],
    ["ParityErr", 0x02],
    ["CRCErr", 0x04],
    ["BufferOvfl", 0x10],
    ["TempErr", 0x40],
    ["WrErr", 0x80],
    ["parity and CRC", 0x06],
    ["all but a collision", 0xf7],
  ])("%s is a damaged answer", (_, error) => {
    const { chip } = createReady({ polls: [{ irq: RX | ERR, error, level: 1 }], fifo: [0x55] });
    expect(chip.transceive("a", 0, 0)).toBe(Fault.Damaged);
  });

  test.each([
    [0x01, 1],
    [0x1f, 31],
    [0x00, 32],
    [0x20, 0],
    [0x25, 0],
  ])("CollErr with CollReg %i is a collision at %i", (coll, position) => {
    const { chip } = createReady({ polls: [{ irq: RX | ERR, error: 0x08, level: 1 }], fifo: [0x01], coll });
    expect(chip.transceive("a", 0, 0)).toBe(Fault.Collision);
    expect(chip.collision).toBe(position);
  });

  test("a frame whose error is seen before its end is read to the end", () => {
    const polls = [
      { irq: ERR, error: 0x02 },
      { irq: ERR, error: 0x02 },
      { irq: ERR | RX, error: 0x02, level: 2 },
    ];
    const { chip, bus } = createReady({ polls, fifo: [1, 2] });
    expect(chip.transceive("a", 0, 0)).toBe(Fault.Damaged);
    expect(bus.polled()).toBe(3);
  });

  test("a damaged frame that never ends is a damaged frame, not a dead chip, and does not wait for the time-out", () => {
    const { chip, bus } = createReady({ polls: [{ irq: ERR, error: 0x01 }] });
    chip.timeout(5000);
    expect(chip.transceive("a", 0, 0)).toBe(Fault.Damaged);
    expect(bus.polled()).toBeLessThan(300);
  });

  test.each([65, 0x7f, 0x80, 0xff])("a FIFO level of %i is no chip", (level) => {
    const { chip, bus } = createReady({ polls: [{ irq: RX, level }] });
    expect(chip.transceive("a", 0, 0)).toBe(Fault.Chip);
    expect(bus.transfers.filter((t) => t.startsWith("9292"))).toEqual([]);
  });

  test("a timer that never fires ends by the number of polls, in proportion to the time-out", () => {
    for (const ticks of [1, 4, 100, 5000]) {
      const { chip, bus } = createReady({ polls: [{ irq: 0x44 }] });
      chip.timeout(ticks);
      expect(chip.transceive("a", 0, 0)).toBe(Fault.Chip);
      expect(bus.polled()).toBeGreaterThanOrEqual(4 * ticks);
      expect(bus.polled()).toBeLessThanOrEqual(4 * ticks + 200);
    }
  });

  test.each([0x00, 0xff])("a bus that reads %i throughout is found out at reset, healthy and exchange", (dead) => {
    const bus = createBus({ dead });
    const chip = createChip(bus.spi, 5, 22, 4e6);
    expect(chip.reset(true)).toBe(dead);
    expect(bus.transfers.length).toBeLessThan(300);
    expect(chip.healthy()).toBe(false);
    chip.timeout(4);
    expect(chip.transceive("\x52", 7, 0)).toBe(Fault.Chip);
  });
});

describe("reset", () => {
  test("pulls RST and then resets by command, for boards where RST is not wired", () => {
    const { bus } = createReady({});
    expect(espruino.pinWrites.filter((w) => w.pin === "D22").map((w) => w.level)).toEqual([0, 1]);
    expect(bus.transfers).toContain("020f");
  });

  test("sets the chip up for type A with the field on, CRC preset 6363 and a tick of 100 us", () => {
    const { bus } = createReady({});
    const set = (register: number) => bus.registers[register];
    expect({ txAsk: set(0x15), mode: set(0x11), txControl: set(0x14), coll: set(0x0e), modWidth: set(0x24) }).toEqual({
      txAsk: 0x40,
      mode: 0x3d,
      txControl: 0x83,
      coll: 0x00,
      modWidth: 0x26,
    });
    const prescaler = (((set(0x2a) ?? 0) & 15) << 8) | (set(0x2b) ?? 0);
    expect(((2 * prescaler + 1) / 13.56).toFixed(1)).toBe("100.1");
    expect((set(0x2a) ?? 0) & 0x80).toBe(0x80);
  });

  test.each([
    ["version", 0x37, 0x00],
    ["TxControl: the field went off", 0x14, 0x80],
    ["Mode", 0x11, 0x3f],
    ["TMode", 0x2a, 0x00],
    ["TxASK", 0x15, 0x00],
  ])("a register that changed by itself is noticed: %s", (_, register, value) => {
    const { chip, bus } = createReady({});
    expect(chip.healthy()).toBe(true);
    bus.registers[register] = value;
    expect(chip.healthy()).toBe(false);
  });

  test("after a reset the FIFO is empty and everything is written again: checksum, time-out, framing", () => {
    const { chip, bus } = createReady({});
    chip.crc(true);
    chip.timeout(300);
    chip.transceive("a", 0, 0);
    const start = bus.transfers.length;
    chip.reset(true);
    expect(bus.transfers.slice(start)).toContain("1480");
    const before = bus.transfers.length;
    chip.crc(true);
    chip.timeout(300);
    chip.transceive("a", 0, 0);
    expect(bus.transfers.slice(before)).toEqual(expect.arrayContaining(["2480", "2680", "5801", "5a2c", "1a80"]));
  });
});

describe("settings", () => {
  test("are written when they change, and only then", () => {
    const { chip, since } = createReady({});
    chip.crc(false);
    chip.timeout(10);
    expect(since()).toEqual([]);
    chip.crc(true);
    chip.crc(true);
    chip.timeout(60);
    chip.timeout(60);
    chip.timeout(0x0240);
    expect(since()).toEqual(["2480", "2680", "5a3c", "5802", "5a40"]);
  });

  test("a time-out of any number of ticks reaches both registers", () => {
    const { chip, bus } = createReady({});
    for (const ticks of [1, 255, 256, 300, 65000, 65535, 44, 1]) {
      chip.timeout(ticks);
      expect(((bus.registers[0x2c] ?? 0) << 8) | (bus.registers[0x2d] ?? 0)).toBe(ticks);
    }
  });
});
