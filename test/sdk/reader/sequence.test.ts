/** The order of records. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Hello } from "../../../sdk/link/messages.js";
import { createSequence } from "../../../sdk/reader/sequence.js";
import { decodeRecord } from "../../../sdk/verify/record.js";
import { tapRecord } from "../../support/records.js";

const hash = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const journal = (firstCounter: number, lastCounter: number) => ({ epoch: 1, firstCounter, lastCounter }) as Hello;

function record(counter: number, previous: Uint8Array = new Uint8Array(32).fill(counter)) {
  const bytes = tapRecord({ counter, previous });
  const decoded = decodeRecord(bytes);
  if (!decoded) throw new Error("no record");
  return { data: decoded.data, hash: hash(bytes) };
}

function take(sequence: ReturnType<typeof createSequence>, one: ReturnType<typeof record>) {
  const arrival = sequence.judge(one.data, one.hash);
  if (arrival === "next") sequence.deliver(one.data, one.hash);
  return arrival;
}

test("begins with the oldest record that Hello names", () => {
  const sequence = createSequence();
  sequence.hello(journal(5, 8));
  expect(take(sequence, record(6))).toBe("gap");
  expect(take(sequence, record(5))).toBe("next");
  expect(take(sequence, record(6))).toBe("next");
});

test("begins with what a reader with new keys still holds of the epoch before", () => {
  const sequence = createSequence();
  sequence.hello({ ...journal(5, 8), epoch: 2 });
  expect(take(sequence, record(6))).toBe("gap");
  expect(take(sequence, record(5))).toBe("next");
  const later = createSequence();
  later.hello({ ...journal(5, 8), epoch: 0 });
  expect(take(later, record(5))).toBe("gap");
});

test("begins with the next record where Hello names none", () => {
  const sequence = createSequence();
  sequence.hello(journal(0, 8));
  expect(take(sequence, record(10))).toBe("gap");
  expect(take(sequence, record(9))).toBe("next");
});

test("follows the chain over counters that were skipped", () => {
  const sequence = createSequence();
  sequence.hello(journal(5, 5));
  const first = record(5);
  expect(take(sequence, first)).toBe("next");
  expect(take(sequence, record(70, first.hash))).toBe("next");
});

test("knows a record that was delivered, however often it comes", () => {
  const sequence = createSequence();
  sequence.hello(journal(5, 5));
  expect(take(sequence, record(5))).toBe("next");
  expect(take(sequence, record(5))).toBe("duplicate");
  expect(take(sequence, record(5))).toBe("duplicate");
});

test("waits behind a gap until Hello says that nothing is in it", () => {
  const sequence = createSequence();
  sequence.hello(journal(5, 9));
  expect(take(sequence, record(5))).toBe("next");
  expect(take(sequence, record(9))).toBe("gap");
  sequence.hello(journal(9, 9));
  expect(take(sequence, record(9))).toBe("next");
});

test("does not wait for ever for a reader that does not answer", () => {
  const sequence = createSequence();
  sequence.hello(journal(5, 9));
  take(sequence, record(5));
  const arrivals = Array.from({ length: 5 }, () => [take(sequence, record(9)), take(sequence, record(12))]).flat();
  expect(arrivals.indexOf("next")).toBe(8);
});

test("a reader that goes back to records from before this host goes on behind those it has delivered", () => {
  const sequence = createSequence();
  sequence.hello(journal(4, 4));
  const [one, two] = [record(4), record(5)];
  expect(take(sequence, one)).toBe("next");
  expect(take(sequence, two)).toBe("next");
  // A restart: that 2 and 3 were acknowledged had not been written down yet.
  sequence.hello(journal(2, 5));
  expect(take(sequence, record(2))).toBe("next");
  // 5 is ahead of its turn: 3 and 4 come first, or what is acknowledged would reach over 3.
  expect(take(sequence, two)).toBe("duplicate");
  expect(take(sequence, record(3))).toBe("next");
  for (const again of [one, two]) {
    expect(take(sequence, again)).toBe("again");
    sequence.deliver(again.data, again.hash);
  }
  expect(take(sequence, record(6))).toBe("next");
  expect(take(sequence, two)).toBe("duplicate");
});
