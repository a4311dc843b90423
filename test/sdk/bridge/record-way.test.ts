/** What lets a reader forget a record, and when a bridge publishes it again. */
import { expect, test } from "vitest";
import type { BrokerMessage } from "../../../sdk/bridge/broker.js";
import { type Receipt, recordDigest } from "../../../sdk/bridge/receipts.js";
import { createRecordWay } from "../../../sdk/bridge/record-way.js";
import { createTopics } from "../../../sdk/bridge/topics.js";
import type { RecordEvent } from "../../../sdk/reader/events.js";
import { decodeRecord } from "../../../sdk/verify/record.js";
import { READER, seal, tapRecord, testKeys } from "../../support/records.js";

const TIMEOUT_MS = 15_000;

/** A way with one record on it, at a broker that takes everything at once. */
function wayWithRecord() {
  const clock = { ms: 0 };
  const sent: Uint8Array[] = [];
  const released: string[] = [];
  const send = (message: BrokerMessage, _key?: string, done?: () => void) => {
    sent.push(message.payload as Uint8Array);
    done?.();
  };
  const way = createRecordWay({
    topics: createTopics(),
    line: { send },
    bridge: "hall",
    needsReceipt: () => true,
    receiptTimeoutMs: TIMEOUT_MS,
    now: () => clock.ms,
    released: (reader) => released.push(reader),
  });
  const sealed = seal(testKeys(), tapRecord());
  const event = { sealed, record: decodeRecord(sealed.record), hold: () => () => {} };
  way.take(READER, event as unknown as RecordEvent);
  const passTo = (ms: number) => {
    for (; clock.ms < ms; clock.ms += 1000) way.sweep();
  };
  return { way, sent, released, passTo };
}

test("a record without a receipt is published again after pauses that double up to two minutes, so that workers behind can catch up", () => {
  const { sent, passTo } = wayWithRecord();
  passTo(15_000);
  expect(sent).toHaveLength(1);
  passTo(16_000);
  expect(sent).toHaveLength(2);
  passTo(45_000);
  expect(sent).toHaveLength(2);
  passTo(46_000);
  expect(sent).toHaveLength(3);
  passTo(600_000);
  // At 15, 45, 105, 225 s, and every 2 minutes from then on.
  expect(sent).toHaveLength(8);
});

test("another connection begins with the first pause again: that broker may remember nothing", () => {
  const { way, sent, passTo } = wayWithRecord();
  passTo(300_000);
  expect(sent).toHaveLength(5);
  way.hurry();
  passTo(301_000);
  expect(sent).toHaveLength(6);
});

test("a receipt for another message with the same numbers releases nothing", () => {
  const { way, sent, released } = wayWithRecord();
  const receipt = (payload: Uint8Array): Receipt => ({ epoch: 1, counter: 1, digest: recordDigest(payload) });
  const forged = sent[0]?.slice() ?? new Uint8Array();
  forged[20] = (forged[20] ?? 0) ^ 1;
  way.stored(READER, [receipt(forged)]);
  expect([way.count(), released]).toEqual([1, []]);
  way.stored(READER, [receipt(sent[0] as Uint8Array)]);
  expect([way.count(), released]).toEqual([0, [READER]]);
});
