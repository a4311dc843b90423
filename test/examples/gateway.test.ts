/** The workers' ledger: order, repetitions, forks, gaps, and that everything is posted once or said why not. */
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { createBatcher } from "../../examples/gateway/batch.js";
import { openGaps } from "../../examples/gateway/chain.js";
import { createFigures, percentile } from "../../examples/gateway/figures.js";
import { pseudonymsOf } from "../../examples/gateway/keys.js";
import { createLedger, type Incoming, type Ledger, type LedgerOptions } from "../../examples/gateway/ledger.js";
import { createMetricsApp } from "../../examples/gateway/metrics-page.js";
import { SCHEMA } from "../../examples/gateway/schema.js";
import { all, type Db, one, openDatabase } from "../../examples/lib/database.js";
import type { messages } from "../../protocol/index.js";
import { encodeSealed, hashOf } from "../../sdk/verify/seal.js";
import { bootRecord, READER, recordOf, seal, tapRecord, testKeys } from "../support/records.js";

const KEYS = testKeys();
const NOW = 1_790_000_000_400;
let db: Db;

beforeEach(() => {
  db = openDatabase(":memory:", SCHEMA);
});

function ledger(more: Partial<LedgerOptions> = {}): Ledger {
  return createLedger({ db, keys: () => KEYS, pseudonym: pseudonymsOf(undefined), now: () => NOW, ...more });
}

function incoming(record: Uint8Array, reader = READER, keys = KEYS): Incoming {
  return { reader, payload: encodeSealed(seal(keys, record, reader)) };
}

/** A boot and taps behind it, each naming the one before. */
function history(count: number, change: (counter: number) => messages.Tap.$Properties = () => ({})): Uint8Array[] {
  const records = [bootRecord()];
  for (let counter = 2; counter <= count; counter++) {
    records.push(tapRecord({ counter, previous: hashOf(records.at(-1) as Uint8Array) }, change(counter)));
  }
  return records;
}

const count = (table: string) => one<{ n: number }>(db, `SELECT count(*) AS n FROM ${table}`)?.n;
const gaps = () => openGaps(db, NOW + 1).map(({ reader, count: n }) => `${reader} ${n}`);

describe("the ledger", () => {
  test("posts a genuine tap once, however often it comes and in however many batches", () => {
    const [boot, tap] = history(2).map((record) => incoming(record)) as [Incoming, Incoming];
    const first = ledger().take([boot, tap, tap]);
    expect(first.map(({ kind }) => kind)).toEqual(["other", "posted", "repeated"]);
    expect(
      ledger()
        .take([tap])
        .map(({ kind }) => kind),
    ).toEqual(["repeated"]);
    expect(all(db, "SELECT key, reader, made_ms, posted_ms FROM posting")).toEqual([
      { key: "gate-7/1/2", reader: "gate-7", made_ms: 1_790_000_000_000, posted_ms: NOW },
    ]);
    expect(first[1]).toMatchObject({ latencyMs: 400, card: expect.stringMatching(/^[0-9A-F]{32}$/) });
  });

  test("finds no gap in whatever order records arrive, and posts them all", () => {
    const records = history(8);
    const order = fc.shuffledSubarray(records, { minLength: records.length });
    fc.assert(
      fc.property(order, (shuffled) => {
        db = openDatabase(":memory:", SCHEMA);
        for (const record of shuffled) ledger().take([incoming(record)]);
        expect([gaps(), count("posting"), count("record")]).toEqual([[], 7, 8]);
      }),
      { numRuns: 60 },
    );
  });

  test("finds what is missing in whatever order the others arrive, unless it was before all of them", () => {
    const records = history(7);
    const missing = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(missing, fc.array(fc.nat(), { minLength: 7, maxLength: 7 }), (lost, keys) => {
        db = openDatabase(":memory:", SCHEMA);
        const present = records.filter((_, i) => i !== lost).map((record, i) => ({ record, key: keys[i] ?? 0 }));
        for (const { record } of present.sort((a, b) => a.key - b.key)) ledger().take([incoming(record)]);
        expect(gaps()).toEqual(lost === 6 ? [] : ["gate-7 1"]);
      }),
      { numRuns: 60 },
    );
  });

  test("closes a gap when the record comes after all, and takes the reader's word for what it has dropped", () => {
    const records = history(5);
    for (const i of [0, 1, 3, 4]) ledger().take([incoming(records[i] as Uint8Array)]);
    expect(gaps()).toEqual(["gate-7 1"]);
    const dropped = {
      counter: 6,
      previous: hashOf(records[4] as Uint8Array),
      gap: { firstCounter: 3, lastCounter: 3, records: 1 },
    };
    ledger().take([incoming(recordOf({ readerId: READER, epoch: 1, boot: 3, keyVersion: 1, ...dropped }))]);
    expect(gaps()).toEqual([]);
    ledger().take([incoming(records[2] as Uint8Array)]);
    expect([count("hole"), count("posting")]).toEqual([0, 4]);
  });

  test("refuses sealed taps of cards that may not count, and says why", () => {
    const [boot, copy] = history(2, () => ({ refusal: 1, assurance: 0 }));
    const outcomes = ledger().take([incoming(boot as Uint8Array), incoming(copy as Uint8Array)]);
    expect(outcomes[1]).toMatchObject({ kind: "refused", reason: "card-refused" });
    expect([count("posting"), count("refusal")]).toEqual([0, 1]);
  });

  test("buries what is no good record, keeps it whole, and takes it again when its key has come", () => {
    const strangers = testKeys();
    const record = tapRecord();
    const forged = incoming(record, READER, strangers);
    const outcomes = ledger().take([
      { reader: READER, payload: Uint8Array.of(1, 2, 3) },
      forged,
      incoming(tapRecord({ readerId: "gate-8" }), READER),
      { ...incoming(tapRecord({ counter: 5 })), reader: "gate-9" },
    ]);
    expect(outcomes.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual([
      "dead malformed",
      "dead bad-mac",
      "dead bad-mac",
      "dead wrong-reader",
    ]);
    expect([count("dead_letter"), count("posting"), count("record")]).toEqual([4, 0, 0]);
    const revived = ledger({ keys: () => strangers }).revive("bad-mac");
    expect(revived.map(({ kind }) => kind).sort()).toEqual(["dead", "posted"]);
    expect(count("dead_letter")).toBe(3);
  });

  test("calls two sealed records with one number a fork", () => {
    ledger().take([incoming(tapRecord())]);
    const outcomes = ledger().take([incoming(tapRecord({ uptimeMs: 6000 }))]);
    expect(outcomes[0]).toMatchObject({ kind: "dead", reason: "forked" });
    expect(count("posting")).toBe(1);
  });

  test("refuses a reader from the moment it is revoked", () => {
    let revoked = false;
    const source = { tapKey: KEYS.tapKey, revoked: () => revoked };
    const taking = ledger({ keys: () => source });
    expect(taking.take([incoming(tapRecord())])[0]?.kind).toBe("posted");
    revoked = true;
    expect(taking.take([incoming(tapRecord({ counter: 2 }))])[0]).toMatchObject({ kind: "dead", reason: "revoked" });
  });

  test("stores nothing of a batch of which one posting fails", () => {
    const failing = ledger({
      onPosting(tap) {
        if (tap.counter === 3) throw new Error("no room");
      },
    });
    const batch = history(4).map((record) => incoming(record));
    expect(() => failing.take(batch)).toThrow("no room");
    expect([count("record"), count("posting")]).toEqual([0, 0]);
    ledger().take(batch);
    expect([count("record"), count("posting")]).toEqual([4, 3]);
  });
});

