/** Cursors, taps and replay marks in one SQLite database. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSqliteCursorStore, openSqliteCursorStore, type StorableTap } from "../../../sdk/index.js";
import { createSqliteReplayStore, createVerifier } from "../../../sdk/verify/index.js";
import { decodeSealed, hashOf } from "../../../sdk/verify/seal.js";
import { bootRecord, READER, seal, tapRecord, testKeys } from "../../support/records.js";

let folder: string;
let path: string;
let db: InstanceType<typeof Database>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-sqlite-"));
  path = join(folder, "shop.db");
  db = new Database(path);
  db.exec("CREATE TABLE visits (counter INTEGER)");
});
afterEach(async () => {
  if (db.open) db.close();
  await rm(folder, { recursive: true });
});

const rows = (sql: string) => db.prepare(sql).all() as Record<string, number>[];
const visits = () => rows("SELECT counter FROM visits").map((row) => row.counter);
const remembered = () => rows("SELECT count(*) AS n FROM ketuk_stored")[0].n;
const synchronous = () => rows("PRAGMA synchronous")[0].synchronous;

function tap(counter: number, credential = 0) {
  const record = tapRecord({ counter }, { credential: Uint8Array.of(credential) });
  const ack = vi.fn();
  return { reader: READER, epoch: 1, counter, sealed: { record, mac: new Uint8Array(32) }, ack } satisfies StorableTap;
}

describe("recordOnce", () => {
  test("stores a tap once, however often and after whatever crash it comes, and acknowledges it each time", () => {
    const store = createSqliteCursorStore(db);
    const add = db.prepare("INSERT INTO visits VALUES (?)");
    const one = tap(5);
    expect(store.recordOnce(one, () => add.run(5))).toBe(true);
    expect(store.recordOnce(one, () => add.run(5))).toBe(false);
    db.close();
    db = new Database(path);
    const again = createSqliteCursorStore(db);
    expect(again.recordOnce(one, () => db.exec("INSERT INTO visits VALUES (5)"))).toBe(false);
    expect(visits()).toEqual([5]);
    expect(one.ack).toHaveBeenCalledTimes(3);
  });

  test("takes taps in any order, and forgets them when the cursor has passed", () => {
    const store = createSqliteCursorStore(db);
    for (const counter of [7, 5, 6])
      store.recordOnce(tap(counter), () => db.exec(`INSERT INTO visits VALUES (${counter})`));
    expect(visits()).toEqual([7, 5, 6]);
    store.save(READER, { epoch: 1, counter: 6, hash: hashOf(tap(6).sealed.record) });
    expect(remembered()).toBe(1);
    for (const counter of [5, 6, 7]) expect(store.recordOnce(tap(counter), () => expect.unreachable())).toBe(false);
  });

  test("stores and acknowledges nothing when the application fails, and the tap can come again", () => {
    const store = createSqliteCursorStore(db);
    const one = tap(5);
    const fail = () => {
      db.exec("INSERT INTO visits VALUES (5)");
      throw new Error("no such account");
    };
    expect(() => store.recordOnce(one, fail)).toThrow("no such account");
    expect([visits(), remembered()]).toEqual([[], 0]);
    expect(one.ack).not.toHaveBeenCalled();
    expect(store.recordOnce(one, () => db.exec("INSERT INTO visits VALUES (5)"))).toBe(true);
  });

  test("refuses work that would go on after the commit", () => {
    const store = createSqliteCursorStore(db);
    const one = tap(5);
    const later = async () => db.exec("INSERT INTO visits VALUES (5)");
    expect(() => store.recordOnce(one, later)).toThrow(expect.objectContaining({ code: "bad-argument" }));
    expect([visits(), remembered()]).toEqual([[], 0]);
    expect(one.ack).not.toHaveBeenCalled();
  });

  test("refuses to call stored what stands in somebody else's open transaction", () => {
    const store = createSqliteCursorStore(db);
    db.exec("BEGIN");
    const failed = expect.objectContaining({ code: "store-failed", hint: expect.stringContaining("transaction") });
    expect(() => store.recordOnce(tap(5), () => {})).toThrow(failed);
    expect(() => store.save(READER, { epoch: 1, counter: 5, hash: new Uint8Array(32) })).toThrow(failed);
  });

  test("does not take a genuine tap for the forged one that had its counter", () => {
    const store = createSqliteCursorStore(db);
    store.recordOnce(tap(5, 66), () => {});
    expect(store.recordOnce(tap(5), () => db.exec("INSERT INTO visits VALUES (5)"))).toBe(true);
    expect(visits()).toEqual([5]);
  });
});

describe("the database", () => {
  test("is made to keep its commits over a power cut", () => {
    db.exec("PRAGMA journal_mode = WAL");
    db.exec("PRAGMA synchronous = NORMAL");
    createSqliteCursorStore(db);
    expect(synchronous()).toBe(2);
  });

  test("that waits for its power cut longer than asked is left so", () => {
    db.exec("PRAGMA synchronous = EXTRA");
    createSqliteCursorStore(db);
    expect(synchronous()).toBe(3);
  });

  test("that is damaged, or holds a damaged cursor, is an error and never an empty one", async () => {
    const store = createSqliteCursorStore(db);
    store.save(READER, { epoch: 1, counter: 5, hash: new Uint8Array(32) });
    db.exec("UPDATE ketuk_cursor SET hash = 'AB'");
    expect(() => store.load(READER)).toThrow(expect.objectContaining({ code: "store-damaged" }));
    const other = join(folder, "other.db");
    await writeFile(other, "no database at all, but a text of some length".repeat(50));
    await expect(openSqliteCursorStore(other)).rejects.toMatchObject({ code: "store-damaged" });
  });

  test("keeps a record that cannot be read, once, however often it comes", () => {
    const store = createSqliteCursorStore(db);
    const sealed = { record: Uint8Array.of(1, 2), mac: new Uint8Array(32) };
    for (let time = 0; time < 2; time++) store.setAside(READER, sealed);
    const kept = db.prepare("SELECT sealed, reader FROM ketuk_unreadable").all() as { sealed: string }[];
    expect(kept.map((row) => decodeSealed(Buffer.from(row.sealed, "hex")))).toEqual([sealed]);
  });

  test("that is held by another connection is an error that says so", async () => {
    const store = createSqliteCursorStore(db);
    const other = new Database(path);
    other.exec("BEGIN IMMEDIATE");
    db.exec("PRAGMA busy_timeout = 0");
    const locked = expect.objectContaining({
      code: "store-failed",
      hint: expect.stringContaining("another connection"),
    });
    expect(() => store.save(READER, { epoch: 1, counter: 5, hash: new Uint8Array(32) })).toThrow(locked);
    other.close();
  });
});

describe("replay marks", () => {
  const keys = testKeys();

  test("outlive the verifier, and the chain goes on over its restart", () => {
    const first = seal(keys, bootRecord({ counter: 1 }));
    const second = seal(keys, tapRecord({ counter: 2, previous: hashOf(first.record) }));
    createVerifier({ keys, replay: createSqliteReplayStore(db) }).verify(first);
    db.close();
    db = new Database(path);
    const verifier = createVerifier({ keys, replay: createSqliteReplayStore(db) });
    expect(verifier.verify(second)).toMatchObject({ ok: true, chain: "linked" });
    expect(verifier.verify(second)).toMatchObject({ ok: false, reason: "replayed" });
    expect(verifier.verify(first)).toMatchObject({ ok: false, reason: "replayed" });
  });

  test("keep a window, too: what comes late counts once, also after a restart", () => {
    const reasons = (counters: number[]) => {
      const verifier = createVerifier({ keys, replay: createSqliteReplayStore(db), replayWindowCount: 64 });
      return counters.map((counter) => verifier.verify(seal(keys, tapRecord({ counter }))).reason);
    };
    expect(reasons([70, 40])).toEqual(["genuine", "genuine"]);
    expect(reasons([40, 41, 70, 5])).toEqual(["replayed", "genuine", "replayed", "replayed"]);
    db.exec("UPDATE ketuk_replay SET seen = 'x'");
    expect(() => reasons([71])).toThrow(expect.objectContaining({ code: "store-damaged" }));
  });

  test("are taken back with the transaction in which the tap was to be stored", () => {
    const verifier = createVerifier({ keys, replay: createSqliteReplayStore(db) });
    const sealed = seal(keys, tapRecord({ counter: 2 }));
    db.exec("BEGIN IMMEDIATE");
    expect(verifier.verify(sealed).ok).toBe(true);
    db.exec("ROLLBACK");
    expect(verifier.verify(sealed).ok).toBe(true);
  });

  test("never go back, whichever of two programs comes last", () => {
    const [one, two] = [createSqliteReplayStore(db), createSqliteReplayStore(db)];
    one.set(READER, 1, { counter: 9, hash: new Uint8Array(32) });
    two.set(READER, 1, { counter: 8, hash: new Uint8Array(32) });
    expect(one.get(READER, 1)?.counter).toBe(9);
    expect(one.get(READER, 2)).toBeUndefined();
  });
});
