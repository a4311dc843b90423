/** The journal: what was appended stays until it is acknowledged, through restarts, full flash and worn flash. */
import "../support/espruino-globals.js";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { createFlashArea } from "../../firmware/tap/flash-area.js";
import { createJournal, type Journal } from "../../firmware/tap/journal.js";
import { SEND_WINDOW } from "../../protocol/index.js";
import { createFlash, FLASH_BASE, SECTOR_BYTES, SPARE_BASE } from "../../sdk/virtual/flash.js";
import { espruino, resetEspruino } from "../support/espruino-globals.js";

const SECTORS = 4;

beforeEach(() => resetEspruino());

function open(sectors = SECTORS): Journal {
  return createJournal(createFlashArea(FLASH_BASE, sectors));
}

function text(counter: number, size: number): string {
  return `${counter} `.padEnd(size, "x");
}

/** Everything that waits, in its order, by acknowledging it. */
function drain(journal: Journal): number[] {
  const counters: number[] = [];
  while (journal.counters.length) {
    const [counter = 0] = journal.counters;
    expect(journal.records[0]?.split(" ")[0]).toBe(String(counter));
    counters.push(counter);
    journal.acknowledge(counter);
  }
  expect(journal.pending).toBe(0);
  return counters;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** A journal, and beside it what it must hold. */
function createLife() {
  let journal = open();
  let model: { counter: number; record: string }[] = [];
  /** What a restart may bring back: acknowledged, but not noted in flash yet. */
  let revived: typeof model = [];
  let counter = 0;
  return {
    append(size: number) {
      const room = journal.room(size);
      const record = text(++counter, size);
      expect(journal.append(counter, record)).toBe(room);
      if (room) model.push({ counter, record });
    },
    acknowledge(count: number) {
      const last = model[count - 1] ?? model.at(-1);
      if (!last || !count || count > SEND_WINDOW) return;
      journal.acknowledge(last.counter);
      revived.push(...model.filter((r) => r.counter <= last.counter));
      model = model.filter((r) => r.counter > last.counter);
    },
    tend() {
      if (journal.saveAcknowledged()) revived = [];
      else journal.ring.prepare();
    },
    restart() {
      journal = open();
      if (journal.pending !== model.length) model = [...revived, ...model];
      revived = [];
    },
    check() {
      expect(journal.pending).toBe(model.length);
      expect(journal.counters).toEqual(model.slice(0, SEND_WINDOW).map((r) => r.counter));
      expect(journal.records).toEqual(model.slice(0, SEND_WINDOW).map((r) => r.record));
    },
  };
}

test("keeps records byte for byte and in order, over restarts, until they are acknowledged", () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constant("append" as const), fc.integer({ min: 1, max: 1000 })) },
    { weight: 3, arbitrary: fc.tuple(fc.constant("acknowledge" as const), fc.nat(6)) },
    { weight: 3, arbitrary: fc.constant(["tend", 0] as const) },
    { weight: 1, arbitrary: fc.constant(["restart", 0] as const) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      resetEspruino();
      const life = createLife();
      for (const [action, value] of steps) {
        life[action](value);
        life.check();
      }
    }),
    { numRuns: 400 },
  );
});

test("tells the newest record after a restart, acknowledged or not, however much was written", () => {
  let journal = open();
  for (let counter = 1; counter <= 500; counter++) {
    journal.append(counter, text(counter, 300));
    journal.acknowledge(counter);
    journal.saveAcknowledged();
    journal.ring.prepare();
    if (counter % 7 === 0) {
      journal = open();
      expect(journal.last).toBe(counter);
      expect(journal.newest).toBe(text(counter, 300));
      expect(journal.pending).toBe(0);
    }
  }
});

test("an acknowledgement that flash does not know of costs a repeat, never a record", () => {
  const journal = open();
  for (const counter of range(1, 6)) journal.append(counter, text(counter, 200));
  journal.acknowledge(3);
  expect(drain(open())).toEqual(range(1, 6));
  journal.saveAcknowledged();
  expect(drain(open())).toEqual([4, 5, 6]);
});

