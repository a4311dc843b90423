/** What became of each record by the workers' database, and what is wrong in that alone. Pure. */
import { add, type Blame, type Books, type DeadLetter, type RecordKey } from "./books.js";

/** What became of the taps of a reader, by counter: "posted", or why not. */
export type Fates = Map<number, string>;

/** The database's side of the account. */
export interface Settled {
  readonly fates: ReadonlyMap<string, Fates>;
  /** Bad records that were refused as they have to be, by reason. */
  readonly refusedBad: Readonly<Record<string, number>>;
  /** Copies of records that had been settled. */
  readonly duplicates: number;
}

/** Goes through all entries. */
export function settleAll(books: Books, blame: Blame): Settled {
  const fates = new Map<string, Fates>(books.readers.map(({ id }) => [id, new Map()]));
  const refusedBad: Record<string, number> = {};
  let duplicates = 0;

  /** The first word counts; a copy that comes after the revocation is dead, and its tap stays posted. */
  function settle({ reader, counter }: RecordKey, fate: string): void {
    const those = fates.get(reader);
    const before = those?.get(counter);
    if (!those) blame(`${reader} #${counter}: ${fate}, and there is no such reader`);
    else if (before === undefined) those.set(counter, fate);
    else if (fate === "revoked") duplicates++;
    else blame(`${reader} #${counter}: ${before} and ${fate}`);
  }

  const bad = new Map(books.bad.map(({ hash, reason }) => [hash, reason]));
  function bury({ hash, reason, record }: DeadLetter): void {
    const wanted = bad.get(hash);
    bad.delete(hash);
    if (wanted === reason) add(refusedBad, reason);
    else if (wanted !== undefined) blame(`a bad record: ${reason} instead of ${wanted}`);
    else if (record) settle(record, reason);
    else blame(`a message that nobody made: ${reason}`);
  }

  for (const key of books.postings) settle(key, "posted");
  for (const { reason, ...key } of books.refusals) settle(key, reason);
  for (const letter of books.letters) bury(letter);
  for (const reason of bad.values()) blame(`a bad record, ${reason}: nowhere`);
  return { fates, refusedBad, duplicates };
}
