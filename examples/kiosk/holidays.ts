/** Days on which the city's offices are closed beside Saturdays and Sundays. Add each year's list when it is decreed. */

/** MM-DD: the same every year. */
const FIXED = ["01-01", "05-01", "06-01", "08-17", "12-25"];

/** The movable ones, as the joint decree of the three ministers names them. */
const MOVABLE: Readonly<Record<number, readonly string[]>> = {
  2026: [
    "01-16", // Isra Mikraj
    "02-17", // Imlek
    "03-19", // Nyepi
    "03-21", // Idul Fitri
    "03-22",
    "04-03", // Wafat Yesus Kristus
    "04-05", // Paskah
    "05-14", // Kenaikan Yesus Kristus
    "05-27", // Idul Adha
    "05-31", // Waisak
    "06-16", // 1 Muharam
    "08-25", // Maulid Nabi
  ],
};

/** Tells whether a day, YYYY-MM-DD, is a holiday. */
export function isHoliday(day: string): boolean {
  const date = day.slice(5);
  return FIXED.includes(date) || (MOVABLE[Number(day.slice(0, 4))]?.includes(date) ?? false);
}

/** False for a year whose movable holidays nobody has entered: deadlines in it may be too early. */
export function knowsYear(day: string): boolean {
  return Number(day.slice(0, 4)) in MOVABLE;
}
