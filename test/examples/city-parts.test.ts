/** Parts of the city without readers: the day's plan, ways on streets, figures, words, and the log with its feed. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { CLOSE_MINUTE, OPEN_MINUTE, PLACE_IDS, planDay } from "../../examples/city/day-plan.js";
import { checkLog } from "../../examples/city/log-check.js";
import { createLogFeed } from "../../examples/city/log-feed.js";
import { openSealedLog, writeDurably } from "../../examples/city/sealed-log.js";
import { bad, good, info, outcomeAtGate, outcomeAtKiosk, outcomeOfSale } from "../../examples/city/stories.js";
import { distance, HOMES, POINTS, type PointId, STREETS, wayBetween } from "../../examples/city/streets.js";
import { createTally } from "../../examples/city/tally.js";
import type { FromReader, RecordEvent } from "../../sdk/index.js";
import { decodeRecord, hashOf, type Sealed } from "../../sdk/verify/index.js";
import { bootRecord, seal, tapRecord, testKeys } from "../support/records.js";

const ends: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

function logPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-log-"));
  ends.push(() => rmSync(folder, { recursive: true }));
  return join(folder, "taps.log");
}

const KEYS = testKeys();

/** A boot and taps behind it. */
function history(count: number): Sealed[] {
  const records = [bootRecord()];
  for (let counter = 2; counter <= count; counter++)
    records.push(tapRecord({ counter, previous: hashOf(records.at(-1) as Uint8Array) }));
  return records.map((record) => seal(KEYS, record));
}

/** A record on its way to the log; `held` is what its reader still keeps. */
function eventOf(sealed: Sealed, held: Set<Sealed> = new Set()): RecordEvent {
  const hold = () => {
    held.add(sealed);
    return () => void held.delete(sealed);
  };
  return { sealed, certificate: new Uint8Array(0), hold, record: decodeRecord(sealed.record) } as RecordEvent;
}

describe("the day", () => {
  test("is the same each time, within its hours, and leads everybody over streets to places and home", () => {
    expect(planDay(1)).toEqual(planDay(1));
    expect(planDay(1)).not.toEqual(planDay(2));
    const trips = planDay(1);
    for (const { atMinute, stops, home } of trips) {
      expect(atMinute).toBeGreaterThanOrEqual(OPEN_MINUTE);
      expect(atMinute).toBeLessThan(CLOSE_MINUTE);
      for (const stop of stops) expect(PLACE_IDS).toContain(stop);
      expect(HOMES).toContain(home);
    }
    expect(new Set(trips.flatMap(({ stops }) => stops)).size).toBe(4);
    const streets = STREETS.flatMap((street) =>
      street.slice(1).map((to, i) => [POINTS[street[i] as PointId], POINTS[to]]),
    );
    const isStreet = (a: unknown, b: unknown) => streets.some(([x, y]) => (x === a && y === b) || (x === b && y === a));
    for (const from of HOMES)
      for (const to of PLACE_IDS) {
        const way = wayBetween(from, to);
        expect([way[0], way.at(-1)]).toEqual([POINTS[from], POINTS[to]]);
        for (const [i, point] of way.slice(1).entries()) expect(isStreet(way[i], point)).toBe(true);
      }
  });

  test("the shortest way is taken", () => {
    const length = (way: ReturnType<typeof wayBetween>) =>
      way.slice(1).reduce((sum, point, i) => sum + distance(way[i] ?? point, point), 0);
    expect(wayBetween("kiosk", "gate")).toEqual([POINTS.kiosk, POINTS.c, POINTS.gate]);
    expect(length(wayBetween("home-1", "shop-2"))).toBeLessThan(1.35 * distance(POINTS["home-1"], POINTS["shop-2"]));
  });
});

