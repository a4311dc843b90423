/**
 * Electronic money on the card itself: a DESFire value file that the till debits while the reader lends it the card. The
 * ticket is in the database before the card commits; a card that is pulled away is asked at its next presentation what
 * became of it, before anything else is done with it.
 */
import {
  type CardChannel,
  type CardKeyProvider,
  type DebitTicket,
  type DesfireClient,
  debitOnce,
  type HostVerdict,
  openDesfire,
  resolveTornDebit,
} from "ketuk";
import { type Db, inTransaction, one, run } from "../lib/database.js";
import { purseCredential } from "./posting.js";
import { setTask, type Task, taskOf } from "./till-basket.js";
import { insertSale, linesOf, saleOf, setState, sumOf } from "./till-sales.js";
import { askedSale, type Notice, priceFor, type TillPlace } from "./till-tap.js";

/** The application of a purse, and its value file. */
export const PURSE = { application: Uint8Array.of(0x53, 0x4b, 0x54), file: 2, keyNumber: 1, keySlot: 2 } as const;

interface Ticket {
  readonly id: string;
  readonly kind: "debit" | "credit";
  readonly sale: number;
  readonly lines: string;
  readonly state: "open" | "done";
  readonly body: string;
}

/** Serves purses. */
export interface PurseDesk {
  /** For `reader.withCard`. */
  serve(card: CardChannel): Promise<HostVerdict>;
}

/** @param tell what the people at the counter are told; what was paid is told when its tap comes */
export function createPurseDesk(place: TillPlace, keys: CardKeyProvider, tell: (notice: Notice) => void): PurseDesk {
  const { db } = place;

  async function serve(lent: CardChannel): Promise<HostVerdict> {
    const card = openDesfire(lent, { keys });
    const uidHex = await identify(card);
    if (uidHex === undefined) return refuse({ kind: "refused", reason: "card" });
    const open = ticketOf(db, uidHex);
    if (open) {
      const settled = await settle(card, open);
      if (settled) return settled;
    }
    // Not before: a card that has paid has paid.
    if (isStolen(uidHex)) return refuse({ kind: "refused", reason: "blocked" });
    const task = taskOf(db);
    if (task?.kind === "pay") return pay(card, uidHex, task);
    if (task?.kind === "cancel") return giveBack(card, uidHex, task);
    return look(card);
  }

  function isStolen(uid: string): boolean {
    return place.isBlocked(uid, place.now()) !== false;
  }

  function refuse(notice: Notice): HostVerdict {
    tell(notice);
    return { accepted: false };
  }

  async function look(card: DesfireClient): Promise<HostVerdict> {
    const value = await card.getValue(PURSE.file);
    if (!value.ok || !value.value.isAuthentic) return refuse({ kind: "refused", reason: "card" });
    tell({ kind: "purse", value: value.value.value });
    return { accepted: true };
  }

  /** What became of the ticket: a verdict when it was done or nobody can say, nothing when the card never paid. */
  async function settle(card: DesfireClient, ticket: Ticket): Promise<HostVerdict | undefined> {
    if (ticket.state === "done") return accept(ticket);
    const found = await stateOf(card, ticket);
    if (found === "done") return accept(ticket);
    if (found === "unread") return refuse({ kind: "refused", reason: "torn" });
    if (found !== "not-done") return refuse({ kind: "refused", reason: "unclear" });
    inTransaction(db, () => forget(ticket));
    return undefined;
  }

  function accept(ticket: Ticket): HostVerdict {
    if (ticket.state !== "done") run(db, "UPDATE ticket SET state = 'done' WHERE id = ?", ticket.id);
    const { amount } = JSON.parse(ticket.body) as DebitTicket;
    return { accepted: true, credential: purseCredential({ kind: ticket.kind, ticket: ticket.id, amount }) };
  }

  function forget(ticket: Ticket): void {
    run(db, "DELETE FROM ticket WHERE id = ?", ticket.id);
    if (ticket.kind === "credit") return;
    setState(db, ticket.sale, "refused", "purse");
    const task = taskOf(db);
    if (task?.kind === "pay" && task.torn === ticket.sale) setTask(db, withoutTorn(task));
  }

  async function pay(card: DesfireClient, uid: string, task: Task & { kind: "pay" }): Promise<HostVerdict> {
    if (task.torn !== undefined || askedSale(db) !== undefined)
      return refuse({ kind: "refused", reason: "other-card" });
    const lines = priceFor(place, {}, "purse");
    const amount = sumOf(lines);
    if (amount <= 0) return look(card);
    // Nobody else is asked about a purse, network or not.
    const why = place.isBlocked(uid, place.now(), amount);
    if (why) return refuse({ kind: "refused", reason: why });
    const remember = (ticket: DebitTicket) =>
      inTransaction(db, () => {
        const at = place.now();
        const sale = insertSale(
          db,
          { state: "torn", reason: null, key: null, uid, who: "", purse: 1, offline: 0, at },
          lines,
        );
        keep(ticket, "debit", sale, []);
        setTask(db, { ...task, torn: sale });
      });
    const outcome = await debitOnce(card, { file: PURSE.file, amount, remember });
    if (outcome.state === "unknown") return refuse({ kind: "refused", reason: "torn" });
    const ticket = ticketOf(db, uid);
    if (outcome.state === "done" && ticket) return accept(ticket);
    if (ticket) inTransaction(db, () => forget(ticket));
    return refuse({
      kind: "refused",
      reason: outcome.state === "not-done" && isTooLittle(outcome.fault) ? "balance" : "card",
    });
  }

  /** LimitedCredit: the card itself gives back the last debit at most, so that no till can make money. */
  async function giveBack(card: DesfireClient, uid: string, task: Task & { kind: "cancel" }): Promise<HostVerdict> {
    const sale = saleOf(db, task.sale);
    if (!sale?.purse || sale.uid !== uid) return refuse({ kind: "refused", reason: "not-yours" });
    const lines = linesOf(db, sale.id).filter(({ line, cancelled_by }) => task.lines.includes(line) && !cancelled_by);
    const amount = sumOf(lines);
    const before = await card.getValue(PURSE.file);
    if (amount <= 0 || !before.ok || !before.value.isAuthentic) return refuse({ kind: "refused", reason: "card" });
    const credited = await card.limitedCredit(PURSE.file, amount);
    if (!credited.ok) return refuse({ kind: "refused", reason: credited.reason === "refused" ? "refund" : "torn" });
    const ticket = {
      ...{ id: crypto.randomUUID(), uidHex: uid, applicationIdHex: "", file: PURSE.file },
      ...{ before: before.value.value, amount },
    };
    inTransaction(db, () =>
      keep(
        ticket,
        "credit",
        sale.id,
        lines.map(({ line }) => line),
      ),
    );
    const commit = await card.commitTransaction();
    const kept = ticketOf(db, uid);
    if (commit.state === "committed" && kept) return accept(kept);
    return refuse({ kind: "refused", reason: "torn" });
  }

  function keep(ticket: DebitTicket, kind: Ticket["kind"], sale: number, lines: readonly number[]): void {
    run(
      db,
      "INSERT INTO ticket (id, uid, kind, sale, lines, state, body) VALUES (?, ?, ?, ?, ?, 'open', ?)",
      ...[ticket.id, ticket.uidHex, kind, sale, JSON.stringify(lines), JSON.stringify(ticket)],
    );
  }

  return { serve };
}

