/** What the stores need of an SQLite database: the part that all its libraries for Node have in common. */
import { KetukError } from "../errors.js";

/**
 * A prepared statement. Statements of the stores take one text, JSON where it needs to be more: that is the one way to
 * bind values that node:sqlite, better-sqlite3, libsql and node-sqlite3-wasm share.
 */
export interface SqliteStatement {
  /** Runs it to its end. */
  run(value: string): unknown;
  /** Its first row as an object; undefined or null when there is none. */
  get(value: string): unknown;
}

/** An open database: DatabaseSync of node:sqlite, better-sqlite3, libsql, node-sqlite3-wasm, or anything like them. */
export interface SqliteDatabase {
  /** Runs statements without values. */
  exec(sql: string): unknown;
  /** Prepares one statement. */
  prepare(sql: string): SqliteStatement;
}

/** `PRAGMA synchronous`: from here on a commit is on the disk when it returns, also with a write-ahead log. */
const SYNCHRONOUS_FULL = 2;

/**
 * Makes a commit mean what an acknowledgement promises: better-sqlite3 for one opens write-ahead logs so that the last
 * commits do not survive a power cut.
 */
export function demandDurability(db: SqliteDatabase): void {
  const row = db.prepare("SELECT synchronous FROM pragma_synchronous WHERE ?1 = ''").get("");
  if (Number((row as { synchronous?: unknown } | undefined)?.synchronous) >= SYNCHRONOUS_FULL) return;
  db.exec("PRAGMA synchronous = FULL");
}

/**
 * Runs `work` in a transaction of its own: all of it or nothing. Fails within another transaction, since what is
 * written there is not stored before somebody else commits it.
 *
 * @throws KetukError `store-failed`, and what `work` throws
 */
export function inTransaction<T>(db: SqliteDatabase, work: () => T): T {
  asStoreError(() => db.exec("BEGIN IMMEDIATE"));
  try {
    const result = work();
    asStoreError(() => db.exec("COMMIT"));
    return result;
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

/** Runs `work`; what SQLite throws becomes a KetukError. */
export function asStoreError<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw toStoreError(cause);
  }
}

/** What an error of SQLite means to somebody who only wanted to store something. */
export function toStoreError(cause: unknown): KetukError {
  if (cause instanceof KetukError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/malformed|not a database/i.test(message)) {
    return new KetukError("store-damaged", `the database is damaged: ${message}`, {
      cause,
      hint: "restore it from a backup; with a new one, every record that the readers still hold comes once more",
    });
  }
  return new KetukError("store-failed", `the database cannot be used: ${message}`, { cause, hint: hintOf(message) });
}

function hintOf(message: string): string {
  if (/within a transaction/i.test(message))
    return "commit or roll back the application's own transaction first; nothing in it is stored yet";
  if (/locked|busy/i.test(message)) return "another connection holds the database: keep its transactions short";
  return "look at the free space of the disk and at who may write the file";
}

function rollBack(db: SqliteDatabase): void {
  try {
    db.exec("ROLLBACK");
  } catch {
    // SQLite has done so already, as it does by itself when the disk is full.
  }
}
