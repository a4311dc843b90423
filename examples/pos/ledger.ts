/**
 * A double-entry ledger in the caller's database. A move names both its ends, so that half of one cannot be written; it is
 * keyed by what caused it and the line, so that it cannot be written twice. Units are rupiah ("IDR") and goods (their ids).
 */
import { all, type Db, one, run } from "../lib/database.js";

/** The unit of money. */
export const MONEY = "IDR";

/** One step of the schema. */
export const LEDGER_SCHEMA = `
  CREATE TABLE account (
    name TEXT NOT NULL, unit TEXT NOT NULL, balance INTEGER NOT NULL DEFAULT 0, lowest INTEGER,
    PRIMARY KEY (name, unit), CHECK (lowest IS NULL OR balance >= lowest)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE move (
    key TEXT NOT NULL, line INTEGER NOT NULL, unit TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0), at INTEGER NOT NULL,
    PRIMARY KEY (key, line, unit)
  ) STRICT, WITHOUT ROWID;`;

/** An amount that goes from one account to another. */
export interface Move {
  /** What caused it: the idempotency key of a tap, mostly. */
  readonly key: string;
  /** Line of the sale. */
  readonly line: number;
  readonly unit: string;
  readonly source: string;
  readonly target: string;
  /** Above 0. */
  readonly amount: number;
}

/**
 * Opens an account, if it is not open.
 *
 * @param lowest the balance never falls below; null: no limit, for accounts that stand for the world outside
 */
export function openAccount(db: Db, name: string, unit: string, lowest: number | null = 0): void {
  run(db, "INSERT OR IGNORE INTO account (name, unit, lowest) VALUES (?, ?, ?)", name, unit, lowest);
}

/** What is on an account; 0 for one that was never opened. */
export function balanceOf(db: Db, name: string, unit: string = MONEY): number {
  const row = one<{ balance: number }>(db, "SELECT balance FROM account WHERE name = ? AND unit = ?", name, unit);
  return row?.balance ?? 0;
}

/** How much can be taken from an account; without limit: the largest safe integer. */
export function availableIn(db: Db, name: string, unit: string = MONEY): number {
  const row = one<{ balance: number; lowest: number | null }>(
    db,
    "SELECT balance, lowest FROM account WHERE name = ? AND unit = ?",
    name,
    unit,
  );
  if (!row) return 0;
  return row.lowest === null ? Number.MAX_SAFE_INTEGER : row.balance - row.lowest;
}

/**
 * Writes a move, within the caller's transaction. Accounts that are not open begin at 0 and may not fall below.
 *
 * @throws when the source would fall below its limit, or the move was written before: the caller's transaction is to be undone
 */
export function post(db: Db, move: Move, at: number): void {
  const { key, line, unit, source, target, amount } = move;
  if (!Number.isSafeInteger(amount) || amount <= 0)
    throw new Error(`an amount is a whole number above 0, not ${amount}`);
  for (const name of [source, target]) openAccount(db, name, unit);
  run(
    db,
    "INSERT INTO move (key, line, unit, source, target, amount, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    key,
    line,
    unit,
    source,
    target,
    amount,
    at,
  );
  run(db, "UPDATE account SET balance = balance - ? WHERE name = ? AND unit = ?", amount, source, unit);
  run(db, "UPDATE account SET balance = balance + ? WHERE name = ? AND unit = ?", amount, target, unit);
}

/** The moves that a key caused, in the order of their lines. */
export function movesOf(db: Db, key: string): Move[] {
  return all<Move>(
    db,
    "SELECT key, line, unit, source, target, amount FROM move WHERE key = ? ORDER BY line, unit",
    key,
  );
}

/** Takes moves back, under the key of what takes them back. */
export function reverse(db: Db, moves: readonly Move[], key: string, at: number): void {
  for (const move of moves) post(db, { ...move, key, source: move.target, target: move.source }, at);
}

/** What is wrong with the books, in words; empty when they add up. */
export function audit(db: Db): string[] {
  const sums = all<{ unit: string; sum: number }>(
    db,
    "SELECT unit, sum(balance) AS sum FROM account GROUP BY unit HAVING sum(balance) <> 0",
  );
  const low = all<{ name: string; unit: string; balance: number }>(
    db,
    "SELECT name, unit, balance FROM account WHERE balance < lowest",
  );
  // The balances are kept beside the moves; the moves alone must say the same.
  const differing = all<{ name: string; unit: string; balance: number; moved: number }>(
    db,
    `SELECT name, account.unit, balance, coalesce(sum(change), 0) AS moved FROM account
       LEFT JOIN (SELECT target AS whose, unit, amount AS change FROM move
                  UNION ALL SELECT source, unit, -amount FROM move) AS side
       ON whose = name AND side.unit = account.unit
     GROUP BY name, account.unit HAVING balance <> moved`,
  );
  return [
    ...sums.map(({ unit, sum }) => `${unit} adds up to ${sum}`),
    ...low.map(({ name, unit, balance }) => `${name} has ${balance} ${unit}, less than it may`),
    ...differing.map(({ name, unit, balance, moved }) => `${name} has ${balance} ${unit}, its moves say ${moved}`),
  ];
}
