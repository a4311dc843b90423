/**
 * Days on which the city's offices are closed beside Saturdays and Sundays: `holidays.json`, by the joint decree of the
 * three ministers. Add each year's list when it is decreed; joint leave counts, since offices are closed.
 */
import { readFileSync } from "node:fs";
import { fileOf } from "../lib/server.js";

/** Names of days by their date, MM-DD. */
type Days = Readonly<Record<string, string>>;

interface Holidays {
  readonly everyYear: Days;
  readonly years: Readonly<
    Record<string, { readonly source: string; readonly holidays: Days; readonly jointLeave: Days }>
  >;
}

const { everyYear, years } = JSON.parse(readFileSync(fileOf("kiosk/holidays.json"), "utf8")) as Holidays;

/** Tells whether the offices are closed on a day, YYYY-MM-DD, by holiday or joint leave. */
export function isHoliday(day: string): boolean {
  const year = years[day.slice(0, 4)];
  return [everyYear, year?.holidays, year?.jointLeave].some((days) => days !== undefined && day.slice(5) in days);
}

/** False for a year whose movable holidays nobody has entered: deadlines in it may be too early. */
export function knowsYear(day: string): boolean {
  return day.slice(0, 4) in years;
}
