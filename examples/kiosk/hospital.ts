/** Hospital registration: queue numbers by hospital, clinic and day; beds that are free, as the wards report them. */
import { all, type Db, inTransaction, one, run } from "../lib/database.js";
import { dayAt } from "../lib/days.js";
import type { Text } from "../lib/language.js";

/** A hospital with its places. */
export interface Ward {
  readonly id: string;
  readonly name: string;
  readonly kind: "hospital" | "centre";
  readonly district: string;
  readonly beds: number;
  readonly free_beds: number;
  readonly isolation: number;
  readonly free_isolation: number;
  readonly changed_ms: number;
}

/** What a ward reports. */
export type Places = "beds" | "isolation";

/** Where one can be seen. */
export const CLINICS: Readonly<Record<string, Text>> = {
  general: { id: "Poli Umum", en: "General practice" },
  child: { id: "Poli Anak", en: "Children" },
  mother: { id: "Poli Kandungan", en: "Pregnancy and birth" },
  dental: { id: "Poli Gigi", en: "Teeth" },
};

/** A place in a queue. */
export interface Registration {
  readonly id: number;
  readonly hospital: string;
  readonly clinic: string;
  readonly day: string;
  readonly number: number;
  readonly resident: number;
  readonly at_ms: number;
}

/** All wards, those of the resident's own district first. */
export function wards(db: Db, district = ""): Ward[] {
  return all<Ward>(db, "SELECT * FROM hospital ORDER BY district <> ?, kind = 'centre', name", district);
}

/**
 * Gives a queue number for today. Who asks twice gets the same number again.
 *
 * @returns undefined when there is no such hospital or clinic
 */
export function register(
  db: Db,
  resident: number,
  hospital: string,
  clinic: string,
  nowMs: number,
): Registration | undefined {
  const ward = one(db, "SELECT 1 FROM hospital WHERE id = ?", hospital);
  if (!ward || !Object.hasOwn(CLINICS, clinic)) return undefined;
  const day = dayAt(nowMs);
  return inTransaction(db, () => {
    const queue = "FROM registration WHERE hospital = ? AND clinic = ? AND day = ?";
    const mine = () => one<Registration>(db, `SELECT * ${queue} AND resident = ?`, hospital, clinic, day, resident);
    const before = mine();
    if (before) return before;
    const last = one<{ last: number | null }>(db, `SELECT max(number) AS last ${queue}`, hospital, clinic, day)?.last;
    const sql = "INSERT INTO registration (hospital, clinic, day, number, resident, at_ms) VALUES (?, ?, ?, ?, ?, ?)";
    run(db, sql, hospital, clinic, day, (last ?? 0) + 1, resident, nowMs);
    return mine();
  });
}

/** A resident's places in today's queues. */
export function registrationsOf(db: Db, resident: number, nowMs: number): Registration[] {
  return all<Registration>(db, "SELECT * FROM registration WHERE resident = ? AND day = ?", resident, dayAt(nowMs));
}

/** How many are before a registration in its queue: who came later is not. */
export function beforeInQueue(db: Db, { hospital, clinic, day, number }: Registration): number {
  const sql = "SELECT count(*) AS n FROM registration WHERE hospital = ? AND clinic = ? AND day = ? AND number < ?";
  return one<{ n: number }>(db, sql, hospital, clinic, day, number)?.n ?? 0;
}

/**
 * A ward reports places taken or free again.
 *
 * @param by -1 or 1 mostly; never below none free, never above all
 * @returns false when there is no such hospital, or nothing to change
 */
export function changePlaces(db: Db, hospital: string, places: Places, by: number, nowMs: number): boolean {
  const [free, most] = places === "beds" ? ["free_beds", "beds"] : ["free_isolation", "isolation"];
  const next = `max(0, min(${most}, ${free} + ?))`;
  const sql = `UPDATE hospital SET ${free} = ${next}, changed_ms = ? WHERE id = ? AND ${free} <> ${next}`;
  return run(db, sql, by, nowMs, hospital, by) > 0;
}
