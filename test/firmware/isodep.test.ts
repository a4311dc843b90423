/** ISO-DEP over a fake chip: every form of ATS, waiting times, block sizes, caps, DESELECT. ISO/IEC 14443-4, 5 and 7. */
import "../support/espruino-globals.js";
import { describe, expect, test } from "vitest";
import { createActivation, reselect } from "../../firmware/card/iso14443a.js";
import { createIsoDep } from "../../firmware/card/isodep.js";
import { Fault } from "../../firmware/radio/fault.js";
import { hexOf } from "../support/espruino-globals.js";
import { createFakeChip, type Reply, script } from "../support/fake-chip.js";

const hex = (...bytes: number[]) => Buffer.from(bytes).toString("hex");

/** A chip with a card that was selected, as has to be before RATS; what is sent from then on is kept. */
function selected(reply: Parameters<typeof createFakeChip>[0]) {
  const chip = createFakeChip((frame, sent) => (frame.startsWith("9370") ? { answer: "20" } : reply(frame, sent)));
  expect(reselect(chip, createActivation(), "\x01\x02\x03\x04")).toBe(Fault.None);
  chip.sent.splice(0);
  return chip;
}

/** Activates with this ATS, sends a command of 300 bytes, and tells what the chip was told. */
function open(ats: string) {
  const chip = selected((frame) => {
    if (frame === "e050") return { answer: ats };
    const pcb = Number.parseInt(frame.slice(0, 2), 16);
    if (pcb & 0x10) return { answer: hex(0xa2 | (pcb & 1)) };
    return { answer: hex(0x02 | (pcb & 1), 0x99) };
  });
  const dep = createIsoDep(chip);
  const fault = dep.activate();
  if (fault) return { fault, chip, dep };
  const outcome = dep.exchange("x".repeat(300), 20);
  const [, first] = chip.sent;
  return { fault, chip, dep, outcome, ticks: first?.ticks ?? 0, infBytes: (first?.frame.length ?? 0) / 2 - 1 };
}

/** FWT in ticks of 100.07 us: 4096 / 13.56 MHz x 2^FWI. */
function fwtTicks(fwi: number): number {
  return ((4096 / 13.56) * 2 ** fwi) / 100.07;
}

const SIZES = [16, 24, 32, 40, 48, 64, 96, 128, 256];

describe("ATS", () => {
  test("RATS asks for frames of 64 bytes, with checksum and 5 ms of patience", () => {
    const { chip } = open("0578807002");
    expect(chip.sent[0]).toMatchObject({ frame: "e050", framing: 0, crc: true });
    expect((chip.sent[0]?.ticks ?? 0) * 100.07).toBeGreaterThan(65536 / 13.56 + 45);
  });

  const rows: { ta: boolean; tb: boolean; tc: boolean; history: number; fsci: number; fwi: number }[] = [];
  for (const ta of [false, true])
    for (const tb of [false, true])
      for (const tc of [false, true])
        for (const history of [0, 3, 15])
          for (const fsci of [0, 2, 5, 8]) rows.push({ ta, tb, tc, history, fsci, fwi: 7 });
  for (let fsci = 0; fsci < 16; fsci++) rows.push({ ta: true, tb: true, tc: true, history: 1, fsci, fwi: 4 });
  for (let fwi = 0; fwi < 16; fwi++) rows.push({ ta: true, tb: true, tc: true, history: 1, fsci: 5, fwi });

  test.each(rows)("with TA $ta, TB $tb, TC $tc, $history historical bytes, FSCI $fsci, FWI $fwi", (row) => {
    const { ta, tb, tc, history, fsci, fwi } = row;
    const t0 = fsci | (ta ? 0x10 : 0) | (tb ? 0x20 : 0) | (tc ? 0x40 : 0);
    const body = [t0, ...(ta ? [0x77] : []), ...(tb ? [(fwi << 4) | 1] : []), ...(tc ? [0x02] : [])];
    for (let i = 0; i < history; i++) body.push(0xff);
    const ats = hex(body.length + 1, ...body);
    const run = open(ats);
    expect(run.fault).toBe(Fault.None);
    expect(hexOf(run.dep.ats)).toBe(ats);
    expect(run.outcome).toBe(Fault.None);
    // FSC counts PCB and checksum; beyond 64 the FIFO is the limit.
    expect(run.infBytes).toBe(Math.min(SIZES[Math.min(fsci, 8)] ?? 0, 64) - 3);
    const expected = fwtTicks(!tb || fwi === 15 ? 4 : fwi);
    // Nobody holds a card for more than 2 s, whatever the card asks for.
    expect(run.ticks).toBeGreaterThan(Math.min(expected * 1.05, 19_999));
    expect(run.ticks).toBeLessThan(expected * 1.2 + 4);
    expect(run.ticks).toBeLessThanOrEqual(65535);
  });

  test("of one byte means the defaults: 32 bytes, FWI 4", () => {
    const run = open("01");
    expect(run).toMatchObject({ fault: Fault.None, infBytes: 29 });
    expect(run.ticks).toBeGreaterThan(fwtTicks(4));
  });

  test.each([
    ["empty", ""],
    ["a length of 0", "00"],
    ["too short: length 2 and nothing more", "02"],
    ["too short by one", "06757781028080".slice(0, 10)],
    ["longer than it says", "0575778102ff"],
    ["T0 announces TA, which is missing", "0210"],
    ["T0 announces TB, which is missing", "0220"],
    ["T0 announces TC, which is missing", "0240"],
    ["T0 announces all three, the last is missing", "04707780"],
    ["a length with 255", "ff"],
  ])("is refused: %s", (_, ats) => {
    expect(open(ats).fault).toBe(Fault.Protocol);
  });

  test.each([Fault.NoAnswer, Fault.Damaged, Fault.Collision, Fault.Chip])("that does not come is fault %i", (fault) => {
    const dep = createIsoDep(createFakeChip(() => ({ fault, answer: "0578807002" })));
    expect(dep.activate()).toBe(fault);
  });

  test("seen on cards: DESFire EV1 and NTAG 424", () => {
    expect(open("067577810280")).toMatchObject({ fault: Fault.None, infBytes: 61 });
    expect(open("067777710280")).toMatchObject({ fault: Fault.None, infBytes: 61 });
  });
});

