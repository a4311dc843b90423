/** A tap as an application sees it. */
import type { TapData } from "../verify/record-data.js";
import type { Sealed } from "../verify/seal.js";
import type { Verdict } from "../verify/verify.js";
import type { Dated } from "./dating.js";

/** One presentation of a card. Act on it only when `verdict.ok`. */
export interface Tap extends TapData, Dated {
  /** The exact bytes and their MAC: store or send on these, they are the evidence. */
  readonly sealed: Sealed;
  /** What verification found; `{ ok: false, reason: "unverified" }` when the Reader was opened without keys. */
  readonly verdict: Verdict;
  /**
   * Tells the reader that this tap is stored durably and may be forgotten. Until then the reader keeps it, and after a
   * handful of unacknowledged taps sends no further ones. Acknowledge also what you refuse. Any order, any number of
   * times; never throws: after a disconnect it does nothing, and the tap comes again with the same `idempotencyKey`.
   * With a cursor store the cursor is saved first; see the "storage" event for what happens when that fails.
   */
  ack(): void;
}

/** Puts a tap together. */
export function createTap(
  data: TapData,
  { datedAt, datedBy }: Dated,
  sealed: Sealed,
  verdict: Verdict,
  ack: () => void,
): Tap {
  // One spread, and last: with five properties behind a copy of so many V8 takes 15 us in place of one, with two copies 80.
  return { datedAt, datedBy, sealed, verdict, ack, ...data };
}
