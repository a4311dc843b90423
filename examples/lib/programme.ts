/** The city's food programme: what a category may draw in a month. The kiosk tells it, shops hand it out, both by this list. */
import type { Category } from "./city.js";
import type { Text } from "./language.js";

/** What categories are called. */
export const CATEGORY_NAMES: Readonly<Record<Category, Text>> = {
  none: { id: "Warga", en: "Resident" },
  "low-income": { id: "Keluarga berpenghasilan rendah", en: "Low-income household" },
  "job-seeker": { id: "Pencari kerja", en: "Job seeker" },
  farmer: { id: "Petani", en: "Farmer" },
  "home-industry": { id: "Industri rumahan", en: "Home industry" },
  "civil-servant": { id: "Pegawai negeri", en: "Civil servant" },
};

/** One of the goods that a shop sells. Quantities are whole numbers: grams of what is weighed, pieces of the rest. */
export interface Good {
  readonly id: string;
  readonly name: Text;
  readonly unit: "kg" | "pc";
  /** What pieces are called. */
  readonly piece?: Text;
  /** Rupiah for one kilogram, or one piece. */
  readonly price: number;
  /** What one touch adds: grams, or pieces. */
  readonly step: number;
  /** Made by a small business of the neighbourhood. */
  readonly local?: boolean;
}

/** The goods that the programme gives, at the price that it pays to shops. */
export const AID_GOODS: readonly Good[] = [
  { id: "rice", name: { id: "Beras", en: "Rice" }, unit: "kg", price: 14_000, step: 500 },
  {
    id: "eggs",
    name: { id: "Telur", en: "Eggs" },
    unit: "pc",
    piece: { id: "butir", en: "pieces" },
    price: 2000,
    step: 1,
  },
  {
    id: "oil",
    name: { id: "Minyak goreng 1 L", en: "Cooking oil 1 l" },
    unit: "pc",
    piece: { id: "botol", en: "bottles" },
    price: 18_000,
    step: 1,
  },
  { id: "sugar", name: { id: "Gula pasir", en: "Sugar" }, unit: "kg", price: 17_000, step: 500 },
  { id: "flour", name: { id: "Tepung terigu", en: "Wheat flour" }, unit: "kg", price: 12_000, step: 500 },
];

/** Amounts by good: grams or pieces. */
export type Quota = Readonly<Record<string, number>>;

/** What each category may draw in a month. */
export const QUOTAS: Readonly<Record<Category, Quota>> = {
  none: {},
  "low-income": { rice: 10_000, eggs: 30, oil: 2 },
  "job-seeker": { rice: 5000, eggs: 15 },
  farmer: { sugar: 2000, oil: 1 },
  "home-industry": { flour: 5000, sugar: 2000 },
  "civil-servant": {},
};

/** An amount as people write it: "1,5 kg", or the number of pieces. */
export function amountText({ unit }: Pick<Good, "unit">, quantity: number): string {
  return unit === "kg" ? `${(quantity / 1000).toLocaleString("id-ID")} kg` : String(quantity);
}

/** Rupiah for an amount, rounded to the nearest. */
export function priceOf({ unit, price }: Pick<Good, "unit" | "price">, quantity: number): number {
  return unit === "kg" ? Math.round((price * quantity) / 1000) : price * quantity;
}
