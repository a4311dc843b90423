/** The records that a host archives: all of them, and none acknowledged that could not be stored. */
import { expect, test } from "vitest";
import { Reader } from "../../../sdk/reader/node.js";
import { FakeReader } from "../../support/fake-reader.js";

test("onRecord sees the first record even when it arrives together with the session", async () => {
  const fake = new FakeReader();
  fake.tap();
  const seen: string[] = [];
  const reader = await Reader.open({ ...fake.options, onRecord: ({ record }) => seen.push(record.kind) });
  await expect.poll(() => seen).toEqual(["boot", "tap"]);
  await reader.close();
  fake.stop();
});

test("closing the reader within onRecord leaves the record unacknowledged, so that it comes again", async () => {
  const fake = new FakeReader();
  let reader: Reader | undefined;
  let seen = 0;
  reader = await Reader.open({
    ...fake.options,
    onRecord() {
      seen++;
      void reader?.close();
    },
  });
  fake.restart();
  await expect.poll(() => seen).toBeGreaterThan(0);
  await reader.close();
  const before = fake.acks.length;
  await new Promise((resolve) => setImmediate(resolve));
  expect(fake.acks).toHaveLength(before);
  expect(fake.pending).toContain(fake.counter);
  fake.stop();
});

test("a record that a handler holds is acknowledged when it lets go, and when the tap was acknowledged, too", async () => {
  const fake = new FakeReader();
  fake.tap();
  const holds: (() => void)[] = [];
  const reader = await Reader.open({ ...fake.options, onRecord: (event) => holds.push(event.hold()) });
  for await (const tap of reader.taps()) {
    tap.ack();
    break;
  }
  await reader.ping();
  expect(fake.acks).toEqual([]);
  const [releaseBoot, releaseTap] = holds;
  releaseTap?.();
  await reader.ping();
  // Acknowledgements are cumulative: nothing goes out over a record that is held.
  expect(fake.acks).toEqual([]);
  releaseBoot?.();
  releaseBoot?.();
  await expect.poll(() => fake.acks).toEqual([2]);
  await reader.close();
  fake.stop();
});
