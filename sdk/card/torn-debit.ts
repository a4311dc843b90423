/** A debit that is made once, also when the card leaves in the middle. cards.md 3.3 rule 6, 6.2; peers.md T19. */
import { randomUUID } from "node:crypto";
import { assertInteger } from "../assert.js";
import { toHex } from "../bytes.js";
import { KetukError } from "../errors.js";
import type { DesfireClient } from "./desfire.js";
import type { CommMode } from "./messaging.js";
import { type CardFailure, failure } from "./result.js";
import { AMOUNT_MAX } from "./value-files.js";

/** What it takes to find out later what became of a debit. Plain data: store it as JSON. */
export interface DebitTicket {
  /** Names this debit for ever. */
  readonly id: string;
  /** UID of the card, proved under its key, as upper-case hexadecimal. */
  readonly uidHex: string;
  /** Application, as upper-case hexadecimal in the order sent. */
  readonly applicationIdHex: string;
  /** Value file. */
  readonly file: number;
  /** Value before. */
  readonly before: number;
  /** What was to be taken. */
  readonly amount: number;
}

/**
 * What became of a debit:
 *
 * - "done": the card said so, under its MAC.
 * - "not-done": certain: the commit was never sent. `fault` says why; a refused debit means too little on the card.
 * - "unknown": the commit was sent and not answered for sure. Keep the ticket and give it to `resolveTornDebit` at the
 *   next presentation; never debit again before.
 */
export type DebitOutcome = DebitDone | DebitNotDone | DebitUnknown;

/** The amount was taken. */
export interface DebitDone {
  /** What became of it. */
  readonly state: "done";
  /** The debit. */
  readonly ticket: DebitTicket;
}

/** Nothing was taken. */
export interface DebitNotDone {
  /** What became of it. */
  readonly state: "not-done";
  /** Why. */
  readonly fault: CardFailure;
}

/** The amount was taken or not. */
export interface DebitUnknown {
  /** What became of it. */
  readonly state: "unknown";
  /** The debit: keep it. */
  readonly ticket: DebitTicket;
  /** What went wrong. */
  readonly fault: CardFailure;
}

/** A debit. */
export interface DebitOptions {
  /** Value file. */
  readonly file: number;
  /** 1 to 2^31 - 1. */
  readonly amount: number;
  /** Protection of the exchanges, "mac" or "full". Default: as the file's settings say. */
  readonly mode?: CommMode | undefined;
  /** Stores the ticket durably before the commit is sent: a host that dies then can still resolve the debit. */
  readonly remember?: ((ticket: DebitTicket) => void | Promise<void>) | undefined;
}

/**
 * Takes an amount from a value file: reads the value, debits, has the ticket stored, commits. Needs a session with the
 * right key. Other changes of the same transaction (records, backup files) may be made before.
 *
 * @throws KetukError `bad-argument`, and what `remember` throws; the debit is aborted then
 */
export async function debitOnce(card: DesfireClient, options: DebitOptions): Promise<DebitOutcome> {
  const { file, amount, mode, remember } = options;
  assertInteger(amount, "amount", 1, AMOUNT_MAX);
  const start = await readBack(card, file, mode);
  if (!start.ok) return { state: "not-done", fault: start };
  const debited = await card.debit(file, amount, { mode });
  if (!debited.ok) return { state: "not-done", fault: debited };
  const ticket: DebitTicket = {
    id: randomUUID(),
    uidHex: start.uidHex,
    applicationIdHex: toHex(card.applicationId),
    file,
    before: start.value,
    amount,
  };
  try {
    await remember?.(ticket);
  } catch (error) {
    await card.abortTransaction();
    throw error;
  }
  const commit = await card.commitTransaction();
  if (commit.state === "committed") return { state: "done", ticket };
  if (commit.state === "not-sent") return { state: "not-done", fault: commit.fault };
  return { state: "unknown", ticket, fault: commit.fault };
}

/**
 * What a torn debit turned out to be:
 *
 * - "done" and "not-done": the value says so. This holds while nobody else changed it since.
 * - "unclear": the value fits neither: it was changed since. A person or the issuer's books must decide.
 * - "other-card": this is not the card of the ticket.
 * - "unread": the card did not answer as it should (`fault`); the ticket stays open.
 */
export type TornDebit = TornDebitRead | TornDebitOtherCard | TornDebitUnread;

/** The value was read. */
export interface TornDebitRead {
  /** What it says. */
  readonly state: "done" | "not-done" | "unclear";
  /** The value now. */
  readonly value: number;
}

/** Another card was presented. */
export interface TornDebitOtherCard {
  /** Not the card of the ticket. */
  readonly state: "other-card";
  /** The card that it is. */
  readonly uidHex: string;
}

/** The value could not be read. */
export interface TornDebitUnread {
  /** The ticket stays open. */
  readonly state: "unread";
  /** Why. */
  readonly fault: CardFailure;
}

/**
 * Finds out at a later presentation, or after a new authentication in the same one, what became of a debit. Only reads.
 * Call it before anything else changes the value.
 *
 * @param card with the application of the ticket selected, in a session that may read the value
 * @throws KetukError `bad-argument` when another application is selected
 */
export async function resolveTornDebit(
  card: DesfireClient,
  ticket: DebitTicket,
  options: { readonly mode?: CommMode | undefined } = {},
): Promise<TornDebit> {
  if (toHex(card.applicationId) !== ticket.applicationIdHex) {
    throw new KetukError("bad-argument", `the ticket is of application ${ticket.applicationIdHex}`, {
      hint: "select that application and authenticate first",
    });
  }
  const now = await readBack(card, ticket.file, options.mode, ticket.uidHex);
  if (!now.ok) return { state: "unread", fault: now };
  const { uidHex, value } = now;
  if (uidHex !== ticket.uidHex) return { state: "other-card", uidHex };
  if (value === ticket.before - ticket.amount) return { state: "done", value };
  return { state: value === ticket.before ? "not-done" : "unclear", value };
}

type ReadBack = CardFailure | { readonly ok: true; readonly uidHex: string; readonly value: number };

/** Proved UID and proved value: what anybody in between may have changed decides no money. */
async function readBack(
  card: DesfireClient,
  file: number,
  mode: CommMode | undefined,
  expectedUidHex?: string,
): Promise<ReadBack> {
  const uid = await card.getCardUid();
  if (!uid.ok) return uid;
  const uidHex = toHex(uid.value);
  if (expectedUidHex !== undefined && uidHex !== expectedUidHex) return { ok: true, uidHex, value: 0 };
  const answer = await card.getValue(file, { mode });
  if (!answer.ok) return answer;
  return answer.value.isAuthentic ? { ok: true, uidHex, value: answer.value.value } : failure("no-session");
}
