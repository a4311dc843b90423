/** The stand-in keeps to what a reader promises: good seals, one chain, nothing forgotten that nobody has acknowledged. */
import { expect, test } from "vitest";
import { EXPECTED, kindOf } from "../../bench/city/crowd.js";
import { createStandIn, JOURNAL_COUNT, type JournalEntry } from "../../bench/city/stand-in.js";
import { createVerifier } from "../../sdk/verify/index.js";
import { testKeys } from "../support/records.js";

const SEED = 1;
const NUMBER = 5;

function standIn() {
  const keys = testKeys();
  const air: JournalEntry[] = [];
  const one = createStandIn({
    number: NUMBER,
    tapKey: keys.tapKey("gate-00005", 1),
    seed: SEED,
    cards: 1000,
    deliver: (entry) => air.push(entry),
  });
  one.start(1);
  return { one, air, keys };
}

test("its records are sealed and chained as a reader's, and a verifier makes of them what the crowd expects", () => {
  const { one, air, keys } = standIn();
  const { verify } = createVerifier({ keys });
  for (let i = 0; i < 300; i++) {
    one.tap(1000 + i);
    one.acknowledge(air[i] as JournalEntry);
  }
  const [boot, ...taps] = air;
  expect(verify((boot as JournalEntry).sealed)).toMatchObject({ reason: "not-a-tap", chain: "start" });
  for (const { counter, sealed } of taps) {
    const { ok, reason, chain } = verify(sealed);
    expect([ok ? "posted" : reason, chain]).toEqual([EXPECTED[kindOf(SEED, NUMBER, counter)], "linked"]);
  }
});

test("it has four records in the air and forgets them in their order, when they were acknowledged", () => {
  const { one, air } = standIn();
  for (let i = 0; i < 6; i++) one.tap(1);
  const counters = () => air.map(({ counter }) => counter);
  expect(counters()).toEqual([1, 2, 3, 4]);
  one.acknowledge(air[1] as JournalEntry);
  expect([counters(), one.pendingCount]).toEqual([[1, 2, 3, 4], 7]);
  one.acknowledge(air[0] as JournalEntry);
  expect([counters(), one.pending()]).toEqual([
    [1, 2, 3, 4, 5, 6],
    [3, 4, 5, 6, 7],
  ]);
});

test("a pulled cable loses what was acknowledged meanwhile, and its journal comes again", () => {
  const { one, air } = standIn();
  one.tap(1);
  one.plug(false);
  one.acknowledge(air[0] as JournalEntry);
  one.tap(1);
  expect(one.pending()).toEqual([1, 2, 3]);
  one.plug(true);
  expect(air.map(({ counter }) => counter)).toEqual([1, 2, 1, 2, 3]);
});

test("a full journal takes no card", () => {
  const { one } = standIn();
  let taken = 0;
  for (let i = 0; i < JOURNAL_COUNT + 5; i++) if (one.tap(1)) taken++;
  expect([taken, one.pendingCount]).toEqual([JOURNAL_COUNT - 1, JOURNAL_COUNT]);
});
