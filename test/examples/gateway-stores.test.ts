/** What every database of the workers has to keep, on SQLite and on a real PostgreSQL: the same suite. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { gapsOf } from "../../examples/gateway/chain.js";
import { pseudonymsOf } from "../../examples/gateway/keys.js";
import { createStoreLedger, type Incoming, type StoreLedgerOptions } from "../../examples/gateway/ledger.js";
import { openPostgres, toPostgres } from "../../examples/gateway/postgres.js";
import { openStore, type Store } from "../../examples/gateway/store.js";
import { change, select } from "../../examples/gateway/work.js";
import { encodeSealed, hashOf } from "../../sdk/verify/seal.js";
import { HAS_POSTGRES, openPostgresServer, type TestPostgres } from "../support/postgres.js";
import { bootRecord, READER, seal, tapRecord, testKeys } from "../support/records.js";

const KEYS = testKeys();
const NOW = 1_790_000_000_400;
const TABLES = ["record", "hole", "dropped", "reader", "posting", "refusal", "dead_letter"];

/** A boot and taps behind it, each naming the one before. */
function history(count: number, reader = READER): Incoming[] {
  const records = [bootRecord({ readerId: reader })];
  for (let counter = 2; counter <= count; counter++) {
    records.push(tapRecord({ readerId: reader, counter, previous: hashOf(records.at(-1) as Uint8Array) }));
  }
  return records.map((record) => ({ reader, payload: encodeSealed(seal(KEYS, record, reader)) }));
}

interface Place {
  readonly address: string;
  close(): Promise<void>;
}

async function sqlitePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-store-"));
  return { address: join(folder, "city.db"), close: async () => rmSync(folder, { recursive: true }) };
}

async function postgresPlace(): Promise<Place> {
  const server: TestPostgres = await openPostgresServer();
  return { address: server.url, close: server.close };
}

const PLACES = [
  { name: "SQLite", has: true, open: sqlitePlace },
  { name: "PostgreSQL", has: HAS_POSTGRES, open: postgresPlace },
];

