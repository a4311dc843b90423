/** The books of a day: what was made at readers, and what the workers' database says. */
import type { BadRecord } from "./intruder.js";
import type { ReaderAccount } from "./messages.js";

/** Names a record for ever: a reader's epoch stays the same for the day. */
export interface RecordKey {
  readonly reader: string;
  readonly counter: number;
}

/** A message that a worker would not take. */
export interface DeadLetter {
  /** SHA-256 of the message, hexadecimal. */
  readonly hash: string;
  readonly reason: string;
  /** What it says it is; undefined where it was no record. */
  readonly record: RecordKey | undefined;
}

/** What was made, and what the workers' database has. */
export interface Books {
  readonly seed: number;
  readonly readers: readonly ReaderAccount[];
  /** Made by nobody's reader. */
  readonly bad: readonly BadRecord[];
  readonly postings: Iterable<RecordKey>;
  readonly refusals: Iterable<RecordKey & { readonly reason: string }>;
  readonly letters: Iterable<DeadLetter>;
  /** Copies that workers found stored already. */
  readonly repeated: number;
  /** Its taps may be refused as `revoked`, whatever they are. */
  readonly revoked: string;
}

/** Counts what is wrong, and names some of it. */
export type Blame = (what: string, count?: number) => void;

/** Adds to a count by name. */
export function add(counts: Record<string, number>, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}
