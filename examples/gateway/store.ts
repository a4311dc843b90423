/** Where the workers keep what they know: one SQLite file on one machine, or PostgreSQL for workers on many. */
import { all, type Db, inTransaction, openDatabase, run } from "../lib/database.js";
import { isPostgresUrl, openPostgres } from "./postgres.js";
import { SCHEMA } from "./schema.js";
import type { Answer, Statement, Work } from "./work.js";

/** A database of the workers. */
export interface Store {
  /**
   * Does work in one transaction, on the disk when it resolves. No other transaction that names one of the same readers
   * runs at the same time: what a record is to those before it depends on what is stored.
   *
   * @throws what the database throws, and the work; then nothing of it is stored
   */
  transact<Result>(readers: readonly string[], work: () => Work<Result>): Promise<Result>;
  /** Does work that only looks, outside of a transaction: it keeps nobody from writing. */
  read<Result>(work: () => Work<Result>): Promise<Result>;
  close(): Promise<void>;
}

/**
 * Opens a database by its address and brings its tables up to date.
 *
 * @param address postgres://user@host/database, or the path of a SQLite file, or ":memory:"
 */
export async function openStore(address: string): Promise<Store> {
  return isPostgresUrl(address) ? openPostgres(address, SCHEMA) : sqliteStore(openDatabase(address, SCHEMA));
}

/** A SQLite database as a store: it has one writer at a time, whoever that is for. */
export function sqliteStore(db: Db): Store {
  return {
    transact: async (_readers, work) => inTransaction(db, () => doNow(db, work())),
    read: async (work) => doNow(db, work()),
    async close() {
      if (db.open) db.close();
    },
  };
}

/** Does work on a database that answers at once. */
export function doNow<Result>(db: Db, work: Work<Result>): Result {
  let step = work.next();
  while (!step.done) step = work.next(answerNow(db, step.value));
  return step.value;
}

function answerNow(db: Db, { sql, values }: Statement): Answer {
  const isQuery = /^\s*SELECT/.test(sql);
  return isQuery ? { rows: all(db, sql, ...values), count: 0 } : { rows: [], count: run(db, sql, ...values) };
}
