/** Replay marks in an SQLite database, so that a back end still knows after a restart what it has seen. */
import { toHex } from "../bytes.js";
import { KetukError } from "../errors.js";
import type { ReplayStore } from "../verify/replay.js";
import { toCursor } from "./cursor-file.js";
import { asStoreError, demandDurability, type SqliteDatabase } from "./sqlite-database.js";

const TABLE = `
  CREATE TABLE IF NOT EXISTS ketuk_replay (
    reader TEXT NOT NULL, epoch INTEGER NOT NULL, counter INTEGER NOT NULL, hash TEXT NOT NULL,
    seen TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (reader, epoch)
  ) WITHOUT ROWID`;

/** The values of a statement: `?1` is [reader, epoch, counter, hash, seen] as JSON. */
const [READER, EPOCH, COUNTER, HASH, SEEN] = [0, 1, 2, 3, 4].map((index) => `json_extract(?1, '$[${index}]')`);

const SEEN_PATTERN = /^[0-9a-f]{0,1024}$/;
const GET = `SELECT epoch, counter, hash, seen FROM ketuk_replay WHERE reader = ${READER} AND epoch = ${EPOCH}`;
// WHERE true: without it the grammar takes ON for a join. Two programs may share the table: marks never go back.
const SET = `
  INSERT INTO ketuk_replay (reader, epoch, counter, hash, seen) SELECT ${READER}, ${EPOCH}, ${COUNTER}, ${HASH}, ${SEEN} WHERE true
  ON CONFLICT DO UPDATE SET counter = excluded.counter, hash = excluded.hash, seen = excluded.seen
  WHERE excluded.counter >= counter`;

/**
 * Creates replay marks in a database that the application has opened, in table `ketuk_replay`. Verify within the
 * transaction that stores the tap: then a crash takes back both, and the tap is neither lost nor counted twice.
 *
 * ```ts
 * import { createSqliteReplayStore, createVerifier } from "ketuk/verify";
 *
 * const verifier = createVerifier({ keys, replay: createSqliteReplayStore(db) });
 * db.exec("BEGIN IMMEDIATE");
 * const verdict = verifier.verify(sealed);
 * if (verdict.ok) addVisit.run(verdict.tap.uidHex);
 * db.exec("COMMIT");
 * ```
 *
 * Without a transaction every mark is a commit of its own. Its calls, and so `verify`, throw when SQLite does.
 *
 * @param db of node:sqlite, better-sqlite3, libsql, or alike; stays the application's to close
 * @throws KetukError `store-failed`, `store-damaged`
 */
export function createSqliteReplayStore(db: SqliteDatabase): ReplayStore {
  const { get, set } = asStoreError(() => {
    demandDurability(db);
    db.exec(TABLE);
    return { get: db.prepare(GET), set: db.prepare(SET) };
  });
  return {
    get(reader, epoch) {
      const row = asStoreError(() => get.get(JSON.stringify([reader, epoch])));
      if (row === undefined || row === null) return undefined;
      const mark = toCursor(row);
      const seen = toSeen((row as { seen?: unknown }).seen);
      if (mark && seen !== undefined) return { counter: mark.counter, hash: mark.hash, ...(seen > 0n && { seen }) };
      throw new KetukError("store-damaged", `the mark of ${reader} in table ketuk_replay is damaged`, {
        hint: "restore the database from a backup",
      });
    },
    set(reader, epoch, { counter, hash, seen }) {
      asStoreError(() => set.run(JSON.stringify([reader, epoch, counter, toHex(hash), seen?.toString(16) ?? ""])));
    },
  };
}

/** The window of a mark from outside; undefined when it is none. */
function toSeen(text: unknown): bigint | undefined {
  if (typeof text !== "string" || !SEEN_PATTERN.test(text)) return undefined;
  return text === "" ? 0n : BigInt(`0x${text}`);
}
