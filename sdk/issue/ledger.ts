/**
 * Who has which card: the state of a batch, as a pure fold over its journal. A card that was begun belongs to its row for
 * ever, and a row to its card: no credential is given to two cards, no card to two people.
 */
import { createHash } from "node:crypto";
import { toHex } from "../bytes.js";
import type { IssueRow } from "./people.js";
import type { IssueProfile } from "./profile.js";

/** What all lines have. */
interface AnyEntry {
  /** When, ISO 8601. */
  readonly at: string;
}

/** The first line. */
export interface BatchEntry extends AnyEntry {
  /** Which line. */
  readonly kind: "batch";
  /** Digest of the profile. */
  readonly profile: string;
}

/** A card is a row's from now on. */
export interface BegunEntry extends AnyEntry {
  /** Which line. */
  readonly kind: "begun";
  /** The row. */
  readonly id: string;
  /** The card. */
  readonly uid: string;
  /** Digest of the credential, so that a changed list is found out. */
  readonly credential: string;
}

/** A card is complete and verified. */
export interface IssuedEntry extends AnyEntry {
  /** Which line. */
  readonly kind: "issued";
  /** The row. */
  readonly id: string;
  /** The card. */
  readonly uid: string;
}

/** A card was turned away. */
export interface RejectedEntry extends AnyEntry {
  /** Which line. */
  readonly kind: "failed" | "foreign";
  /** The row; missing for a card that was never begun. */
  readonly id?: string | undefined;
  /** The card. */
  readonly uid: string;
  /** Why. */
  readonly reason: string;
}

/** A line of the journal. */
export type JournalEntry = BatchEntry | BegunEntry | IssuedEntry | RejectedEntry;

/** How far a row is. */
export interface RowState {
  /** Its card, upper-case hexadecimal. */
  readonly uid: string;
  /** Verified, done. */
  readonly isIssued: boolean;
  /** Why its card could not be completed last, if that is how it is. */
  readonly reason?: string | undefined;
}

/** What a presented card is to be. */
export type Claim =
  | { readonly kind: "row"; readonly row: IssueRow }
  /** It is somebody's already. */
  | { readonly kind: "issued"; readonly id: string }
  /** No row is left for it, or none names it. */
  | { readonly kind: "unexpected" };

/** The state of a batch. */
export interface Ledger {
  /** Rows that have a card. */
  readonly rows: ReadonlyMap<string, RowState>;
  /** Takes an entry in; undefined, or what is wrong with it. */
  add(entry: JournalEntry): string | undefined;
  /** What a card is to be. Changes nothing. */
  claim(uid: string): Claim;
  /** Rows that are not issued. */
  open(): readonly IssueRow[];
}

/** Names a profile by its content. */
export function profileDigest(profile: IssueProfile): string {
  return createHash("sha256").update(JSON.stringify(profile)).digest("hex").slice(0, 32);
}

/** Names a credential without telling it. */
export function credentialDigest(id: string, credential: Uint8Array): string {
  return createHash("sha256").update(`${id}\0`).update(credential).digest("hex").slice(0, 32);
}

/** An empty ledger over a list. */
export function createLedger(people: readonly IssueRow[], profile: string): Ledger {
  const byId = new Map(people.map((row) => [row.id, row]));
  const rows = new Map<string, RowState>();
  const idOf = new Map<string, string>();
  /** The first row that may still be free. */
  let from = 0;

  function begin(id: string, uid: string, credential: string): string | undefined {
    const row = byId.get(id);
    const state = rows.get(id);
    if (!row) return `"${id}" is not in the list`;
    if (credentialDigest(id, row.credential) !== credential) return `"${id}" has another credential in the list`;
    if (state && state.uid !== uid) return `"${id}" has two cards`;
    if ((idOf.get(uid) ?? id) !== id) return `card ${uid} has two owners`;
    if (state) return undefined;
    rows.set(id, { uid, isIssued: false });
    idOf.set(uid, id);
    return undefined;
  }

  function settle(id: string | undefined, uid: string, change: Partial<RowState>): string | undefined {
    if (id === undefined) return undefined;
    const state = rows.get(id);
    if (state?.uid !== uid) return `"${id}" was never begun on card ${uid}`;
    // What was verified once is not undone by a later presentation.
    if (!state.isIssued) rows.set(id, { uid, isIssued: false, ...change });
    return undefined;
  }

  function freeRow(uid: string): IssueRow | undefined {
    const own = people.find((row) => row.uidHex === uid);
    if (own) return rows.has(own.id) ? undefined : own;
    while (from < people.length && (rows.has(people[from]?.id ?? "") || people[from]?.uidHex !== undefined)) from++;
    return people[from];
  }

  return {
    rows,
    add(entry) {
      switch (entry.kind) {
        case "batch":
          return entry.profile === profile ? undefined : "it is of another profile";
        case "begun":
          return begin(entry.id, entry.uid, entry.credential);
        case "issued":
          return settle(entry.id, entry.uid, { isIssued: true });
        default:
          return settle(entry.id, entry.uid, { reason: entry.reason });
      }
    },
    claim(uid) {
      const id = idOf.get(uid);
      const known = id === undefined ? freeRow(uid) : byId.get(id);
      if (!known) return { kind: "unexpected" };
      return rows.get(known.id)?.isIssued ? { kind: "issued", id: known.id } : { kind: "row", row: known };
    },
    open: () => people.filter(({ id }) => !rows.get(id)?.isIssued),
  };
}

/** A UID as journals and lists write it. */
export function uidText(uid: Uint8Array): string {
  return toHex(uid);
}
