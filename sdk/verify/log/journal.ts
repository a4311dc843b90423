/**
 * Which journal a record belongs to. A reader counts through one journal, over boots, key changes and epochs; when its
 * flash is wiped it begins another one at 1, in a higher epoch. Within a journal a counter names one record.
 */
import { createLedger, type Ledger } from "./ledger.js";

/** One journal of a reader, as far as the log goes. */
export interface Journal {
  /** Lowest and highest epoch seen. */
  firstEpoch: number;
  lastEpoch: number;
  /** A record without a predecessor was seen. */
  started: boolean;
  /** No journal of this reader comes before it in the log. */
  readonly isFirst: boolean;
  readonly ledger: Ledger;
}

/** What decides about the journal of a record. */
export interface Position {
  readonly epoch: number;
  readonly counter: number;
  /** The record names no predecessor. */
  readonly isStart: boolean;
}

/** Finds the journal of a record among those of its reader, oldest first, or adds a new one. */
export function journalOf(journals: Journal[], position: Position): Journal {
  const newest = journals.at(-1);
  if (!newest || beginsAnother(newest, position)) {
    const { epoch } = position;
    const journal = { firstEpoch: epoch, lastEpoch: epoch, started: false, isFirst: !newest, ledger: createLedger() };
    journals.push(journal);
    return journal;
  }
  const journal = journals.findLast((one) => one.firstEpoch <= position.epoch) ?? (journals[0] as Journal);
  journal.firstEpoch = Math.min(journal.firstEpoch, position.epoch);
  journal.lastEpoch = Math.max(journal.lastEpoch, position.epoch);
  return journal;
}

/** Only a wiped flash lets the counter fall or the chain begin anew, and then the epoch rises. */
function beginsAnother(newest: Journal, { epoch, counter, isStart }: Position): boolean {
  return epoch > newest.lastEpoch && (isStart || counter <= newest.ledger.maxCounter);
}

/**
 * May this record name no predecessor? Only the first of a journal may: nothing of the journal is known yet, or what is
 * known comes after it. This is the one place that decides it.
 */
export function mayStart(journal: Journal, counter: number): boolean {
  if (journal.started) return false;
  const { ledger } = journal;
  return ledger.last === -1 || ledger.counterOf(0) > counter;
}
