/** Sample data: residents of Tirtasari, their heads, hospitals, and a year of complaints. */
import { DISTRICTS, HOSPITALS, type Resident, residentOf } from "../lib/city.js";
import { type Db, inTransaction, one, run } from "../lib/database.js";
import { dayAt, startOf } from "../lib/days.js";
import { addWorkingDays } from "./calendar.js";
import { PROMISE_DAYS, TOPICS } from "./complaints.js";
import type { Office } from "./residents.js";
import { fillLanes } from "./sample-lanes.js";
import { fillRequests } from "./sample-requests.js";

/** So many residents have cards. */
export const RESIDENT_COUNT = 400;
/** The card of this resident is blocked: it was reported lost. */
export const BLOCKED_RESIDENT = 13;
const COMPLAINT_COUNT = 180;
const DAY_MS = 86_400_000;

/** Head and deputy of an area: the first residents of it who hold no office yet. */
function officials(residents: readonly Resident[]): { office: Office; area: string; resident: number }[] {
  const taken = new Set<number>();
  const pick = (office: Office, area: string, lives: (resident: Resident) => boolean) =>
    [1, 2].flatMap(() => {
      const found = residents.find(
        (resident) => lives(resident) && !taken.has(resident.number) && resident.number > 20,
      );
      if (!found) return [];
      taken.add(found.number);
      return [{ office, area, resident: found.number }];
    });
  return DISTRICTS.flatMap((district) => [
    ...district.neighbourhoods.flatMap((name) => pick("neighbourhood", name, (r) => r.neighbourhood === name)),
    ...pick("district", district.id, (r) => r.district === district.id),
  ]);
}

function fillPeople(db: Db): void {
  const residents = Array.from({ length: RESIDENT_COUNT }, (_, index) => residentOf(index + 1));
  for (const { number, nik, name, born, address, neighbourhood, district, category, uid } of residents) {
    const values = [number, nik, name, born, address, neighbourhood, district, category];
    run(db, "INSERT INTO resident VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ...values);
    run(db, "INSERT INTO card VALUES (?, ?, ?)", uid, number, number === BLOCKED_RESIDENT ? "blocked" : "active");
  }
  for (const { office, area, resident } of officials(residents))
    run(db, "INSERT INTO official VALUES (?, ?, ?)", office, area, resident);
}

function fillHospitals(db: Db, nowMs: number): void {
  HOSPITALS.forEach(({ id, name, kind, district, beds, isolation }, index) => {
    const [free, freeIsolation] = [Math.floor((beds * (index + 2)) / 12), Math.floor(isolation / 2)];
    const values = [id, name, kind, district, beds, free, isolation, freeIsolation, nowMs];
    run(db, "INSERT INTO hospital VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", ...values);
  });
}

/** Complaints of the months before, nearly all answered. */
function fillComplaints(db: Db, nowMs: number): void {
  const topics = Object.keys(TOPICS);
  for (let index = 0; index < COMPLAINT_COUNT; index++) {
    const atMs = nowMs - (COMPLAINT_COUNT - index) * 2 * DAY_MS + ((index * 7919) % 11) * 3_600_000;
    const resident = residentOf(1 + ((index * 31) % RESIDENT_COUNT));
    const due = addWorkingDays(dayAt(atMs), PROMISE_DAYS);
    const answeredMs = startOf(due) + (index % 9 === 4 ? 2 * DAY_MS : -((index % 3) + 1) * DAY_MS) + 36_000_000;
    const isAnswered = answeredMs < nowMs;
    const sql = `INSERT INTO complaint (form, ticket, category, place, words, resident, at_ms, due_day, answered_ms, answer)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const answer = isAnswered ? "Terima kasih atas laporan Anda. Petugas kami sudah menanganinya." : null;
    const values = [`sample-${index}`, `PGD-S${String(index).padStart(5, "0")}`, topics[(index * 5) % topics.length]];
    const place = `${resident.address}, ${resident.neighbourhood}`;
    const words = "Mohon diperiksa, sudah beberapa hari seperti ini.";
    run(db, sql, ...values, place, words, resident.number, atMs, due, isAnswered ? answeredMs : null, answer);
  }
}

/** Fills an empty database; leaves any other alone. */
export function fillWithSample(db: Db, nowMs: number): void {
  inTransaction(db, () => {
    if (one(db, "SELECT 1 FROM resident")) return;
    fillPeople(db);
    fillHospitals(db, nowMs);
    fillComplaints(db, nowMs);
    fillLanes(db, nowMs);
    fillRequests(db, nowMs);
  });
}
