/** Complaints to the mayor: answered within five working days, with reminders on the way. */
import { randomBytes } from "node:crypto";
import { all, type Db, inTransaction, one, run } from "../lib/database.js";
import { dayAt } from "../lib/days.js";
import type { Text } from "../lib/language.js";
import { addWorkingDays, isWorkingDay, workingDaysBetween } from "./calendar.js";
import { storeUpload, type UploadType } from "./uploads.js";

/** The city's promise, in working days. */
export const PROMISE_DAYS = 5;
/** Most letters of a complaint. */
export const MOST_LETTERS = 1000;

/** What complaints are about. */
export const TOPICS: Readonly<Record<string, Text>> = {
  road: { id: "Jalan dan trotoar", en: "Roads and pavements" },
  light: { id: "Lampu jalan", en: "Street lights" },
  waste: { id: "Sampah", en: "Waste" },
  water: { id: "Air dan saluran", en: "Water and drains" },
  service: { id: "Pelayanan kantor", en: "Service at an office" },
  other: { id: "Lainnya", en: "Something else" },
};

/** A complaint. */
export interface Complaint {
  readonly id: number;
  /** What its owner is given: PGD-XXXXXX. */
  readonly ticket: string;
  readonly category: string;
  readonly place: string;
  readonly words: string;
  readonly photo: number | null;
  readonly resident: number;
  readonly at_ms: number;
  /** The last day on which an answer is in time. */
  readonly due_day: string;
  readonly answered_ms: number | null;
  readonly answer: string | null;
}

/** What a resident says. */
export interface NewComplaint {
  readonly form: string;
  readonly resident: number;
  readonly category: string;
  readonly place: string;
  readonly words: string;
  readonly photo: { type: UploadType; bytes: Uint8Array } | undefined;
}

/** "last-day" also stands for the day itself; "late" once for every working day after it. */
export type ReminderKind = "halfway" | "last-day" | "late";

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const newTicket = () => `PGD-${Array.from(randomBytes(6), (byte) => LETTERS[byte & 31]).join("")}`;

/**
 * Takes a complaint; the clock begins.
 *
 * @returns undefined when topic, place or words are missing, or too long
 */
export function complain(db: Db, said: NewComplaint, nowMs: number): Complaint | undefined {
  const [place, words] = [said.place.trim(), said.words.trim()];
  if (!Object.hasOwn(TOPICS, said.category) || !place || !words) return undefined;
  if (place.length > 200 || words.length > MOST_LETTERS) return undefined;
  const due = addWorkingDays(dayAt(nowMs), PROMISE_DAYS);
  return inTransaction(db, () => {
    const find = () =>
      one<Complaint>(db, "SELECT * FROM complaint WHERE form = ? AND resident = ?", said.form, said.resident);
    const before = find();
    if (before) return before;
    const photo = said.photo ? storeUpload(db, said.photo, nowMs) : null;
    const sql = `INSERT INTO complaint (form, ticket, category, place, words, photo, resident, at_ms, due_day)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    run(db, sql, said.form, newTicket(), said.category, place, words, photo, said.resident, nowMs, due);
    return find();
  });
}

/** A complaint by its ticket, as people type it. */
export function complaintOf(db: Db, ticket: string): Complaint | undefined {
  return one<Complaint>(db, "SELECT * FROM complaint WHERE ticket = ?", ticket.trim().toUpperCase());
}

/** A resident's complaints, the newest first. */
export function complaintsOf(db: Db, resident: number): Complaint[] {
  return all<Complaint>(db, "SELECT * FROM complaint WHERE resident = ? ORDER BY id DESC", resident);
}

/** Complaints without an answer, the most urgent first. */
export function openComplaints(db: Db): Complaint[] {
  return all<Complaint>(db, "SELECT * FROM complaint WHERE answered_ms IS NULL ORDER BY due_day, id");
}

/** Answers a complaint; the clock stops. @returns false when there is none that waits, or no answer */
export function answerComplaint(db: Db, id: number, answer: string, nowMs: number): boolean {
  const words = answer.trim();
  if (!words) return false;
  const sql = "UPDATE complaint SET answer = ?, answered_ms = ? WHERE id = ? AND answered_ms IS NULL";
  return run(db, sql, words, nowMs, id) > 0;
}

/** Working days after today until an answer is late: 0 on the last day, below 0 when it is late. */
export function daysLeft(dueDay: string, today: string): number {
  return workingDaysBetween(today, dueDay);
}

/** The reminder that is due on a day; none on days off, none before half of the time is over. */
export function reminderOn(dueDay: string, today: string): ReminderKind | undefined {
  if (!isWorkingDay(today)) return undefined;
  if (today > dueDay) return "late";
  const left = daysLeft(dueDay, today);
  if (left === 0) return "last-day";
  return left === 2 ? "halfway" : undefined;
}

/** Writes down the reminders of today, each once however often it is called. @returns how many were new */
export function remind(db: Db, nowMs: number): number {
  const today = dayAt(nowMs);
  return inTransaction(db, () => {
    let count = 0;
    for (const { id, due_day } of openComplaints(db)) {
      const kind = reminderOn(due_day, today);
      if (kind) count += run(db, "INSERT OR IGNORE INTO reminder VALUES (?, ?, ?, ?)", id, today, kind, nowMs);
    }
    return count;
  });
}
