/** What becomes of one presentation at the desk. A bad card is never an exception. */
import type { CardFailure, CardFault } from "../card/result.js";

/**
 * Why a card was not issued:
 *
 * - a {@link CardFault}: what the card said or did.
 * - "foreign": its keys are neither the factory's nor ours: a card of somebody else. Nothing was changed.
 * - "other-card": the card is not of the profile's family.
 * - "random-uid": the card does not tell its UID, so that its keys cannot be known.
 * - "other-uid": the UID that the card proves is not the one it showed: somebody is in between.
 * - "other-content": a file of the card, locked already, holds something else. The card was issued to somebody.
 * - "other-settings": files or keys are set up in a way that this profile never makes.
 * - "transport-key": the card still takes a key of its delivery.
 * - "endless": the card says of every step that it was done, and it never is.
 */
export type IssueFault =
  | CardFault
  | "foreign"
  | "other-card"
  | "random-uid"
  | "other-uid"
  | "other-content"
  | "other-settings"
  | "transport-key"
  | "endless";

/** A step or a look that came to nothing. */
export interface IssueFailure {
  /** Always false. */
  readonly ok: false;
  /** Why. */
  readonly reason: IssueFault;
  /** What the card said, where that is the reason. */
  readonly cause?: CardFailure | undefined;
}

/** A card that is complete: every key, file and lock was read back under its new keys. */
export interface CardIssued {
  /** What became of it. */
  readonly state: "issued";
  /** Steps carried out in this presentation; none for a card that was complete already. */
  readonly steps: readonly string[];
  /** Some of the work was found done: by an earlier presentation. */
  readonly isResumed: boolean;
}

/** A card that left, or an exchange that failed: present it again, and the work goes on where it was. */
export interface CardTorn {
  /** What became of it. */
  readonly state: "torn";
  /** Steps that were certainly carried out. */
  readonly steps: readonly string[];
  /** Why. */
  readonly failure: IssueFailure;
}

/** A card that cannot be issued. */
export interface CardRejected {
  /** "foreign": nothing was changed; "failed": it is to be put aside. */
  readonly state: "foreign" | "failed";
  /** Steps carried out in this presentation. */
  readonly steps: readonly string[];
  /** Why. */
  readonly failure: IssueFailure;
}

/** What became of one presentation. */
export type IssueOutcome = CardIssued | CardTorn | CardRejected;

/** A failure of the desk's own kind. */
export function issueFailure(reason: IssueFault, cause?: CardFailure): IssueFailure {
  return cause ? { ok: false, reason, cause } : { ok: false, reason };
}

/** A card's failure as the desk's. */
export function fromCard(failure: CardFailure): IssueFailure {
  return issueFailure(failure.reason, failure);
}

/** Reasons that say nothing against the card: the next presentation goes on. */
const PASSING: readonly IssueFault[] = ["no-answer", "bad-mac", "malformed", "delayed", "no-session"];
/** Reasons that say that this is a card of somebody else, found before anything was changed. */
const STRANGE: readonly IssueFault[] = ["foreign", "other-card", "random-uid"];

/** The outcome of a failure. */
export function rejected(failure: IssueFailure, steps: readonly string[]): CardTorn | CardRejected {
  if (PASSING.includes(failure.reason)) return { state: "torn", steps, failure };
  const isForeign = STRANGE.includes(failure.reason) && steps.length === 0;
  return { state: isForeign ? "foreign" : "failed", steps, failure };
}
