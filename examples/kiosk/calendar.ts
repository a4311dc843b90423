/** Working days of the city's offices. */
import { addDays } from "../lib/days.js";
import { isHoliday } from "./holidays.js";

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
