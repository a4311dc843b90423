/**
 * The till's sales and its books. A sale is "asked" while the back end decides; "done", "covered" by the risk fund, or
 * "refused"; "offline" when the goods are gone and nobody was asked yet; "lost" when they are gone and nobody pays; "torn"
 * when a purse was pulled away and nobody knows whether it has paid. In the books: `sales` against `due`, what the city owes.
 */
import { all, type Db, one, run } from "../lib/database.js";
import { MONEY, openAccount, post } from "./ledger.js";
import type { Envelope, Pay, Reason, SaleLine } from "./posting.js";
import type { PricedLine } from "./promotions.js";

/** See above. */
export type SaleState = "asked" | "done" | "covered" | "refused" | "offline" | "lost" | "torn";

/** A sale. */
export interface Sale {
  readonly id: number;
  readonly state: SaleState;
  readonly reason: Reason | null;
  /** The tap that paid. */
  readonly key: string | null;
  readonly uid: string;
  readonly who: string;
  readonly purse: number;
  readonly offline: number;
  readonly at: number;
}

/** A line of a sale as the till keeps it. */
export interface TillLine {
  readonly sale: number;
  readonly line: number;
  readonly good: string;
  readonly quantity: number;
  readonly gross: number;
  readonly discount: number;
  readonly pay: Pay;
  /** Names of promotions, as JSON. */
  readonly rules: string;
  /** The tap that gave it back. */
  readonly cancelled_by: string | null;
}

/** A line to be sold. */
export type NewLine = PricedLine & { readonly pay: Pay };

/** In these states the goods have left the shop, and may be brought back. */
export const SOLD: readonly SaleState[] = ["done", "covered", "offline"];

/** Opens the till's accounts. */
export function openTillBooks(db: Db): void {
  for (const name of ["sales", "due", "loss"]) openAccount(db, name, MONEY, null);
}

/** The sale; undefined for none. */
export function saleOf(db: Db, id: number): Sale | undefined {
  return one<Sale>(db, "SELECT * FROM sale WHERE id = ?", id);
}

/** The lines of a sale. */
export function linesOf(db: Db, id: number): TillLine[] {
  return all<TillLine>(db, "SELECT * FROM sale_line WHERE sale = ? ORDER BY line", id);
}

/** Rupiah of lines. */
export function sumOf(lines: readonly Pick<TillLine, "gross" | "discount">[]): number {
  return lines.reduce((sum, { gross, discount }) => sum + gross - discount, 0);
}

/** Writes a sale down; its number. */
export function insertSale(db: Db, sale: Omit<Sale, "id">, lines: readonly NewLine[]): number {
  const { state, reason, key, uid, who, purse, offline, at } = sale;
  run(
    db,
    "INSERT INTO sale (state, reason, key, uid, who, purse, offline, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    ...[state, reason, key, uid, who, purse, offline, at],
  );
  const id = Number(one<{ id: number }>(db, "SELECT last_insert_rowid() AS id")?.id);
  for (const [index, { good, quantity, gross, discount, pay, rules }] of lines.entries())
    run(
      db,
      "INSERT INTO sale_line (sale, line, good, quantity, gross, discount, pay, rules) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      ...[id, index + 1, good, quantity, gross, discount, pay, JSON.stringify(rules)],
    );
  return id;
}

/** The lines as they are posted. */
export function toSaleLines(lines: readonly TillLine[]): SaleLine[] {
  return lines.map(({ line, good, quantity, gross, discount, pay }) => ({
    ...{ line, good, quantity, pay },
    amount: gross - discount,
  }));
}

/** Changes the state of a sale. */
export function setState(db: Db, id: number, state: SaleState, reason: Reason | null = null): void {
  run(db, "UPDATE sale SET state = ?, reason = ? WHERE id = ?", state, reason, id);
}

/** Puts an envelope into the queue, behind all others. */
export function enqueue(db: Db, key: string, sale: number, envelope: Envelope): void {
  run(db, "INSERT INTO outbox (key, sale, body) VALUES (?, ?, ?)", key, sale, JSON.stringify(envelope));
}

/** Moves the lines of a sale from one account to another, one move each. Lines that cost nothing move nothing. */
export function book(
  db: Db,
  lines: readonly TillLine[],
  [source, target]: readonly [string, string],
  key: string,
  at: number,
): void {
  for (const { line, gross, discount } of lines)
    if (gross > discount) post(db, { key, line, unit: MONEY, source, target, amount: gross - discount }, at);
}

/** Rupiah that a person has bought offline in this shop on the day that begins at `from`. */
export function offlineSum(db: Db, uid: string, from: number, to: number): number {
  const row = one<{ sum: number | null }>(
    db,
    `SELECT sum(gross - discount) AS sum FROM sale JOIN sale_line ON sale.id = sale_line.sale
     WHERE uid = ? AND offline AND NOT purse AND at >= ? AND at < ? AND state <> 'refused' AND cancelled_by IS NULL`,
    ...[uid, from, to],
  );
  return row?.sum ?? 0;
}
