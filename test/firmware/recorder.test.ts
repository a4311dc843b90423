/** Records about the reader itself, and what happens when there is no room: nothing goes missing without a trace. */
import { beforeEach, describe, expect, test } from "vitest";
import { Fault, Overflow, Remedy } from "../../firmware/link/messages.js";
import { messages } from "../../protocol/index.js";
import { createFlash, type VirtualFlash } from "../../sdk/virtual/flash.js";
import { espruino } from "../support/espruino-globals.js";
import { CONFIG, checkChain, createHostStore, startBoard } from "../support/store-rig.js";

const SECTORS = 4;
const WALL_MS = 1_790_000_000_000;
let flash: VirtualFlash;

beforeEach(() => {
  flash = createFlash(() => {});
});

function kinds(records: ReadonlyMap<number, Uint8Array>): string[] {
  return [...records.values()].map((bytes) => messages.Record.decode(bytes).what ?? "none");
}

function start(change: Partial<typeof CONFIG> = {}) {
  return startBoard(flash, SECTORS, { ...CONFIG, ...change });
}

test("the first record of every boot tells of the boot, and the chain goes on over all of them", () => {
  const host = createHostStore();
  for (let boot = 0; boot < 3; boot++) {
    const board = start();
    board.tap();
    board.tap();
    host.drain(board.journal);
  }
  expect(kinds(host.records)).toEqual([
    "bootRecord",
    "tap",
    "tap",
    "bootRecord",
    "tap",
    "tap",
    "bootRecord",
    "tap",
    "tap",
  ]);
  checkChain(host.records);
});

test("the first setting of the clock and every correction beyond 2 s are recorded with what the clock said before", () => {
  const board = start();
  const host = createHostStore();
  expect(board.recorder.setTime(WALL_MS)).toBe(true);
  expect(board.recorder.setTime(WALL_MS + 1500)).toBe(true);
  expect(board.recorder.setTime(WALL_MS - 60_000)).toBe(true);
  expect(board.recorder.setTime(5)).toBe(false);
  host.drain(board.journal);
  const set = [...host.records.values()].map((bytes) => messages.Record.decode(bytes)).filter((r) => r.timeSet);
  expect(set.map((r) => [Number(r.wallMs), Number(r.timeSet?.beforeMs)])).toEqual([
    [WALL_MS, 0],
    [WALL_MS - 60_000, WALL_MS + 1500],
  ]);
});

test("other keys are told of before anything is sealed with them, and the chain goes on", () => {
  const host = createHostStore();
  const first = start();
  first.tap();
  const second = start({ epoch: 2, tapKeyVersion: 2, tapKey: "n".repeat(32) });
  second.tap();
  host.drain(second.journal);
  const third = start({ epoch: 2, tapKeyVersion: 2, tapKey: "n".repeat(32) });
  host.drain(third.journal);
  expect(kinds(host.records)).toEqual(["bootRecord", "tap", "keyChange", "bootRecord", "tap", "bootRecord"]);
  const change = messages.Record.decode([...host.records.values()][2] ?? new Uint8Array());
  expect(change).toMatchObject({ epoch: 2, keyVersion: 2, keyChange: { previousEpoch: 1, previousKeyVersion: 1 } });
  checkChain(host.records);
});

test("what was recorded in lab state is not sent as the word of the reader that it becomes", () => {
  const lab = start({ readerId: "", tapKey: "", epoch: 0, tapKeyVersion: 0 });
  lab.tap();
  const host = createHostStore();
  const board = start();
  board.tap();
  host.drain(board.journal);
  expect(kinds(host.records)).toEqual(["bootRecord", "tap"]);
  checkChain(host.records);
});

test("a fault is recorded with its remedy and its count, and one that repeats does not fill the journal", () => {
  const board = start();
  const host = createHostStore();
  for (let i = 0; i < 1000; i++) board.recorder.fault(Fault.CHIP_LOST, Remedy.REINIT, 0x92);
  host.drain(board.journal);
  const faults = [...host.records.values()].flatMap((bytes) => messages.Record.decode(bytes).fault ?? []);
  expect(faults).toHaveLength(16);
  expect(faults[15]).toMatchObject({ fault: Fault.CHIP_LOST, remedy: Remedy.REINIT, value: 0x92, count: 16 });
});

