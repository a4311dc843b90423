/** The rehearsal's account: every tap is posted, refused with a reason, or in a named journal; what is not is named. Pure. */
import { EXPECTED, kindOf } from "./crowd.js";
import type { BadRecord } from "./intruder.js";
import type { ReaderAccount } from "./messages.js";

/** Taps that are named when something is wrong with them. */
const NAMED_COUNT = 20;

/** Names a record for ever. */
export interface RecordKey {
  readonly reader: string;
  readonly counter: number;
}

/** What was made, and what the workers' database has. */
export interface Books {
  readonly seed: number;
  readonly readers: readonly ReaderAccount[];
  /** Made by nobody's reader. */
  readonly bad: readonly BadRecord[];
  readonly postings: Iterable<RecordKey>;
  readonly refusals: Iterable<RecordKey & { readonly reason: string }>;
  /** Dead letters; without a record where the message was none. */
  readonly letters: Iterable<{
    readonly hash: string;
    readonly reason: string;
    readonly record: RecordKey | undefined;
  }>;
  /** Copies that workers found stored already. */
  readonly repeated: number;
  /** Its taps may be refused as `revoked`, whatever they are. */
  readonly revoked: string;
}

/** The account. */
export interface Ledger {
  readonly tapped: number;
  readonly posted: number;
  /** By reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Taps by reader. */
  readonly inJournals: Readonly<Record<string, number>>;
  /** Copies of taps that were settled before. */
  readonly duplicatesDropped: number;
  /** Taps that are nowhere or came to what they ought not to, and entries of taps that nobody made. */
  readonly unexplained: number;
  /** Some of them, and why. */
  readonly trouble: readonly string[];
}

/** Puts it together. */
export function accountFor(books: Books): Ledger {
  const { seed, revoked } = books;
  const fates = new Map(books.readers.map(({ id }) => [id, new Map<number, string>()]));
  const refused: Record<string, number> = {};
  const inJournals: Record<string, number> = {};
  const trouble: string[] = [];
  let unexplained = 0;
  let duplicates = books.repeated;
  let posted = 0;
  let tapped = books.bad.length;

  function blame(what: string, count = 1): void {
    unexplained += count;
    if (trouble.length < NAMED_COUNT) trouble.push(what);
  }

  /** The first word counts: what comes after it is a copy. */
  function settle({ reader, counter }: RecordKey, fate: string): void {
    const those = fates.get(reader);
    if (!those) return blame(`${reader} #${counter}: ${fate}, and there is no such reader`);
    const before = those.get(counter);
    if (before === undefined) those.set(counter, fate);
    else if (fate === "revoked") duplicates++;
    else blame(`${reader} #${counter}: ${before} and ${fate}`);
  }

  for (const key of books.postings) settle(key, "posted");
  for (const { reason, ...key } of books.refusals) settle(key, reason);
  const bad = new Map(books.bad.map(({ hash, reason }) => [hash, reason]));
  for (const { hash, reason, record } of books.letters) {
    const wanted = bad.get(hash);
    if (wanted === undefined) {
      if (record) settle(record, reason);
      else blame(`a message that nobody made: ${reason}`);
      continue;
    }
    bad.delete(hash);
    if (reason === wanted) count(refused, reason);
    else blame(`a bad record: ${reason} instead of ${wanted}`);
  }
  for (const [, reason] of bad) blame(`a bad record, ${reason}: nowhere`);

  for (const reader of books.readers) {
    const those = fates.get(reader.id) ?? new Map<number, string>();
    const pending = new Set(reader.pending);
    tapped += reader.unseen;
    if (reader.unseen > 0) count(inJournals, reader.id, reader.unseen);
    for (const [first, last] of reader.taps) {
      for (let counter = first; counter <= last; counter++) {
        tapped++;
        const fate = those.get(counter);
        those.delete(counter);
        const wanted = reader.number === undefined ? fate : EXPECTED[kindOf(seed, reader.number, counter)];
        if (fate === undefined) {
          if (pending.has(counter)) count(inJournals, reader.id);
          else blame(`${reader.id} #${counter}: nowhere`);
        } else if (fate === "revoked" ? reader.id !== revoked : fate !== wanted) {
          blame(`${reader.id} #${counter}: ${fate} instead of ${wanted}`);
        } else if (fate === "posted") posted++;
        else count(refused, fate);
      }
    }
    for (const [counter, fate] of those) {
      // A start of a revoked reader is no tap.
      if (fate !== "revoked") blame(`${reader.id} #${counter}: ${fate}, and nobody made it`);
    }
  }
  return { tapped, posted, refused, inJournals, duplicatesDropped: duplicates, unexplained, trouble };
}

function count(counts: Record<string, number>, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}
