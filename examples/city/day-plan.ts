/** Who goes where on a day in Tirtasari, by chance with a seed: the same day each time. */
import { HOMES } from "./streets.js";

/** The places where cards are tapped. */
export const PLACE_IDS = ["kiosk", "shop-1", "shop-2", "gate"] as const;
/** See {@link PLACE_IDS}. */
export type PlaceId = (typeof PLACE_IDS)[number];

/** What somebody holds to a reader; "copy" has the UID and data of a card, not its key; "stranger" is not registered. */
export type HeldCard = "genuine" | "copy" | "foreign" | "stranger";

/** One person's errands. */
export interface Trip {
  /** Of the day, when they leave home. */
  readonly atMinute: number;
  /** Number of the resident. */
  readonly resident: number;
  readonly card: HeldCard;
  readonly home: (typeof HOMES)[number];
  readonly stops: readonly PlaceId[];
}

/** When the day begins and ends, in minutes. */
export const OPEN_MINUTE = 7 * 60;
/** See {@link OPEN_MINUTE}. */
export const CLOSE_MINUTE = 17 * 60;
/** So many residents have errands; the back end of the shops knows them. */
export const PEOPLE_COUNT = 56;

const TRIP_COUNT = 110;
const ERRANDS: readonly (readonly PlaceId[])[] = [
  ["kiosk", "shop-1", "gate"],
  ["gate", "kiosk"],
  ["kiosk", "shop-2", "gate"],
  ["shop-1"],
  ["gate"],
  ["shop-2"],
  ["kiosk", "gate"],
  ["shop-2", "gate"],
];

/** Chance with a seed, from 0 to 1. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Most people come before ten, and some after three. */
function minuteOf(random: () => number): number {
  const isEarly = random() < 0.6;
  const [from, to] = isEarly ? [OPEN_MINUTE, OPEN_MINUTE + 240] : [OPEN_MINUTE + 240, CLOSE_MINUTE - 45];
  return Math.floor(from + (to - from) * random());
}

/** @returns trips, the earliest first */
export function planDay(seed: number): readonly Trip[] {
  const random = chance(seed);
  const trips = Array.from({ length: TRIP_COUNT }, (_, i): Trip => {
    const luck = random();
    const card = luck > 0.975 ? "foreign" : luck > 0.95 ? "copy" : luck > 0.93 ? "stranger" : "genuine";
    return {
      atMinute: minuteOf(random),
      // One after the other: nobody is at two places at once.
      resident: 1 + (i % PEOPLE_COUNT),
      card,
      home: HOMES[Math.floor(random() * HOMES.length)],
      stops: ERRANDS[Math.floor(random() * ERRANDS.length)],
    };
  });
  return trips.sort((a, b) => a.atMinute - b.atMinute);
}
