/** The counter in flash: what it gives never repeats, whatever happens to power and flash. */

import "../support/espruino-globals.js";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { type Counter, createCounter } from "../../firmware/tap/counter.js";
import { createFlashArea } from "../../firmware/tap/flash-area.js";
import { FLASH_BASE } from "../../sdk/virtual/flash.js";
import { espruino, resetEspruino } from "../support/espruino-globals.js";

const ENTRY = 16;
const SECTOR = 4096;
const ENTRIES = SECTOR / ENTRY;
const RESERVE = 16;

beforeEach(() => resetEspruino());

/** What a start of the board does. */
function open(): Counter {
  return createCounter(createFlashArea(FLASH_BASE, 2));
}

/** Takes so many counters. */
function take(counter: Counter, count: number): number[] {
  return Array.from({ length: count }, () => counter.next());
}

describe("on fresh flash", () => {
  test("boot and counter begin at 1 and rise by 1", () => {
    const counter = open();
    expect(counter).toMatchObject({ boot: 1, last: 0, sound: true });
    expect(take(counter, 600)).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
    expect(counter.last).toBe(600);
  });

  test("one write reserves 16 counters", () => {
    const counter = open();
    const { writes } = espruino.flash.counts;
    take(counter, RESERVE);
    expect(espruino.flash.counts.writes).toBe(writes);
    counter.next();
    expect(espruino.flash.counts.writes).toBe(writes + 1);
  });
});

describe("with time ahead of need", () => {
  test("no counter costs a write, and no sector an erase, in the middle of a tap", () => {
    const counter = open();
    for (let i = 0; i < 20_000; i++) {
      const { writes, erases } = espruino.flash.counts;
      expect(counter.next()).toBe(i + 1);
      expect(espruino.flash.counts).toMatchObject({ writes, erases });
      while (counter.prepare());
    }
    expect(espruino.flash.counts.erases).toBeGreaterThan(2);
  });
});

describe("a new start", () => {
  test("has the next boot number, and counters above all given before", () => {
    const first = open();
    take(first, 10);
    const second = open();
    expect(second.boot).toBe(2);
    expect(second.next()).toBe(RESERVE + 1);
  });

  test("costs one entry, also when nothing was counted", () => {
    for (let boot = 1; boot <= 2000; boot++) expect(open().boot).toBe(boot);
    // 256 entries a sector, two sectors, the second of which is blank at first.
    expect(espruino.flash.counts.erases).toBe(Math.floor(1999 / ENTRIES) - 1);
  });
});

describe("a torn entry", () => {
  for (let stored = 0; stored <= ENTRY; stored++) {
    test(`of ${stored} bytes at a start costs neither a boot number nor a counter`, () => {
      const before = open();
      const given = take(before, 3);
      espruino.flash.faults.tearNextWriteAfterBytes = stored;
      // This start reads back what it wrote and uses the next place; a real power cut would end here.
      const torn = open();
      expect(torn.sound).toBe(true);
      const after = open();
      expect(after.boot).toBeGreaterThan(before.boot);
      expect(after.next()).toBeGreaterThan(Math.max(...given, torn.next()));
      expect(new Set([before.boot, torn.boot, after.boot]).size).toBe(3);
    });

    test(`of ${stored} bytes in the middle of a day gives no counter that is given again`, () => {
      const before = open();
      const given = take(before, RESERVE);
      espruino.flash.faults.tearNextWriteAfterBytes = stored;
      const during = before.next();
      const after = open();
      const next = after.next();
      expect(next).toBeGreaterThan(Math.max(...given, during));
    });
  }
});

