/**
 * The plan for a million cards, as pure arithmetic: how long, how much stock and when to order it, which keys, what it
 * costs. Money is whole rupiah.
 */

/** What can be chosen on the page. */
export interface PlanInput {
  /** Good cards in the hands of residents. */
  readonly cardCount: number;
  readonly stationCount: number;
  readonly shiftsPerDay: number;
  /** Without breaks. */
  readonly hoursPerShift: number;
  /** From one resident to the next, photo and receipt included. */
  readonly secondsPerCard: number;
  /** Of the time, in percent: queues, changes of shift, paper jams. */
  readonly utilisationPercent: number;
  /** Of the blanks, in percent. */
  readonly spoilagePercent: number;
  readonly workdaysPerWeek: number;
  /** Work days from order to delivery. */
  readonly leadDays: number;
  /** Work days that the stock shall last when a delivery is late. */
  readonly safetyDays: number;
  /** Blanks of one delivery. */
  readonly orderCount: number;
  /** Keys in one card. */
  readonly keysPerCard: number;
  /** Keepers of a part of the fleet's secret. */
  readonly custodianCount: number;
  /** Ceremonies: the first one, and one for each later change of keys. */
  readonly ceremonyCount: number;
  readonly hoursPerCeremony: number;
  readonly cardRupiah: number;
  readonly stationRupiah: number;
  readonly shiftRupiah: number;
}

/** What the page begins with. */
export const DEFAULT_PLAN: PlanInput = {
  cardCount: 1_000_000,
  stationCount: 8,
  shiftsPerDay: 2,
  hoursPerShift: 7,
  secondsPerCard: 75,
  utilisationPercent: 85,
  spoilagePercent: 1.5,
  workdaysPerWeek: 6,
  leadDays: 30,
  safetyDays: 10,
  orderCount: 200_000,
  keysPerCard: 3,
  custodianCount: 5,
  ceremonyCount: 2,
  hoursPerCeremony: 3,
  cardRupiah: 18_500,
  stationRupiah: 14_000_000,
  shiftRupiah: 225_000,
};

/** Least and most of each number; what lies outside is brought inside. */
export const LIMITS: Readonly<Record<keyof PlanInput, readonly [number, number]>> = {
  cardCount: [1, 20_000_000],
  stationCount: [1, 500],
  shiftsPerDay: [1, 3],
  hoursPerShift: [1, 8],
  secondsPerCard: [5, 1800],
  utilisationPercent: [10, 100],
  spoilagePercent: [0, 50],
  workdaysPerWeek: [1, 7],
  leadDays: [0, 250],
  safetyDays: [0, 120],
  orderCount: [1000, 20_000_000],
  keysPerCard: [1, 14],
  custodianCount: [2, 20],
  ceremonyCount: [1, 100],
  hoursPerCeremony: [1, 24],
  cardRupiah: [0, 1_000_000],
  stationRupiah: [0, 1_000_000_000],
  shiftRupiah: [0, 10_000_000],
};

/** Numbers that may have a part after the point. */
const FRACTIONAL: readonly (keyof PlanInput)[] = ["spoilagePercent", "hoursPerShift", "hoursPerCeremony"];

/** What the numbers come to. */
export interface Plan {
  readonly input: PlanInput;
  /** Blanks that one station writes in an hour, good or not. */
  readonly perHour: number;
  /** Blanks that all stations write in a day. */
  readonly perDay: number;
  /** Blanks in all, spoiled ones included. */
  readonly blankCount: number;
  readonly spoiledCount: number;
  readonly workDays: number;
  readonly weeks: number;
  readonly shiftCount: number;
  /** With so many blanks left, or on their way, the next delivery is ordered. */
  readonly reorderAt: number;
  /** Blanks that must lie there on the first day. */
  readonly firstStock: number;
  readonly deliveryCount: number;
  readonly cardKeyCount: number;
  /** Parts of the secret of which all but the spare ones are needed: a majority. */
  readonly quorum: number;
  readonly ceremonyPersonHours: number;
  readonly cardsRupiah: number;
  readonly stationsRupiah: number;
  readonly shiftsRupiah: number;
  readonly totalRupiah: number;
  readonly rupiahPerCard: number;
}

/** Makes a plan of numbers that anybody may have typed: what is none takes the default. */
export function readPlanInput(typed: Readonly<Record<string, string | undefined>>): PlanInput {
  const names = Object.keys(DEFAULT_PLAN) as (keyof PlanInput)[];
  const entries = names.map((name) => {
    const text = typed[name]?.trim() ?? "";
    const value = text === "" ? Number.NaN : Number(text.replace(",", "."));
    const [least, most] = LIMITS[name];
    const inside = Math.min(most, Math.max(least, Number.isFinite(value) ? value : DEFAULT_PLAN[name]));
    return [name, FRACTIONAL.includes(name) ? inside : Math.round(inside)];
  });
  return Object.fromEntries(entries) as unknown as PlanInput;
}

/** Does the sums. */
export function makePlan(input: PlanInput): Plan {
  const { cardCount, stationCount, shiftsPerDay, hoursPerShift } = input;
  const perHour = (3600 / input.secondsPerCard) * (input.utilisationPercent / 100);
  const perDay = Math.max(1, Math.floor(stationCount * shiftsPerDay * hoursPerShift * perHour));
  // In hundredths of a percent, so that nothing is lost to binary fractions.
  const goodShare = 10_000 - Math.round(input.spoilagePercent * 100);
  const blankCount = Math.ceil((cardCount * 10_000) / goodShare);
  const workDays = Math.ceil(blankCount / perDay);
  const shiftCount = workDays * stationCount * shiftsPerDay;
  const reorderAt = Math.min(blankCount, perDay * (input.leadDays + input.safetyDays));
  const firstStock = Math.min(blankCount, Math.max(reorderAt, input.orderCount));
  const ceremonyPersonHours = input.ceremonyCount * (input.custodianCount + WITNESSES) * input.hoursPerCeremony;
  const cardsRupiah = blankCount * input.cardRupiah;
  const stationsRupiah = stationCount * input.stationRupiah;
  const shiftsRupiah = shiftCount * input.shiftRupiah;
  const totalRupiah = cardsRupiah + stationsRupiah + shiftsRupiah;
  return {
    input,
    perHour,
    perDay,
    blankCount,
    spoiledCount: blankCount - cardCount,
    workDays,
    weeks: Math.ceil(workDays / input.workdaysPerWeek),
    shiftCount,
    reorderAt,
    firstStock,
    deliveryCount: Math.ceil((blankCount - firstStock) / input.orderCount),
    cardKeyCount: cardCount * input.keysPerCard,
    quorum: Math.floor(input.custodianCount / 2) + 1,
    ceremonyPersonHours,
    cardsRupiah,
    stationsRupiah,
    shiftsRupiah,
    totalRupiah,
    rupiahPerCard: Math.round(totalRupiah / cardCount),
  };
}

/** Beside the keepers: somebody who works the machine, somebody who writes it down. */
export const WITNESSES = 2;
