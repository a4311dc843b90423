/**
 * The books of the back end. Whatever a till hands in is judged here by the sealed tap alone: which card, which reader and
 * so which shop, when. Each tap is posted once or refused with a reason; asking again gives the same answer.
 */
import { createVerifier, type KeyProvider, type TapData, type TapKeySource } from "ketuk/verify";
import type { Category } from "../lib/city.js";
import { all, type Db, inTransaction, one, run } from "../lib/database.js";
import { personOf, servantSums, shopOfReader } from "./backend-people.js";
import { arePricesRight, planSale, RISK } from "./backend-plan.js";
import { dayOf, monthOf } from "./calendar.js";
import { grant, PROGRAMME } from "./entitlement.js";
import { MONEY, movesOf, openAccount, post, reverse } from "./ledger.js";
import { isWithinRisk, RISK_FUND, servantFault } from "./limits.js";
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

/** A tap as it is judged. */
interface Case {
  readonly tap: TapData;
  readonly shop: { readonly id: string; readonly district: string };
  readonly at: number;
  readonly envelope: Envelope;
}

/** A tap that was judged before. */
interface Known extends Answer {
  readonly content: string;
  readonly kind: Envelope["kind"];
}

/** Opens the accounts that may fall below 0. */
export function openBooks(db: Db): void {
  openAccount(db, PROGRAMME, MONEY, null);
  openAccount(db, RISK, MONEY, -RISK_FUND);
}

