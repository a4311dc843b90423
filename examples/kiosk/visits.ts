/** A tap at the kiosk and the visit that it opens: one at a time, ended by time, by the next tap, or by its owner. */
import { randomBytes } from "node:crypto";
import { type BlockQuestion, blocksNobody } from "../lib/blocklist.js";
import { type Db, one, run } from "../lib/database.js";
import { holderOf, type Person, personOf } from "./residents.js";

/** What the desk needs to know of a tap; a `Tap` of ketuk has it all. */
export interface TapFacts {
  readonly idempotencyKey: string;
  readonly uidHex: string;
  readonly refusal: string;
  readonly datedAt: Date | undefined;
  readonly verdict: { readonly ok: boolean; readonly reason: string };
}

/** Why a tap opens no visit. "late": it was made while nobody listened, its owner has long gone. */
export type Sorry = "foreign" | "refused" | "again" | "unknown" | "blocked" | "late";

/** What became of a tap. */
export type Outcome = "welcome" | Sorry;

/** A visit that is open. */
export interface Visit {
  /** In the addresses of its pages; no page of another visit answers to it. */
  readonly token: string;
  readonly person: Person;
}

/** Without a sign of life for so long, a visit is over. The page asks "still there?" earlier. */
export const IDLE_MS = 90_000;
/** A tap that is older opens nothing: somebody else may stand there by now. */
const LATE_MS = 20_000;

/** Why a card was not accepted, in the terms of a person who holds it. */
function sorryFor({ verdict, refusal }: TapFacts): Sorry {
  if (verdict.reason === "too-weak") return "foreign";
  if (verdict.reason !== "card-refused") return "refused";
  if (refusal === "card-error" || refusal === "delayed") return "again";
  return refusal === "not-accepted" ? "foreign" : "refused";
}

/** Only a tap whose verdict is ok, made just now, of a card that is known and not blocked, is welcome. */
function judge(db: Db, tap: TapFacts, nowMs: number, isBlocked: BlockQuestion): Outcome {
  if (isLate(tap, nowMs)) return "late";
  if (!tap.verdict.ok) return sorryFor(tap);
  if (isBlocked(tap.uidHex, nowMs)) return "blocked";
  const holder = holderOf(db, tap.uidHex);
  return holder.kind === "resident" ? "welcome" : holder.kind;
}

/** Tells a tap that waited in the reader, with its host away, from one that was just made. */
export function isLate(tap: TapFacts, nowMs: number): boolean {
  return !tap.datedAt || nowMs - tap.datedAt.getTime() > LATE_MS;
}

/** Writes a tap down. Runs in the transaction that stores it. */
export function logTap(db: Db, tap: TapFacts, place: "kiosk" | "desk", outcome: string, nowMs: number): void {
  const madeMs = tap.datedAt?.getTime() ?? null;
  run(db, "INSERT INTO tap VALUES (?, ?, ?, ?, ?, ?)", tap.idempotencyKey, place, tap.uidHex, madeMs, nowMs, outcome);
}

/**
 * What a tap at the kiosk causes. Runs in the transaction that stores it.
 *
 * @param isBlocked the list of the card desk, beside the register of this database. An old one stops nobody here: a visit
 * moves no money
 */
export function receiveTap(db: Db, tap: TapFacts, nowMs: number, isBlocked: BlockQuestion = blocksNobody): Outcome {
  const outcome = judge(db, tap, nowMs, isBlocked);
  logTap(db, tap, "kiosk", outcome, nowMs);
  if (outcome === "late") return outcome;
  // Whoever taps now is not who stood there before, or wants to begin again.
  endVisit(db, "next-tap", nowMs);
  if (outcome !== "welcome") return outcome;
  const holder = holderOf(db, tap.uidHex);
  if (holder.kind !== "resident") return holder.kind;
  const tappedMs = Math.min(tap.datedAt?.getTime() ?? nowMs, nowMs);
  const sql = "INSERT INTO visit (token, resident, tap, tapped_ms, opened_ms, seen_ms) VALUES (?, ?, ?, ?, ?, ?)";
  const token = randomBytes(12).toString("hex");
  run(db, sql, token, holder.person.number, tap.idempotencyKey, tappedMs, nowMs, nowMs);
  return outcome;
}

/** What became of a tap that was stored, and the visit it opened if that is still open. */
export function outcomeOf(db: Db, key: string): { outcome: string; token: string | null } | undefined {
  const sql = `SELECT tap.outcome, visit.token FROM tap
    LEFT JOIN visit ON visit.tap = tap.key AND visit.ended_ms IS NULL WHERE tap.key = ?`;
  return one<{ outcome: string; token: string | null }>(db, sql, key);
}

/** The token of the visit that is open. */
export function openVisit(db: Db): string | undefined {
  return one<{ token: string }>(db, "SELECT token FROM visit WHERE ended_ms IS NULL")?.token;
}

/** The visit of a token, as long as it is open. Asking is a sign of life. */
export function enterVisit(db: Db, token: string, nowMs: number): Visit | undefined {
  endIdle(db, nowMs);
  const row = one<{ resident: number }>(db, "SELECT resident FROM visit WHERE token = ? AND ended_ms IS NULL", token);
  if (!row) return undefined;
  run(db, "UPDATE visit SET seen_ms = ? WHERE token = ?", nowMs, token);
  return { token, person: personOf(db, row.resident) };
}

/** Notes that a visit has got what it came for: the time of the fast lane ends here. Only the first time counts. */
export function markDone(db: Db, token: string, nowMs: number): void {
  run(db, "UPDATE visit SET done_ms = ? WHERE token = ? AND done_ms IS NULL", nowMs, token);
}

/** Ends the open visit when its card has been blocked since. @returns whether it was */
export function endBlocked(db: Db, nowMs: number, isBlocked: BlockQuestion): boolean {
  const row = one<{ uid: string }>(
    db,
    "SELECT tap.uid FROM visit JOIN tap ON tap.key = visit.tap WHERE visit.ended_ms IS NULL",
  );
  return row !== undefined && isBlocked(row.uid, nowMs) !== false && endVisit(db, "blocked", nowMs);
}

/** Ends the open visit, if there is one. @returns whether there was */
export function endVisit(db: Db, by: "finish" | "idle" | "next-tap" | "restart" | "blocked", nowMs: number): boolean {
  return run(db, "UPDATE visit SET ended_ms = ?, ended_by = ? WHERE ended_ms IS NULL", nowMs, by) > 0;
}

/** Ends a visit that nobody has touched. @returns whether there was one */
export function endIdle(db: Db, nowMs: number): boolean {
  const sql = "UPDATE visit SET ended_ms = ?, ended_by = 'idle' WHERE ended_ms IS NULL AND seen_ms < ?";
  return run(db, sql, nowMs, nowMs - IDLE_MS) > 0;
}
