/**
 * Days and times of the city, whatever clock the server has: it lies in Western Indonesia, UTC+7 the whole year. A day is
 * text, YYYY-MM-DD.
 */
import type { Language } from "./language.js";

const ZONE = "Asia/Jakarta";
const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;
const LOCALES = { id: "id-ID", en: "en-GB" } as const;

/** The day in the city at a moment: "2026-11-23". */
export function dayAt(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 10);
}

/** Its month: "2026-11". */
export function monthAt(ms: number): string {
  return dayAt(ms).slice(0, 7);
}

/** Hour of its day, 0 to 23. */
export function hourAt(ms: number): number {
  return new Date(ms + OFFSET_MS).getUTCHours();
}

/** The moment at which a day begins in the city. */
export function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - OFFSET_MS;
}

/** The day so many days later. */
export function addDays(day: string, count: number): string {
  return dayAt(startOf(day) + count * DAY_MS);
}

/** "Senin, 23 November 2026". */
export function sayDay(day: string, language: Language): string {
  const format = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: ZONE } as const;
  return new Date(startOf(day)).toLocaleDateString(LOCALES[language], format);
}

/** "23 November 2026". */
export function sayDate(ms: number, language: Language): string {
  return new Date(ms).toLocaleDateString(LOCALES[language], { dateStyle: "long", timeZone: ZONE });
}

/** "14.05", or "14:05" in English; with seconds "14.05.09". */
export function sayTime(ms: number, language: Language, hasSeconds = false): string {
  const second = hasSeconds ? ({ second: "2-digit" } as const) : {};
  const format = { hour: "2-digit", minute: "2-digit", ...second, timeZone: ZONE } as const;
  return new Date(ms).toLocaleTimeString(LOCALES[language], format);
}

/** "23 November 2026, 14.05". */
export function sayMoment(ms: number, language: Language): string {
  return `${sayDate(ms, language)}, ${sayTime(ms, language)}`;
}
