/** May goods be handed over although nobody can be asked? By what the till knew last and what it has sold since. */
import type { Db } from "../lib/database.js";
import { one } from "../lib/database.js";
import { dayAt, startOf } from "../lib/days.js";
import { isWithinRisk, servantFault } from "./limits.js";
import type { KnownPerson, Reason } from "./posting.js";
import { offlineSum, type TillLine } from "./till-sales.js";
import type { TillPlace } from "./till-tap.js";

const DAY_MS = 86_400_000;

/** What of a person's money or quota is in sales that the back end has not answered. */
export function unanswered(db: Db, uid: string, pay: "aid" | "account", good?: string): number {
  const what = good === undefined ? "gross - discount" : "quantity";
  const row = one<{ sum: number | null }>(
    db,
    `SELECT sum(${what}) AS sum FROM sale JOIN sale_line ON sale.id = sale_line.sale
     WHERE uid = ? AND pay = ? AND cancelled_by IS NULL AND state = 'offline'
       AND key IN (SELECT key FROM outbox WHERE answer IS NULL)${good === undefined ? "" : " AND good = ?"}`,
    ...[uid, pay, ...(good === undefined ? [] : [good])],
  );
  return row?.sum ?? 0;
}

/** What the till believes is left of a person's quota. */
export function quotaLeft(db: Db, person: KnownPerson): Record<string, number> {
  return Object.fromEntries(
    Object.entries(person.quota).map(([good, left]) => [
      good,
      Math.max(0, left - unanswered(db, person.uid, "aid", good)),
    ]),
  );
}

/** Why a sale may not go ahead offline; undefined when it may. */
export function offlineFault(
  { db, shop, now, isBlocked }: TillPlace,
  person: KnownPerson,
  lines: readonly Pick<TillLine, "good" | "quantity" | "gross" | "discount" | "pay">[],
  at: number,
): Reason | undefined {
  if (person.blocked) return "blocked";
  const amountOf = (pay: string) =>
    lines.reduce((sum, line) => sum + (line.pay === pay ? line.gross - line.discount : 0), 0);
  const [aid, paid] = [amountOf("aid"), amountOf("account")];
  const why = isBlocked(person.uid, now(), aid + paid);
  if (why) return why;
  const left = quotaLeft(db, person);
  for (const line of lines) if (line.pay === "aid" && line.quantity > (left[line.good] ?? 0)) return "quota";
  const waiting = unanswered(db, person.uid, "account");
  if (person.balance - waiting < paid) return "balance";
  if (person.servant) {
    const add = (sum: number) => sum + waiting;
    const { personShopDay, personMonth, shopMonth } = person.servant;
    const sums = { personShopDay: add(personShopDay), personMonth: add(personMonth), shopMonth: add(shopMonth) };
    const fault = servantFault(person.district, shop.district, sums, paid);
    if (fault) return fault;
  }
  const from = startOf(dayAt(at));
  const before = offlineSum(db, person.uid, from, from + DAY_MS);
  return isWithinRisk(person.risk, before, aid + paid) ? undefined : "offline-limit";
}
