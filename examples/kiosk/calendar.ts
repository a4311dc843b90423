/** Days and working days of the city. A day is text, YYYY-MM-DD, in the city's own time zone. */
import type { Language } from "../lib/language.js";
import { isHoliday } from "./holidays.js";

/** Western Indonesia, the whole year. */
const ZONE = "Asia/Jakarta";
const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;
const LOCALES = { id: "id-ID", en: "en-GB" } as const;

/** The day in the city at a moment. */
export function dayAt(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 10);
}

/** The moment at which a day begins in the city. */
export function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - OFFSET_MS;
}

/** The day so many days later. */
export function addDays(day: string, count: number): string {
  return dayAt(startOf(day) + count * DAY_MS);
}

/** Neither Saturday nor Sunday nor holiday. */
export function isWorkingDay(day: string, holiday: (day: string) => boolean = isHoliday): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holiday(day);
}

/**
 * The working day so many working days after a day, which itself is not counted: what comes in on Monday and has five
 * working days is due on the next Monday.
 *
 * @param count 1 and up
 */
export function addWorkingDays(day: string, count: number, holiday: (day: string) => boolean = isHoliday): string {
  let at = day;
  for (let left = count; left > 0; ) {
    at = addDays(at, 1);
    if (isWorkingDay(at, holiday)) left--;
  }
  return at;
}

/** Working days after `from`, up to and with `to`; negative when `to` is earlier. */
export function workingDaysBetween(from: string, to: string, holiday: (day: string) => boolean = isHoliday): number {
  if (to < from) return -workingDaysBetween(to, from, holiday);
  let count = 0;
  for (let at = from; at < to; ) {
    at = addDays(at, 1);
    if (isWorkingDay(at, holiday)) count++;
  }
  return count;
}

/** "Senin, 23 November 2026". */
export function sayDay(day: string, language: Language): string {
  const format = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: ZONE } as const;
  return new Date(startOf(day)).toLocaleDateString(LOCALES[language], format);
}

/** "23 November 2026, 14.05". */
export function sayMoment(ms: number, language: Language): string {
  const date = new Date(ms).toLocaleDateString(LOCALES[language], { dateStyle: "long", timeZone: ZONE });
  return `${date}, ${sayTime(ms, language)}`;
}

/** "14.05" or "14:05". */
export function sayTime(ms: number, language: Language): string {
  return new Date(ms).toLocaleTimeString(LOCALES[language], { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
}
