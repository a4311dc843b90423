/** The figures of the day, as a pure state machine: what taps came to goes in, counts for the page come out. */
import { dayAt } from "../lib/days.js";
import type { Outcome, ReasonId } from "./stories.js";

/** Counts of one place. */
export interface PlaceCount {
  readonly good: number;
  readonly bad: number;
  /** All taps, looks and late ones too. */
  readonly taps: number;
  /** Milliseconds since 1970; 0 for none today. */
  readonly lastMs: number;
}

/** The day so far. */
export interface DayCount {
  readonly taps: number;
  readonly good: number;
  readonly bad: number;
  /** Sum of all sales. */
  readonly rupiah: number;
  /** The most frequent first. */
  readonly reasons: readonly (readonly [ReasonId, number])[];
  readonly places: Readonly<Record<string, PlaceCount>>;
}

/** The counter. */
export interface Tally {
  /** @param atMs when the tap was made; one of another day than today is not counted */
  add(place: string, atMs: number, outcome: Outcome): void;
  count(): DayCount;
}

const NONE: PlaceCount = { good: 0, bad: 0, taps: 0, lastMs: 0 };

/** Begins a day; the next one begins by itself. */
export function createTally(now: () => number = Date.now): Tally {
  let today = dayAt(now());
  let places: Record<string, PlaceCount> = {};
  let reasons = new Map<ReasonId, number>();
  let rupiah = 0;

  function turn(): void {
    const day = dayAt(now());
    if (day === today) return;
    today = day;
    places = {};
    reasons = new Map();
    rupiah = 0;
  }

  return {
    add(place, atMs, { tone, reason, rupiah: amount = 0 }) {
      turn();
      if (dayAt(atMs) !== today) return;
      const { good, bad, taps, lastMs } = places[place] ?? NONE;
      places[place] = {
        good: good + Number(tone === "good"),
        bad: bad + Number(tone === "bad"),
        taps: taps + 1,
        lastMs: Math.max(lastMs, atMs),
      };
      rupiah += amount;
      if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    },
    count() {
      turn();
      const all = Object.values(places);
      const sum = (of: (count: PlaceCount) => number) => all.reduce((total, one) => total + of(one), 0);
      return {
        taps: sum(({ taps }) => taps),
        good: sum(({ good }) => good),
        bad: sum(({ bad }) => bad),
        rupiah,
        reasons: [...reasons].sort((a, b) => b[1] - a[1]),
        places: { ...places },
      };
    },
  };
}
