/** The pump of a board's time with the "real" clock: pauses of the process, a board that is busy, a computer that sleeps. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPump, type Pump } from "../../sdk/virtual/pump.js";
import { createSchedule, type Schedule } from "../../sdk/virtual/schedule.js";

let hostMs: number;
let schedule: Schedule;
let pump: Pump;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  hostMs = 1000;
  schedule = createSchedule();
  pump = createPump("real", schedule, () => hostMs);
  pump.start();
});
afterEach(() => {
  pump.stop();
  vi.useRealTimers();
});

/** Lets both times pass, and tells the board's before and after each of its steps. */
function pass(ms: number, each: (beforeUs: number, afterUs: number) => void = () => {}): void {
  for (let i = 0; i < ms / 5; i++) {
    const beforeUs = schedule.nowUs();
    hostMs += 5;
    vi.advanceTimersByTime(5);
    each(beforeUs, schedule.nowUs());
  }
}

/** How far the board is behind the host, in microseconds. */
const behindUs = () => (hostMs - 1000) * 1000 - schedule.nowUs();

test("one second is one second", () => {
  pass(1000);
  expect(schedule.nowUs()).toBe(1_000_000);
});

test("a pause of the process is made up, and never so fast that a held card would pass unseen", () => {
  pass(100);
  hostMs += 995;
  pass(5);
  // The step of 1 s brings 250 ms; the other 750 come at a quarter more than real time, in 3 s.
  expect(behindUs()).toBe(750_000);
  pass(2995, (beforeUs, afterUs) => expect(afterUs - beforeUs).toBe(6250));
  expect(behindUs()).toBeGreaterThan(0);
  pass(5);
  expect(behindUs()).toBe(0);
  pass(100, (beforeUs, afterUs) => expect(afterUs - beforeUs).toBe(5000));
});

test("a process that pauses again and again loses nothing in the end", () => {
  for (let i = 0; i < 6; i++) {
    hostMs += 600;
    pass(100);
  }
  expect(behindUs()).toBeGreaterThan(1_000_000);
  pass(10_000);
  expect(behindUs()).toBe(0);
});

test("a board that was busy for longer than its step waits for the host's time", () => {
  const ran: number[] = [];
  schedule.at(10_000, () => schedule.spend(100_000));
  schedule.at(20_000, () => ran.push(hostMs - 1000));
  pass(10);
  expect(schedule.nowUs()).toBe(110_000);
  pass(95);
  expect(schedule.nowUs()).toBe(110_000);
  expect(ran).toEqual([]);
  pass(20);
  expect(ran).toEqual([115]);
  expect(behindUs()).toBe(0);
});

test("of the hours that a computer sleeps ten seconds are made up", () => {
  hostMs += 8 * 3_600_000;
  pass(5);
  pass(60_000);
  expect(schedule.nowUs()).toBe(70_000_000);
  pass(1000);
  expect(schedule.nowUs()).toBe(71_000_000);
});
