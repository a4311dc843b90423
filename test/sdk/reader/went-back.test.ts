/** A reader that restarts before it has written down what was acknowledged, at a host that began in the middle. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Reader } from "../../../sdk/reader/node.js";
import { FakeReader } from "../../support/fake-reader.js";
import { pass, useFakeTime, within } from "../../support/time.js";

let fake: FakeReader;

beforeEach(() => {
  useFakeTime();
  fake = new FakeReader();
});
afterEach(() => {
  fake.stop();
  vi.useRealTimers();
});

/** Opens a Reader, takes what comes for a second, and hands it over. */
async function taking(): Promise<{ reader: Reader; counters: number[] }> {
  const reader = await within(1000, Reader.open(fake.options));
  const counters: number[] = [];
  void (async () => {
    for await (const tap of reader.taps()) {
      counters.push(tap.counter);
      tap.ack();
    }
  })();
  await pass(1000);
  return { reader, counters };
}

test("offers its records once more, and the new ones behind them arrive", async () => {
  const before = [fake.tap(), fake.tap()];
  const first = await taking();
  expect(first.counters).toEqual(before);
  await within(1000, first.reader.close());

  // Another program: it has not seen what came before.
  const { reader, counters } = await taking();
  const own = fake.tap();
  await pass(1000);
  expect(counters).toEqual([own]);
  expect(fake.pending).toEqual([]);

  fake.restartForgettingAcks();
  const last = fake.tap();
  await pass(10_000);
  expect(counters).toEqual([own, ...before, last]);
  expect(fake.pending).toEqual([]);
  await within(1000, reader.close());
});