test("an erase that is cut in any part of the sector brings nothing acknowledged back to life", () => {
  const first = open();
  let counter = 0;
  while (first.room(200)) {
    first.append(++counter, text(counter, 200));
    if (!first.room(200)) first.ring.prepare();
  }
  // Exactly the oldest sector is acknowledged, and the word that says so stands in it.
  const perSector = Math.floor((SECTOR_BYTES - 16) / 224);
  for (let i = 1; i <= perSector; i++) first.acknowledge(i);
  first.saveAcknowledged();
  const { flash } = espruino;
  const before = flash.bytes.slice();
  for (let from = 0; from < SECTOR_BYTES; from += 16) {
    for (const to of [from + 512, SECTOR_BYTES]) {
      const torn = createFlash(() => {});
      torn.bytes.set(before);
      const { erasePage } = torn;
      let erased = 0;
      resetEspruino(
        Object.assign(torn, {
          erasePage(address: number) {
            const offset = address - FLASH_BASE;
            if (!erased++) torn.bytes.fill(0xff, offset + from, Math.min(offset + to, offset + SECTOR_BYTES));
            else erasePage(address);
            torn.faults.worn = true;
          },
        }),
      );
      open();
      torn.faults.worn = false;
      const after = open();
      expect(after.pending).toBe(counter - perSector);
      expect(after.last).toBe(counter);
    }
  }
});

test("erases a sector only in prepare, one at a time, and only when all of its records are acknowledged", () => {
  const journal = open();
  let counter = 0;
  while (journal.room(200)) journal.append(++counter, text(counter, 200));
  // Four sectors of blank flash: one is open, the next was ready; the two others have to be made ready.
  expect(journal.ring.full()).toBe(false);
  expect(espruino.flash.counts.erases).toBe(0);
  for (;;) {
    journal.ring.prepare();
    if (!journal.room(200)) break;
    while (journal.room(200)) journal.append(++counter, text(counter, 200));
  }
  expect(journal.ring.full()).toBe(true);
  expect(espruino.flash.counts.erases).toBe(0);
  const perSector = Math.floor((SECTOR_BYTES - 16) / 224);
  expect(counter).toBe(SECTORS * perSector);
  for (let i = 1; i < perSector; i++) journal.acknowledge(i);
  journal.ring.prepare();
  expect(journal.room(200)).toBe(false);
  journal.acknowledge(perSector);
  // What the host has stored is noted before its place is given up.
  expect(journal.ring.full()).toBe(true);
  journal.saveAcknowledged();
  expect(journal.ring.full()).toBe(false);
  journal.ring.prepare();
  expect(journal.room(200)).toBe(true);
  expect(espruino.flash.counts.erases).toBe(1);
  expect(drain(open())).toEqual(range(perSector + 1, counter));
});

test("never touches flash outside its own range", () => {
  const area = createFlashArea(FLASH_BASE, 2);
  expect(area.read(2, 0, 16)).toBe("");
  expect(area.read(0, 4090, 16)).toBe("");
  expect(area.read(-1, 0, 16)).toBe("");
  expect(area.write(0, 4090, "0123456789")).toBe(false);
  expect(area.write(Number.NaN, 0, "x")).toBe(false);
  expect(area.erase(2)).toBe(false);
  expect(espruino.flash.counts).toMatchObject({ writes: 0, erases: 0 });
});

test("spreads wear evenly: after many rounds no sector was erased more than once oftener than another", () => {
  const erases = new Map<number, number>();
  const flash = createFlash(() => {});
  const { erasePage } = flash;
  resetEspruino(
    Object.assign(flash, {
      erasePage(address: number) {
        erases.set(address, (erases.get(address) ?? 0) + 1);
        erasePage(address);
      },
    }),
  );
  const journal = open(14);
  for (let counter = 1; counter <= 14 * 14 * 20; counter++) {
    journal.append(counter, text(counter, 260));
    journal.acknowledge(counter);
    journal.saveAcknowledged();
    journal.ring.prepare();
  }
  expect(erases.size).toBe(14);
  expect(Math.max(...erases.values()) - Math.min(...erases.values())).toBeLessThanOrEqual(1);
});

