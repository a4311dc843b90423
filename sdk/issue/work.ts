/** Runs the work on one card: look where it stands, do what is next, verify in the end by a way of its own. */
import { type IssueFailure, type IssueOutcome, issueFailure, rejected } from "./outcome.js";

/** More steps than any profile has. */
const STEPS_MAX = 128;

/** A value, or why not. */
export type Found<T> = { readonly ok: true; readonly value: T } | IssueFailure;
/** Done, or why not. */
export type Done = { readonly ok: true } | IssueFailure;

/** The work on one card of one family. */
export interface CardWork<Seen, Step extends { readonly kind: string; readonly index?: number }> {
  /** Where a card from the factory stands. */
  readonly blank: Seen;
  /** Reads where the card stands; changes nothing. */
  look(): Promise<Found<Seen>>;
  /** What is next; undefined when everything is done. */
  next(seen: Seen): Step | undefined;
  /** Does it. */
  perform(step: Step, seen: Seen): Promise<Done>;
  /** Where the card stands then. */
  after(seen: Seen, step: Step): Seen;
  /** Reads everything back under the new keys, and tries those of the factory. */
  verify(): Promise<Done>;
}

/** What the caller wants to know. */
export interface WorkEvents {
  /** The card is ours to write. Called before its first change, and awaited: what it throws stops the work. */
  begin?(): Promise<void> | void;
  /** A step is done. */
  step?(name: string): void;
}

/** Runs the work. @throws what `begin` throws, and KetukError `bad-argument` */
export async function runWork<Seen, Step extends { readonly kind: string; readonly index?: number }>(
  work: CardWork<Seen, Step>,
  events: WorkEvents,
): Promise<IssueOutcome> {
  const steps: string[] = [];
  const found = await work.look();
  if (!found.ok) return rejected(found, steps);
  let seen = found.value;
  const isResumed = JSON.stringify(seen) !== JSON.stringify(work.blank);
  await events.begin?.();
  for (let step = work.next(seen); step; step = work.next(seen)) {
    const done = await work.perform(step, seen);
    if (!done.ok) return rejected(done, steps);
    const name = step.index === undefined ? step.kind : `${step.kind} ${step.index}`;
    steps.push(name);
    events.step?.(name);
    if (steps.length > STEPS_MAX) return rejected(issueFailure("endless"), steps);
    seen = work.after(seen, step);
  }
  const verified = await work.verify();
  return verified.ok ? { state: "issued", steps, isResumed } : rejected(verified, [...steps, "verify"]);
}
