/** A tap that is judged, and what comes of it. Deciding only reads; the book writes. */
import type { TapData } from "ketuk/verify";
import type { BlockReason } from "../lib/blocklist.js";
import type { Move } from "./ledger.js";
import type { Answer, Envelope, Reason } from "./posting.js";

/** A tap whose seal is good, and what its till wants. */
export interface Case {
  readonly tap: TapData;
  /** The shop where the reader stands, whatever the till says. */
  readonly shop: { readonly id: string; readonly district: string };
  /** When, milliseconds since 1970. */
  readonly at: number;
  readonly envelope: Envelope;
  /** What the card desk's list says of the card. */
  readonly blocked: BlockReason | false;
}

/** What comes of a case. */
export interface Decision {
  readonly answer: Answer;
  readonly moves?: readonly Omit<Move, "key">[];
  /** Rupiah that a civil servant has spent. */
  readonly servant?: number;
}

/** Nothing moves. */
export function refused(reason: Reason): Decision {
  return { answer: { state: "refused", reason } };
}
