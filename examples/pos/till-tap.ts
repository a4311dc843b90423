/** What a tap does at the till. Runs in the transaction that stores the tap: both are there after a crash, or neither. */
import type { Tap } from "ketuk";
import type { BlockQuestion } from "../lib/blocklist.js";
import { type Db, one, run } from "../lib/database.js";
import { dayAt } from "../lib/days.js";
import { splitBasket } from "./entitlement.js";
import { offlineFault, quotaLeft } from "./offline.js";
import { type KnownPerson, purseWordOf, type Reason, sealedText } from "./posting.js";
import { priceBasket, type Rule, rulesOf } from "./promotions.js";
import { basketOf, clearCounter, knownPerson, type Task, taskOf } from "./till-basket.js";
import {
  book,
  enqueue,
  insertSale,
  linesOf,
  type NewLine,
  type Sale,
  SOLD,
  saleOf,
  setState,
  toSaleLines,
} from "./till-sales.js";

/** What of a tap matters here. */
export type TillTap = Pick<
  Tap,
  "idempotencyKey" | "uidHex" | "method" | "credential" | "sealed" | "verdict" | "wallMs" | "datedAt"
>;

/** What the people at the counter are told. */
export type Notice =
  | { readonly kind: "sale"; readonly sale: number }
  | { readonly kind: "cancelled"; readonly sale: number }
  | { readonly kind: "card"; readonly person: KnownPerson }
  | { readonly kind: "purse"; readonly value: number }
  | { readonly kind: "refused"; readonly reason: Reason | "card" | "torn" | "other-card" | "unclear" | "refund" };

/** Where the till stands. */
export interface TillPlace {
  readonly db: Db;
  readonly shop: { readonly id: string; readonly district: string };
  readonly rules: readonly Rule[];
  readonly now: () => number;
  /** The card desk's list, as the till holds it. Stated amounts go by an old one: see `lib/blocklist.ts`. */
  readonly isBlocked: BlockQuestion;
  /** Was the back end there when it was last asked? */
  isOnline(): boolean;
}

/** Reader and till have two clocks; `keepTime` of ketuk holds them together, well within this. */
const SLACK_MS = 3000;

/** The priced lines of the basket for a holder; without quota everything is paid. */
export function priceFor(
  place: TillPlace,
  quota: Readonly<Record<string, number>>,
  pay: "account" | "purse",
): NewLine[] {
  const { aid, paid } = splitBasket(basketOf(place.db), quota);
  const rules = rulesOf(place.rules, place.shop.id, dayAt(place.now()));
  return [
    ...priceBasket(aid, []).map((line) => ({ ...line, pay: "aid" as const })),
    ...priceBasket(paid, rules).map((line) => ({ ...line, pay })),
  ];
}

/** Stores what a tap causes; what to tell. */
export function takeTap(place: TillPlace, tap: TillTap): Notice | undefined {
  const { db } = place;
  const word = tap.method === "host" && tap.verdict.ok ? purseWordOf(tap.credential) : undefined;
  if (word) return takePurse(place, tap, word.ticket);
  // What is wrong with a purse was said when it was lent.
  if (tap.method === "host") return undefined;
  if (!tap.verdict.ok) return tap.verdict.reason === "not-a-tap" ? undefined : { kind: "refused", reason: "card" };
  if (place.isBlocked(tap.uidHex, place.now())) return { kind: "refused", reason: "blocked" };
  const person = knownPerson(db, tap.uidHex);
  if (!person) return { kind: "refused", reason: "unknown-card" };
  const task = taskOf(db);
  // A tap from the time when this computer was off is no consent to what lies on the counter now.
  const isMeant = task && (tap.datedAt?.getTime() ?? 0) >= task.since - SLACK_MS;
  if (task && isMeant) return task.kind === "pay" ? sell(place, tap, person, task) : giveBack(place, tap, person, task);
  return { kind: "card", person: { ...person, quota: quotaLeft(db, person) } };
}

