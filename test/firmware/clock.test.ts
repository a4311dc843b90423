/** The reader's clock: time since the start, and the host's time once it has been told. */

import "../support/espruino-globals.js";
import { beforeEach, expect, test } from "vitest";
import { ClockSource } from "../../firmware/link/messages.js";
import { createClock, toUs } from "../../firmware/tap/clock.js";
import { espruino, resetEspruino } from "../support/espruino-globals.js";

const NOW = 1_790_000_000_000;

beforeEach(() => resetEspruino());

test("counts from its making, in whole milliseconds and microseconds", () => {
  espruino.nowUs = 5_000_000;
  const clock = createClock();
  expect(clock.uptimeMs()).toBe(0);
  espruino.nowUs += 1_234_567;
  expect(clock.uptimeMs()).toBe(1234);
  expect(toUs(1.234567)).toBe(1_234_567);
});

test("knows no time of day until it is told", () => {
  const clock = createClock();
  expect([clock.wallMs(), clock.source()]).toEqual([0, ClockSource.NONE]);
  espruino.nowUs = 2_000_000;
  expect(clock.set(NOW)).toBe(true);
  espruino.nowUs = 5_000_000;
  expect([clock.wallMs(), clock.source()]).toEqual([NOW + 3000, ClockSource.HOST]);
});

test("can be set again, backwards too, and its uptime does not care", () => {
  const clock = createClock();
  clock.set(NOW);
  espruino.nowUs = 1_000_000;
  clock.set(NOW - 60_000);
  expect([clock.wallMs(), clock.uptimeMs()]).toEqual([NOW - 60_000, 1000]);
});

test.each([0, 1, 1_577_836_799_999, 4_102_444_800_000, 2 ** 53, 2 ** 70, Number.POSITIVE_INFINITY, Number.NaN])(
  "refuses %d, which is no time between 2020 and 2100, and keeps what it has",
  (wrong) => {
    const clock = createClock();
    expect(clock.set(wrong)).toBe(false);
    expect(clock.source()).toBe(ClockSource.NONE);
    clock.set(NOW);
    expect(clock.set(wrong)).toBe(false);
    expect(clock.wallMs()).toBe(NOW);
  },
);

test.each([1_577_836_800_000, 4_102_444_799_999])("takes %d", (right) => {
  const clock = createClock();
  expect(clock.set(right)).toBe(true);
  expect(clock.wallMs()).toBe(right);
});