describe("worn flash", () => {
  test("that keeps nothing gives no counter at all", () => {
    espruino.flash.faults.worn = true;
    const counter = open();
    expect(counter.sound).toBe(false);
    expect(take(counter, 3)).toEqual([0, 0, 0]);
  });

  test("that wears out while running stops at the end of what is reserved, and goes on when it works again", () => {
    const counter = open();
    take(counter, RESERVE + 4);
    espruino.flash.faults.worn = true;
    expect(take(counter, 20).filter((n) => n > 0)).toEqual(Array.from({ length: 12 }, (_, i) => i + 21));
    expect(counter.sound).toBe(false);
    espruino.flash.faults.worn = false;
    expect(counter.next()).toBe(2 * RESERVE + 1);
    expect(open().next()).toBe(3 * RESERVE + 1);
  });

  test("that works again when there is time for it gives counters again", () => {
    const counter = open();
    take(counter, RESERVE);
    espruino.flash.faults.worn = true;
    expect(counter.ready()).toBe(false);
    espruino.flash.faults.worn = false;
    expect(counter.prepare()).toBe(true);
    expect(counter.ready()).toBe(true);
    expect(counter.next()).toBe(RESERVE + 1);
  });

  test("is not worked on for ever ahead of need", () => {
    const counter = open();
    take(counter, RESERVE - 2);
    espruino.flash.faults.worn = true;
    expect(counter.prepare()).toBe(true);
    const { writes, erases } = espruino.flash.counts;
    for (let i = 0; i < 1000; i++) expect(counter.prepare()).toBe(false);
    expect(espruino.flash.counts).toMatchObject({ writes, erases });
    espruino.flash.faults.worn = false;
    expect(take(counter, 4)).toEqual([15, 16, 17, 18]);
  });

  test("in one place only costs that place", () => {
    open();
    espruino.flash.bytes[ENTRY + 3] = 0;
    const counter = open();
    expect(counter).toMatchObject({ sound: true, boot: 2 });
    expect(open().boot).toBe(3);
  });
});

describe("sectors", () => {
  /** Starts so often that the first sector is full. */
  function fill(entries: number): Counter {
    let counter = open();
    for (let i = 1; i < entries; i++) counter = open();
    return counter;
  }

  test("alternate: a full one is erased only when the other holds newer entries", () => {
    fill(ENTRIES);
    expect(espruino.flash.counts.erases).toBe(0);
    expect(open().boot).toBe(ENTRIES + 1);
    expect(espruino.flash.counts.erases).toBe(0);
    const first = espruino.flash.bytes.slice(0, SECTOR);
    fill(ENTRIES - 1);
    expect(espruino.flash.bytes.slice(0, SECTOR)).toEqual(first);
    expect(open().boot).toBe(2 * ENTRIES + 1);
    expect(espruino.flash.counts.erases).toBe(1);
    expect(espruino.flash.bytes.slice(0, SECTOR)).not.toEqual(first);
  });

  test("both full of entries are no trouble", () => {
    fill(2 * ENTRIES);
    const counter = open();
    expect(counter).toMatchObject({ boot: 2 * ENTRIES + 1, sound: true });
    expect(counter.next()).toBe(2 * ENTRIES * RESERVE + 1);
  });

  test("a power cut between erase and write loses nothing", () => {
    const last = fill(ENTRIES);
    const highest = last.next();
    // Erased, and nothing written any more.
    espruino.flash.faults.tearNextWriteAfterBytes = 0;
    const bytes = espruino.flash.bytes.slice();
    open();
    espruino.flash.bytes.set(bytes);
    espruino.flash.bytes.fill(0xff, SECTOR, 2 * SECTOR);
    const next = open();
    expect(next.boot).toBe(ENTRIES + 1);
    expect(next.next()).toBeGreaterThan(highest);
  });

  test("full of rubbish are erased one at a time and used", () => {
    for (let i = 0; i < 2 * SECTOR; i++) espruino.flash.bytes[i] = (i * 37) & 0xff;
    const counter = open();
    expect(counter).toMatchObject({ boot: 1, sound: true });
    expect(open().boot).toBe(2);
  });

  test("lie at the start of the free partition, and nothing else is touched", () => {
    const touched: number[] = [];
    const { read, write, erasePage } = espruino.flash;
    resetEspruino({
      ...espruino.flash,
      read(length, address) {
        touched.push(address, address + length - 1);
        return read(length, address);
      },
      write(data, address) {
        touched.push(address, address + data.length - 1);
        write(data, address);
      },
      erasePage(address) {
        touched.push(address, address + SECTOR - 1);
        erasePage(address);
      },
    });
    fill(3 * ENTRIES);
    expect(Math.min(...touched)).toBe(FLASH_BASE);
    expect(Math.max(...touched)).toBe(FLASH_BASE + 2 * SECTOR - 1);
  });
});