function sell(place: TillPlace, tap: TillTap, person: KnownPerson, task: Task & { kind: "pay" }): Notice {
  const { db } = place;
  if (task.torn !== undefined) return { kind: "refused", reason: "other-card" };
  const asked = askedSale(db);
  if (asked !== undefined) return { kind: "sale", sale: asked };
  const lines = priceFor(place, task.useAid ? quotaLeft(db, person) : {}, "account");
  if (!lines.length) return { kind: "card", person };
  const isOnline = place.isOnline();
  const at = tap.wallMs ?? place.now();
  const fault = isOnline ? undefined : offlineFault(place, person, lines, at);
  const state = fault ? "refused" : isOnline ? "asked" : "offline";
  const { uid, name } = person;
  const key = tap.idempotencyKey;
  const id = insertSale(
    db,
    { state, reason: fault ?? null, key, uid, who: name, purse: 0, offline: isOnline ? 0 : 1, at },
    lines,
  );
  if (fault) return { kind: "sale", sale: id };
  const stored = linesOf(db, id);
  enqueue(db, key, id, {
    kind: "sale",
    sealed: sealedText(tap.sealed),
    offline: !isOnline,
    lines: toSaleLines(stored),
  });
  if (state === "offline") {
    book(db, stored, ["sales", "due"], key, at);
    clearCounter(db);
  }
  return { kind: "sale", sale: id };
}

/** The sale that waits for the back end: until it is decided, the same basket is not sold again. */
export function askedSale(db: Db): number | undefined {
  return one<{ id: number }>(db, "SELECT id FROM sale WHERE state = 'asked'")?.id;
}

function giveBack(place: TillPlace, tap: TillTap, person: KnownPerson, task: Task & { kind: "cancel" }): Notice {
  const sale = saleOf(place.db, task.sale);
  if (sale?.purse) return { kind: "refused", reason: "not-yours" };
  if (sale?.uid !== person.uid && person.role !== "supervisor") return { kind: "refused", reason: "not-yours" };
  return cancelLines(place, tap, sale, task.lines);
}

function cancelLines({ db, now }: TillPlace, tap: TillTap, sale: Sale | undefined, wanted: readonly number[]): Notice {
  if (!sale?.key || !SOLD.includes(sale.state)) return { kind: "refused", reason: "not-posted" };
  const lines = linesOf(db, sale.id).filter(({ line, cancelled_by }) => wanted.includes(line) && !cancelled_by);
  if (lines.length !== wanted.length || !lines.length) return { kind: "refused", reason: "already" };
  const key = tap.idempotencyKey;
  enqueue(db, key, sale.id, {
    kind: "cancel",
    sealed: sealedText(tap.sealed),
    offline: false,
    lines: [],
    of: sale.key,
    ofLines: lines.map(({ line }) => line),
  });
  for (const { line } of lines)
    run(db, "UPDATE sale_line SET cancelled_by = ? WHERE sale = ? AND line = ?", key, sale.id, line);
  book(db, lines, ["due", "sales"], key, tap.wallMs ?? now());
  clearTaskOf(db, sale.id);
  return { kind: "cancelled", sale: sale.id };
}

/** A purse that has paid, or got its money back: once for each ticket, whichever of its taps comes first. */
function takePurse(place: TillPlace, tap: TillTap, ticket: string): Notice | undefined {
  const { db } = place;
  const row = one<{ kind: string; sale: number; lines: string; state: string }>(
    db,
    "SELECT kind, sale, lines, state FROM ticket WHERE id = ?",
    ticket,
  );
  if (!row || row.state === "posted") return undefined;
  run(db, "UPDATE ticket SET state = 'posted' WHERE id = ?", ticket);
  const sale = saleOf(db, row.sale);
  if (!sale) return undefined;
  if (row.kind === "credit") return cancelLines(place, tap, sale, JSON.parse(row.lines) as number[]);
  const key = tap.idempotencyKey;
  run(db, "UPDATE sale SET key = ? WHERE id = ?", key, sale.id);
  setState(db, sale.id, "offline");
  const lines = linesOf(db, sale.id);
  enqueue(db, key, sale.id, {
    kind: "sale",
    sealed: sealedText(tap.sealed),
    offline: true,
    lines: toSaleLines(lines),
  });
  book(db, lines, ["sales", "due"], key, tap.wallMs ?? place.now());
  clearTaskOf(db, sale.id);
  return { kind: "sale", sale: sale.id };
}

/** The counter is free again, unless it is about another sale by now. */
function clearTaskOf(db: Db, sale: number): void {
  const task = taskOf(db);
  if (task?.kind === "pay" ? task.torn === sale : task?.sale === sale) clearCounter(db);
}