describe.each(PLACES.filter(({ has }) => has))("the store on $name", ({ open }) => {
  let place: Place;
  let store: Store;
  const others: Store[] = [];
  beforeAll(async () => {
    place = await open();
    store = await openStore(place.address);
  }, 60_000);
  beforeEach(() => wipe());
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
  });
  afterAll(async () => {
    await store?.close();
    await place?.close();
  });

  async function wipe(): Promise<void> {
    for (const table of TABLES) await store.transact([], () => change(`DELETE FROM ${table}`));
  }
  /** Another worker's connection. */
  async function another(): Promise<Store> {
    const one = await openStore(place.address);
    others.push(one);
    return one;
  }
  const ledger = (more: Partial<StoreLedgerOptions> = {}) =>
    createStoreLedger({ store, keys: () => KEYS, pseudonym: pseudonymsOf(undefined), now: () => NOW, ...more });
  const count = async (table: string) =>
    (await store.read(() => select<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)))[0]?.n;
  const gaps = async () =>
    (await store.read(() => gapsOf(NOW + 1))).map(({ reader, count: n, sinceMs }) => [reader, n, sinceMs]);

  test("posts a tap once, with its numbers as numbers, however often it comes", async () => {
    const [boot, tap] = history(2) as [Incoming, Incoming];
    expect((await ledger().take([boot, tap, tap])).map(({ kind }) => kind)).toEqual(["other", "posted", "repeated"]);
    expect((await ledger().take([tap])).map(({ kind }) => kind)).toEqual(["repeated"]);
    const rows = await store.read(() => select("SELECT key, reader, made_ms, posted_ms FROM posting"));
    expect(rows).toEqual([{ key: "gate-7/1/2", reader: "gate-7", made_ms: 1_790_000_000_000, posted_ms: NOW }]);
  });

  test("finds what is missing, and only that, in whatever order the others arrive", async () => {
    const records = history(6);
    const order = fc.shuffledSubarray(records, { minLength: records.length });
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 1, max: 5 }), async (shuffled, lost) => {
        await wipe();
        const missing = records[lost] as Incoming;
        for (const record of shuffled) if (record !== missing) await ledger().take([record]);
        // The newest of all nobody misses.
        expect(await gaps()).toEqual(lost === 5 ? [] : [[READER, 1, NOW]]);
        await ledger().take([missing]);
        expect([await gaps(), await count("posting")]).toEqual([[], 5]);
      }),
      { numRuns: 15 },
    );
  });

  test("tells a fork from a repetition, and buries it whole; a letter is revived when its key has come", async () => {
    await ledger().take([{ reader: READER, payload: encodeSealed(seal(KEYS, tapRecord())) }]);
    const other = { reader: READER, payload: encodeSealed(seal(KEYS, tapRecord({ uptimeMs: 6000 }))) };
    expect((await ledger().take([other]))[0]).toMatchObject({ kind: "dead", reason: "forked" });
    const strangers = testKeys();
    const theirs = {
      reader: "gate-8",
      payload: encodeSealed(seal(strangers, tapRecord({ readerId: "gate-8" }), "gate-8")),
    };
    expect((await ledger().take([theirs]))[0]).toMatchObject({ kind: "dead", reason: "bad-mac" });
    const revived = await ledger({ keys: () => strangers }).revive("bad-mac");
    expect(revived.map(({ kind, reader }) => `${kind} ${reader}`)).toEqual(["posted gate-8"]);
    expect(await count("dead_letter")).toBe(1);
  });

  test("stores nothing of a batch of which one posting fails, and what a posting causes together with it", async () => {
    const failing = ledger({
      *onPosting(tap) {
        yield* change("INSERT INTO dropped VALUES (?, ?, ?)", tap.reader, tap.counter, tap.counter);
        if (tap.counter === 3) throw new Error("no room");
      },
    });
    await expect(failing.take(history(4))).rejects.toThrow("no room");
    for (const table of TABLES) expect(await count(table)).toBe(0);
    await failing.take(history(2));
    expect([await count("posting"), await count("dropped")]).toEqual([1, 1]);
  });

  test("posts each tap once when workers get the same records at the same time, and sees no gap between them", async () => {
    const stores = [store, await another(), await another()];
    const records = ["gate-1", "gate-2", "gate-3"].flatMap((reader) => history(20, reader));
    const shuffle = (seed: number) => [...records].sort((a, b) => hashAt(a, seed) - hashAt(b, seed));
    const work = stores.map(async (own, worker) => {
      const kinds: string[] = [];
      const mine = shuffle(worker);
      for (let i = 0; i < mine.length; i += 7) {
        const outcomes = await ledger({ store: own }).take(mine.slice(i, i + 7));
        kinds.push(...outcomes.map(({ kind }) => kind));
      }
      return kinds;
    });
    const kinds = (await Promise.all(work)).flat();
    expect(kinds.filter((kind) => kind === "posted")).toHaveLength(57);
    expect(kinds.filter((kind) => kind === "repeated")).toHaveLength(120);
    expect([await count("posting"), await count("record"), await gaps()]).toEqual([57, 60, []]);
  }, 60_000);

  test("is opened by several workers at the same moment, and keeps what it has", async () => {
    await ledger().take(history(3));
    const [again] = await Promise.all([another(), another(), another()]);
    const rows = await again.read(() => select<{ n: number }>("SELECT count(*) AS n FROM posting"));
    expect(rows[0]?.n).toBe(2);
  });
});

function hashAt({ payload }: Incoming, seed: number): number {
  return (hashOf(payload)[seed] ?? 0) * 256 + (hashOf(payload)[seed + 1] ?? 0);
}

describe("PostgreSQL", () => {
  test("gets the tables of SQLite in its own words", () => {
    const sql = "CREATE TABLE t (\n  a INTEGER, b BLOB, PRIMARY KEY (a)\n) STRICT, WITHOUT ROWID;";
    expect(toPostgres(sql)).toBe("CREATE TABLE t (\n  a BIGINT, b BYTEA, PRIMARY KEY (a)\n);");
  });

  test("is given no password where others can read it", async () => {
    await expect(openPostgres("postgres://ketuk:secret@localhost/city", [])).rejects.toThrow("PGPASSWORD");
  });

  test.runIf(HAS_POSTGRES)(
    "commits to the disk also where the server was told not to wait for it",
    async () => {
      const server = await openPostgresServer();
      try {
        await server.query("ALTER SYSTEM SET synchronous_commit = off");
        await server.query("SELECT pg_reload_conf()");
        const store = await openStore(server.url);
        const setting = () => select<{ value: string }>("SELECT current_setting('synchronous_commit') AS value");
        expect(await store.transact([], setting)).toEqual([{ value: "on" }]);
        await store.close();
      } finally {
        await server.close();
      }
    },
    60_000,
  );
});