class PowerCut extends Error {}

/** The flash of the board, with power that goes after so many changed bytes; an erase is cut in its middle. */
function cutAfter(changes: number): void {
  const { flash } = espruino;
  let left = changes;
  resetEspruino({
    ...flash,
    write(data, address) {
      const stored = Math.min(left, data.length);
      left -= stored;
      flash.write(data.subarray(0, stored), address);
      if (left <= 0) throw new PowerCut("in a write");
    },
    erasePage(address) {
      left -= 64;
      if (left > 0) return flash.erasePage(address);
      const offset = address - FLASH_BASE;
      // Half erased: some bytes are blank, others as they were.
      for (let i = 0; i < SECTOR; i += 3) flash.bytes[offset + i] = 0xff;
      throw new PowerCut("in an erase");
    },
  });
}

/** Runs until the power goes or the work is done; tells what reached the world. */
function live(work: number, changes: number): { boot: number; counters: number[] } {
  const { flash } = espruino;
  cutAfter(changes);
  const lived = { boot: 0, counters: [] as number[] };
  try {
    const counter = open();
    if (counter.sound) lived.boot = counter.boot;
    for (let i = 0; i < work; i++) {
      const number = counter.next();
      if (number) lived.counters.push(number);
    }
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
  }
  resetEspruino(flash);
  return lived;
}

test("with power cuts anywhere, counters only rise and no boot number is used twice", () => {
  const life = fc.record({ work: fc.nat(600), changes: fc.oneof(fc.integer({ min: 1, max: 80 }), fc.constant(1e9)) });
  fc.assert(
    fc.property(fc.array(life, { maxLength: 30 }), fc.nat(600), (lives, age) => {
      resetEspruino();
      for (let i = 0; i < age; i++) open();
      let highest = age * RESERVE;
      const boots: number[] = [];
      for (const { work, changes } of lives) {
        const { boot, counters } = live(work, changes);
        for (const number of counters) {
          expect(number).toBeGreaterThan(highest);
          highest = number;
        }
        if (boot) boots.push(boot);
      }
      expect(boots).toEqual([...new Set(boots)].sort((a, b) => a - b));
      if (boots[0] !== undefined) expect(boots[0]).toBeGreaterThan(age);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test("with writes and erases that silently do nothing or half of it, counters still only rise", () => {
  const fate = fc.oneof(
    { weight: 4, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.constantFrom(0, 0.3, 0.8) },
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(fate, { maxLength: 8 }), { maxLength: 12 }),
      fc.constantFrom(0, 254, 255, 511),
      (lives, age) => {
        resetEspruino();
        for (let i = 0; i < age; i++) open();
        const { flash } = espruino;
        let highest = age * RESERVE;
        let lastBoot: number = age;
        for (const fates of lives) {
          const queue = [...fates];
          resetEspruino({
            ...flash,
            write: (data, address) =>
              flash.write(data.subarray(0, Math.ceil(data.length * (queue.shift() ?? 1))), address),
            erasePage: (address) => {
              if ((queue.shift() ?? 1) === 1) flash.erasePage(address);
            },
          });
          const counter = open();
          for (const number of take(counter, 300)) {
            if (!number) continue;
            expect(number).toBeGreaterThan(highest);
            expect(counter.boot).toBeGreaterThanOrEqual(lastBoot);
            highest = number;
          }
          if (counter.sound) {
            expect(counter.boot).toBeGreaterThan(lastBoot);
            lastBoot = counter.boot;
          }
          resetEspruino(flash);
        }
      },
    ),
    { numRuns: 300 },
  );
}, 60_000);
