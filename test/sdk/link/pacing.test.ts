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
  writer.send(new Uint8Array(100));
  writer.send(new Uint8Array(10));
  await pass(200);
  expect(bursts.map((burst) => burst.length)).toEqual([64, 36, 10]);
  for (let i = 1; i < bursts.length; i++)
    expect(bursts[i].at - bursts[i - 1].at).toBeGreaterThanOrEqual(RECEIVE_PAUSE_MS);
});

test("the limit is asked for at every burst", async () => {
  let limit = 16;
  const { bursts, writer } = recorder(() => limit);
  writer.send(new Uint8Array(16));
  await pass(50);
  limit = 512;
  writer.send(new Uint8Array(300));
  await pass(50);
  expect(bursts.map((burst) => burst.length)).toEqual([16, 300]);
});

test("a full queue drops frames and says so", () => {
  const { writer } = recorder();
  const taken = Array.from({ length: 40 }, () => writer.send(new Uint8Array(1000)));
  expect(taken[0]).toBe(true);
  expect(taken.at(-1)).toBe(false);
});

test("a failed write ends the writer without a rejection", async () => {
  const writer = createPacedWriter({ write: () => Promise.reject(new Error("gone")), limitBytes: () => 64 });
  writer.send(new Uint8Array(10));
  await expect(writer.idle()).resolves.toBeUndefined();
  expect(writer.send(new Uint8Array(10))).toBe(false);
});
