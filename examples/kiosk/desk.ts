/** The desk of the officials: a request is laid on it with an answer, and the right card makes the answer count. */
import { ANY_AMOUNT, type BlockQuestion, blocksNobody } from "../lib/blocklist.js";
import { type Db, inTransaction, one, run } from "../lib/database.js";
import { type Ruling, rule, stageOf, stepOf } from "./approval.js";
import { decisionsOn, issueCertificate, requestOf } from "./certificates.js";
import { holderOf, holdsOffice, type Office, personOf } from "./residents.js";
import { isLate, logTap, type TapFacts } from "./visits.js";

/** What lies on the desk. */
export interface OnDesk {
  readonly request: number;
  readonly answer: "approve" | "refuse";
  readonly reason: string;
  readonly put_ms: number;
}

/** What a tap at the desk comes to. */
export type DeskOutcome = Ruling | "card-refused" | "unknown" | "blocked" | "list-too-old" | "nothing-here" | "late";

/** What lies there longer counts no more: whoever put it there has gone. */
const LIES_MS = 120_000;

/**
 * Lays a request on the desk in place of what lies there.
 *
 * @param reason for a refusal, which needs one
 * @returns false when the request is finished or there is none, or a refusal has no reason
 */
export function layOnDesk(db: Db, request: number, answer: OnDesk["answer"], reason: string, nowMs: number): boolean {
  return inTransaction(db, () => {
    if (!requestOf(db, request) || !stepOf(stageOf(decisionsOn(db, request)))) return false;
    if (answer === "refuse" && reason.trim() === "") return false;
    const sql = "INSERT OR REPLACE INTO desk (id, request, answer, reason, put_ms) VALUES (1, ?, ?, ?, ?)";
    run(db, sql, request, answer, answer === "refuse" ? reason.trim() : "", nowMs);
    return true;
  });
}

/** What lies on the desk now. */
export function onDesk(db: Db, nowMs: number): OnDesk | undefined {
  const sql = "SELECT request, answer, reason, put_ms FROM desk WHERE put_ms > ?";
  return one<OnDesk>(db, sql, nowMs - LIES_MS);
}

/** Takes away what lies on the desk. */
export function clearDesk(db: Db): void {
  run(db, "DELETE FROM desk");
}

/**
 * What a tap at the desk causes. Runs in the transaction that stores it.
 *
 * @param isBlocked the list of the card desk. With one that is too old nothing is decided: nobody could tell whether the
 * head's card was stolen
 */
export function receiveDeskTap(
  db: Db,
  key: Uint8Array,
  tap: TapFacts,
  nowMs: number,
  isBlocked: BlockQuestion = blocksNobody,
): DeskOutcome {
  const lying = onDesk(db, nowMs);
  const outcome = judge(db, tap, lying, nowMs, isBlocked);
  logTap(db, tap, "desk", outcome, nowMs);
  if (outcome !== "decided" || !lying) return outcome;
  const request = requestOf(db, lying.request);
  const step = stepOf(stageOf(decisionsOn(db, lying.request)));
  const holder = holderOf(db, tap.uidHex);
  if (!request || !step || holder.kind !== "resident") return outcome;
  const { answer, reason } = lying;
  const sql = "INSERT INTO decision (request, step, resident, answer, reason, tap, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)";
  run(db, sql, request.id, step, holder.person.number, answer, reason, tap.idempotencyKey, nowMs);
  clearDesk(db);
  if (stageOf(decisionsOn(db, request.id)) === "issued") issueCertificate(db, key, request, nowMs);
  return outcome;
}

function judge(db: Db, tap: TapFacts, lying: OnDesk | undefined, nowMs: number, isBlocked: BlockQuestion): DeskOutcome {
  // A tap says yes to what lay there when it was made, not to what lies there when it arrives.
  if (isLate(tap, nowMs)) return "late";
  if (!tap.verdict.ok) return "card-refused";
  const holder = holderOf(db, tap.uidHex);
  if (holder.kind !== "resident") return holder.kind;
  const why = isBlocked(tap.uidHex, nowMs, ANY_AMOUNT);
  if (why) return why;
  const madeMs = tap.datedAt?.getTime() ?? 0;
  const request = lying && lying.put_ms <= madeMs + CLOCK_MS ? requestOf(db, lying.request) : undefined;
  if (!request) return "nothing-here";
  const { number, neighbourhood, district } = personOf(db, request.resident);
  const person = holder.person.number;
  const areas = { neighbourhood, district };
  const offices = (["neighbourhood", "district"] as Office[]).filter((office) =>
    holdsOffice(db, person, office, areas[office]),
  );
  return rule(number, decisionsOn(db, request.id), person, offices);
}

/** Reader and desk have two clocks. `keepTime` of ketuk holds them together, well within this, however long it is open. */
const CLOCK_MS = 1000;
