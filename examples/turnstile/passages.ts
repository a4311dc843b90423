/** Who passed and who did not: stored with the tap, counted for the wall. */
import type { GateDecision, Tap } from "ketuk";
import { type BlockQuestion, blocksNobody } from "../lib/blocklist.js";
import { all, type Db, one, run } from "../lib/database.js";
import { partyOfCard } from "./members.js";

/** Width of a point of the plot. */
export const STEP_MS = 10_000;
/** Points of the plot: a quarter of an hour. */
export const STEPS = 90;
/** Width of a bar of the histogram. */
export const BAR_MS = 20;
/** Bars; the last one holds everything that took longer. */
export const BARS = 15;

const MINUTE_MS = 60_000;
const LAST = 10;

/** An alarm about a card is shown for so long. */
const ALARM_MS = 60_000;

/** What became of a card; "blocked": the reader no longer has it, since the card desk has blocked it. */
export type Decision = GateDecision | "refused" | "blocked";

/** One line of the list. */
export interface Passage {
  readonly at_ms: number;
  readonly decision: Decision;
  readonly duration_us: number;
  /** Of the member; null for anybody else. */
  readonly party: number | null;
  /** The last four digits of the card's UID. */
  readonly card: string;
}

/** Everything that the wall shows. */
export interface Statistics {
  readonly lastMinute: number;
  readonly admitted: number;
  readonly refused: number;
  /** Of the decisions in the last quarter of an hour; undefined without any. */
  readonly medianMs: number | undefined;
  /** People in the minute before each point, admitted and refused, oldest first. */
  readonly throughput: { readonly atMs: number[]; readonly admitted: number[]; readonly refused: number[] };
  /** Decisions by their duration, in bars of 20 ms. */
  readonly histogram: number[];
  readonly last: Passage[];
}

/** What the gate said; a card that was refused before it came to the gate says why. */
function decisionOf(tap: Tap, isBlocked: boolean): Decision {
  if (tap.gate === "none" || !(tap.verdict.ok || tap.refusal === "gate")) return "refused";
  return isBlocked && tap.gate === "not-listed" ? "blocked" : tap.gate;
}

/**
 * Stores a tap, in the transaction of its cursor. Of the UID four digits are kept. A blocked card that has passed, because
 * the reader had not heard of it, raises the alarm.
 */
export function storePassage(db: Db, tap: Tap, nowMs: number, isBlocked: BlockQuestion = blocksNobody): void {
  // An unproved UID is anybody's: it is not looked up.
  const isProved = tap.assurance === "mutual-aes";
  const party = isProved ? partyOfCard(db, tap.uidHex) : undefined;
  const isStolen = isProved && isBlocked(tap.uidHex, nowMs) === "blocked";
  const decision = decisionOf(tap, isStolen);
  const atMs = tap.wallMs ?? nowMs;
  if (isStolen && decision === "admitted") run(db, "INSERT INTO alarm VALUES (?, 'blocked-card')", atMs);
  run(
    db,
    "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)",
    tap.idempotencyKey,
    atMs,
    decision,
    Math.round(tap.durationMs * 1000),
    party ?? null,
    tap.uidHex.slice(-4),
  );
}

/** Whether a blocked card has passed a moment ago. */
export function hasBlockedPassed(db: Db, nowMs: number): boolean {
  return one(db, "SELECT 1 FROM alarm WHERE kind = 'blocked-card' AND at_ms > ?", nowMs - ALARM_MS) !== undefined;
}

/** The bar of a duration. */
export function barOf(durationUs: number): number {
  return Math.min(BARS - 1, Math.floor(durationUs / 1000 / BAR_MS));
}

/** The middle one; of an even number the lower of both. */
export function medianOf(sorted: readonly number[]): number | undefined {
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** What came in the minute that ends with each step, from the counts of single steps; these begin a minute earlier. */
export function perMinute(counts: readonly number[]): number[] {
  const steps = MINUTE_MS / STEP_MS;
  return counts.slice(steps).map((_, i) => counts.slice(i + 1, i + 1 + steps).reduce((sum, n) => sum + n, 0));
}

/** Counts what the wall shows. */
export function statisticsOf(db: Db, nowMs: number, midnightMs: number): Statistics {
  // Whole steps: a point does not change its place with every look.
  const endMs = (Math.floor(nowMs / STEP_MS) + 1) * STEP_MS;
  const startMs = endMs - STEPS * STEP_MS;
  const earlyMs = startMs - MINUTE_MS;
  const found = all<Passage>(db, "SELECT * FROM passage WHERE at_ms >= ? AND at_ms < ?", earlyMs, endMs);
  const recent = found.filter(({ at_ms }) => at_ms >= startMs);
  const isIn = ({ decision }: Passage) => decision === "admitted";
  const counts = (wanted: boolean) => {
    const steps = new Array<number>((endMs - earlyMs) / STEP_MS).fill(0);
    for (const one of found) if (isIn(one) === wanted) steps[Math.floor((one.at_ms - earlyMs) / STEP_MS)]++;
    return perMinute(steps);
  };
  const admitted = counts(true);
  const refused = counts(false);
  const histogram = new Array<number>(BARS).fill(0);
  for (const { duration_us } of recent) histogram[barOf(duration_us)]++;
  const count = (where: string, sinceMs: number) =>
    one<{ n: number }>(db, `SELECT count(*) n FROM passage WHERE at_ms >= ? AND ${where}`, sinceMs)?.n ?? 0;
  const medianUs = medianOf(recent.map((p) => p.duration_us).sort((a, b) => a - b));
  return {
    lastMinute: count("decision = 'admitted'", nowMs - MINUTE_MS),
    admitted: count("decision = 'admitted'", midnightMs),
    refused: count("decision <> 'admitted'", midnightMs),
    medianMs: medianUs === undefined ? undefined : medianUs / 1000,
    throughput: { atMs: admitted.map((_, i) => startMs + i * STEP_MS), admitted, refused },
    histogram,
    last: all<Passage>(db, "SELECT * FROM passage ORDER BY at_ms DESC, rowid DESC LIMIT ?", LAST),
  };
}
