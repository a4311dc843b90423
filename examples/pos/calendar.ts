/** Days and months of the city, UTC+7: quotas and limits begin anew at its midnight, whatever clock the server has. */
import type { Language } from "../lib/language.js";

const OFFSET_MS = 7 * 3_600_000;

/** "2026-11-23" */
export function dayOf(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 10);
}

/** "2026-11" */
export function monthOf(ms: number): string {
  return dayOf(ms).slice(0, 7);
}

/** "14.05", or "14:05" in English. */
export function clockText(ms: number, language: Language): string {
  const [hours, minutes] = new Date(ms + OFFSET_MS).toISOString().slice(11, 16).split(":");
  return `${hours}${language === "id" ? "." : ":"}${minutes}`;
}

/** "23 November 2026", in the language. */
export function dayText(ms: number, language: Language): string {
  const locale = language === "id" ? "id-ID" : "en-GB";
  return new Date(ms + OFFSET_MS).toLocaleDateString(locale, { dateStyle: "long", timeZone: "UTC" });
}

/** Hour of the day, 0 to 23. */
export function hourOf(ms: number): number {
  return new Date(ms + OFFSET_MS).getUTCHours();
}

/** The midnight before, in milliseconds since 1970. */
export function dayStart(ms: number): number {
  return Date.parse(`${dayOf(ms)}T00:00:00Z`) - OFFSET_MS;
}