/** The UID, proved under the purse's key; undefined for any other card. */
async function identify(card: DesfireClient): Promise<string | undefined> {
  const selected = await card.selectApplication(PURSE.application);
  if (!selected.ok) return undefined;
  const proved = await card.authenticate({ keyNumber: PURSE.keyNumber, slot: PURSE.keySlot });
  if (!proved.ok) return undefined;
  const uid = await card.getCardUid();
  return uid.ok ? Buffer.from(uid.value).toString("hex").toUpperCase() : undefined;
}

function ticketOf(db: Db, uid: string): Ticket | undefined {
  return one<Ticket>(
    db,
    "SELECT id, kind, sale, lines, state, body FROM ticket WHERE uid = ? AND state <> 'posted'",
    uid,
  );
}

async function stateOf(card: DesfireClient, ticket: Ticket): Promise<"done" | "not-done" | "unclear" | "unread"> {
  const body = JSON.parse(ticket.body) as DebitTicket;
  if (ticket.kind === "debit") {
    const { state } = await resolveTornDebit(card, body);
    return state === "other-card" ? "unread" : state;
  }
  const now = await card.getValue(PURSE.file);
  if (!now.ok || !now.value.isAuthentic) return "unread";
  if (now.value.value === body.before + body.amount) return "done";
  return now.value.value === body.before ? "not-done" : "unclear";
}

function isTooLittle({ statusName }: { readonly statusName?: string }): boolean {
  return statusName === "boundary-error";
}

function withoutTorn({ kind, since, useAid }: Task & { kind: "pay" }): Task {
  return { kind, since, useAid };
}