describe("a journal that is full", () => {
  function fill(board: ReturnType<typeof start>): number[] {
    const counters: number[] = [];
    for (let idle = 0; idle < 3; ) {
      const counter = board.tap();
      if (counter) counters.push(counter);
      else idle++;
      board.recorder.tend();
    }
    return counters;
  }

  test("takes no card until the host has stored some, and says so before it reads one", () => {
    const board = start();
    const counters = fill(board);
    expect(counters.length).toBeGreaterThan(40);
    expect(board.recorder.ready()).toBe(false);
    const host = createHostStore();
    host.receive(board.journal);
    for (let i = 0; i < 20; i++) host.receive(board.journal);
    for (let i = 0; i < 3; i++) board.recorder.tend();
    expect(board.recorder.ready()).toBe(true);
    expect(board.tap()).toBeGreaterThan(0);
    host.drain(board.journal);
    for (const counter of counters) expect(host.records.has(counter)).toBe(true);
    checkChain(host.records);
  });

  test("still has room for what the reader has to say about itself", () => {
    const board = start();
    fill(board);
    expect(board.recorder.setTime(WALL_MS)).toBe(true);
    const host = createHostStore();
    host.drain(board.journal);
    expect(kinds(host.records).at(-1)).toBe("timeSet");
  });

  test("stays as it is however often the board starts, and the last start is told of when there is room", () => {
    let board = start();
    const counters = fill(board);
    for (let i = 0; i < 100; i++) board = start();
    const host = createHostStore();
    host.drain(board.journal);
    for (let i = 0; i < 3; i++) board.recorder.tend();
    board.tap();
    host.drain(board.journal);
    expect(kinds(host.records).slice(-2)).toEqual(["bootRecord", "tap"]);
    for (const counter of counters) expect(host.records.has(counter)).toBe(true);
    checkChain(host.records);
  });

  test("is filled to one half at most by cards that are refused", () => {
    const capacity = fill(start()).length;
    flash = createFlash(() => {});
    const board = start();
    let recorded = 0;
    for (let i = 0; i < 500; i++) {
      if (board.refused()) recorded++;
      board.recorder.tend();
    }
    expect(recorded).toBeGreaterThan(capacity / 3);
    // To a sector, which is the grain in which room is counted.
    expect(recorded).toBeLessThan(capacity / 2 + 10);
    expect(board.tap()).toBeGreaterThan(0);
  });

  test("drops its oldest sector where it was told to, and a sealed record says exactly what is missing", () => {
    const board = start({ overflow: Overflow.DROP_OLDEST });
    const counters: number[] = [];
    for (let i = 0; i < 300; i++) {
      const counter = board.tap();
      expect(counter).toBeGreaterThan(0);
      counters.push(counter);
      board.recorder.tend();
      board.recorder.tend();
    }
    const host = createHostStore();
    host.drain(board.journal);
    checkChain(host.records);
    const gaps = [...host.records.values()].flatMap((bytes) => messages.Record.decode(bytes).gap ?? []);
    expect(gaps.length).toBeGreaterThan(0);
    const lost = counters.filter((counter) => !host.records.has(counter));
    expect(lost.length).toBeGreaterThan(200);
    // A gap that was itself dropped is taken over by a later one: those that are left explain everything.
    const covered = (counter: number) =>
      gaps.some((gap) => (gap.firstCounter ?? 0) <= counter && counter <= (gap.lastCounter ?? 0));
    for (const counter of lost) expect(covered(counter)).toBe(true);
    expect(gaps.reduce((sum, gap) => sum + (gap.records ?? 0), 0)).toBeGreaterThanOrEqual(lost.length);
  });
});

test("nothing is done ahead of need while a tap is made: at most one write, no erase", () => {
  const board = start();
  const host = createHostStore();
  for (let i = 0; i < 400; i++) {
    const { writes, erases } = espruino.flash.counts;
    expect(board.tap()).toBeGreaterThan(0);
    // A record, now and then with the head of a new sector.
    expect(espruino.flash.counts.writes - writes).toBeLessThanOrEqual(2);
    expect(espruino.flash.counts.erases).toBe(erases);
    host.drain(board.journal);
    for (let step = 0; step < 3; step++) {
      const before = espruino.flash.counts.erases;
      board.recorder.tend();
      expect(espruino.flash.counts.erases - before).toBeLessThanOrEqual(1);
    }
  }
  expect(espruino.flash.counts.erases).toBeGreaterThan(8);
});
