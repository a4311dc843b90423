/** The replay store in memory: asked directly by a verifier, it says what it would say through get and set. */
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createMemoryReplayStore, createVerifier, hashOf, type ReplayStore } from "../../../sdk/verify/index.js";
import { seal, tapRecord, testKeys } from "../../support/records.js";

const keys = testKeys();
/** More than what a new store has room for. */
const READERS_COUNT = 40;

/** Asks the same store, and is none that a verifier knows. */
function around(store: ReplayStore): ReplayStore {
  return { get: (...where) => store.get(...where), set: (...what) => store.set(...what) };
}

/** The end of the chain, by reader and epoch: what a next record may name. */
function createRecords() {
  const ends = new Map<string, Uint8Array>();
  return (readerId: string, epoch: number, counter: number, isLinked: boolean) => {
    const end = isLinked ? ends.get(`${readerId}/${epoch}`) : undefined;
    const sealed = seal(keys, tapRecord({ readerId, epoch, counter, previous: end ?? new Uint8Array(32) }), readerId);
    ends.set(`${readerId}/${epoch}`, hashOf(sealed.record));
    return sealed;
  };
}

const arrival = fc.tuple(fc.nat(READERS_COUNT - 1), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 9 }));

test("asked directly it says the same as through get and set, and holds the same marks", () => {
  const arrivals = fc.array(fc.tuple(arrival, fc.boolean()), { minLength: 60, maxLength: 120 });
  fc.assert(
    fc.property(arrivals, fc.constantFrom(0, 4), (list, replayWindowCount) => {
      const next = createRecords();
      const direct = createMemoryReplayStore();
      const asked = createMemoryReplayStore();
      const one = createVerifier({ keys, replay: direct, replayWindowCount });
      const other = createVerifier({ keys, replay: around(asked), replayWindowCount });
      for (const [[number, epoch, counter], isLinked] of list) {
        const sealed = next(`gate-${number}`, epoch, counter, isLinked);
        expect(one.verify(sealed)).toEqual(other.verify(sealed));
        expect(direct.get(`gate-${number}`, epoch)).toEqual(asked.get(`gate-${number}`, epoch));
      }
    }),
    { numRuns: 30 },
  );
});

test("links the records of each of many readers", () => {
  const next = createRecords();
  const verifier = createVerifier({ keys });
  for (const counter of [1, 2, 3]) {
    for (let number = 0; number < READERS_COUNT; number++) {
      const { reason, chain } = verifier.verify(next(`gate-${number}`, 1, counter, true));
      expect([reason, chain]).toEqual(["genuine", counter === 1 ? "gap" : "linked"]);
    }
  }
});

test("a mark that it gave stays as it was", () => {
  const next = createRecords();
  const replay = createMemoryReplayStore();
  const verifier = createVerifier({ keys, replay });
  const first = next("gate-7", 1, 1, true);
  verifier.verify(first);
  const mark = replay.get("gate-7", 1);
  verifier.verify(next("gate-7", 1, 2, true));
  expect(mark).toEqual({ counter: 1, hash: hashOf(first.record) });
});

test("keeps what it is given, a counter of 0 too", () => {
  const replay = createMemoryReplayStore();
  const marks = [0, 1].map((counter) => ({ counter, hash: new Uint8Array(32).fill(counter + 1) }));
  for (const [epoch, mark] of marks.entries()) replay.set("gate-7", epoch, mark);
  expect(marks.map((_, epoch) => replay.get("gate-7", epoch))).toEqual(marks);
  expect(replay.get("gate-7", 2)).toBeUndefined();
  const sealed = seal(keys, tapRecord({ epoch: 0, counter: 1, previous: marks[0]?.hash ?? new Uint8Array() }));
  expect(createVerifier({ keys, replay }).verify(sealed).chain).toBe("linked");
});

test("is asked through functions that somebody has put in the place of its own", () => {
  const replay = createMemoryReplayStore();
  const set = vi.spyOn(replay, "set");
  createVerifier({ keys, replay }).verify(createRecords()("gate-7", 1, 1, true));
  expect(set).toHaveBeenCalledOnce();
});