describe("worn flash", () => {
  test("costs the sectors that fail, and nothing else", () => {
    const journal = open(6);
    let counter = 0;
    const confirmed: number[] = [];
    const step = () => {
      if (journal.append(++counter, text(counter, 300))) confirmed.push(counter);
      journal.ring.prepare();
    };
    while (counter < 10) step();
    espruino.flash.faults.wornSectors.add(FLASH_BASE + 2 * SECTOR_BYTES);
    espruino.flash.faults.wornSectors.add(FLASH_BASE + 3 * SECTOR_BYTES);
    // Worn with something in it: an erase changes nothing.
    espruino.flash.bytes.fill(0x55, 2 * SECTOR_BYTES, 4 * SECTOR_BYTES);
    while (journal.room(300)) step();
    expect(journal.ring.retired).toBe(2);
    expect(drain(open(6))).toEqual(confirmed);
    expect(confirmed.length).toBe(4 * 12);
  });

  test("that fails in the middle of a sector costs a place, and what follows it is found", () => {
    let journal = open();
    journal.append(1, text(1, 200));
    espruino.flash.faults.tearNextWriteAfterBytes = 0;
    expect(journal.append(2, text(2, 200))).toBe(true);
    espruino.flash.faults.tearNextWriteAfterBytes = 100;
    expect(journal.append(3, text(3, 200))).toBe(true);
    expect(drain(open())).toEqual([1, 2, 3]);
    journal = open();
    expect(journal.append(4, text(4, 200))).toBe(true);
    expect(drain(open())).toEqual([1, 2, 3, 4]);
  });

  test("that keeps nothing any more confirms no record", () => {
    const journal = open();
    espruino.flash.faults.worn = true;
    expect(journal.append(1, text(1, 200))).toBe(false);
    espruino.flash.faults.worn = false;
    journal.ring.prepare();
    expect(journal.append(2, text(2, 200))).toBe(true);
    expect(drain(open())).toEqual([2]);
  });

  test("full of rubbish is erased sector by sector and used", () => {
    for (let i = 0; i < SECTORS * SECTOR_BYTES; i++) espruino.flash.bytes[i] = (i * 37) & 0xff;
    const journal = open();
    expect(journal.pending).toBe(0);
    expect(journal.append(1, text(1, 200))).toBe(true);
    expect(drain(open())).toEqual([1]);
  });

  test("with any damage that time does to it, the start ends and every whole record is offered once", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(SECTORS * SECTOR_BYTES - 1), fc.nat(255)), { maxLength: 40 }), (damage) => {
        resetEspruino();
        const journal = open();
        const kept = new Map<number, string>();
        for (let counter = 1; journal.room(300); counter++) {
          journal.append(counter, text(counter, 300));
          kept.set(counter, text(counter, 300));
          journal.ring.prepare();
        }
        for (const [at, value] of damage) espruino.flash.bytes[at] = value;
        const after = open();
        const seen: number[] = [];
        while (after.counters.length) {
          const [counter = 0] = after.counters;
          expect(after.records[0]).toBe(kept.get(counter));
          seen.push(counter);
          after.acknowledge(counter);
        }
        expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
        // A damaged byte costs at most its own sector, when it hit the head.
        expect(seen.length).toBeGreaterThanOrEqual(kept.size - damage.length * 13);
      }),
      { numRuns: 200 },
    );
  });
});

test("in the second application slot it holds thousands of records and starts all the same", () => {
  const area = createFlashArea(SPARE_BASE, 192);
  let journal = createJournal(area);
  let counter = 0;
  while (journal.room(264)) {
    journal.append(++counter, text(counter, 264));
    journal.ring.prepare();
  }
  expect(counter).toBe(192 * 14);
  journal = createJournal(area);
  expect(journal.pending).toBe(counter);
  expect(drain(journal)).toEqual(range(1, counter));
});
