/** Who may buy how much: without the network by risk class, and civil servants by the rules of fairness. */

/** How well the city knows that a person's purchases turn out good. */
export type Risk = "low" | "middle" | "high";

/** Rupiah of goods, aid included, for one person in one shop on one day while the network is down. */
export const OFFLINE_LIMIT: Readonly<Record<Risk, number>> = { low: 300_000, middle: 150_000, high: 0 };

/** The city's fund for what was handed over offline and turns out not to be covered: it may owe so much, in rupiah. */
export const RISK_FUND = 5_000_000;

/** Rupiah that civil servants may spend: so that all shops of a district have their part. */
export const SERVANT_LIMITS = { personShopDay: 150_000, personMonth: 1_000_000, shopMonth: 25_000_000 } as const;

/** Is a purchase without the network within the limit? @param before rupiah of that person, shop and day */
export function isWithinRisk(risk: Risk, before: number, amount: number): boolean {
  return before + amount <= OFFLINE_LIMIT[risk];
}

/** What a civil servant and a shop have already done, in rupiah. */
export interface ServantSums {
  /** This person in this shop today. */
  readonly personShopDay: number;
  /** This person in all shops this month. */
  readonly personMonth: number;
  /** All civil servants in this shop this month. */
  readonly shopMonth: number;
}

/** Why a civil servant may not buy. */
export type ServantFault = "servant-district" | "servant-person" | "servant-shop";

/** Civil servants buy in the district where they live, within the limits. */
export function servantFault(
  home: string,
  shopDistrict: string,
  sums: ServantSums,
  amount: number,
): ServantFault | undefined {
  if (amount === 0) return undefined;
  if (home !== shopDistrict) return "servant-district";
  if (sums.personShopDay + amount > SERVANT_LIMITS.personShopDay) return "servant-person";
  if (sums.personMonth + amount > SERVANT_LIMITS.personMonth) return "servant-person";
  return sums.shopMonth + amount > SERVANT_LIMITS.shopMonth ? "servant-shop" : undefined;
}
