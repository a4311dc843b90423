/** Sample data: residents of Tirtasari, three officers, and a few cards that were issued before. */
import { residentOf } from "../lib/city.js";
import { type Db, inTransaction, one, run } from "../lib/database.js";
import { addBlockEvent } from "./blocks.js";
import { type Card, note } from "./register.js";

const RESIDENT_COUNT = 620;
/** Residents 601 and up work at the desk; their cards exist already. */
export const OFFICERS = [601, 602, 603] as const;
/** Residents who have a card since last month; the first one's is blocked. */
const ISSUED = [11, 12, 13, 14] as const;
const MONTH_MS = 30 * 86_400_000;

/** Fills an empty register. */
export function fillWithSample(db: Db, nowMs: number): void {
  if (one(db, "SELECT number FROM resident LIMIT 1")) return;
  inTransaction(db, () => {
    for (let number = 1; number <= RESIDENT_COUNT; number++) {
      const { nik, name, born, address, neighbourhood } = residentOf(number);
      const sql = "INSERT INTO resident (number, nik, name, born, address, neighbourhood) VALUES (?, ?, ?, ?, ?, ?)";
      run(db, sql, number, nik, name, born, address, neighbourhood);
    }
    for (const number of OFFICERS) {
      const { uid, name } = residentOf(number);
      run(db, "INSERT INTO officer VALUES (?, ?)", uid, name);
    }
    for (const number of [...ISSUED, ...OFFICERS]) issueEarlier(db, number, nowMs - MONTH_MS);
    const [first] = ISSUED;
    const officer = residentOf(OFFICERS[0]).name;
    const { uid } = residentOf(first);
    const reason = "Dompet hilang di terminal";
    run(db, "UPDATE card SET state = 'blocked' WHERE uid = ?", uid);
    addBlockEvent(db, { uid, isBlocked: true, reason, officer, nowMs: nowMs - MONTH_MS / 2 });
    note(db, { resident: first, uid }, "blocked", officer, nowMs - MONTH_MS / 2, reason);
  });
}

function issueEarlier(db: Db, number: number, atMs: number): void {
  const { uid, name, credential } = residentOf(number);
  const card: Pick<Card, "resident" | "uid"> = { resident: number, uid };
  const sql = `INSERT INTO card (resident, credential, family, uid, state, begun_ms, made_ms, checked_ms, handed_ms, signed_name)
    VALUES (?, ?, 'desfire', ?, 'live', ?, ?, ?, ?, ?)`;
  run(db, sql, number, credential, uid, atMs, atMs, atMs, atMs, name);
  note(db, card, "handed", residentOf(OFFICERS[0]).name, atMs, name);
}
