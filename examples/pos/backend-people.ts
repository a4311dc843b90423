/** People, shops and purses as the back end knows them, and what it tells a till about them. */

import { type BlockQuestion, blocksNobody } from "../lib/blocklist.js";
import type { Category, Resident } from "../lib/city.js";
import { SHOPS } from "../lib/city.js";
import { all, type Db, one, run } from "../lib/database.js";
import { dayAt, monthAt } from "../lib/days.js";
import { grant, remaining } from "./entitlement.js";
import { balanceOf, MONEY, openAccount, post } from "./ledger.js";
import type { Risk, ServantSums } from "./limits.js";
import type { KnownPerson, Snapshot } from "./posting.js";

/** A row of table `person`. */
export interface PersonRow {
  readonly uid: string;
  readonly name: string;
  readonly category: string;
  readonly district: string;
  readonly risk: Risk;
  readonly role: "resident" | "supervisor";
  readonly blocked: number;
}

/** The person of a card; undefined for none of ours. */
export function personOf(db: Db, uid: string): PersonRow | undefined {
  return one<PersonRow>(db, "SELECT uid, name, category, district, risk, role, blocked FROM person WHERE uid = ?", uid);
}

/** The shop whose reader it is. */
export function shopOfReader(db: Db, reader: string): { id: string; district: string } | undefined {
  return one<{ id: string; district: string }>(db, "SELECT id, district FROM shop WHERE reader = ?", reader);
}

/** What a civil servant and a shop have spent together, up to now. */
export function servantSums(db: Db, uid: string, shop: string, at: number): ServantSums {
  const sum = (condition: string, ...values: string[]) =>
    one<{ sum: number | null }>(db, `SELECT sum(servant) AS sum FROM tap WHERE ${condition}`, ...values)?.sum ?? 0;
  const month = `${monthAt(at)}-%`;
  return {
    personShopDay: sum("uid = ? AND shop = ? AND day = ?", uid, shop, dayAt(at)),
    personMonth: sum("uid = ? AND day LIKE ?", uid, month),
    shopMonth: sum("shop = ? AND day LIKE ?", shop, month),
  };
}

/** Everything a till should know for when the network goes down. Within a transaction: it grants the month's quotas. */
export function snapshotFor(db: Db, shop: string, at: number, isBlocked: BlockQuestion = blocksNobody): Snapshot {
  const rows = all<PersonRow>(db, "SELECT uid, name, category, district, risk, role, blocked FROM person");
  const people = rows.map((row): KnownPerson => {
    const category = row.category as Category;
    grant(db, row.uid, category, monthAt(at), at);
    return {
      ...row,
      category,
      blocked: row.blocked === 1 || isBlocked(row.uid, at) !== false,
      balance: balanceOf(db, `account:${row.uid}`),
      quota: remaining(db, row.uid, category, monthAt(at)),
      ...(category === "civil-servant" ? { servant: servantSums(db, row.uid, shop, at) } : {}),
    };
  });
  return { at, people, due: balanceOf(db, `shop:${shop}`) };
}

/** The reader of a sample shop. */
export function readerOfShop(shop: string): string {
  return `${shop}-till`;
}

/** Every sample shop with its reader. */
export function addShops(db: Db): void {
  for (const { id, name, district } of SHOPS)
    run(
      db,
      "INSERT OR IGNORE INTO shop (id, name, district, reader) VALUES (?, ?, ?, ?)",
      id,
      name,
      district,
      readerOfShop(id),
    );
}

/** What {@link addPerson} may be told beside the resident. */
export interface PersonOptions {
  readonly risk?: Risk;
  readonly role?: "resident" | "supervisor";
  /** Rupiah on the account at the beginning. */
  readonly balance?: number;
  /** Instead of the category that chance has given. */
  readonly category?: Category;
}

/** Registers a resident, once, with money on the account. Within a transaction. */
export function addPerson(db: Db, resident: Resident, options: PersonOptions = {}, at = 0): void {
  const { risk = "low", role = "resident", balance = 0, category = resident.category } = options;
  const { uid, name, district } = resident;
  const isNew = run(
    db,
    "INSERT OR IGNORE INTO person (uid, name, category, district, risk, role) VALUES (?, ?, ?, ?, ?, ?)",
    ...[uid, name, category, district, risk, role],
  );
  if (isNew && balance) load(db, `account:${uid}`, balance, at);
}

/** Issues a purse with money on it, once. Within a transaction. */
export function addPurse(db: Db, uid: string, value: number, at = 0): void {
  if (!one(db, "SELECT 1 FROM move WHERE key = ?", `load:purse:${uid}`)) load(db, `purse:${uid}`, value, at);
}

/** Money that was paid in at the city's counter. */
function load(db: Db, account: string, amount: number, at: number): void {
  openAccount(db, "cash", MONEY, null);
  post(db, { key: `load:${account}`, line: 0, unit: MONEY, source: "cash", target: account, amount }, at);
}
