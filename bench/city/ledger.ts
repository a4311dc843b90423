/** The rehearsal's account: every tap is posted, refused with a reason, or in a named journal; what is not is named. Pure. */
import { add, type Blame, type Books } from "./books.js";
import { EXPECTED, kindOf } from "./crowd.js";
import { type Fates, settleAll } from "./fates.js";
import type { ReaderAccount } from "./messages.js";

/** Taps that are named when something is wrong with them. */
const NAMED_COUNT = 20;

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
  const trouble: string[] = [];
  let unexplained = 0;
  const blame: Blame = (what, count = 1) => {
    unexplained += count;
    if (trouble.length < NAMED_COUNT) trouble.push(what);
  };
  const { fates, refusedBad, duplicates } = settleAll(books, blame);
  const counts = { tapped: books.bad.length, posted: 0, refused: { ...refusedBad }, inJournals: {} };
  for (const reader of books.readers) closeReader(reader, fates.get(reader.id) ?? new Map(), books, counts, blame);
  return { ...counts, duplicatesDropped: books.repeated + duplicates, unexplained, trouble };
}

interface Counts {
  tapped: number;
  posted: number;
  readonly refused: Record<string, number>;
  readonly inJournals: Record<string, number>;
}

/** Each tap of a reader against what became of it; what is left over then was made by nobody. */
function closeReader(reader: ReaderAccount, fates: Fates, books: Books, counts: Counts, blame: Blame): void {
  const { id, taps, unseen } = reader;
  const pending = new Set(reader.pending);
  counts.tapped += unseen;
  if (unseen > 0) add(counts.inJournals, id, unseen);
  for (const [first, last] of taps) {
    for (let counter = first; counter <= last; counter++) {
      counts.tapped++;
      const fate = fates.get(counter);
      fates.delete(counter);
      if (fate === undefined && pending.has(counter)) add(counts.inJournals, id);
      else if (!isRight(fate, reader, counter, books)) blame(`${id} #${counter}: ${fate ?? "nowhere"}`);
      else if (fate === "posted") counts.posted++;
      else add(counts.refused, fate as string);
    }
  }
  for (const [counter, fate] of fates) {
    // The start of a revoked reader is no tap.
    if (fate !== "revoked") blame(`${id} #${counter}: ${fate}, and nobody made it`);
  }
}

/** Of whole boards nobody knows beforehand which card came when. */
function isRight(fate: string | undefined, { id, number }: ReaderAccount, counter: number, books: Books): boolean {
  if (fate === undefined) return false;
  if (fate === "revoked") return id === books.revoked;
  return number === undefined || fate === EXPECTED[kindOf(books.seed, number, counter)];
}