/** An activated card with FWI 4 and what it answers to blocks. */
function activated(...replies: (Reply | string | undefined)[]) {
  const chip = selected(script("0578804002", ...replies));
  const dep = createIsoDep(chip);
  expect(dep.activate()).toBe(Fault.None);
  return { chip, dep, frames: () => chip.sent.slice(1).map((s) => s.frame) };
}

describe("exchange", () => {
  test("sends whole frames with checksum and gives the answer without its PCB", () => {
    const { dep, chip } = activated("02aabb");
    expect(dep.exchange("\x01\x02", 20)).toBe(Fault.None);
    expect(hexOf(dep.data)).toBe("aabb");
    expect(chip.sent[1]).toMatchObject({ frame: "020102", framing: 0, crc: true });
  });

  test("block numbers start again with RATS", () => {
    const { dep, chip, frames } = activated("0201", "0578804002", "0202");
    dep.exchange("a", 20);
    dep.activate();
    dep.exchange("b", 20);
    expect(chip.sent).toHaveLength(4);
    expect(frames()[2]).toBe("0262");
  });

  test.each([
    ["in one block", "a", ["0201"]],
    ["in several blocks", "x".repeat(100), ["a2", "0301"]],
    ["after a block that was lost", "a", [undefined, "0201"]],
  ])("does what is to be done meanwhile once, for a command %s", (_, command, replies) => {
    const { dep } = activated(...replies);
    let done = 0;
    expect(dep.exchange(command, 20, () => done++)).toBe(Fault.None);
    expect(done).toBe(1);
  });

  test("a silent card costs three frames", () => {
    const { dep, frames } = activated();
    expect(dep.exchange("a", 20)).toBe(Fault.NoAnswer);
    expect(frames()).toEqual(["0261", "b2", "b2"]);
  });

  test("a chip that fails ends the exchange at once", () => {
    const { dep, frames } = activated({ fault: Fault.Chip });
    expect(dep.exchange("a", 20)).toBe(Fault.Chip);
    expect(frames()).toHaveLength(1);
  });

  test("an extension waits that much longer, for one block", () => {
    const { dep, chip } = activated("f20a", undefined, "0201");
    expect(dep.exchange("a", 20)).toBe(Fault.None);
    const [, first, granted, after] = chip.sent.map((s) => s.ticks);
    expect(granted).toBe(10 * (first ?? 0));
    expect(after).toBe(first);
  });

  test("two seconds of extensions are the limit, however they are asked for", () => {
    const chip = createFakeChip((frame) => {
      if (frame === "e050") return { answer: "0578809002" };
      return { answer: "f20a" };
    });
    const dep = createIsoDep(chip);
    dep.activate();
    expect(dep.exchange("a", 20)).toBe(Fault.Protocol);
    const waited = chip.sent.slice(2).reduce((sum, s) => sum + s.ticks, 0);
    expect(waited).toBeLessThanOrEqual(20_000);
  });

  test("no waiting time exceeds the timer, even at FWI 14", () => {
    const chip = createFakeChip(script("057880e002", "f201", "0201"));
    const dep = createIsoDep(chip);
    dep.activate();
    dep.exchange("a", 20);
    for (const { ticks } of chip.sent) expect(ticks).toBeLessThanOrEqual(65535);
  });
});

test("DESELECT is tried twice and its answer does not matter", () => {
  const once = activated("c2");
  once.dep.deselect();
  expect(once.frames()).toEqual(["c2"]);
  const silent = activated();
  silent.dep.deselect();
  expect(silent.frames()).toEqual(["c2", "c2"]);
});
