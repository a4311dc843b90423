/** Where a host remembers how far it has stored each reader's records, so that a crash neither loses nor repeats one. */
import type { Awaitable } from "../keys/card-keys.js";
import type { Sealed } from "../verify/seal.js";

/** "Everything up to this record is stored": a place in a reader's chain. */
export interface Cursor {
  /** Epoch of the record. */
  readonly epoch: number;
  /** Its counter. */
  readonly counter: number;
  /** SHA-256 of its bytes, 32 bytes: the next record names it as `previous`. */
  readonly hash: Uint8Array;
}

/**
 * Keeps one cursor per reader. A Reader loads it when a session opens, and saves it before it acknowledges: with it, a
 * record that the reader sends again after a crash of the host is acknowledged again and not delivered twice.
 *
 * An error of `load` ends the Reader: to go on without a cursor would repeat taps. An error of `save` is reported in
 * the "storage" event and tried again; meanwhile nothing is acknowledged, and the reader keeps its records.
 */
export interface CursorStore {
  /** The cursor of a reader; undefined when none was ever saved. Anything damaged is an error, never undefined. */
  load(readerId: string): Awaitable<Cursor | undefined>;
  /** Replaces the cursor of a reader. Must return, or resolve, only when it survives a power cut. */
  save(readerId: string, cursor: Cursor): Awaitable<void>;
  /** Forgets a reader, such as one whose journal was wiped: everything it still holds is delivered again. */
  remove(readerId: string): Awaitable<void>;
  /**
   * Keeps a record that this SDK cannot read, durably, for somebody who can. May get the same one more than once.
   * Stores that leave this out leave such a record with the reader, until a handler of "unreadable" takes it.
   */
  setAside?(readerId: string, sealed: Sealed): Awaitable<void>;
}

/** Is `a` at or before `b`? Epochs only rise, and counters within an epoch. */
export function isCovered(a: Pick<Cursor, "epoch" | "counter">, b: Pick<Cursor, "epoch" | "counter">): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.counter <= b.counter);
}

/** A store in memory, for tests: it forgets at exit, and taps repeat after a crash. */
export function createMemoryCursorStore(): CursorStore {
  const cursors = new Map<string, Cursor>();
  return {
    load: (readerId) => cursors.get(readerId),
    save: (readerId, cursor) => {
      cursors.set(readerId, cursor);
    },
    remove: (readerId) => {
      cursors.delete(readerId);
    },
  };
}
