/** Records on their way in, while the application takes none. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createLinkCounters } from "../../../sdk/link/counters.js";
import type { Hello } from "../../../sdk/link/messages.js";
import { createIntake } from "../../../sdk/reader/intake.js";
import type { Tap } from "../../../sdk/reader/tap.js";
import { createVerifier } from "../../../sdk/verify/index.js";
import { READER, seal, tapRecord, testKeys } from "../../support/records.js";

test("what does not fit is left to the reader: neither delivered, judged nor acknowledged, and taken in order later", () => {
  const keys = testKeys();
  const counters = createLinkCounters();
  const taps: Tap[] = [];
  const acks: number[] = [];
  let full = false;
  const intake = createIntake({
    verifier: createVerifier({ keys }),
    counters: () => counters,
    full: () => full,
    tap: (tap) => taps.push(tap),
    archive: () => {},
    sendAck: (_epoch, counter) => acks.push(counter),
    askHello: () => {},
  });
  let previous: Uint8Array = new Uint8Array(32).fill(1);
  const sealed = [5, 6, 7].map((counter) => {
    const record = tapRecord({ counter, previous });
    previous = new Uint8Array(createHash("sha256").update(record).digest());
    return seal(keys, record);
  });
  intake.hello({ readerId: READER, epoch: 1, firstCounter: 5, lastCounter: 7 } as Hello);
  intake.record(sealed[0]);
  full = true;
  intake.record(sealed[1]);
  full = false;
  intake.record(sealed[2]);
  expect(taps.map((tap) => tap.counter)).toEqual([5]);
  expect(counters).toMatchObject({ overflows: 1, outOfOrder: 1 });
  intake.record(sealed[1]);
  intake.record(sealed[2]);
  for (const tap of taps) tap.ack();
  expect(taps.map((tap) => [tap.counter, tap.verdict.reason])).toEqual([
    [5, "genuine"],
    [6, "genuine"],
    [7, "genuine"],
  ]);
  expect(acks).toEqual([5, 6, 7]);
});
