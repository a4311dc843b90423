/** Taps at the desk: officers come and go by their card, new cards are proved by an ordinary reader, all others are looked up. */
import type { Tap } from "ketuk";
import { type Db, one, run } from "../lib/database.js";
import { cardByUid, markChecked } from "./register.js";

/** What a tap came to. "half-made": it was never completed. "other-content": genuine, and not what the register says. */
export type TapOutcome =
  | "officer"
  | "checked"
  | "known"
  | "blocked"
  | "half-made"
  | "other-content"
  | "refused"
  | "unknown";

/** What is used of a tap. */
export type TapFacts = Pick<Tap, "idempotencyKey" | "uidHex" | "credential"> & {
  readonly verdict: Pick<Tap["verdict"], "ok">;
};

/** A tap that was stored. */
export interface LoggedTap {
  readonly outcome: TapOutcome;
  readonly resident: number | null;
  readonly at_ms: number;
}

/** Who is at the desk; undefined when nobody has tapped in. */
export function officerOf(db: Db): string | undefined {
  const sql = "SELECT name FROM shift JOIN officer ON officer.uid = shift.officer";
  return one<{ name: string }>(db, sql)?.name;
}

/** Ends the officer's turn. */
export function endShift(db: Db): void {
  run(db, "DELETE FROM shift");
}

/** What a tap causes. Runs in the transaction that stores it. */
export function receiveTap(db: Db, tap: TapFacts, nowMs: number): TapOutcome {
  const uid = tap.uidHex;
  const { outcome, resident } = judge(db, tap, nowMs);
  run(db, "INSERT INTO tap_log VALUES (?, ?, ?, ?, ?)", tap.idempotencyKey, uid, outcome, resident ?? null, nowMs);
  return outcome;
}

/** What a stored tap came to. */
export function tapOf(db: Db, idempotencyKey: string): LoggedTap | undefined {
  return one<LoggedTap>(db, "SELECT outcome, resident, at_ms FROM tap_log WHERE key = ?", idempotencyKey);
}

function judge(db: Db, tap: TapFacts, nowMs: number): { outcome: TapOutcome; resident?: number } {
  const { uidHex: uid, verdict } = tap;
  if (!verdict.ok) return { outcome: "refused" };
  const card = cardByUid(db, uid);
  // Before everything else: the stolen card of an officer must open no desk.
  if (card?.state === "blocked" || card?.state === "aside") return { outcome: "blocked", resident: card.resident };
  if (one(db, "SELECT uid FROM officer WHERE uid = ?", uid)) {
    run(db, "INSERT OR REPLACE INTO shift VALUES (1, ?, ?)", uid, nowMs);
    return { outcome: "officer" };
  }
  if (!card) return { outcome: "unknown" };
  const { resident, state } = card;
  if (state === "begun") return { outcome: "half-made", resident };
  if (textOf(tap.credential) !== card.credential) return { outcome: "other-content", resident };
  const officer = officerOf(db);
  // Nobody is made responsible for what happens at a desk without an officer.
  if (state !== "made" || officer === undefined) return { outcome: "known", resident };
  markChecked(db, card, officer, nowMs);
  return { outcome: "checked", resident };
}

/** Files are padded with zeros. */
function textOf(credential: Uint8Array): string {
  const end = credential.indexOf(0);
  return new TextDecoder().decode(end < 0 ? credential : credential.subarray(0, end));
}
