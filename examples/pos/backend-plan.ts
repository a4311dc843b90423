/** What a sale would move, and from where the money comes that is not there: decided before anything is written. */
import type { Db } from "../lib/database.js";
import { monthAt } from "../lib/days.js";
import { PROGRAMME, quotaAccount } from "./entitlement.js";
import { listPrice } from "./goods.js";
import { availableIn, MONEY, type Move } from "./ledger.js";
import type { Reason, SaleLine } from "./posting.js";

/** The account that bears what was handed over offline and is not covered. */
export const RISK = "risk";

/** The moves of a sale without their key; `short` says why the risk fund has to bear some. */
export interface Plan {
  readonly moves: readonly Omit<Move, "key">[];
  readonly short: Reason | undefined;
}

/** Is every line one of ours, at a price that the list allows? Aid is paid to the shop by the list, exactly. */
export function arePricesRight(lines: readonly SaleLine[]): boolean {
  return (
    lines.length > 0 &&
    lines.every((line, index) => {
      const gross = listPrice(line);
      if (gross === undefined || line.line !== index + 1 || !Number.isSafeInteger(line.amount)) return false;
      return line.pay === "aid" ? line.amount === gross : line.amount >= 0 && line.amount <= gross;
    })
  );
}

/** Plans a sale against the accounts as they are. */
export function planSale(db: Db, lines: readonly SaleLine[], uid: string, shop: string, at: number): Plan {
  const moves: Omit<Move, "key">[] = [];
  const taken = new Map<string, number>();
  let short: Reason | undefined;

  /** Is there so much, beside what the lines before have taken? */
  function take(account: string, unit: string, amount: number): boolean {
    const slot = `${account}/${unit}`;
    const total = (taken.get(slot) ?? 0) + amount;
    if (total > availableIn(db, account, unit)) return false;
    taken.set(slot, total);
    return true;
  }

  for (const { line, good, quantity, amount, pay } of lines) {
    let source = pay === "aid" ? PROGRAMME : `${pay}:${uid}`;
    if (pay === "aid") {
      const quota = quotaAccount(uid, monthAt(at));
      if (take(quota, good, quantity))
        moves.push({ line, unit: good, source: quota, target: `drawn:${shop}`, amount: quantity });
      else [short, source] = [short ?? "quota", RISK];
    } else if (amount > 0 && !take(source, MONEY, amount)) {
      [short, source] = [short ?? (pay === "purse" ? "purse" : "balance"), RISK];
    }
    if (source === RISK && !take(RISK, MONEY, amount)) return { moves: [], short: "risk-fund" };
    if (amount > 0) moves.push({ line, unit: MONEY, source, target: `shop:${shop}`, amount });
  }
  return { moves, short };
}
