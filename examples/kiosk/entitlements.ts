/** What aid a resident may draw, by category: data, to be replaced by the city's own decrees. */
import type { Category } from "../lib/city.js";
import type { Text } from "../lib/language.js";
import { AID_GOODS, amountText, priceOf, QUOTAS } from "../lib/programme.js";

/** One kind of aid. */
export interface Aid {
  readonly name: Text;
  /** Rupiah a month; undefined for what is not money. */
  readonly rupiahMonthly: number | undefined;
  readonly what: Text;
  readonly where: "shop" | "here" | "direct" | "centre";
}

/** The month's food, as the shops hand it out; the value is that of their price list. */
function foodFor(category: Category): readonly Aid[] {
  const goods = AID_GOODS.filter(({ id }) => id in QUOTAS[category]);
  if (!goods.length) return [];
  const amounts = goods.map((good) => ({ good, amount: QUOTAS[category][good.id] ?? 0 }));
  const list = (language: "id" | "en") =>
    amounts
      .map(({ good, amount }) =>
        `${good.name[language]}: ${amountText(good, amount)} ${good.piece?.[language] ?? ""}`.trim(),
      )
      .join(" · ");
  const rupiahMonthly = amounts.reduce((sum, { good, amount }) => sum + priceOf(good, amount), 0);
  const name = { id: "Bantuan pangan", en: "Food aid" };
  return [{ name, rupiahMonthly, what: { id: list("id"), en: list("en") }, where: "shop" }];
}

const HEALTH: Aid = {
  name: { id: "Iuran jaminan kesehatan", en: "Health insurance contribution" },
  rupiahMonthly: 42_000,
  what: { id: "Iuran kelas 3 dibayar oleh kota", en: "The city pays your class 3 contribution" },
  where: "direct",
};
const TRAINING: Aid = {
  name: { id: "Pelatihan kerja", en: "Job training" },
  rupiahMonthly: undefined,
  what: { id: "Kursus gratis enam minggu, dengan sertifikat", en: "A free course of six weeks, with a certificate" },
  where: "centre",
};
const SEEKER: Aid = {
  name: { id: "Uang saku pencari kerja", en: "Job seeker's allowance" },
  rupiahMonthly: 600_000,
  what: {
    id: "Selama mengikuti pelatihan, paling lama empat bulan",
    en: "During the training, for four months at most",
  },
  where: "here",
};
const SEED: Aid = {
  name: { id: "Pupuk dan benih bersubsidi", en: "Subsidised fertiliser and seed" },
  rupiahMonthly: 150_000,
  what: { id: "Potongan harga di toko tani yang ditunjuk", en: "A discount at the appointed farm shops" },
  where: "shop",
};
const TOOLS: Aid = {
  name: { id: "Modal usaha rumahan", en: "Capital for home industry" },
  rupiahMonthly: 250_000,
  what: { id: "Untuk bahan baku dan kemasan, selama setahun", en: "For raw material and packaging, for one year" },
  where: "here",
};
const MARKET: Aid = {
  name: { id: "Lapak pasar kota", en: "A stall at the city market" },
  rupiahMonthly: undefined,
  what: { id: "Gratis setiap akhir pekan", en: "Free of charge every weekend" },
  where: "centre",
};

/** Beside the food. */
const BY_CATEGORY: Readonly<Record<Category, readonly Aid[]>> = {
  none: [],
  "low-income": [HEALTH],
  "job-seeker": [SEEKER, TRAINING, HEALTH],
  farmer: [SEED, HEALTH],
  "home-industry": [TOOLS, MARKET],
  "civil-servant": [],
};

/** What a resident of this category may draw; nothing for a category that is not known. */
export function aidFor(category: string): readonly Aid[] {
  if (!Object.hasOwn(BY_CATEGORY, category)) return [];
  return [...foodFor(category as Category), ...BY_CATEGORY[category as Category]];
}