/** @param now milliseconds since 1970 */
export function createBook(db: Db, keys: TapKeySource | KeyProvider, now: () => number = Date.now): Book {
  // A till hands in what it likes in the order it likes: table `tap` knows each one, where counters know the newest only.
  const verifier = createVerifier({ keys, replay: { get: () => undefined, set() {} } });
  inTransaction(db, () => openBooks(db));

  function judge(envelope: Envelope): Answer {
    const sealed = sealedOf(envelope.sealed);
    const verdict = sealed && verifier.verify(sealed);
    if (!verdict?.ok) return suspicious(envelope, "bad-tap");
    const { tap } = verdict;
    const at = tap.wallMs ?? now();
    const shop = shopOfReader(db, tap.reader);
    if (!shop) return suspicious(envelope, "unknown-reader");
    if (at < now() - OLDEST_MS || at > now() + AHEAD_MS) return suspicious(envelope, "too-old");
    const known = one<Known>(db, "SELECT state, reason, content, kind FROM tap WHERE key = ?", tap.idempotencyKey);
    const found: Case = { tap, shop, at, envelope };
    if (envelope.kind === "void") return takeBack(found, known);
    if (!known) return decide(found);
    if (known.state !== "void" && known.content !== contentOf(envelope)) return { state: "refused", reason: "altered" };
    return answerOf(known);
  }

  function suspicious({ sealed }: Envelope, reason: Reason): Answer {
    run(db, "INSERT OR IGNORE INTO suspect (sealed, reason, at) VALUES (?, ?, ?)", sealed, reason, now());
    return { state: "refused", reason };
  }

  function store({ tap, shop, at, envelope }: Case, answer: Answer, servant = 0): Answer {
    const isRefused = answer.state === "refused";
    const amount = isRefused ? 0 : envelope.lines.reduce((sum, line) => sum + line.amount, 0);
    const ticket = answer.state === "posted" ? (purseWordOf(tap.credential)?.ticket ?? null) : null;
    run(
      db,
      `INSERT INTO tap (key, kind, state, reason, shop, uid, day, amount, servant, offline, content, at, ticket, sealed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[tap.idempotencyKey, envelope.kind, answer.state, answer.reason ?? null, shop.id, tap.uidHex, dayOf(at)],
      ...[amount, servant, envelope.offline ? 1 : 0, contentOf(envelope), at, ticket, envelope.sealed],
    );
    return answer;
  }

  /** The till has heard nothing and gave nothing: from now on this tap is worth nothing. */
  function takeBack(found: Case, known: Known | undefined): Answer {
    const { idempotencyKey: key } = found.tap;
    if (!known) return store(found, { state: "void" });
    if (known.kind === "cancel") return { state: "refused", reason: "altered" };
    if (known.state === "posted" || known.state === "covered") {
      const given = all<{ line: number }>(db, "SELECT line FROM cancelled WHERE key = ?", key).map(({ line }) => line);
      const moves = movesOf(db, key).filter(({ line }) => !given.includes(line));
      reverse(db, moves, `${key}/void`, now());
    }
    run(db, "UPDATE tap SET state = 'void', amount = 0, servant = 0, ticket = NULL WHERE key = ?", key);
    return { state: "void" };
  }

  function decide(found: Case): Answer {
    const isPurse = found.tap.method === "host";
    if (found.envelope.kind === "cancel") return cancel(found);
    return isPurse ? sellByPurse(found) : sellByCard(found);
  }

  function refuse(found: Case, reason: Reason): Answer {
    return store(found, { state: "refused", reason });
  }

  function sellByCard(found: Case): Answer {
    const { tap, shop, at, envelope } = found;
    const { lines, offline } = envelope;
    const person = personOf(db, tap.uidHex);
    if (!person) return refuse(found, "unknown-card");
    if (person.blocked) return refuse(found, "blocked");
    if (!arePricesRight(lines) || lines.some(({ pay }) => pay === "purse")) return refuse(found, "wrong-price");
    grant(db, tap.uidHex, person.category as Category, monthOf(at), at);
    const paid = lines.reduce((sum, { pay, amount }) => sum + (pay === "account" ? amount : 0), 0);
    const servant = person.category === "civil-servant" ? paid : 0;
    const sums = servantSums(db, tap.uidHex, shop.id, at);
    const unfair = servantFault(person.district, shop.district, sums, servant);
    // Goods that are gone are paid for; only the district was known to the till for sure.
    if (unfair && (unfair === "servant-district" || !offline)) return refuse(found, unfair);
    const plan = planSale(db, lines, tap.uidHex, shop.id, at);
    if (plan.short && !offline) return refuse(found, plan.short === "risk-fund" ? "balance" : plan.short);
    if (plan.short === "risk-fund") return refuse(found, "risk-fund");
    if (plan.short || (offline && unfair)) {
      const amount = lines.reduce((sum, line) => sum + line.amount, 0);
      if (!isWithinRisk(person.risk, offlineBefore(tap.uidHex, shop.id, dayOf(at)), amount))
        return refuse(found, "offline-limit");
    }
    for (const move of plan.moves) post(db, { ...move, key: tap.idempotencyKey }, at);
    return store(found, plan.short ? { state: "covered", reason: plan.short } : { state: "posted" }, servant);
  }

  function offlineBefore(uid: string, shop: string, day: string): number {
    const row = one<{ sum: number | null }>(
      db,
      `SELECT sum(amount) AS sum FROM tap
       WHERE uid = ? AND shop = ? AND day = ? AND offline AND kind = 'sale' AND state IN ('posted', 'covered')`,
      uid,
      shop,
      day,
    );
    return row?.sum ?? 0;
  }

  /** The amount is in the sealed bytes; a purse that was never issued, or is emptier than the card said, pays nobody. */
  function sellByPurse(found: Case): Answer {
    const { tap, shop, at, envelope } = found;
    const word = purseWordOf(tap.credential);
    const { lines } = envelope;
    const sum = lines.reduce((total, { amount }) => total + amount, 0);
    if (word?.kind !== "debit" || word.amount !== sum) return refuse(found, "altered");
    if (!arePricesRight(lines) || lines.some(({ pay }) => pay !== "purse")) return refuse(found, "wrong-price");
    if (one(db, "SELECT 1 FROM tap WHERE ticket = ?", word.ticket)) return refuse(found, "already");
    const plan = planSale(db, lines, tap.uidHex, shop.id, at);
    if (plan.short) return refuse(found, "purse");
    for (const move of plan.moves) post(db, { ...move, key: tap.idempotencyKey }, at);
    return store(found, { state: "posted" });
  }

  function cancel(found: Case): Answer {
    const { tap, shop, at, envelope } = found;
    const { of = "", ofLines = [] } = envelope;
    const sale = one<{ state: string; uid: string; shop: string; kind: string }>(
      db,
      "SELECT state, uid, shop, kind FROM tap WHERE key = ?",
      of,
    );
    const isPosted = sale?.kind === "sale" && sale.shop === shop.id && ["posted", "covered"].includes(sale.state);
    if (!sale || !isPosted || ofLines.length === 0) return refuse(found, "not-posted");
    const moves = movesOf(db, of).filter(({ line }) => ofLines.includes(line));
    if (ofLines.some((line) => one(db, "SELECT 1 FROM cancelled WHERE key = ? AND line = ?", of, line)))
      return refuse(found, "already");
    const given = moves.reduce((sum, { unit, amount }) => sum + (unit === MONEY ? amount : 0), 0);
    const fault = mayCancel(tap, sale.uid, of, given);
    if (fault) return refuse(found, fault);
    reverse(db, moves, tap.idempotencyKey, at);
    for (const line of ofLines)
      run(db, "INSERT INTO cancelled (key, line, by) VALUES (?, ?, ?)", of, line, tap.idempotencyKey);
    const paid = moves.reduce((sum, { source, amount }) => sum + (source.startsWith("account:") ? amount : 0), 0);
    run(db, "UPDATE tap SET amount = amount - ?, servant = max(0, servant - ?) WHERE key = ?", given, paid, of);
    return store(found, { state: "posted" });
  }

  /** The same card, or a supervisor's. Money that lies on a purse goes back to the purse alone, as its sealed tap says. */
  function mayCancel(tap: TapData, uid: string, of: string, given: number): Reason | undefined {
    const isPurseSale = movesOf(db, of).some(({ source }) => source.startsWith("purse:"));
    if (!isPurseSale && tap.method !== "host") {
      const person = personOf(db, tap.uidHex);
      const may = person && !person.blocked && (tap.uidHex === uid || person.role === "supervisor");
      return may ? undefined : "not-yours";
    }
    const word = purseWordOf(tap.credential);
    if (!isPurseSale || tap.uidHex !== uid || tap.method !== "host") return "not-yours";
    return word?.kind === "credit" && word.amount === given ? undefined : "altered";
  }

  return { accept: (envelope) => inTransaction(db, () => judge(envelope)) };
}

function answerOf({ state, reason }: Answer): Answer {
  return reason ? { state, reason } : { state };
}

/** What must be the same when an envelope comes again. Whether it was offline may have changed since. */
function contentOf({ kind, lines, of, ofLines }: Envelope): string {
  const sold = lines.map(({ line, good, quantity, amount, pay }) => [line, good, quantity, amount, pay]);
  return JSON.stringify([kind, sold, of, ofLines]);
}
