/** Food aid: what a category may draw in a month, and how a basket is split into aid and what is paid for. */
import type { Category } from "../lib/city.js";
import { type Db, one } from "../lib/database.js";
import { QUOTAS, type Quota } from "../lib/programme.js";
import type { BasketLine } from "./goods.js";
import { balanceOf, openAccount, post } from "./ledger.js";

/** Where the programme's goods and money come from: the world outside the books. */
export const PROGRAMME = "programme";

/** The account of a person's quota of a month; its unit is the good. */
export function quotaAccount(uid: string, month: string): string {
  return `quota:${uid}:${month}`;
}

/** Gives a person the quota of a month, once. Within the caller's transaction. */
export function grant(db: Db, uid: string, category: Category, month: string, at: number): void {
  const account = quotaAccount(uid, month);
  // By the move, not by the account: that one is opened also by whoever only asks.
  if (one(db, "SELECT 1 FROM move WHERE key = ? LIMIT 1", account)) return;
  for (const [line, [good, quantity]] of Object.entries(QUOTAS[category]).entries()) {
    openAccount(db, PROGRAMME, good, null);
    post(db, { key: account, line, unit: good, source: PROGRAMME, target: account, amount: quantity }, at);
  }
}

/** What a person may still draw in a month. */
export function remaining(db: Db, uid: string, category: Category, month: string): Quota {
  const goods = Object.keys(QUOTAS[category]);
  return Object.fromEntries(goods.map((good) => [good, balanceOf(db, quotaAccount(uid, month), good)]));
}

/** A basket split: what the programme gives, and what is to be paid. */
export interface Split {
  readonly aid: readonly BasketLine[];
  readonly paid: readonly BasketLine[];
}

/** Takes from the quota as far as it goes; the rest is paid. */
export function splitBasket(basket: readonly BasketLine[], quota: Quota): Split {
  const aid: BasketLine[] = [];
  const paid: BasketLine[] = [];
  const left = new Map(Object.entries(quota));
  for (const { good, quantity } of basket) {
    const given = Math.min(quantity, Math.max(0, left.get(good) ?? 0));
    left.set(good, (left.get(good) ?? 0) - given);
    if (given > 0) aid.push({ good, quantity: given });
    if (quantity > given) paid.push({ good, quantity: quantity - given });
  }
  return { aid, paid };
}