describe("the figures", () => {
  test("count taps by place and reason, and begin anew at midnight in the city", () => {
    let now = Date.parse("2026-11-23T23:59:00+07:00");
    const tally = createTally(() => now);
    tally.add("gate", now, good({ id: "", en: "" }));
    tally.add("gate", now - 5, bad("blocked"));
    tally.add("shop-1", now, good({ id: "", en: "" }, 14_000));
    tally.add("shop-1", now, info({ id: "", en: "" }));
    tally.add("kiosk", now - 86_400_000, bad("twice"));
    expect(tally.count()).toEqual({
      ...{ taps: 4, good: 2, bad: 1, rupiah: 14_000, reasons: [["blocked", 1]] },
      places: { gate: { good: 1, bad: 1, taps: 2, lastMs: now }, "shop-1": { good: 1, bad: 0, taps: 2, lastMs: now } },
    });
    now += 61_000;
    expect(tally.count()).toEqual({ taps: 0, good: 0, bad: 0, rupiah: 0, reasons: [], places: {} });
  });

  test("what places store becomes words; what nobody has thought of is refused, and a sale that is not decided waits", () => {
    expect([outcomeAtKiosk("welcome").tone, outcomeAtKiosk("late").tone, outcomeAtKiosk("blocked").reason]).toEqual([
      "good",
      "info",
      "blocked",
    ]);
    expect([
      outcomeAtGate("admitted").tone,
      outcomeAtGate("passed-back").reason,
      outcomeAtGate("no-clock").reason,
    ]).toEqual(["good", "twice", "other"]);
    const sale = { reason: null, aid: 0, rupiah: 5000 };
    expect(outcomeOfSale({ ...sale, state: "asked" })).toBeUndefined();
    expect(outcomeOfSale({ ...sale, state: "done" })).toMatchObject({ tone: "good", rupiah: 5000 });
    expect(outcomeOfSale({ ...sale, state: "refused", reason: "balance" })).toMatchObject({
      tone: "bad",
      reason: "money",
    });
  });
});

describe("the log", () => {
  test("a torn last line is taken off, and what comes again from a reader is not written twice", async () => {
    const path = logPath();
    const [boot, tap, another] = history(3) as [Sealed, Sealed, Sealed];
    const first = openSealedLog(path);
    for (const sealed of [boot, tap]) first.take(eventOf(sealed));
    first.close();
    const { size } = statSync(path);
    appendFileSync(path, '{"record":"CgY');
    const held = new Set<Sealed>();
    const second = openSealedLog(path);
    expect(second.sizeBytes).toBe(size);
    for (const sealed of [tap, another]) second.take(eventOf(sealed, held));
    second.close();
    expect(held.size).toBe(0);
    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(4);
    expect(await checkLog(path, KEYS, second.sizeBytes)).toMatchObject({ intact: true, recordCount: 3 });
    expect(await checkLog(path, KEYS, second.sizeBytes, 2)).toMatchObject({
      intact: false,
      changedLine: 2,
      brokenLine: 2,
    });
  });

  test("while the disk takes nothing readers hold their records, in order, and let go when it does", async () => {
    const held = new Set<Sealed>();
    let isFull = true;
    const states: string[] = [];
    const log = openSealedLog(logPath(), {
      retryMs: 1,
      onState: (state) => states.push(state),
      write(file, line) {
        // As a full disk does: half of the line is there.
        writeDurably(file, isFull ? line.slice(0, 40) : line);
        if (isFull) throw new Error("ENOSPC");
      },
    });
    for (const sealed of history(4)) log.take(eventOf(sealed, held));
    expect([held.size, log.sizeBytes, log.state]).toEqual([4, 0, "failing"]);
    isFull = false;
    await expect.poll(() => held.size).toBe(0);
    log.close();
    expect(states).toEqual(["failing", "good"]);
    expect(await checkLog(log.path, KEYS, log.sizeBytes)).toMatchObject({ intact: true, recordCount: 4 });
  });

  test("feeds a bridge from where the workers have had everything, after a restart and for another bridge, too", async () => {
    const path = logPath();
    const log = openSealedLog(path);
    for (const sealed of history(5)) log.take(eventOf(sealed));
    const feed = createLogFeed(log, KEYS);
    const seen: number[] = [];
    const releases: (() => void)[] = [];
    const listen = (from: ReturnType<typeof createLogFeed>) =>
      from.readers.on("record", ({ event }: FromReader<RecordEvent>) => {
        seen.push(event.record.data.counter);
        releases.push(event.hold());
      });
    const off = listen(feed);
    await expect.poll(() => seen).toEqual([1, 2, 3, 4, 5]);
    // A bridge ends that has delivered the first two, and the fourth.
    for (const i of [0, 1, 3]) releases[i]?.();
    off();
    listen(feed);
    await expect.poll(() => seen.slice(5)).toEqual([3, 4, 5]);
    // What a bridge of before hears late is not this one's.
    releases[2]?.();
    feed.close();
    expect(Number(readFileSync(`${path}.sent`, "utf8"))).toBe(lineAt(path, 3));
    const again = createLogFeed(log, KEYS);
    listen(again);
    await expect.poll(() => seen.slice(8)).toEqual([3, 4, 5]);
    for (const release of releases) release();
    expect(again.waiting).toBe(false);
    again.close();
    log.close();
  });
});

/** Where a line begins, in bytes. */
function lineAt(path: string, line: number): number {
  return readFileSync(path, "utf8")
    .split("\n")
    .slice(0, line - 1)
    .reduce((sum, text) => sum + text.length + 1, 0);
}
