/** Cursors in an SQLite database, best in the one where the application keeps its taps. */
import { toHex } from "../bytes.js";
import { KetukError } from "../errors.js";
import type { Tap } from "../reader/tap.js";
import { encodeSealed, hashOf, type Sealed } from "../verify/seal.js";
import type { Cursor, CursorStore } from "./cursor.js";
import { toCursor } from "./cursor-file.js";
import { asStoreError, demandDurability, inTransaction, type SqliteDatabase } from "./sqlite-database.js";

/** What `recordOnce` needs of a tap. */
export type StorableTap = Pick<Tap, "reader" | "epoch" | "counter" | "sealed" | "ack">;

/** Cursors in SQLite. Its calls are synchronous. */
export interface SqliteCursorStore extends CursorStore {
  /** As in {@link CursorStore}. @throws KetukError `store-failed`, `store-damaged` */
  load(readerId: string): Cursor | undefined;
  /** As in {@link CursorStore}. @throws KetukError `store-failed`, `store-damaged` */
  save(readerId: string, cursor: Cursor): void;
  /** As in {@link CursorStore}. @throws KetukError `store-failed`, `store-damaged` */
  remove(readerId: string): void;
  /** As in {@link CursorStore}, in table `ketuk_unreadable`. @throws KetukError `store-failed`, `store-damaged` */
  setAside(readerId: string, sealed: Sealed): void;
  /**
   * Stores what a tap causes exactly once. In one transaction: if this tap was not recorded yet, runs `insert` and
   * remembers the tap. Then acknowledges the tap, new or not.
   *
   * ```ts
   * import { createSqliteCursorStore } from "ketuk";
   *
   * const cursors = createSqliteCursorStore(db);
   * for await (const tap of reader.taps()) {
   *   cursors.recordOnce(tap, () => addVisit.run(tap.uidHex, tap.counter));
   * }
   * ```
   *
   * @param insert writes by the same connection; synchronous; commits nothing itself
   * @returns false when the tap had been recorded before and `insert` was not run
   * @throws KetukError `store-failed`, `store-damaged`, `bad-argument` when `insert` is asynchronous, and what `insert`
   *   throws. Then nothing is stored and nothing acknowledged: call again, or let the tap come again
   */
  recordOnce(tap: StorableTap, insert: () => unknown): boolean;
}

/** `ketuk_stored` names the recorded taps that the cursor has not passed yet: a handful. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS ketuk_cursor (
    reader TEXT PRIMARY KEY, epoch INTEGER NOT NULL, counter INTEGER NOT NULL, hash TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ketuk_stored (
    reader TEXT NOT NULL, epoch INTEGER NOT NULL, counter INTEGER NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (reader, epoch, counter, hash)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ketuk_unreadable (
    sealed TEXT PRIMARY KEY, reader TEXT NOT NULL
  ) WITHOUT ROWID;`;

/** The values of a statement: `?1` is [reader, epoch, counter, hash] as JSON. */
const [READER, EPOCH, COUNTER, HASH] = [0, 1, 2, 3].map((index) => `json_extract(?1, '$[${index}]')`);
const ROW = `${READER}, ${EPOCH}, ${COUNTER}, ${HASH}`;

const LOAD = "SELECT epoch, counter, hash FROM ketuk_cursor WHERE reader = ?1";
const SAVE = `INSERT OR REPLACE INTO ketuk_cursor (reader, epoch, counter, hash) SELECT ${ROW}`;
const REMOVE = "DELETE FROM ketuk_cursor WHERE reader = ?1";
const PASSED = `DELETE FROM ketuk_stored WHERE reader = ${READER} AND (epoch, counter) <= (${EPOCH}, ${COUNTER})`;
const REMEMBER = `INSERT INTO ketuk_stored (reader, epoch, counter, hash) SELECT ${ROW}`;
// By its hash as well: a forged tap must not keep out the genuine one that has the same counter.
const KNOWN = `
  SELECT 1 FROM ketuk_stored
    WHERE reader = ${READER} AND epoch = ${EPOCH} AND counter = ${COUNTER} AND hash = ${HASH}
  UNION ALL
  SELECT 1 FROM ketuk_cursor WHERE reader = ${READER} AND (epoch, counter) >= (${EPOCH}, ${COUNTER})`;
const SET_ASIDE = `
  INSERT OR IGNORE INTO ketuk_unreadable (sealed, reader)
  SELECT json_extract(?1, '$[0]'), json_extract(?1, '$[1]')`;

/**
 * Creates the cursors in a database that the application has opened, in tables whose names begin with "ketuk_". Raises
 * the connection's `PRAGMA synchronous` to FULL where it is less. The application may hold no transaction open while
 * others run: a save within it fails, is reported, and is tried again.
 *
 * @param db of node:sqlite, better-sqlite3, libsql, or alike; stays the application's to close
 * @throws KetukError `store-failed`, `store-damaged`
 */
export function createSqliteCursorStore(db: SqliteDatabase): SqliteCursorStore {
  const prepare = (sql: string) => db.prepare(sql);
  const { load, save, remove, passed, remember, known, setAside } = asStoreError(() => {
    demandDurability(db);
    db.exec(TABLES);
    const cursor = { load: prepare(LOAD), save: prepare(SAVE), remove: prepare(REMOVE), passed: prepare(PASSED) };
    return { ...cursor, remember: prepare(REMEMBER), known: prepare(KNOWN), setAside: prepare(SET_ASIDE) };
  });

  return {
    load(readerId) {
      const row = asStoreError(() => load.get(readerId));
      return row === undefined || row === null ? undefined : (toCursor(row) ?? damaged(readerId));
    },
    save(readerId, { epoch, counter, hash }) {
      const values = JSON.stringify([readerId, epoch, counter, toHex(hash)]);
      inTransaction(db, () =>
        asStoreError(() => {
          save.run(values);
          passed.run(values);
        }),
      );
    },
    remove(readerId) {
      inTransaction(db, () => asStoreError(() => remove.run(readerId)));
    },
    setAside(readerId, sealed) {
      const values = JSON.stringify([toHex(encodeSealed(sealed)), readerId]);
      inTransaction(db, () => asStoreError(() => setAside.run(values)));
    },
    recordOnce(tap, insert) {
      const values = JSON.stringify([tap.reader, tap.epoch, tap.counter, toHex(hashOf(tap.sealed.record))]);
      const isNew = inTransaction(db, () => {
        if (asStoreError(() => known.get(values))) return false;
        asStoreError(() => remember.run(values));
        refusePromise(insert());
        return true;
      });
      tap.ack();
      return isNew;
    },
  };
}

/** A promise would go on writing after the commit. */
function refusePromise(result: unknown): void {
  if (typeof (result as { then?: unknown } | null | undefined)?.then !== "function") return;
  throw new KetukError("bad-argument", '"insert" expected a synchronous function, got a promise', {
    hint: "do asynchronous work before or after recordOnce",
  });
}

function damaged(readerId: string): never {
  throw new KetukError("store-damaged", `the cursor of ${readerId} in table ketuk_cursor is damaged`, {
    hint: "restore the database from a backup, or remove() the cursor: then what the reader holds comes once more",
  });
}
