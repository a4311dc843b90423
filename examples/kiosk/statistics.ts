/** A year of complaints, month by month, as the law asks the city to publish it. */
import { all, type Db } from "../lib/database.js";
import { dayAt, startOf } from "../lib/days.js";

/** Complaints that came in one month, and what became of them. */
export interface Month {
  /** 1 to 12. */
  readonly month: number;
  readonly inTimeCount: number;
  readonly lateCount: number;
  /** Not answered yet. */
  readonly openCount: number;
}

/** Twelve months of a year. */
export function yearOf(db: Db, year: number): Month[] {
  type Row = { at_ms: number; due_day: string; answered_ms: number | null };
  const sql = "SELECT at_ms, due_day, answered_ms FROM complaint WHERE at_ms >= ? AND at_ms < ?";
  const rows = all<Row>(db, sql, startOf(`${year}-01-01`), startOf(`${year + 1}-01-01`));
  return Array.from({ length: 12 }, (_, index) => {
    const mine = rows.filter(({ at_ms }) => Number(dayAt(at_ms).slice(5, 7)) === index + 1);
    const answered = mine.filter(({ answered_ms }) => answered_ms !== null);
    const inTimeCount = answered.filter(({ answered_ms, due_day }) => dayAt(answered_ms ?? 0) <= due_day).length;
    return {
      month: index + 1,
      inTimeCount,
      lateCount: answered.length - inTimeCount,
      openCount: mine.length - answered.length,
    };
  });
}

/** How many complaints of a year were about what, the most frequent first. */
export function topicsOf(db: Db, year: number): { category: string; count: number }[] {
  const sql = `SELECT category, count(*) AS count FROM complaint WHERE at_ms >= ? AND at_ms < ?
    GROUP BY category ORDER BY count DESC, category`;
  return all(db, sql, startOf(`${year}-01-01`), startOf(`${year + 1}-01-01`));
}
