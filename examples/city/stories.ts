/** What a tap came to at its place, in words for everybody: no name, no number of a card, no single amount. */
import type { TapData, Verdict } from "ketuk/verify";
import type { Text } from "../lib/language.js";

/** What of a tap a place needs to tell its story; nothing of it goes on to the page. */
export interface ToldTap extends Pick<TapData, "idempotencyKey" | "uidHex" | "refusal" | "method"> {
  readonly verdict: Pick<Verdict, "ok" | "reason">;
}

/** Why a card or a person was refused. */
export const REASONS = {
  counterfeit: { id: "Kartu tidak asli", en: "Card not genuine" },
  foreign: { id: "Bukan kartu kota", en: "Not a city card" },
  blocked: { id: "Kartu diblokir", en: "Card blocked" },
  unknown: { id: "Kartu belum terdaftar", en: "Card not registered" },
  again: { id: "Terlalu cepat diangkat", en: "Taken away too early" },
  twice: { id: "Baru saja masuk", en: "Entered a moment ago" },
  hours: { id: "Di luar jam masuk", en: "Outside hours" },
  money: { id: "Saldo tidak cukup", en: "Balance too low" },
  limit: { id: "Di luar batas belanja", en: "Beyond the spending limit" },
  other: { id: "Tidak dapat diproses", en: "Could not be processed" },
} satisfies Record<string, Text>;
/** See {@link REASONS}. */
export type ReasonId = keyof typeof REASONS;

/** What a tap came to. */
export interface Outcome {
  /** "good": somebody got what they came for. "bad": refused. "info": a look, or a tap that came too late to be served. */
  readonly tone: "good" | "bad" | "info";
  readonly text: Text;
  /** With "bad". */
  readonly reason?: ReasonId;
  /** Rupiah of a sale, for the sum of the day only. */
  readonly rupiah?: number;
}

/** Somebody got what they came for. */
export function good(text: Text, rupiah?: number): Outcome {
  return { tone: "good", text, ...(rupiah !== undefined && { rupiah }) };
}

/** Refused. */
export function bad(reason: ReasonId): Outcome {
  return { tone: "bad", reason, text: REASONS[reason] };
}

/** Neither. */
export function info(text: Text): Outcome {
  return { tone: "info", text };
}

/** Why a tap counts at no place; undefined for a good one. */
export function faultOfTap({ verdict, refusal }: ToldTap): Outcome | undefined {
  if (verdict.ok) return undefined;
  if (verdict.reason === "too-weak") return bad("foreign");
  if (verdict.reason !== "card-refused") return bad("counterfeit");
  if (refusal === "card-error" || refusal === "delayed") return bad("again");
  return bad(refusal === "not-accepted" ? "foreign" : "counterfeit");
}

const SERVED: Text = { id: "Warga terlayani", en: "Resident served" };
const LATE: Text = { id: "Ketukan yang tersimpan tiba", en: "A kept tap has arrived" };
const KIOSK_REASONS: Readonly<Record<string, ReasonId>> = {
  foreign: "foreign",
  refused: "counterfeit",
  again: "again",
  unknown: "unknown",
  blocked: "blocked",
};

/** Of an outcome in the kiosk's table of taps. */
export function outcomeAtKiosk(outcome: string): Outcome {
  if (outcome === "welcome") return good(SERVED);
  if (outcome === "late") return info(LATE);
  return bad(KIOSK_REASONS[outcome] ?? "other");
}

const ENTERED: Text = { id: "Silakan masuk", en: "Gate opened" };
const GATE_REASONS: Readonly<Record<string, ReasonId>> = {
  "not-listed": "unknown",
  "passed-back": "twice",
  "wrong-time": "hours",
  "too-weak": "foreign",
  refused: "counterfeit",
  blocked: "blocked",
};

/** Of a decision in the gate's table of passages. */
export function outcomeAtGate(decision: string): Outcome {
  return decision === "admitted" ? good(ENTERED) : bad(GATE_REASONS[decision] ?? "other");
}

/** A sale as a till stores it. */
export interface SaleFacts {
  readonly state: string;
  readonly reason: string | null;
  /** Has lines that the aid programme pays. */
  readonly aid: number;
  /** Rupiah of all lines. */
  readonly rupiah: number;
}

const BOUGHT: Text = { id: "Belanja dibayar kartu", en: "Paid by card" };
const AID: Text = { id: "Bantuan pangan diambil", en: "Food aid collected" };
const OFFLINE: Text = { id: "Belanja dicatat di warung", en: "Sale stored in the shop" };
const LOOKED: Text = { id: "Kartu dibaca di kasir", en: "Card read at the till" };
const SHOP_REASONS: Readonly<Record<string, ReasonId>> = {
  "bad-tap": "counterfeit",
  "unknown-card": "unknown",
  blocked: "blocked",
  quota: "money",
  balance: "money",
  purse: "money",
  "offline-limit": "limit",
  "risk-fund": "limit",
  "servant-district": "limit",
  "servant-person": "limit",
  "servant-shop": "limit",
  "list-too-old": "limit",
};

/** Of a sale; undefined while the back end has not decided. */
export function outcomeOfSale({ state, reason, aid, rupiah }: SaleFacts): Outcome | undefined {
  if (state === "asked") return undefined;
  if (state === "refused" || state === "lost") return bad(SHOP_REASONS[reason ?? ""] ?? "other");
  return good(state === "offline" ? OFFLINE : aid > 0 ? AID : BOUGHT, rupiah);
}

/** Of a tap at a till that bought nothing. */
export function outcomeOfLook(isKnown: boolean): Outcome {
  return isKnown ? info(LOOKED) : bad("unknown");
}
