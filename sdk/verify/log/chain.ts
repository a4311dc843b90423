/**
 * The chain of one reader: does each record of the log follow the one that it names, once, and nothing else?
 *
 * A record whose predecessor is not there leaves a hole, and what the hole means shows later only: the predecessor may
 * still come (reordered), a gap record may name it (dropped by the reader), an edited line may stand in its place, or it
 * is gone (removed). A hole costs some 300 bytes.
 */
import { sameBytes, toHex } from "../../bytes.js";
import type { LinkRecord } from "../record.js";
import { joinRanges, type Range, uncovered } from "./gaps.js";
import { type Journal, journalOf, mayStart } from "./journal.js";
import type { LogBreakKind, LogWeakSpotKind } from "./report.js";
import { WORDS } from "./words.js";

/** A record in its line. */
export interface Placed {
  readonly line: number;
  /** SHA-256 of its bytes, 32 bytes. */
  readonly hash: Uint8Array;
  readonly record: LinkRecord;
}

/** Where findings concern: a line and what stands in it. */
export interface Place {
  readonly line: number;
  readonly epoch: number;
  readonly counter: number;
}

/** Told of findings. */
export interface ChainListener {
  broken(kind: LogBreakKind, place: Place, words: string): void;
  weak(kind: LogWeakSpotKind, line: number, words: string): void;
  /** A record has its place after all earlier ones. */
  advanced(placed: Placed, wiped: boolean): void;
}

/** The chain of one reader. */
export interface Chain {
  /** A record that counts. Returns false when it was in the log before. */
  add(placed: Placed): boolean;
  /** A record whose seal is not good: it may be what was made of the one that will be missing. */
  addDoubtful(placed: Placed): void;
  finish(): void;
}

/** A record whose predecessor is not in the log. */
interface Hole extends Place {
  readonly journal: Journal;
  readonly isBoot: boolean;
  /** The record that stood before it in the log is of the same boot. */
  readonly sameBoot: boolean;
  /** The first record of this reader in the log. */
  readonly isFirst: boolean;
  /** Counters that doubtful lines before it claim; undefined when there were too many to keep. */
  readonly claims: readonly number[] | undefined;
}

/** Doubtful lines in a row that are kept to be compared. */
const DOUBTFUL_COUNT = 16;

