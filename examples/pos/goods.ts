/** What the shop sells: prices, units, and which goods the aid programme gives. */
import { AID_GOODS, amountText, type Good, priceOf } from "../lib/programme.js";

/** The shelf. */
export const GOODS: readonly Good[] = [
  ...AID_GOODS,
  { id: "noodles", name: { id: "Mi instan", en: "Instant noodles" }, unit: "pc", price: 3500, step: 1 },
  { id: "coffee", name: { id: "Kopi bubuk", en: "Ground coffee" }, unit: "pc", price: 12_500, step: 1 },
  { id: "tea", name: { id: "Teh celup", en: "Tea bags" }, unit: "pc", price: 8000, step: 1 },
  { id: "soap", name: { id: "Sabun mandi", en: "Soap" }, unit: "pc", price: 5000, step: 1 },
  {
    id: "crisps",
    name: { id: "Keripik singkong", en: "Cassava crisps" },
    unit: "pc",
    price: 10_000,
    step: 1,
    local: true,
  },
  { id: "cookies", name: { id: "Kue kering", en: "Cookies" }, unit: "pc", price: 15_000, step: 1, local: true },
  { id: "honey", name: { id: "Madu hutan", en: "Forest honey" }, unit: "pc", price: 45_000, step: 1, local: true },
];

/** A line of a basket. */
export interface BasketLine {
  /** Id of a {@link Good}. */
  readonly good: string;
  /** Grams or pieces, above 0. */
  readonly quantity: number;
}

/** The good of an id; undefined for none of ours. */
export function goodOf(id: string): Good | undefined {
  return GOODS.find((good) => good.id === id);
}

/** Rupiah for a quantity, rounded to the nearest; undefined for what is not sold. */
export function listPrice({ good, quantity }: BasketLine): number | undefined {
  const found = goodOf(good);
  if (!found || !Number.isSafeInteger(quantity) || quantity <= 0) return undefined;
  return priceOf(found, quantity);
}

/** "1,5 kg" or "3", as people write it. */
export function quantityText(good: string, quantity: number): string {
  return amountText(goodOf(good) ?? { unit: "pc" }, quantity);
}