describe("batches", () => {
  test("take together what comes while they wait, keep the order, and try again what failed", async () => {
    const batches: number[][] = [];
    let failures = 1;
    const failed: string[] = [];
    const batcher = createBatcher<number, number>({
      maxCount: 3,
      retryMs: 1,
      failed: (error) => failed.push(error.message),
      work(items) {
        batches.push([...items]);
        if (failures-- > 0) throw new Error("locked");
        return items.map((item) => item * 10);
      },
    });
    expect(await Promise.all([1, 2, 3, 4, 5].map(batcher.add))).toEqual([10, 20, 30, 40, 50]);
    expect(batches).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [4, 5],
    ]);
    expect([failed, batcher.count()]).toEqual([["locked"], 0]);
  });
});

describe("figures", () => {
  const outcome = { kind: "posted", reason: "genuine", reader: "gate-7", epoch: 1, counter: 1, card: "A" } as const;

  test("are counted for Prometheus and handed to the page once", async () => {
    const figures = createFigures("w1");
    for (const latencyMs of [10, 20, 300, 9e9]) figures.count({ ...outcome, latencyMs });
    figures.count({ ...outcome, kind: "refused", reason: "too-weak", latencyMs: undefined });
    figures.count({ ...outcome, kind: "dead", reason: "bad-mac", latencyMs: undefined });
    const text = await figures.registry.metrics();
    expect(text).toContain('ketuk_records_total{outcome="posted",reason="genuine",worker="w1"} 4');
    expect(text).toContain('ketuk_tap_latency_seconds_bucket{le="0.025",worker="w1"} 2');
    expect(text).not.toContain("gate-7");
    const taken = figures.take(5);
    expect(taken).toMatchObject({
      posted: 4,
      refused: { "too-weak": 1 },
      dead: { "bad-mac": 1 },
      readers: { "gate-7": 4 },
    });
    expect(taken.latency).toEqual([2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
    expect(figures.take(6)).toMatchObject({ posted: 0, readers: {} });
  });

  test("of several workers in a process are one page, each line with its worker and each head once", async () => {
    const all = ["w1", "w2"].map(createFigures);
    for (const figures of all) figures.count({ ...outcome, latencyMs: 10 });
    const page = await (await createMetricsApp(all).request("/metrics")).text();
    expect(page.match(/^# HELP ketuk_records_total /gm)).toHaveLength(1);
    for (const worker of ["w1", "w2"]) {
      expect(page).toContain(`ketuk_records_total{outcome="posted",reason="genuine",worker="${worker}"} 1`);
    }
    expect(await (await createMetricsApp([]).request("/metrics")).text()).toBe("");
  });

  test("give percentiles of their classes", () => {
    expect(percentile([2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1], 0.5)).toBe(25);
    expect(percentile([2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1], 0.75)).toBe(500);
    expect(percentile([2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1], 0.99)).toBe(600_000);
    expect(percentile([0, 0], 0.5)).toBeUndefined();
  });
});
