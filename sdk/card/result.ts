/** What a card command comes to: a value, or a reason. A bad card is never an exception. cards.md 6.3. */

/**
 * Why a command came to nothing:
 *
 * - "no-answer": the exchange failed (`cause`); whether the card carried the command out is unknown.
 * - "refused": the card answered with the status in `status`. Such answers carry no MAC: anyone may have made them.
 * - "malformed": the answer has another shape than the command has.
 * - "bad-mac": MAC, CRC or padding of the answer is wrong: a line error or somebody in between.
 * - "wrong-key": the card did not accept our key: a card of another issuer, or a copy.
 * - "bad-proof": the card accepted our key and could not prove that it has the same.
 * - "delayed": the card asks for a pause after too many failures; it is not a wrong card.
 * - "unknown-key": the key provider has no such key.
 * - "already-tried": these keys failed earlier in this presentation and are not tried again.
 * - "no-session": the command needs an authenticated session, and there is none or it was lost.
 */
export type CardFault =
  | "no-answer"
  | "refused"
  | "malformed"
  | "bad-mac"
  | "wrong-key"
  | "bad-proof"
  | "delayed"
  | "unknown-key"
  | "already-tried"
  | "no-session";

/** A command that came to nothing. */
export interface CardFailure {
  /** Always false. */
  readonly ok: false;
  /** Why. */
  readonly reason: CardFault;
  /** What the card said: the byte of 91 xx or of a native answer, or a whole other status word such as 0x6A82. */
  readonly status?: number;
  /** The status in words, such as "permission-denied". */
  readonly statusName?: string;
  /** The error below. */
  readonly cause?: unknown;
}

/** A command that was carried out. */
export interface CardSuccess<T> {
  /** Always true. */
  readonly ok: true;
  /** What it brought. */
  readonly value: T;
}

/** What a card command comes to. */
export type CardResult<T> = CardSuccess<T> | CardFailure;

/** Status byte of the answers the clients act upon. */
export const STATUS = {
  ok: 0x00,
  illegalCommand: 0x1c,
  authenticationDelay: 0xad,
  authenticationError: 0xae,
  additionalFrame: 0xaf,
  commandAborted: 0xca,
} as const;

const STATUS_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0c, "no-changes"],
  [0x0e, "out-of-memory"],
  [0x1c, "illegal-command"],
  [0x1e, "integrity-error"],
  [0x40, "no-such-key"],
  [0x7e, "length-error"],
  [0x9d, "permission-denied"],
  [0x9e, "parameter-error"],
  [0xa0, "application-not-found"],
  [0xa1, "application-integrity-error"],
  [0xad, "authentication-delay"],
  [0xae, "authentication-error"],
  [0xaf, "additional-frame"],
  [0xbe, "boundary-error"],
  [0xc1, "card-integrity-error"],
  [0xca, "command-aborted"],
  [0xcd, "card-disabled"],
  [0xce, "count-error"],
  [0xde, "duplicate"],
  [0xee, "memory-error"],
  [0xf0, "file-not-found"],
  [0xf1, "file-integrity-error"],
]);

/** A success. */
export function success<T>(value: T): CardSuccess<T> {
  return { ok: true, value };
}

/** A failure that has no status. */
export function failure(reason: CardFault, cause?: unknown): CardFailure {
  return cause === undefined ? { ok: false, reason } : { ok: false, reason, cause };
}

/** A failure that the card declared. */
export function refusal(status: number, reason: CardFault = "refused"): CardFailure {
  const statusName = STATUS_NAMES.get(status) ?? `status-${status.toString(16).padStart(2, "0")}`;
  return { ok: false, reason, status, statusName };
}
