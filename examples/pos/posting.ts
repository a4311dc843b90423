/** What till and back end say to each other. The sealed tap travels with every posting: it is what the back end believes. */
import { decodeSealed, encodeSealed, type Sealed } from "ketuk/verify";
import type { Category } from "../lib/city.js";
import type { Quota } from "../lib/programme.js";
import type { Risk, ServantFault, ServantSums } from "./limits.js";

/** Who pays for a line: the aid programme, the account at the back end, the purse on the card. */
export type Pay = "aid" | "account" | "purse";

/** A line of a sale. */
export interface SaleLine {
  /** 1 and up. */
  readonly line: number;
  readonly good: string;
  readonly quantity: number;
  /** Rupiah, discount taken off. */
  readonly amount: number;
  readonly pay: Pay;
}

/** What a till wants posted. One for each tap, and perhaps a void of the same tap. */
export interface Envelope {
  /**
   * "sale": lines. "cancel": gives lines of an earlier sale back, by a tap of the same card or a supervisor's. "void": the
   * till heard no answer and gave nothing; whatever was posted for this tap is taken back.
   */
  readonly kind: "sale" | "cancel" | "void";
  /** SealedRecord in base64. */
  readonly sealed: string;
  /** The goods were handed over without asking. */
  readonly offline: boolean;
  readonly lines: readonly SaleLine[];
  /** With "cancel": the tap of the sale, and which of its lines. */
  readonly of?: string;
  readonly ofLines?: readonly number[];
}

/** Why something is not posted. */
export type Reason =
  | "bad-tap"
  | "unknown-reader"
  | "too-old"
  | "altered"
  | "unknown-card"
  | "blocked"
  | "list-too-old"
  | "wrong-price"
  | "quota"
  | "balance"
  | "purse"
  | "offline-limit"
  | "risk-fund"
  | "network"
  | "not-posted"
  | "not-yours"
  | "already"
  | ServantFault;

/**
 * What became of an envelope. "posted": as asked. "covered": handed over offline, and what the person could not pay or draw
 * was paid to the shop from the risk fund. "refused": nothing moved. "void": nothing moved, or what moved was taken back.
 */
export interface Answer {
  readonly state: "posted" | "covered" | "refused" | "void";
  readonly reason?: Reason | undefined;
}

/** What a till knows of a person, for when the network is down. */
export interface KnownPerson {
  readonly uid: string;
  readonly name: string;
  readonly category: Category;
  readonly district: string;
  readonly risk: Risk;
  readonly role: "resident" | "supervisor";
  readonly blocked: boolean;
  readonly balance: number;
  readonly quota: Quota;
  /** Only for civil servants. */
  readonly servant?: ServantSums;
}

/** What a till fetches after its postings. */
export interface Snapshot {
  readonly at: number;
  readonly people: readonly KnownPerson[];
  /** Rupiah that the city owes the shop. */
  readonly due: number;
}

/** Hands envelopes in and gets the answers, in order. Rejects when the network is down: then nobody knows what arrived. */
export interface BackEnd {
  send(envelopes: readonly Envelope[]): Promise<readonly Answer[]>;
  snapshot(shop: string): Promise<Snapshot>;
}

/** A sealed tap as text. */
export function sealedText(sealed: Sealed): string {
  return Buffer.from(encodeSealed(sealed)).toString("base64");
}

/** The sealed tap of a text; undefined when it is none. */
export function sealedOf(text: string): Sealed | undefined {
  return decodeSealed(new Uint8Array(Buffer.from(text, "base64")));
}

/** What the host put into the sealed tap of a purse: see `purse.ts`. */
export interface PurseWord {
  /** "debit": paid. "credit": given back. */
  readonly kind: "debit" | "credit";
  /** Id of the ticket. */
  readonly ticket: string;
  readonly amount: number;
}

/** At most 64 bytes: it goes where a credential goes. */
export function purseCredential({ kind, ticket, amount }: PurseWord): Uint8Array {
  return new TextEncoder().encode(`${kind} ${amount} ${ticket}`);
}

/** Reads it back; undefined for a purse that was only looked at. */
export function purseWordOf(credential: Uint8Array): PurseWord | undefined {
  const found = /^(debit|credit) ([1-9]\d{0,9}) ([0-9a-f-]{36})$/.exec(new TextDecoder().decode(credential));
  if (!found) return undefined;
  return { kind: found[1] as PurseWord["kind"], amount: Number(found[2]), ticket: found[3] };
}
