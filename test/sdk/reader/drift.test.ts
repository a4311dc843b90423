/** Two clocks and what is between them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSample, type ClockSample, estimateOf, hostMsAt, NO_SAMPLES } from "../../../sdk/reader/drift.js";

const BOOT_MS = 1_790_000_000_000;
const MINUTE_MS = 60_000;

/** A round trip of which the way back takes `backShare`, on a reader whose clock is fast by `ppm`. */
function answer(trueMs: number, ppm: number, roundTripMs: number, backShare = 0.5): ClockSample {
  const uptimeMs = Math.round(trueMs * (1 + ppm / 1e6));
  return { hostMs: BOOT_MS + trueMs + roundTripMs * backShare, uptimeMs, roundTripMs };
}

function feed(samples: Iterable<ClockSample>, from = NO_SAMPLES) {
  let state = from;
  for (const sample of samples) state = addSample(state, sample);
  return state;
}

function* everyFiveSeconds(minutes: number, ppm: number, roundTripMs: (index: number) => number, share?: number) {
  for (let i = 1; i <= minutes * 12; i++) yield answer(i * 5000, ppm, roundTripMs(i), share);
}

test("nothing is known before the first sample", () => {
  expect(estimateOf(NO_SAMPLES)).toBeUndefined();
  expect(hostMsAt(NO_SAMPLES, 5)).toBeUndefined();
});

describe("from Hello alone", () => {
  test("the offset is that of the Hello that came with the least delay", () => {
    const hellos = [700, 20, 400].map((lateMs, i) => ({ hostMs: BOOT_MS + 1000 * i + lateMs, uptimeMs: 1000 * i }));
    expect(estimateOf(feed(hellos))).toEqual({ offsetMs: BOOT_MS + 20, errorMs: undefined, driftPpm: undefined });
  });

  test("a host whose clock was set meanwhile is followed, forwards and back", () => {
    for (const stepMs of [86_400_000, -86_400_000]) {
      const hellos = [0, stepMs].map((step, i) => ({ hostMs: BOOT_MS + step + 1000 * i, uptimeMs: 1000 * i }));
      expect(estimateOf(feed(hellos))?.offsetMs).toBe(BOOT_MS + stepMs);
    }
  });
});

describe("from pings", () => {
  test("the offset is good to half the shortest round trip", () => {
    const state = feed([
      { hostMs: BOOT_MS + 900, uptimeMs: 100 },
      answer(1000, 0, 300, 1),
      answer(2000, 0, 8, 1),
      answer(3000, 0, 500, 1),
    ]);
    expect(estimateOf(state)).toEqual({ offsetMs: BOOT_MS + 4, errorMs: 4, driftPpm: undefined });
  });

  test("drift is told after ten minutes, to a few millionths, in spite of noise", () => {
    const jitter = (index: number) => 8 + ((index * 7919) % 60);
    for (const ppm of [-40, 0, 25, 200]) {
      expect(estimateOf(feed(everyFiveSeconds(9, ppm, jitter)))?.driftPpm).toBeUndefined();
      const { driftPpm, offsetMs } = estimateOf(feed(everyFiveSeconds(60, ppm, jitter, 0.9))) ?? {};
      expect(Math.abs((driftPpm ?? Number.NaN) - ppm)).toBeLessThan(2);
      const trueOffsetMs = BOOT_MS - (3_600_000 * ppm) / 1e6;
      expect(Math.abs((offsetMs ?? Number.NaN) - trueOffsetMs)).toBeLessThan(20);
    }
  });

  test("past and future uptimes are put on the host's clock with the drift", () => {
    const state = feed(everyFiveSeconds(60, 100, () => 10));
    for (const trueMs of [10 * MINUTE_MS, 120 * MINUTE_MS]) {
      const hostMs = hostMsAt(state, trueMs * 1.0001) ?? Number.NaN;
      expect(Math.abs(hostMs - BOOT_MS - trueMs)).toBeLessThan(5);
    }
  });

  test("a bad answer now and then moves nothing", () => {
    const good = [...everyFiveSeconds(60, 30, () => 10)];
    const bad = good.flatMap((sample, i) =>
      i % 9 === 0 ? [sample, { ...sample, hostMs: sample.hostMs + 600, roundTripMs: 1200 }] : [sample],
    );
    expect(Math.abs((estimateOf(feed(bad))?.driftPpm ?? Number.NaN) - 30)).toBeLessThan(2);
  });

  test("a year of them takes no more room than an hour", () => {
    const state = feed(everyFiveSeconds(60 * 24 * 3, 30, () => 10));
    expect(state.points.length).toBeLessThanOrEqual(64);
    expect(Math.abs((estimateOf(state)?.driftPpm ?? Number.NaN) - 30)).toBeLessThan(0.1);
  });

  test("a host whose clock was set, and a reader that restarted, begin anew", () => {
    const before = feed(everyFiveSeconds(60, 30, () => 10));
    const later = answer(61 * MINUTE_MS, 30, 10);
    const set = addSample(before, { ...later, hostMs: later.hostMs + 5000 });
    expect(estimateOf(set)).toMatchObject({ driftPpm: undefined, errorMs: 5 });
    expect(estimateOf(set)?.offsetMs).toBeCloseTo(later.hostMs + 5000 - 5 - later.uptimeMs);
    const restarted = addSample(before, { hostMs: BOOT_MS + 4_000_000, uptimeMs: 200, roundTripMs: 10 });
    expect(estimateOf(restarted)).toEqual({ offsetMs: BOOT_MS + 4_000_000 - 205, errorMs: 5, driftPpm: undefined });
    const soon = feed([
      { hostMs: BOOT_MS + 700, uptimeMs: 700, roundTripMs: 4 },
      { hostMs: BOOT_MS + 800, uptimeMs: 10, roundTripMs: 10 },
    ]);
    expect(estimateOf(soon)?.offsetMs).toBe(BOOT_MS + 785);
  });
});

test("whatever comes in, what comes out is a number", () => {
  const number = fc.oneof(fc.double(), fc.integer({ min: 0, max: 1e7 }));
  const sample = fc.record({ hostMs: number, uptimeMs: number, roundTripMs: fc.option(number, { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 40 }), (samples) => {
      const estimate = estimateOf(feed(samples));
      if (estimate) expect(Number.isNaN(estimate.offsetMs) || Number.isNaN(estimate.driftPpm ?? 0)).toBe(false);
    }),
  );
});
