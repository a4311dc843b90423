/** Replay windows: records of one reader in any order within the window, none twice. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryReplayStore, createVerifier } from "../../../sdk/verify/index.js";
import { advanceMark, type ReplayMark } from "../../../sdk/verify/replay.js";
import { seal, tapRecord, testKeys } from "../../support/records.js";

const keys = testKeys();
const sealed = (counter: number) => seal(keys, tapRecord({ counter }));
const hash = new Uint8Array(32);

describe("a verifier with a replay window", () => {
  test("takes what comes late, once, and refuses what is older than the window", () => {
    const verifier = createVerifier({ keys, replayWindowCount: 8 });
    const reasons = (counters: number[]) => counters.map((counter) => verifier.verify(sealed(counter)).reason);
    expect(reasons([20, 18, 19])).toEqual(["genuine", "genuine", "genuine"]);
    expect(reasons([18, 19, 20])).toEqual(["replayed", "replayed", "replayed"]);
    expect(reasons([12, 11])).toEqual(["genuine", "replayed"]);
    expect(reasons([400, 392, 391, 400])).toEqual(["genuine", "genuine", "replayed", "replayed"]);
  });

  test("goes on with the marks that another has left", () => {
    const replay = createMemoryReplayStore();
    createVerifier({ keys, replay, replayWindowCount: 8 }).verify(sealed(5));
    const next = createVerifier({ keys, replay, replayWindowCount: 8 });
    expect([5, 4, 4].map((counter) => next.verify(sealed(counter)).reason)).toEqual([
      "replayed",
      "genuine",
      "replayed",
    ]);
  });

  test("wants records in order where there is no window", () => {
    const verifier = createVerifier({ keys });
    expect([2, 1].map((counter) => verifier.verify(sealed(counter)).reason)).toEqual(["genuine", "replayed"]);
  });

  test.each([-1, 1.5, 4097])("refuses a window of %s", (replayWindowCount) => {
    expect(() => createVerifier({ keys, replayWindowCount })).toThrow(/replayWindowCount/);
  });
});

test("a window says of every order what a set of all counters would say", () => {
  const order = fc.array(fc.oneof(fc.nat(60), fc.nat(2 ** 32 - 1)), { maxLength: 60 });
  fc.assert(
    fc.property(order, fc.nat(40), (counters, windowCount) => {
      const seen = new Set<number>();
      let newest = -1;
      let mark: ReplayMark | undefined;
      for (const counter of counters) {
        const isNew = !seen.has(counter) && (newest < 0 || counter >= newest - windowCount);
        const next = advanceMark(mark, { counter, hash }, windowCount);
        expect(next !== undefined).toBe(isNew);
        if (!next) continue;
        seen.add(counter);
        newest = Math.max(newest, counter);
        mark = next;
        expect(mark.counter).toBe(newest);
      }
    }),
  );
});
