/** Days and months of the city, UTC+7: quotas and limits begin anew at its midnight, whatever clock the server has. */

const OFFSET_MS = 7 * 3_600_000;

/** "2026-11-23" */
export function dayOf(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 10);
}

/** "2026-11" */
export function monthOf(ms: number): string {
  return dayOf(ms).slice(0, 7);
}

/** Hour of the day, 0 to 23. */
export function hourOf(ms: number): number {
  return new Date(ms + OFFSET_MS).getUTCHours();
}

/** The midnight before, in milliseconds since 1970. */
export function dayStart(ms: number): number {
  return Date.parse(`${dayOf(ms)}T00:00:00Z`) - OFFSET_MS;
}
