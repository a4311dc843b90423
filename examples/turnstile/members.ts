/** Who passes: 100,000 residents in three groups, and what the reader is told of them. */
import { Buffer } from "node:buffer";
import type { AcceptancePolicy, Member, MemberStore } from "ketuk";
import { type BlockQuestion, blocksNobody } from "../lib/blocklist.js";
import { residentOf } from "../lib/city.js";
import { all, type Db, inTransaction, one, run } from "../lib/database.js";
import type { Text } from "../lib/language.js";

/** How many residents are members when the database is new. */
export const MEMBER_COUNT = 100_000;

/** A group of members. */
export interface Party {
  readonly name: Text;
  /** When they pass, for people. */
  readonly hours: Text;
}

/** The groups, by their numbers. */
export const PARTIES: readonly Party[] = [
  { name: { id: "Warga", en: "Residents" }, hours: { id: "05.00-23.00", en: "05:00-23:00" } },
  { name: { id: "Pegawai", en: "Staff" }, hours: { id: "setiap saat", en: "at any time" } },
  { name: { id: "Pelajar", en: "Pupils" }, hours: { id: "Sen-Sab 06.00-18.00", en: "Mon-Sat 06:00-18:00" } },
];

const HOUR = 60;
const EVERY_DAY = 127;
const MONDAY_TO_SATURDAY = 63;

/** The rules that the reader keeps by itself: an open gate for 3 s, nobody twice in two minutes, hours of the groups. */
export const GATE_RULES: NonNullable<AcceptancePolicy["gate"]> = {
  openMs: 3000,
  passbackMs: 120_000,
  // Western Indonesia.
  zoneMinutes: 7 * HOUR,
  windows: [
    { group: 0, days: EVERY_DAY, fromMinute: 5 * HOUR, toMinute: 23 * HOUR },
    { group: 2, days: MONDAY_TO_SATURDAY, fromMinute: 6 * HOUR, toMinute: 18 * HOUR },
  ],
};

/** Every tenth resident works for the city, every fifth goes to school. */
export function partyOf(number: number): number {
  return number % 10 === 0 ? 1 : number % 5 === 1 ? 2 : 0;
}

/** Fills an empty table; leaves any other alone. */
export function seedMembers(db: Db, count = MEMBER_COUNT): void {
  if (one(db, "SELECT 1 FROM member LIMIT 1")) return;
  inTransaction(db, () => {
    const insert = db.prepare("INSERT INTO member VALUES (?, ?, ?)");
    for (let number = 1; number <= count; number++) insert.run(number, residentOf(number).uid, partyOf(number));
  });
}

/** The members, as the reader is told of them: whose card is blocked is none. */
export function* membersOf(db: Db, nowMs: number, isBlocked: BlockQuestion = blocksNobody): Generator<Member> {
  for (const { uid, party } of all<{ uid: string; party: number }>(db, "SELECT uid, party FROM member")) {
    if (isBlocked(uid, nowMs)) continue;
    yield { uid: new Uint8Array(Buffer.from(uid, "hex")), group: party };
  }
}

/** Group of a card; undefined when its holder is no member. */
export function partyOfCard(db: Db, uidHex: string): number | undefined {
  return one<{ party: number }>(db, "SELECT party FROM member WHERE uid = ?", uidHex)?.party;
}

/** What the readers hold of the members, so that only changes travel. */
export function createSqliteMemberStore(db: Db): MemberStore {
  return {
    load(reader, number) {
      const row = one<{ content: Uint8Array }>(
        db,
        "SELECT content FROM bucket WHERE reader = ? AND number = ?",
        reader,
        number,
      );
      return row && new Uint8Array(row.content);
    },
    save(reader, number, content) {
      run(db, "INSERT OR REPLACE INTO bucket VALUES (?, ?, ?)", reader, number, Buffer.from(content));
    },
  };
}
