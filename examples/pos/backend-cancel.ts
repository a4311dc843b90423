/** Does the city take lines of a sale back? By a tap of the card that paid, or of a supervisor; each line once. */
import type { TapData } from "ketuk/verify";
import { type Db, one, run } from "../lib/database.js";
import { type Case, type Decision, refused } from "./backend-case.js";
import { personOf } from "./backend-people.js";
import { availableIn, MONEY, type Move, movesOf } from "./ledger.js";
import { purseWordOf, type Reason } from "./posting.js";

/** Notes what is taken back, too: the sale counts less for the limits from then on. */
export function decideCancel(db: Db, { tap, shop, envelope, blocked }: Case): Decision {
  if (blocked) return refused(blocked);
  const { of = "", ofLines = [] } = envelope;
  const sale = one<{ state: string; uid: string; shop: string; kind: string }>(
    db,
    "SELECT state, uid, shop, kind FROM tap WHERE key = ?",
    of,
  );
  const isPosted = sale?.kind === "sale" && sale.shop === shop.id && ["posted", "covered"].includes(sale.state);
  if (!sale || !isPosted || ofLines.length === 0) return refused("not-posted");
  const isTwice = new Set(ofLines).size < ofLines.length;
  if (isTwice || ofLines.some((line) => one(db, "SELECT 1 FROM cancelled WHERE key = ? AND line = ?", of, line)))
    return refused("already");
  const moves = movesOf(db, of).filter(({ line }) => ofLines.includes(line));
  const given = sumOf(moves.filter(({ unit }) => unit === MONEY));
  const fault = faultOf(db, tap, sale.uid, moves, given);
  if (fault) return refused(fault);
  // Paid out already: an answer all the same, or it would be asked for ever.
  if (availableIn(db, `shop:${shop.id}`) < given) return refused("not-posted");
  const paid = sumOf(moves.filter(({ source }) => source.startsWith("account:")));
  const key = tap.idempotencyKey;
  for (const line of ofLines) run(db, "INSERT INTO cancelled (key, line, by) VALUES (?, ?, ?)", of, line, key);
  run(db, "UPDATE tap SET amount = amount - ?, servant = max(0, servant - ?) WHERE key = ?", given, paid, of);
  const back = moves.map((move) => ({ ...move, source: move.target, target: move.source }));
  return { answer: { state: "posted" }, moves: back };
}

function sumOf(moves: readonly Move[]): number {
  return moves.reduce((sum, { amount }) => sum + amount, 0);
}

/** Money that lies on a purse goes back to that purse alone, and as its sealed tap says. */
function faultOf(db: Db, tap: TapData, uid: string, moves: readonly Move[], given: number): Reason | undefined {
  if (!moves.some(({ source }) => source.startsWith("purse:"))) {
    const person = tap.method === "host" ? undefined : personOf(db, tap.uidHex);
    const may = person && !person.blocked && (tap.uidHex === uid || person.role === "supervisor");
    return may ? undefined : "not-yours";
  }
  if (tap.uidHex !== uid || tap.method !== "host") return "not-yours";
  const word = purseWordOf(tap.credential);
  return word?.kind === "credit" && word.amount === given ? undefined : "altered";
}
