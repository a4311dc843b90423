/**
 * The register of cards: begun, made, checked, live, blocked. The database itself allows a resident one card that counts;
 * every change stands in the history with the officer who made it.
 */
import { randomBytes } from "node:crypto";
import { all, type Db, inTransaction, one, run } from "../lib/database.js";
import { addBlockEvent } from "./blocks.js";
import type { CardFamily } from "./profiles.js";

/**
 * "planned": on the list of the batch room. "begun": its first byte may be written. "made": complete and verified by the
 * encoder. "checked": read by an ordinary reader. "live": handed over. "blocked". "aside": half-made, never to be used.
 */
export type CardState = "planned" | "begun" | "made" | "checked" | "live" | "blocked" | "aside";

/** A card of the register. */
export interface Card {
  readonly id: number;
  readonly resident: number;
  readonly credential: string;
  readonly family: CardFamily;
  /** Upper-case hexadecimal; null while it is planned. */
  readonly uid: string | null;
  readonly state: CardState;
  /** Null for a card of the batch room. */
  readonly begun_ms: number | null;
  readonly made_ms: number | null;
  readonly checked_ms: number | null;
  readonly handed_ms: number | null;
  /** Of the receipt's address. */
  readonly token: string | null;
  readonly signed_name: string | null;
}

/** Why something cannot be done with a card; shown to the officer. */
export type Refusal = "no-such-card" | "wrong-state" | "has-another" | "reason-missing" | "name-differs";

const COUNTING = "('planned', 'begun', 'made', 'checked', 'live')";

/** The card that counts for a resident. */
export function cardOf(db: Db, resident: number): Card | undefined {
  return one<Card>(db, `SELECT * FROM card WHERE resident = ? AND state IN ${COUNTING}`, resident);
}

/** A card by its UID. */
export function cardByUid(db: Db, uid: string): Card | undefined {
  return one<Card>(db, "SELECT * FROM card WHERE uid = ?", uid);
}

/** All cards that a resident ever had, the newest first. */
export function cardsOf(db: Db, resident: number): readonly Card[] {
  return all<Card>(db, "SELECT * FROM card WHERE resident = ? ORDER BY id DESC", resident);
}

/** What the next card of a resident will say: no credential is used twice. */
export function nextCredential(db: Db, resident: number): string {
  const { count } = one<{ count: number }>(db, "SELECT count(*) AS count FROM card WHERE resident = ?", resident) ?? {
    count: 0,
  };
  return `TIRTASARI ${String(resident).padStart(8, "0")}/${count + 1}`;
}

/** Notes what was done. */
export function note(
  db: Db,
  card: Pick<Card, "resident" | "uid">,
  what: string,
  officer: string,
  nowMs: number,
  detail = "",
): void {
  const sql = "INSERT INTO history (resident, uid, what, detail, officer, at_ms) VALUES (?, ?, ?, ?, ?, ?)";
  run(db, sql, card.resident, card.uid, what, detail, officer, nowMs);
}

/** Before the first byte goes to a card: it is this resident's from now on. Throws when it is somebody's already. */
export function beginCard(
  db: Db,
  card: Pick<Card, "resident" | "credential" | "family"> & { uid: string },
  officer: string,
  nowMs: number,
): void {
  inTransaction(db, () => {
    const mine = cardOf(db, card.resident);
    if (mine?.uid === card.uid) return;
    const sql = "INSERT INTO card (resident, credential, family, uid, state, begun_ms) VALUES (?, ?, ?, ?, 'begun', ?)";
    run(db, sql, card.resident, card.credential, card.family, card.uid, nowMs);
    note(db, card, "begun", officer, nowMs);
  });
}

/** The encoder has verified it. Any number of times. */
export function markMade(db: Db, uid: string, officer: string, nowMs: number): void {
  inTransaction(db, () => {
    const changed = run(
      db,
      "UPDATE card SET state = 'made', made_ms = ? WHERE uid = ? AND state = 'begun'",
      nowMs,
      uid,
    );
    const card = cardByUid(db, uid);
    if (changed && card) note(db, card, "made", officer, nowMs);
  });
}

/** An ordinary reader has proved it; the receipt can be signed. Runs in the transaction that stores the tap. */
export function markChecked(db: Db, card: Card, officer: string, nowMs: number): void {
  const token = randomBytes(16).toString("base64url");
  run(db, "UPDATE card SET state = 'checked', checked_ms = ?, token = ? WHERE id = ?", nowMs, token, card.id);
  note(db, card, "checked", officer, nowMs);
}

/** Puts a card away that cannot be completed. It is blocked as well: its credential may be in it. */
export function putAside(db: Db, id: number, officer: string, nowMs: number): Refusal | undefined {
  return inTransaction(db, () => {
    const card = one<Card>(db, "SELECT * FROM card WHERE id = ?", id);
    if (!card) return "no-such-card";
    if (!["begun", "made", "checked"].includes(card.state) || card.uid === null) return "wrong-state";
    run(db, "UPDATE card SET state = 'aside', token = NULL WHERE id = ?", id);
    addBlockEvent(db, { uid: card.uid, isBlocked: true, reason: "aside", officer, nowMs });
    note(db, card, "aside", officer, nowMs);
    return undefined;
  });
}

/** Blocks a card at once: from here on it is on the list that shops and kiosks fetch, and its officer has left the desk. */
export function blockCard(db: Db, id: number, reason: string, officer: string, nowMs: number): Refusal | undefined {
  if (reason.trim() === "") return "reason-missing";
  return inTransaction(db, () => {
    const card = one<Card>(db, "SELECT * FROM card WHERE id = ?", id);
    if (!card) return "no-such-card";
    if (card.state !== "live" || card.uid === null) return "wrong-state";
    run(db, "UPDATE card SET state = 'blocked' WHERE id = ?", id);
    run(db, "DELETE FROM shift WHERE officer = ?", card.uid);
    addBlockEvent(db, { uid: card.uid, isBlocked: true, reason: reason.trim(), officer, nowMs });
    note(db, card, "blocked", officer, nowMs, reason.trim());
    return undefined;
  });
}

/** Takes the block away: only while the resident has no other card. */
export function unblockCard(db: Db, id: number, reason: string, officer: string, nowMs: number): Refusal | undefined {
  if (reason.trim() === "") return "reason-missing";
  return inTransaction(db, () => {
    const card = one<Card>(db, "SELECT * FROM card WHERE id = ?", id);
    if (!card) return "no-such-card";
    if (card.state !== "blocked" || card.uid === null) return "wrong-state";
    if (cardOf(db, card.resident)) return "has-another";
    run(db, "UPDATE card SET state = 'live' WHERE id = ?", id);
    addBlockEvent(db, { uid: card.uid, isBlocked: false, reason: reason.trim(), officer, nowMs });
    note(db, card, "unblocked", officer, nowMs, reason.trim());
    return undefined;
  });
}
