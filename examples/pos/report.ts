/** The figures of a day, from the till's own sales. */
import { all, type Db } from "../lib/database.js";
import { hourAt } from "../lib/days.js";
import type { Pay } from "./posting.js";
import type { TillLine } from "./till-sales.js";

/** A day in figures; rupiah, and grams or pieces. Goods that came back are not in it. */
export interface DayReport {
  readonly count: number;
  readonly net: number;
  readonly discount: number;
  readonly lost: number;
  readonly byPay: Readonly<Record<Pay, number>>;
  readonly byGood: readonly { readonly good: string; readonly quantity: number; readonly net: number }[];
  /** Net of each hour, 0 to 23. */
  readonly byHour: readonly number[];
}

/** @param from midnight, milliseconds since 1970 */
export function dayReport(db: Db, from: number): DayReport {
  const lines = all<TillLine & { at: number; state: string }>(
    db,
    `SELECT sale_line.*, at, state FROM sale JOIN sale_line ON sale.id = sale_line.sale
     WHERE at >= ? AND at < ? AND state IN ('done', 'covered', 'offline', 'lost') AND cancelled_by IS NULL`,
    from,
    from + 86_400_000,
  );
  const byPay = { aid: 0, account: 0, purse: 0 };
  const byHour = new Array<number>(24).fill(0);
  const goods = new Map<string, { good: string; quantity: number; net: number }>();
  let lost = 0;
  for (const { good, quantity, gross, discount, pay, at, state } of lines) {
    const net = gross - discount;
    if (state === "lost") {
      lost += net;
      continue;
    }
    byPay[pay] += net;
    byHour[hourAt(at)] += net;
    const row = goods.get(good) ?? { good, quantity: 0, net: 0 };
    goods.set(good, { good, quantity: row.quantity + quantity, net: row.net + net });
  }
  return {
    count: new Set(lines.map(({ sale }) => sale)).size,
    net: byPay.aid + byPay.account + byPay.purse,
    discount: lines.reduce((sum, { discount }) => sum + discount, 0),
    lost,
    byPay,
    byGood: [...goods.values()].sort((a, b) => b.net - a.net),
    byHour,
  };
}
