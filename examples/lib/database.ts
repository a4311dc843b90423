/** The database of an example: one SQLite file, its schema in numbered steps. */
import Database from "libsql";

/** A connection: `prepare`, `exec` and `transaction` as in better-sqlite3. */
export type Db = Database.Database;

/** Another process may hold the file for this long before a call fails. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens a database and brings its schema up to date. Each step runs once, in order, in one transaction with the number
 * that says so: a process that dies in the middle finds the old schema or the new one.
 *
 * @param path of the file, or ":memory:"
 * @param steps SQL; only ever append to the list
 */
export function openDatabase(path: string, steps: readonly string[]): Db {
  const db = new Database(path);
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  db.exec("PRAGMA journal_mode = WAL");
  // What was committed survives a power cut: taps are acknowledged after the commit.
  db.exec("PRAGMA synchronous = FULL");
  db.exec("PRAGMA foreign_keys = ON");
  inTransaction(db, () => {
    const done = Number(one<{ user_version: number }>(db, "PRAGMA user_version")?.user_version ?? 0);
    for (const step of steps.slice(done)) db.exec(step);
    db.exec(`PRAGMA user_version = ${Math.max(done, steps.length)}`);
  });
  return db;
}

/** Runs `work` in a transaction that takes the write lock at once. What it throws undoes it. */
export function inTransaction<T>(db: Db, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** The rows of a query. */
export function all<Row>(db: Db, sql: string, ...values: unknown[]): Row[] {
  // One array: a single value that is an object would be taken for names and values.
  return db.prepare(sql).all(values) as Row[];
}

/** The first row of a query. */
export function one<Row>(db: Db, sql: string, ...values: unknown[]): Row | undefined {
  // Not get(): it adds a member of its own to the row.
  return all<Row>(db, sql, ...values)[0];
}

/** Runs a statement, in a transaction of its own where there is none; the number of rows it has changed. */
export function run(db: Db, sql: string, ...values: unknown[]): number {
  // A statement that finds the database locked stays half begun in this library until it is collected, and no later
  // transaction could be committed: BEGIN finds the lock instead.
  if (!db.inTransaction) return inTransaction(db, () => run(db, sql, ...values));
  return db.prepare(sql).run(values).changes;
}
