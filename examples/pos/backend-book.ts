/**
 * The books of the back end. Whatever a till hands in is judged here by the sealed tap alone: which card, which reader and
 * so which shop, when. Each tap is posted once or refused with a reason; asking again moves nothing twice.
 */
import { createVerifier, type KeyProvider, type TapKeySource } from "ketuk/verify";
import { type BlockQuestion, blocksNobody } from "../lib/blocklist.js";
import { all, type Db, inTransaction, one, run } from "../lib/database.js";
import { dayAt } from "../lib/days.js";
import { decideCancel } from "./backend-cancel.js";
import type { Case, Decision } from "./backend-case.js";
import { shopOfReader } from "./backend-people.js";
import { RISK } from "./backend-plan.js";
import { decideByCard, decideByPurse } from "./backend-sale.js";
import { PROGRAMME } from "./entitlement.js";
import { MONEY, movesOf, openAccount, post, reverse } from "./ledger.js";
import { RISK_FUND } from "./limits.js";
import { type Answer, type Envelope, purseWordOf, type Reason, sealedOf } from "./posting.js";

/** A till may be cut off for a week; older taps are for people to look at. */
const OLDEST_MS = 7 * 86_400_000;
/** Readers' clocks are set by their tills. */
const AHEAD_MS = 5 * 60_000;

/** The books. */
export interface Book {
  /** Judges one envelope, and posts it. @throws when the database does; then nothing was posted */
  accept(envelope: Envelope): Answer;
}

/** A tap that was judged before. */
interface Known extends Answer {
  readonly content: string;
  readonly kind: Envelope["kind"];
  readonly offline: number;
}

/**
 * @param now milliseconds since 1970
 * @param isBlocked the card desk's list, beside the register of people
 */
export function createBook(
  db: Db,
  keys: TapKeySource | KeyProvider,
  now: () => number = Date.now,
  isBlocked: BlockQuestion = blocksNobody,
): Book {
  // A till hands in what it likes in the order it likes: table `tap` knows each one, where counters know the newest only.
  const verifier = createVerifier({ keys, replay: { get: () => undefined, set() {} } });
  inTransaction(db, () => {
    openAccount(db, PROGRAMME, MONEY, null);
    openAccount(db, RISK, MONEY, -RISK_FUND);
  });

  function judge(envelope: Envelope): Answer {
    const sealed = sealedOf(envelope.sealed);
    const verdict = sealed && verifier.verify(sealed);
    if (!verdict?.ok) return suspicious(envelope, "bad-tap");
    const { tap } = verdict;
    const at = tap.wallMs ?? now();
    const shop = shopOfReader(db, tap.reader);
    if (!shop) return suspicious(envelope, "unknown-reader");
    if (at < now() - OLDEST_MS || at > now() + AHEAD_MS) return suspicious(envelope, "too-old");
    const amount = envelope.lines.reduce((sum, line) => sum + line.amount, 0);
    // What was handed over offline is not undone by the age of this list.
    const blocked = isBlocked(tap.uidHex, now(), envelope.offline ? 0 : amount);
    const found: Case = { tap, shop, at, envelope, blocked };
    const known = knownTap(tap.idempotencyKey);
    if (envelope.kind === "void") return takeBack(found, known);
    return known ? again(found, known) : carryOut(found, decide(found));
  }

  /** A tap that comes again gets the answer that it had. */
  function again(found: Case, { state, reason, content, offline }: Known): Answer {
    const { envelope } = found;
    if (state !== "void" && content !== contentOf(envelope)) return { state: "refused", reason: "altered" };
    if (state === "refused" && envelope.offline && !offline) return decideAnew(found);
    return reason ? { state, reason } : { state };
  }

  /** The till never heard that it was refused, and has handed the goods over: what a tap offline would have got. */
  function decideAnew(found: Case): Answer {
    run(db, "DELETE FROM tap WHERE key = ?", found.tap.idempotencyKey);
    return carryOut(found, decide(found));
  }

  function knownTap(key: string): Known | undefined {
    return one<Known>(db, "SELECT state, reason, content, kind, offline FROM tap WHERE key = ?", key);
  }

  function decide(found: Case): Decision {
    if (found.envelope.kind === "cancel") return decideCancel(db, found);
    return found.tap.method === "host" ? decideByPurse(db, found) : decideByCard(db, found);
  }

  function suspicious({ sealed }: Envelope, reason: Reason): Answer {
    run(db, "INSERT OR IGNORE INTO suspect (sealed, reason, at) VALUES (?, ?, ?)", sealed, reason, now());
    return { state: "refused", reason };
  }

  function carryOut(found: Case, { answer, moves = [], servant = 0 }: Decision): Answer {
    const { tap, shop, at, envelope } = found;
    const key = tap.idempotencyKey;
    for (const move of moves) post(db, { ...move, key }, at);
    const isRefused = answer.state === "refused";
    const amount = isRefused ? 0 : envelope.lines.reduce((sum, line) => sum + line.amount, 0);
    const ticket = answer.state === "posted" ? (purseWordOf(tap.credential)?.ticket ?? null) : null;
    run(
      db,
      `INSERT INTO tap (key, kind, state, reason, shop, uid, day, amount, servant, offline, content, at, ticket, sealed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[key, envelope.kind, answer.state, answer.reason ?? null, shop.id, tap.uidHex, dayAt(at), amount, servant],
      ...[envelope.offline ? 1 : 0, contentOf(envelope), at, ticket, envelope.sealed],
    );
    return answer;
  }

  /** The till has heard nothing and gave nothing: from now on this tap is worth nothing. */
  function takeBack(found: Case, known: Known | undefined): Answer {
    const { idempotencyKey: key } = found.tap;
    if (!known) return carryOut(found, { answer: { state: "void" } });
    // Voiding a cancellation would let a till take money.
    if (known.kind === "cancel") return { state: "refused", reason: "altered" };
    if (known.state === "posted" || known.state === "covered") {
      const given = all<{ line: number }>(db, "SELECT line FROM cancelled WHERE key = ?", key).map(({ line }) => line);
      const moves = movesOf(db, key).filter(({ line }) => !given.includes(line));
      reverse(db, moves, `${key}/void`, now());
    }
    run(db, "UPDATE tap SET state = 'void', amount = 0, servant = 0 WHERE key = ?", key);
    return { state: "void" };
  }

  return { accept: (envelope) => inTransaction(db, () => judge(envelope)) };
}

/** What must be the same when an envelope comes again. Whether it was offline may have changed since. */
function contentOf({ kind, lines, of, ofLines }: Envelope): string {
  const sold = lines.map(({ line, good, quantity, amount, pay }) => [line, good, quantity, amount, pay]);
  return JSON.stringify([kind, sold, of, ofLines]);
}
