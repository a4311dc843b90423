/** Sample data: the people who were served today, with a card and without. */
import { type Db, run } from "../lib/database.js";
import { dayAt, startOf } from "../lib/days.js";

const MINUTE_MS = 60_000;
const FAST_COUNT = 46;
const MANUAL_COUNT = 15;
/** Still waiting at the counter. */
const WAITING_COUNT = 4;

/** Fills both lanes of the hours before; nothing before the day began. */
export function fillLanes(db: Db, nowMs: number): void {
  const beginMs = Math.max(startOf(dayAt(nowMs)), nowMs - 180 * MINUTE_MS);
  const at = (index: number, count: number) => beginMs + Math.floor(((nowMs - beginMs) * index) / count);
  for (let index = 0; index < FAST_COUNT; index++) {
    const tappedMs = at(index, FAST_COUNT);
    const [openedMs, doneMs] = [tappedMs + 300 + (index % 5) * 90, tappedMs + 32_000 + (index % 7) * 6000];
    const key = `sample/1/${index + 1}`;
    run(db, "INSERT INTO tap VALUES (?, 'kiosk', '', ?, ?, 'welcome')", key, tappedMs, openedMs);
    const sql = "INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'finish')";
    run(db, sql, key, 30 + index, key, tappedMs, openedMs, doneMs, doneMs, doneMs);
  }
  for (let index = 0; index < MANUAL_COUNT + WAITING_COUNT; index++) {
    const takenMs = at(index, MANUAL_COUNT + WAITING_COUNT);
    const [calledMs, servedMs] = [takenMs + (17 + (index % 9)) * MINUTE_MS, takenMs + (24 + (index % 11)) * MINUTE_MS];
    const times = index < MANUAL_COUNT && servedMs < nowMs ? [calledMs, servedMs] : [null, null];
    const values = [dayAt(nowMs), index + 1, takenMs, ...times];
    run(db, "INSERT INTO manual (day, number, taken_ms, called_ms, served_ms) VALUES (?, ?, ?, ?, ?)", ...values);
  }
}
