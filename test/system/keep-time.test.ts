/** The reader's clock in a long session: kept at this computer's where the role allows it, left alone where it does not. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Reader, type ReaderOptions } from "../../sdk/index.js";
import { createVirtualReader, type VirtualReader } from "../../sdk/virtual/index.js";
import { useFakeTime } from "../support/time.js";

/** A crystal is 10 to 40 ppm off: this one, slow, does in minutes what those do in hours. */
const DRIFT_PPM = -2000;
const STEP_MS = 20;
const MINUTE_MS = 60_000;

let virtual: VirtualReader;
let reader: Reader;
let kinds: string[];
let boardMs: number;

beforeEach(() => {
  useFakeTime();
  virtual = createVirtualReader({ clock: "manual", faults: { clockDriftPpm: DRIFT_PPM } });
  boardMs = virtual.board.schedule.nowUs() / 1000;
  kinds = [];
});
afterEach(async () => {
  await during(reader.close());
  vi.useRealTimers();
  await virtual.close();
});

/** Lets the time of the board, of this computer and of its timers pass together. */
async function pass(ms: number): Promise<void> {
  for (let i = 0; i < ms / STEP_MS; i++) {
    boardMs += STEP_MS;
    // What the board spends in a transfer may have brought it further than it was asked to go.
    await virtual.advance(Math.max(0, boardMs - virtual.board.schedule.nowUs() / 1000));
    await vi.advanceTimersByTimeAsync(STEP_MS);
  }
}

async function during<Value>(work: Promise<Value>): Promise<Value> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  work.then(done, done);
  while (!isDone) await pass(STEP_MS);
  return work;
}

async function open(options: ReaderOptions = {}): Promise<void> {
  const { path, binding, keys } = virtual;
  const onRecord: ReaderOptions["onRecord"] = ({ record }) => void kinds.push(record.kind);
  reader = await during(Reader.open({ path, binding, keys, onRecord, ...options }));
}

/** How far the reader's clock is behind this computer's, in milliseconds; a step or two of it is the answer's way. */
async function behindMs(): Promise<number> {
  const { wallMs = 0 } = await during(reader.status());
  return Date.now() - wallMs;
}

test("a clock that is slow is set again before it is off by more than people notice, and no record is made of it", async () => {
  await open();
  let mostMs = 0;
  for (let i = 0; i < 10; i++) {
    await pass(20_000);
    mostMs = Math.max(mostMs, await behindMs());
  }
  // 2 ms a second: 120 ms in the minute between two settings, 4 until the next ping, and the way of question and answer.
  expect(mostMs).toBeGreaterThan(60);
  expect(mostMs).toBeLessThan(200);
  // Without it: 400 ms.
  expect(kinds).toEqual(["boot", "time-set"]);
});

test.each<[string, ReaderOptions]>([
  ["the role may not set it", { role: "tap" }],
  ["the application wants another time", { keepTime: false }],
])("the clock goes as it does when %s, and the reader is not asked", async (_why, options) => {
  await open(options);
  await pass(4 * MINUTE_MS);
  expect(await behindMs()).toBeGreaterThan(470);
  expect((await during(reader.status())).forbidden).toBe(0);
});

test("a computer that learns the time after it has opened the session brings it to the reader", async () => {
  await open();
  vi.setSystemTime(Date.now() + 3_600_000);
  await pass(5000);
  expect(Math.abs(await behindMs())).toBeLessThan(200);
  vi.setSystemTime(Date.now() - 7_200_000);
  await pass(5000);
  expect(Math.abs(await behindMs())).toBeLessThan(200);
});