/** Creates the chain of a reader. `sealed`: seals were checked, so nobody but the reader wrote these records. */
export function createChain(listener: ChainListener, sealed: boolean): Chain {
  const journals: Journal[] = [];
  const holes = new Map<string, Hole>();
  const gaps = new Map<Journal, Range[]>();
  let doubtful: Placed[] = [];
  let doubtfulCount = 0;
  let previousLine: Placed | undefined;

  function add(placed: Placed): boolean {
    const { record, hash, line } = placed;
    const { previous, epoch, counter } = record.data;
    const journalCount = journals.length;
    const journal = journalOf(journals, { epoch, counter, isStart: previous.length === 0 });
    const wiped = journals.length > journalCount && journalCount > 0;
    const known = journal.ledger.find(hash);
    if (known >= 0) {
      repeated(placed, journal.ledger.lineOf(known));
      return false;
    }
    for (const intact of takeIntact(previous)) add(intact);
    link(placed, journal);
    if (wiped && previous.length === 0) listener.weak("journal-wiped", line, WORDS.journalWiped(epoch));
    const advances = counter > journal.ledger.maxCounter && journal === journals.at(-1);
    const entry = journal.ledger.add(hash, counter, line);
    if (fill(placed)) journal.ledger.follow(entry);
    if (record.kind === "gap") noteGap(journal, record.data.firstCounter, record.data.lastCounter);
    if (advances) listener.advanced(placed, wiped);
    previousLine = placed;
    doubtful = [];
    doubtfulCount = 0;
    return true;
  }

  /** The same record again. Twice in a row is what a host does that wrote it and was cut off before it knew. */
  function repeated(placed: Placed, line: number): void {
    const twice = previousLine?.line === line && doubtfulCount === 0;
    if (twice) listener.weak("repeated", placed.line, WORDS.repeated(line));
    else broken("replayed", placed, WORDS.replayed(line));
  }

  /** Doubtful lines that the chain vouches for: their bytes are as they were made, only the MAC is not. */
  function takeIntact(previous: Uint8Array): Placed[] {
    const intact: Placed[] = [];
    let wanted = previous;
    while (doubtful.length > 0 && sameBytes((doubtful.at(-1) as Placed).hash, wanted)) {
      const placed = doubtful.pop() as Placed;
      intact.unshift(placed);
      wanted = placed.record.data.previous;
    }
    return intact;
  }

  /** Compares a new record with the one that it names. */
  function link(placed: Placed, journal: Journal): void {
    const { previous, counter } = placed.record.data;
    const { ledger } = journal;
    const twin = ledger.at(counter);
    if (twin >= 0) return broken("forked", placed, WORDS.sameCounter(counter, ledger.lineOf(twin)));
    if (previous.length === 0) {
      if (!mayStart(journal, counter)) broken("forked", placed, WORDS.secondStart);
      journal.started = true;
      return;
    }
    const named = ledger.find(previous);
    if (named >= 0) {
      const free = ledger.follow(named);
      if (!free || ledger.counterOf(named) >= counter) broken("forked", placed, WORDS.samePredecessor);
      return;
    }
    const key = toHex(previous);
    if (holes.has(key)) return broken("forked", placed, WORDS.samePredecessor);
    const before = ledger.at(counter - 1);
    if (before >= 0) return contradict(placed, journal, before);
    holes.set(key, holeBefore(placed, journal));
  }

  /** No number is free between the two, and yet the later one names another record. */
  function contradict(placed: Placed, { ledger }: Journal, before: number): void {
    const line = ledger.lineOf(before);
    if (sealed) return broken("forked", placed, WORDS.notPredecessor(line));
    const { epoch, counter } = placed.record.data;
    listener.broken("edited", { line, epoch, counter: counter - 1 }, WORDS.editedInChain(placed.line));
  }

  function holeBefore(placed: Placed, journal: Journal): Hole {
    const { epoch, counter, boot } = placed.record.data;
    const claims = doubtful.map((one) => one.record.data.counter);
    return {
      line: placed.line,
      epoch,
      counter,
      journal,
      isBoot: placed.record.kind === "boot",
      sameBoot: previousLine?.record.data.boot === boot,
      isFirst: journal.isFirst && journal.ledger.last === -1,
      claims: doubtfulCount > DOUBTFUL_COUNT ? undefined : claims,
    };
  }

  /** A record that was missed has come. Returns whether it was. */
  function fill(placed: Placed): boolean {
    if (holes.size === 0) return false;
    const key = toHex(placed.hash);
    const hole = holes.get(key);
    if (!hole) return false;
    holes.delete(key);
    listener.broken("reordered", hole, WORDS.reordered(placed.line));
    return true;
  }

  function noteGap(journal: Journal, first: number, last: number): void {
    const ranges = gaps.get(journal) ?? [];
    gaps.set(journal, ranges);
    if (first <= last) ranges.push({ first, last });
  }

  function broken(kind: LogBreakKind, { line, record }: Placed, words: string): void {
    listener.broken(kind, { line, epoch: record.data.epoch, counter: record.data.counter }, words);
  }

  function settle(hole: Hole, dropped: readonly Range[]): void {
    const { ledger } = hole.journal;
    const below = ledger.below(hole.counter);
    const belowLine = below === 0 ? 0 : ledger.lineOf(ledger.at(below));
    // Across dropped records no hash links, so only the numbers tell.
    if (belowLine > hole.line) return listener.broken("reordered", hole, WORDS.reordered(belowLine));
    const missing = { first: below + 1, last: hole.counter - 1 };
    const open = uncovered(missing, dropped);
    const openCount = countOf(open);
    const declared = openCount < countOf([missing]);
    if (declared && openCount === 0) return;
    if (hole.isFirst && below === 0) return listener.weak("starts-midway", hole.line, WORDS.startsMidway(hole.counter));
    if (declared && skippable(hole, open))
      return listener.weak("restart-beside-gap", hole.line, WORDS.restartBesideGap(openCount));
    if (hole.claims === undefined) return;
    const claimed = hole.claims.filter((counter) => open.some((one) => counter >= one.first && counter <= one.last));
    // The edited line is a break already. Within one boot no number is skipped, so what else is missing can be told.
    if (claimed.length > 0 && (!hole.sameBoot || new Set(claimed).size === openCount)) return;
    listener.broken("removed", hole, WORDS.removed(below, hole.counter, sealed));
  }

  return {
    add,
    addDoubtful(placed) {
      doubtfulCount++;
      doubtful.push(placed);
      if (doubtful.length > DOUBTFUL_COUNT) doubtful.shift();
    },
    finish() {
      const joined = new Map([...gaps].map(([journal, ranges]) => [journal, joinRanges(ranges)]));
      for (const hole of holes.values()) settle(hole, joined.get(hole.journal) ?? []);
      holes.clear();
    },
  };
}

/** May a restart have skipped these numbers? It does so between two boots, right before the record of the new one. */
function skippable(hole: Hole, open: readonly Range[]): boolean {
  const endsAtRecord = open.at(-1)?.last === hole.counter - 1;
  return !hole.sameBoot && (hole.isBoot || !endsAtRecord);
}

function countOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}
