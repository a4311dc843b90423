/** The account of a day: what adds up, and everything that must not. */
import { expect, test } from "vitest";
import type { Books, RecordKey } from "../../bench/city/books.js";
import { cardOf, EXPECTED, kindOf, readerId } from "../../bench/city/crowd.js";
import { accountFor } from "../../bench/city/ledger.js";

const SEED = 1;
const LAST = 400;
const COUNTERS = Array.from({ length: LAST - 1 }, (_, i) => i + 2);
const fateOf = (counter: number) => EXPECTED[kindOf(SEED, 5, counter)];
const key = (counter: number) => ({ reader: readerId(5), counter });

/** A reader's day on which everything went as it has to. */
function books(change: Partial<Books> = {}): Books {
  return {
    seed: SEED,
    readers: [{ id: readerId(5), number: 5, taps: [[2, LAST]], pending: [], unseen: 0 }],
    bad: [{ hash: "aa", reason: "bad-mac" }],
    postings: COUNTERS.filter((counter) => fateOf(counter) === "posted").map(key),
    refusals: COUNTERS.filter((counter) => fateOf(counter) !== "posted").map((counter) => ({
      ...key(counter),
      reason: fateOf(counter),
    })),
    letters: [{ hash: "aa", reason: "bad-mac", record: key(9) }],
    repeated: 3,
    revoked: readerId(7),
    ...change,
  };
}
const whole = books();
const postings = [...whole.postings];
const refusals = [...whole.refusals];
const first = postings[0]?.counter as number;

test("a day without loss adds up, bad records and copies told apart", () => {
  const ledger = accountFor(whole);
  expect(ledger).toMatchObject({
    tapped: LAST,
    posted: postings.length,
    duplicatesDropped: 3,
    unexplained: 0,
    inJournals: {},
  });
  expect(ledger.refused["bad-mac"]).toBe(1);
  expect(refusals.length).toBeGreaterThan(3);
});

test("a tap that is nowhere is unexplained, and in a journal it is not", () => {
  const lost = accountFor(books({ postings: postings.slice(1) }));
  expect(lost).toMatchObject({ unexplained: 1, trouble: [`gate-00005 #${first}: nowhere`] });
  const kept = { id: readerId(5), number: 5, taps: [[2, LAST] as const], pending: [first], unseen: 0 };
  const held = accountFor(books({ postings: postings.slice(1), readers: [kept] }));
  expect(held).toMatchObject({ unexplained: 0, inJournals: { "gate-00005": 1 } });
  // Posted, and not acknowledged yet: once in the account.
  expect(accountFor(books({ readers: [kept] }))).toMatchObject({ unexplained: 0, inJournals: {}, tapped: LAST });
});

test("a refused card that was posted, a tap with two fates, and one that nobody made are unexplained", () => {
  const copy = refusals[0] as RecordKey;
  const swapped = books({ postings: [...postings, key(copy.counter)], refusals: refusals.slice(1) });
  expect(accountFor(swapped).unexplained).toBe(1);
  expect(accountFor(books({ refusals: [...refusals, { ...key(first), reason: "too-weak" }] })).unexplained).toBe(1);
  expect(accountFor(books({ postings: [...postings, key(LAST + 1)] })).unexplained).toBe(1);
  expect(accountFor(books({ postings: [...postings, { reader: "gate-9", counter: 2 }] })).unexplained).toBe(1);
});

test("bad records have to be refused, each for its own reason", () => {
  expect(accountFor(books({ letters: [] }))).toMatchObject({
    unexplained: 1,
    trouble: ["a bad record, bad-mac: nowhere"],
  });
  const letters = [{ hash: "aa", reason: "malformed", record: undefined }];
  expect(accountFor(books({ letters })).unexplained).toBe(1);
  const foreign = [...whole.letters, { hash: "bb", reason: "malformed", record: undefined }];
  expect(accountFor(books({ letters: foreign })).unexplained).toBe(1);
});

test("only the stolen reader's taps may be refused as revoked, and copies of posted ones change nothing", () => {
  const letters = [...whole.letters, { hash: "cc", reason: "revoked", record: key(first) }];
  const late = books({ letters, postings: postings.slice(1) });
  expect(accountFor(late).unexplained).toBe(1);
  expect(accountFor({ ...late, revoked: readerId(5) })).toMatchObject({ unexplained: 0, refused: { revoked: 1 } });
  expect(accountFor(books({ letters, revoked: readerId(5) }))).toMatchObject({ unexplained: 0, duplicatesDropped: 4 });
});

test("a whole board's taps that nobody outside has seen are in its journal", () => {
  const board = { id: "board-1", taps: [[4, 4] as const], pending: [], unseen: 2 };
  const ledger = accountFor(
    books({ readers: [...whole.readers, board], postings: [...postings, { reader: "board-1", counter: 4 }] }),
  );
  expect(ledger).toMatchObject({ unexplained: 0, inJournals: { "board-1": 2 }, tapped: LAST + 3 });
});

test("the crowd uses all its cards, and one in forty is to be refused", () => {
  const many = Array.from({ length: 50_000 }, (_, i) => ({ reader: i % 500, counter: 2 + Math.floor(i / 500) }));
  const bad = many.filter(({ reader, counter }) => kindOf(SEED, reader, counter) !== "genuine").length;
  expect(bad / many.length).toBeCloseTo(0.025, 2);
  const cards = many.map(({ reader, counter }) => cardOf(SEED, reader, counter, 1_000_000));
  expect(Math.min(...cards)).toBeGreaterThan(0);
  expect(Math.max(...cards)).toBeGreaterThan(999_000);
  expect(new Set(cards).size).toBeGreaterThan(48_000);
});
