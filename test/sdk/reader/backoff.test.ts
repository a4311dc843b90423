/** Pauses between attempts. */
import { expect, test } from "vitest";
import { DEFAULT_BACKOFF, delayBefore } from "../../../sdk/reader/backoff.js";

test("pauses double up to the ceiling and stay there", () => {
  const delays = Array.from({ length: 9 }, (_, i) => delayBefore(DEFAULT_BACKOFF, i + 1, 0.5));
  expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  expect(delayBefore(DEFAULT_BACKOFF, 1_000_000, 0.5)).toBe(10_000);
});

test("the jitter is a quarter either way", () => {
  expect([0, 0.25, 0.5, 0.75, 1].map((random) => delayBefore(DEFAULT_BACKOFF, 3, random))).toEqual([
    750, 875, 1000, 1125, 1250,
  ]);
});
