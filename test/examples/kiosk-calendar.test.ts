/** The five-working-day clock: days of the city, deadlines, reminders, the year's statistics. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addWorkingDays, isWorkingDay, workingDaysBetween } from "../../examples/kiosk/calendar.js";
import { answerComplaint, complain, daysLeft, remind, reminderOn } from "../../examples/kiosk/complaints.js";
import { isHoliday, knowsYear } from "../../examples/kiosk/holidays.js";
import { SCHEMA } from "../../examples/kiosk/schema.js";
import { yearOf } from "../../examples/kiosk/statistics.js";
import { all, type Db, openDatabase, run } from "../../examples/lib/database.js";
import { addDays, dayAt, startOf } from "../../examples/lib/days.js";
import { MONDAY_MS } from "../support/kiosk.js";

const aDay = fc.integer({ min: 0, max: 730 }).map((count) => addDays("2026-01-01", count));
const aCount = fc.integer({ min: 1, max: 15 });

describe("the calendar", () => {
  test("a day begins at midnight in the city, wherever the server stands", () => {
    expect(dayAt(Date.parse("2026-11-22T16:59:59Z"))).toBe("2026-11-22");
    expect(dayAt(Date.parse("2026-11-22T17:00:00Z"))).toBe("2026-11-23");
    expect(dayAt(startOf("2026-11-23"))).toBe("2026-11-23");
  });

  test("five working days pass over weekends and holidays", () => {
    expect(addWorkingDays("2026-11-23", 5)).toBe("2026-11-30");
    // Friday: Saturday and Sunday do not count.
    expect(addWorkingDays("2026-11-27", 5)).toBe("2026-12-04");
    // What comes in on a Saturday is as if it came on the Friday before it.
    expect(addWorkingDays("2026-11-28", 5)).toBe("2026-12-04");
    // Christmas is a Friday with joint leave on the day before, New Year's Day a Friday as well.
    expect(addWorkingDays("2026-12-23", 5)).toBe("2027-01-04");
    expect(addWorkingDays("2026-12-28", 5)).toBe("2027-01-05");
    // Nyepi on Thursday the 19th, Idul Fitri on the weekend after it, joint leave on the 18th, 20th, 23rd and 24th.
    expect(addWorkingDays("2026-03-17", 2)).toBe("2026-03-26");
  });

  test("holidays are data: fixed ones in every year, movable ones where the year is known", () => {
    expect([isHoliday("2031-08-17"), isHoliday("2026-05-27"), isHoliday("2027-05-27")]).toEqual([true, true, false]);
    expect([knowsYear("2026-05-27"), knowsYear("2027-05-27")]).toEqual([true, false]);
  });

  test("2026 has the 17 holidays and 8 days of joint leave of the three ministers' decree, none of them twice", () => {
    const days = Array.from({ length: 365 }, (_, i) => addDays("2026-01-01", i));
    expect(days.filter((day) => isHoliday(day)).length).toBe(17 + 8);
    // Monday to Friday, 261 days, without the 21 that fall on them: Idul Fitri is a weekend, Easter and Waisak are Sundays.
    const weekdays = days.filter((day) => isWorkingDay(day, () => false));
    expect([weekdays.length, days.filter((day) => isWorkingDay(day)).length]).toEqual([261, 261 - 21]);
  });

  test("a deadline is a working day, and so many working days away; one more day never comes earlier", () => {
    fc.assert(
      fc.property(aDay, aCount, (day, count) => {
        const due = addWorkingDays(day, count);
        expect(isWorkingDay(due)).toBe(true);
        expect(workingDaysBetween(day, due)).toBe(count);
        expect(addWorkingDays(day, count + 1) > due).toBe(true);
        expect(addWorkingDays(addDays(day, 1), count) >= due).toBe(true);
      }),
    );
  });

  test("with any holidays whatever, none of them is counted", () => {
    fc.assert(
      fc.property(aDay, aCount, fc.uniqueArray(aDay, { maxLength: 200 }), (day, count, closed) => {
        const holiday = (at: string) => closed.includes(at);
        const due = addWorkingDays(day, count, holiday);
        const between: string[] = [];
        for (let at = addDays(day, 1); at <= due; at = addDays(at, 1)) if (isWorkingDay(at, holiday)) between.push(at);
        expect(between.length).toBe(count);
        expect(between.at(-1)).toBe(due);
      }),
    );
  });
});

describe("reminders", () => {
  const due = addWorkingDays("2026-11-23", 5);

  test("come halfway, on the last day, and on every working day after it", () => {
    const days = Array.from({ length: 12 }, (_, count) => addDays("2026-11-23", count));
    expect(days.map((day) => [day.slice(8), reminderOn(due, day), daysLeft(due, day)])).toEqual([
      ["23", undefined, 5],
      ["24", undefined, 4],
      ["25", undefined, 3],
      ["26", "halfway", 2],
      ["27", undefined, 1],
      ["28", undefined, 1],
      ["29", undefined, 1],
      ["30", "last-day", 0],
      ["01", "late", -1],
      ["02", "late", -2],
      ["03", "late", -3],
      ["04", "late", -4],
    ]);
  });

  test("there is exactly one halfway and one last day for every complaint, whenever it came", () => {
    fc.assert(
      fc.property(aDay, (day) => {
        const dueDay = addWorkingDays(day, 5);
        const kinds = [];
        for (let at = day; at <= dueDay; at = addDays(at, 1)) kinds.push(reminderOn(dueDay, at));
        expect(kinds.filter(Boolean)).toEqual(["halfway", "last-day"]);
      }),
    );
  });

  test("are written once however often the clock looks, and no more after the answer", () => {
    const db = withResident();
    complainAt(db, MONDAY_MS);
    const at = (day: string) => startOf(day) + 9 * 3_600_000;
    const looks = ["2026-11-23", "2026-11-26", "2026-11-26", "2026-11-28", "2026-11-30", "2026-12-01", "2026-12-01"];
    expect(looks.map((day) => remind(db, at(day)))).toEqual([0, 1, 0, 0, 1, 1, 0]);
    expect(answerComplaint(db, 1, "  ", at("2026-12-01"))).toBe(false);
    expect(answerComplaint(db, 1, "Sudah diperbaiki.", at("2026-12-01"))).toBe(true);
    expect(answerComplaint(db, 1, "Lagi.", at("2026-12-02"))).toBe(false);
    expect(remind(db, at("2026-12-02"))).toBe(0);
    expect(all(db, "SELECT day, kind FROM reminder ORDER BY day")).toEqual([
      { day: "2026-11-26", kind: "halfway" },
      { day: "2026-11-30", kind: "last-day" },
      { day: "2026-12-01", kind: "late" },
    ]);
  });
});

test("the year tells in time from late and from open, by the month in which a complaint came", () => {
  const db = withResident();
  const november = Date.parse("2026-11-30T23:30:00+07:00");
  for (const atMs of [MONDAY_MS, MONDAY_MS, MONDAY_MS, november]) complainAt(db, atMs);
  answerComplaint(db, 1, "Ya", Date.parse("2026-11-30T23:59:00+07:00"));
  answerComplaint(db, 2, "Ya", Date.parse("2026-12-01T00:01:00+07:00"));
  complainAt(db, Date.parse("2027-01-01T00:30:00+07:00"));
  const months = yearOf(db, 2026);
  expect(months[10]).toEqual({ month: 11, inTimeCount: 1, lateCount: 1, openCount: 2 });
  expect(months.reduce((sum, m) => sum + m.inTimeCount + m.lateCount + m.openCount, 0)).toBe(4);
  expect(yearOf(db, 2027)[0]?.openCount).toBe(1);
});

function withResident(): Db {
  const db = openDatabase(":memory:", SCHEMA);
  run(db, "INSERT INTO resident VALUES (1, '99', 'Citra', '1990-01-01', 'Jl. Melati', 'Kauman', 'tengah', 'none')");
  return db;
}

let form = 0;
function complainAt(db: Db, atMs: number): void {
  const said = { form: `f${++form}`, resident: 1, category: "light", place: "Jl. Melati", words: "Gelap" };
  expect(complain(db, { ...said, photo: undefined }, atMs)).toBeDefined();
}
