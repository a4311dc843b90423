/** Promotions of small businesses: rules are data, the price of a basket is a pure function of them. */
import type { Text } from "../lib/language.js";
import { type BasketLine, listPrice } from "./goods.js";

/** When and where a rule holds. */
interface RuleBase {
  readonly id: string;
  readonly name: Text;
  /** First and last day, as "2026-11-23". */
  readonly from: string;
  readonly to: string;
  /** Ids of shops. Default: all. */
  readonly shops?: readonly string[];
}

/**
 * A promotion. "percent": so much off some goods. "buy-get": of each `buy` + `get` pieces, `get` are free. "basket": from
 * a total on, a fixed sum off, after the others.
 */
export type Rule = RuleBase &
  (
    | { readonly kind: "percent"; readonly goods: readonly string[]; readonly percent: number }
    | { readonly kind: "buy-get"; readonly good: string; readonly buy: number; readonly get: number }
    | { readonly kind: "basket"; readonly total: number; readonly off: number }
  );

/** A line with its price. */
export interface PricedLine extends BasketLine {
  /** Rupiah by the list. */
  readonly gross: number;
  /** Rupiah off, 0 to `gross`. */
  readonly discount: number;
  /** Names of the rules that gave it. */
  readonly rules: readonly Text[];
}

/** The promotions of the sample shops. */
export const RULES: readonly Rule[] = [
  {
    id: "local-20",
    name: { id: "Produk UMKM hemat 20%", en: "20% off local products" },
    kind: "percent",
    goods: ["crisps", "cookies", "honey"],
    percent: 20,
    from: "2026-01-01",
    to: "2027-12-31",
  },
  {
    id: "noodles-5-1",
    name: { id: "Mi instan: beli 5 gratis 1", en: "Instant noodles: buy 5, get 1 free" },
    kind: "buy-get",
    good: "noodles",
    buy: 5,
    get: 1,
    from: "2026-01-01",
    to: "2027-12-31",
  },
  {
    id: "basket-100",
    name: { id: "Belanja Rp 100.000, hemat Rp 5.000", en: "Rp 5.000 off from Rp 100.000" },
    kind: "basket",
    total: 100_000,
    off: 5000,
    from: "2026-01-01",
    to: "2027-12-31",
  },
];

/** The rules that hold in a shop on a day. */
export function rulesOf(rules: readonly Rule[], shop: string, day: string): Rule[] {
  return rules.filter(({ from, to, shops }) => from <= day && day <= to && (!shops || shops.includes(shop)));
}

function discountOf(rule: Rule, { good, quantity }: BasketLine, gross: number): number {
  if (rule.kind === "percent" && rule.goods.includes(good)) return Math.floor((gross * rule.percent) / 100);
  if (rule.kind !== "buy-get" || rule.good !== good) return 0;
  const free = Math.floor(quantity / (rule.buy + rule.get)) * rule.get;
  return Math.floor((gross * free) / quantity);
}

/** Each line gets the rule that is best for the customer; the best basket rule comes on top, spread over the lines. */
export function priceBasket(basket: readonly BasketLine[], rules: readonly Rule[]): PricedLine[] {
  const lines = basket.map((line) => {
    const gross = listPrice(line) ?? 0;
    let best: { discount: number; rules: Text[] } = { discount: 0, rules: [] };
    for (const rule of rules) {
      const discount = discountOf(rule, line, gross);
      if (discount > best.discount) best = { discount, rules: [rule.name] };
    }
    return { ...line, gross, ...best };
  });
  const total = totalOf(lines);
  let off = 0;
  let name: Text | undefined;
  for (const rule of rules) {
    if (rule.kind === "basket" && total >= rule.total && rule.off > off)
      [off, name] = [Math.min(rule.off, total), rule.name];
  }
  return name ? spread(lines, off, total, name) : lines;
}

/** Every line bears its part, rounded so that the parts are exactly the whole. */
function spread(lines: readonly PricedLine[], off: number, total: number, name: Text): PricedLine[] {
  let seen = 0;
  let given = 0;
  return lines.map((line) => {
    seen += line.gross - line.discount;
    const part = Math.floor((off * seen) / total) - given;
    given += part;
    return part ? { ...line, discount: line.discount + part, rules: [...line.rules, name] } : line;
  });
}

/** Rupiah to pay for priced lines. */
export function totalOf(lines: readonly Pick<PricedLine, "gross" | "discount">[]): number {
  return lines.reduce((sum, { gross, discount }) => sum + gross - discount, 0);
}
