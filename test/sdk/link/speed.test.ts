/** The host's side of the speed of the line, without a line. */
import { beforeEach, expect, test } from "vitest";
import { BAUD_RATE, FAST_BAUD_RATE } from "../../../protocol/index.js";
import { createLinkCounters, type LinkCounters } from "../../../sdk/link/counters.js";
import { createLineSpeed, type LineSpeed } from "../../../sdk/link/speed.js";

let counters: LinkCounters;
let done: string[];
/** What is answered to it. */
let agrees: boolean;
let isThere: boolean;
let refusal: Error | undefined;
let speed: LineSpeed;

beforeEach(() => {
  counters = createLinkCounters();
  done = [];
  agrees = isThere = true;
  refusal = undefined;
  speed = createLineSpeed(
    {
      async setBaudRate(baudRate) {
        if (refusal && baudRate !== BAUD_RATE) throw refusal;
        done.push(String(baudRate));
      },
      async ask(fast) {
        done.push(fast ? "faster" : "slower");
        return agrees;
      },
      async isThere() {
        done.push("there?");
        return isThere;
      },
      search: () => done.push("search"),
    },
    counters,
  );
});

const RAISED = ["faster", String(FAST_BAUD_RATE), "there?"];

async function raise(): Promise<void> {
  speed.raise();
  await speed.settled;
}

function hear(bytes: number, frames: number, damaged = 0): Promise<void> {
  counters.bytesIn += bytes;
  counters.framesIn += frames;
  counters.rejectedChecksum += damaged;
  speed.heard();
  return speed.settled;
}

test("asks, changes after a pause, and makes sure", async () => {
  speed.raise();
  expect(done).toEqual(["faster"]);
  await speed.settled;
  expect(done).toEqual(RAISED);
  expect(speed.changing).toBeUndefined();
  expect(counters.slowed).toBe(0);
});

test("nothing may be written while it changes", async () => {
  speed.raise();
  while (!speed.changing) await Promise.resolve();
  const before = [...done];
  await speed.changing;
  expect([before, done.slice(0, 2)]).toEqual([["faster"], RAISED.slice(0, 2)]);
  await speed.settled;
});

test("a second session on the same line asks no more", async () => {
  await raise();
  await raise();
  expect(done).toEqual(RAISED);
});

test("a reader that does not agree, or whose answer was lost, is looked for at the speed of the start", async () => {
  agrees = false;
  await raise();
  expect(done).toEqual(["faster", String(BAUD_RATE), "search"]);
  expect(counters.slowed).toBe(0);
});

test("a port that cannot do it stays as it is", async () => {
  refusal = new Error("Error: Custom baud rate of 921600 is not supported");
  await raise();
  expect(done).toEqual(["faster", String(BAUD_RATE), "search"]);
  expect(counters.slowed).toBe(0);
});

test("a line on which nothing arrives any more goes back, and is tried twice", async () => {
  isThere = false;
  const failed = [...RAISED, String(BAUD_RATE), "search"];
  await raise();
  expect(done).toEqual(failed);
  expect(counters.slowed).toBe(1);
  await raise();
  await raise();
  expect(done).toEqual([...failed, ...failed]);
});

test("bytes without frames: the reader has restarted; the next session raises it again", async () => {
  await raise();
  await hear(300, 1);
  await hear(511, 0);
  expect(done).toEqual(RAISED);
  await hear(2, 0);
  expect(done.slice(RAISED.length)).toEqual([String(BAUD_RATE), "search"]);
  expect(counters.slowed).toBe(1);
  await raise();
  expect(done.slice(RAISED.length + 2)).toEqual(RAISED);
});

test("frames in between are no rubbish, however much they are", async () => {
  await raise();
  for (let i = 0; i < 100; i++) await hear(4000, 20);
  for (let i = 0; i < 100; i++) await hear(250, i % 2);
  expect(done).toEqual(RAISED);
});

test("silence: the reader is looked for", async () => {
  speed.silent();
  expect(done).toEqual([]);
  await raise();
  speed.silent();
  await speed.settled;
  expect(done.slice(RAISED.length)).toEqual([String(BAUD_RATE), "search"]);
});

test("a line that damages one frame in sixteen is slower from then on", async () => {
  await hear(1000, 1, 500);
  await raise();
  await hear(10_000, 100, 6);
  await hear(1000, 10, 1);
  expect(done).toEqual(RAISED);
  await hear(100, 0, 1);
  expect(done.slice(RAISED.length)).toEqual(["slower", String(BAUD_RATE), "search"]);
  await raise();
  expect(done).toHaveLength(RAISED.length + 3);
});

test("a few damaged frames among many change nothing", async () => {
  await raise();
  for (let i = 0; i < 100; i++) await hear(10_000, 100, 6);
  expect(done).toEqual(RAISED);
});

test("before the port is closed the reader is asked for the speed of the start, if it has another", async () => {
  speed.leave();
  expect(done).toEqual([]);
  await raise();
  speed.leave();
  expect(done).toEqual([...RAISED, "slower"]);
});
