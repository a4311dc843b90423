/** Bursts towards the reader. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RECEIVE_PAUSE_MS } from "../../../protocol/index.js";
import { createPacedWriter, cutBursts } from "../../../sdk/link/pacing.js";
import { pass, useFakeTime } from "../../support/time.js";

beforeEach(useFakeTime);
afterEach(() => {
  vi.useRealTimers();
});

function recorder(limit: () => number = () => 64) {
  const bursts: { at: number; length: number }[] = [];
  const writer = createPacedWriter({
    write: async (burst) => {
      bursts.push({ at: Date.now(), length: burst.length });
    },
    limitBytes: limit,
    failed: () => {},
  });
  return { bursts, writer };
}

test("frames are cut into bursts of the limit", () => {
  expect(cutBursts(new Uint8Array(130), 64).map((burst) => burst.length)).toEqual([64, 64, 2]);
  expect(cutBursts(new Uint8Array(64), 64)).toHaveLength(1);
  expect(cutBursts(new Uint8Array(), 64)).toEqual([]);
});

test("there is a pause after every burst, also between two frames", async () => {
  const { bursts, writer } = recorder();
  writer.send(new Uint8Array(100), "calls");
  writer.send(new Uint8Array(10), "calls");
  await pass(200);
  expect(bursts.map((burst) => burst.length)).toEqual([64, 36, 10]);
  for (let i = 1; i < bursts.length; i++)
    expect(bursts[i].at - bursts[i - 1].at).toBeGreaterThanOrEqual(RECEIVE_PAUSE_MS);
});

test("the limit is asked for at every burst", async () => {
  let limit = 16;
  const { bursts, writer } = recorder(() => limit);
  writer.send(new Uint8Array(16), "calls");
  await pass(50);
  limit = 512;
  writer.send(new Uint8Array(300), "calls");
  await pass(50);
  expect(bursts.map((burst) => burst.length)).toEqual([16, 300]);
});

test("a full queue drops frames and says so", () => {
  const { writer } = recorder();
  const taken = Array.from({ length: 40 }, () => writer.send(new Uint8Array(1000), "calls"));
  expect(taken[0]).toBe(true);
  expect(taken.at(-1)).toBe(false);
});

test("what is urgent overtakes a crowd of calls", async () => {
  const { bursts, writer } = recorder();
  for (let i = 0; i < 20; i++) writer.send(new Uint8Array(60), "calls");
  for (let i = 0; i < 3; i++) writer.send(new Uint8Array(20), "urgent");
  await pass(110);
  expect(bursts.slice(0, 6).map((burst) => burst.length)).toEqual([60, 20, 20, 20, 60, 60]);
});

test("a call is written after four urgent frames that overtook it, however many follow", async () => {
  const { bursts, writer } = recorder();
  for (let i = 0; i < 20; i++) writer.send(new Uint8Array(20), "urgent");
  // Urgent frames that no call waited for do not count.
  await pass(80);
  const written = bursts.length;
  expect(written).toBeGreaterThan(4);
  writer.send(new Uint8Array(60), "calls");
  writer.send(new Uint8Array(60), "calls");
  await pass(200);
  expect(bursts.slice(written, written + 10).map((burst) => burst.length)).toEqual([
    20, 20, 20, 20, 60, 20, 20, 20, 20, 60,
  ]);
});

test("a lane full of requests leaves room for an acknowledgement", () => {
  const { writer } = recorder();
  while (writer.send(new Uint8Array(1000), "calls"));
  expect(writer.send(new Uint8Array(20), "urgent")).toBe(true);
});

test("a frame is made when its turn comes, and may come to nothing", async () => {
  const { bursts, writer } = recorder();
  const late = { sizeBytes: 30, make: () => new Uint8Array() };
  writer.send(late, "calls");
  writer.send(new Uint8Array(5), "calls");
  await pass(50);
  expect(bursts.map((burst) => burst.length)).toEqual([5]);
});

test("a frame that comes while the last one ends is written too", async () => {
  const { bursts, writer } = recorder();
  writer.send(new Uint8Array(1), "calls");
  const idle = writer.idle().then(() => writer.send(new Uint8Array(2), "calls"));
  await pass(100);
  await idle;
  expect(bursts.map((burst) => burst.length)).toEqual([1, 2]);
});

test("a failed write ends the writer without a rejection, and is told once", async () => {
  const errors: unknown[] = [];
  const gone = new Error("gone");
  const write = () => Promise.reject(gone);
  const writer = createPacedWriter({ write, limitBytes: () => 64, failed: (error) => errors.push(error) });
  writer.send(new Uint8Array(10), "calls");
  await expect(writer.idle()).resolves.toBeUndefined();
  expect(writer.send(new Uint8Array(10), "calls")).toBe(false);
  expect(errors).toEqual([gone]);
});

test("a write that never ends is told after 5 s", async () => {
  const errors: unknown[] = [];
  const write = () => new Promise<void>(() => {});
  const writer = createPacedWriter({ write, limitBytes: () => 64, failed: (error) => errors.push(error) });
  writer.send(new Uint8Array(10), "calls");
  await pass(4900);
  expect(errors).toEqual([]);
  await pass(200);
  expect(errors).toMatchObject([{ code: "disconnected", hint: expect.stringMatching(/driver/) }]);
});

test.each([
  ["a write", () => new Promise<void>(() => {})],
  ["a pause", async () => {}],
])("stopping in the middle of %s leaves no timer and tells nothing", async (_name, write) => {
  const errors: unknown[] = [];
  const writer = createPacedWriter({ write, limitBytes: () => 4, failed: (error) => errors.push(error) });
  writer.send(new Uint8Array(100), "calls");
  await pass(20);
  writer.stop();
  await writer.idle();
  expect(vi.getTimerCount()).toBe(0);
  expect(errors).toEqual([]);
});
