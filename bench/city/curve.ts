/** A city's day: how many people tap at which hour. Pure; a day is the span from 0 to 1. */

/** Minutes of a day. */
const MINUTES_COUNT = 1440;

/** Rush hours: when, how wide (both in hours), how high. */
const HILLS = [
  { hour: 7.1, width: 0.75, height: 1 },
  { hour: 9.8, width: 1.6, height: 0.3 },
  { hour: 12.4, width: 0.9, height: 0.42 },
  { hour: 17.2, width: 0.95, height: 0.9 },
  { hour: 19.8, width: 1.3, height: 0.25 },
] as const;
/** Night shifts, hospitals. */
const NIGHT = 0.025;

/** How busy it is at an hour, 0 to 24; the highest rush hour is about 1. */
export function busyness(hour: number): number {
  return (
    NIGHT + HILLS.reduce((sum, hill) => sum + hill.height * Math.exp(-(((hour - hill.hour) / hill.width) ** 2)), 0)
  );
}

const MINUTES = Array.from({ length: MINUTES_COUNT }, (_, minute) => busyness((minute + 0.5) / 60));
const ALL = MINUTES.reduce((sum, one) => sum + one, 0);
/** Share of the day's taps before each minute. */
const BEFORE = [0];
for (const one of MINUTES) BEFORE.push((BEFORE.at(-1) ?? 0) + one / ALL);

/** The busiest minute against the mean of the day. */
export const PEAK_FACTOR = (Math.max(...MINUTES) * MINUTES_COUNT) / ALL;

/** Share of the day's taps that were made until a moment of the day, both 0 to 1. */
export function shareUntil(dayShare: number): number {
  if (dayShare <= 0) return 0;
  if (dayShare >= 1) return 1;
  const at = dayShare * MINUTES_COUNT;
  const minute = Math.floor(at);
  return BEFORE[minute] + (at - minute) * (BEFORE[minute + 1] - BEFORE[minute]);
}

/** "07:30" for a moment of the day, 0 to 1; beyond its end "24:00+". */
export function clockText(dayShare: number): string {
  if (dayShare > 1) return "24:00+";
  const minutes = Math.round(Math.max(0, dayShare) * MINUTES_COUNT);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
