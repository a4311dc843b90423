/** Two lanes: the fast one with a card, and the counter for people without. How long each takes is measured. */
import { all, type Db, inTransaction, one, run } from "../lib/database.js";
import { dayAt, startOf } from "../lib/days.js";

/** How a lane is doing today. */
export interface Lane {
  /** People who were served. */
  readonly servedCount: number;
  /** Half of them waited less than this until it was their turn; undefined without any. */
  readonly waitMs: number | undefined;
  /** Half of them had what they came for within this time; undefined without any. */
  readonly totalMs: number | undefined;
}

/** A number of the counter. */
export interface ManualNumber {
  readonly id: number;
  readonly number: number;
}

/** Takes the next number of the day for the counter. */
export function takeNumber(db: Db, nowMs: number): number {
  const day = dayAt(nowMs);
  return inTransaction(db, () => {
    const last = one<{ last: number | null }>(db, "SELECT max(number) AS last FROM manual WHERE day = ?", day)?.last;
    const number = (last ?? 0) + 1;
    run(db, "INSERT INTO manual (day, number, taken_ms) VALUES (?, ?, ?)", day, number, nowMs);
    return number;
  });
}

/** Who waits, first come first. */
export function waiting(db: Db, nowMs: number): ManualNumber[] {
  const sql = "SELECT id, number FROM manual WHERE day = ? AND called_ms IS NULL ORDER BY number";
  return all<ManualNumber>(db, sql, dayAt(nowMs));
}

/** Who is at the counter. */
export function atCounter(db: Db, nowMs: number): ManualNumber | undefined {
  const sql = "SELECT id, number FROM manual WHERE day = ? AND called_ms IS NOT NULL AND served_ms IS NULL";
  return one<ManualNumber>(db, sql, dayAt(nowMs));
}

/** The one at the counter is served, and the next one is called. */
export function callNext(db: Db, nowMs: number): ManualNumber | undefined {
  return inTransaction(db, () => {
    const served = "UPDATE manual SET served_ms = ? WHERE called_ms IS NOT NULL AND served_ms IS NULL";
    run(db, served, nowMs);
    const next = waiting(db, nowMs)[0];
    if (next) run(db, "UPDATE manual SET called_ms = ? WHERE id = ?", nowMs, next.id);
    return next;
  });
}

/** The middle one; half are less. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function laneOf(rows: readonly { wait: number; total: number }[]): Lane {
  const waitMs = median(rows.map(({ wait }) => wait));
  return { servedCount: rows.length, waitMs, totalMs: median(rows.map(({ total }) => total)) };
}

/** Both lanes, measured on the people who were served today. */
export function measureLanes(db: Db, nowMs: number): { fast: Lane; manual: Lane } {
  const day = dayAt(nowMs);
  type Times = { wait: number; total: number };
  const fast = all<Times>(
    db,
    "SELECT opened_ms - tapped_ms AS wait, done_ms - tapped_ms AS total FROM visit WHERE done_ms IS NOT NULL AND tapped_ms >= ?",
    startOf(day),
  );
  const manual = all<Times>(
    db,
    "SELECT called_ms - taken_ms AS wait, served_ms - taken_ms AS total FROM manual WHERE served_ms IS NOT NULL AND day = ?",
    day,
  );
  return { fast: laneOf(fast), manual: laneOf(manual) };
}
