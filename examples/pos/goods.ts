/** What the shop sells: prices, units, and which goods the aid programme gives. */
import type { Text } from "../lib/language.js";

/** One of the goods. Quantities are whole numbers: grams of what is weighed, pieces of the rest. */
export interface Good {
  readonly id: string;
  readonly name: Text;
  readonly unit: "kg" | "pc";
  /** Rupiah for one kilogram, or one piece. */
  readonly price: number;
  /** What one touch adds: grams, or pieces. */
  readonly step: number;
  /** Made by a small business of the neighbourhood. */
  readonly local?: boolean;
}

/** The shelf. */
export const GOODS: readonly Good[] = [
  { id: "rice", name: { id: "Beras", en: "Rice" }, unit: "kg", price: 14_000, step: 500 },
  { id: "eggs", name: { id: "Telur", en: "Eggs" }, unit: "pc", price: 2000, step: 1 },
  { id: "oil", name: { id: "Minyak goreng 1 L", en: "Cooking oil 1 l" }, unit: "pc", price: 18_000, step: 1 },
  { id: "sugar", name: { id: "Gula pasir", en: "Sugar" }, unit: "kg", price: 17_000, step: 500 },
  { id: "flour", name: { id: "Tepung terigu", en: "Wheat flour" }, unit: "kg", price: 12_000, step: 500 },
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
  return found.unit === "kg" ? Math.round((found.price * quantity) / 1000) : found.price * quantity;
}

/** "1,5 kg" or "3", as people write it. */
export function quantityText(good: string, quantity: number): string {
  return goodOf(good)?.unit === "kg" ? `${(quantity / 1000).toLocaleString("id-ID")} kg` : String(quantity);
}
