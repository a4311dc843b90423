/**
 * Puts records of a reader into its chain in whatever order they arrive, and finds repetitions, forks and gaps.
 *
 * Any worker may get any record of any reader: a shared subscription deals them out in turns. So nothing here depends on
 * the order: a record is new when its number is, and a gap is a predecessor that nobody has stored. Readers bound to
 * workers would need no table for that, and would need a new plan whenever a worker comes, goes or dies.
 */
import { Buffer } from "node:buffer";
import { type DecodedRecord, hashOf } from "ketuk/verify";
import type { Db } from "../lib/database.js";
import { doNow } from "./store.js";
import { change, select, selectOne, type Work } from "./work.js";

/** After a power cut a reader skips up to so many numbers. */
const SKIPPED_MAX_COUNT = 16;

/** What a record is to those before it: "fork": another one with the same number is stored, and both are sealed. */
export type Arrival = "new" | "repeated" | "fork";

/** A reader with a gap. */
export interface ReaderGap {
  readonly reader: string;
  readonly count: number;
  /** Since when the oldest of them is open, milliseconds since 1970. */
  readonly sinceMs: number;
}

/** Stores a record with a good seal; in a transaction that is alone at its reader. */
export function* placeRecord(decoded: DecodedRecord, bytes: Uint8Array, nowMs: number): Work<Arrival> {
  const { reader, epoch, counter, previous } = decoded.data;
  const hash = Buffer.from(hashOf(bytes));
  const added = yield* change(
    "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    reader,
    epoch,
    counter,
    hash,
    decoded.kind,
    nowMs,
  );
  if (added === 0) {
    const stored = yield* selectOne<{ hash: Uint8Array }>(
      "SELECT hash FROM record WHERE reader = ? AND epoch = ? AND counter = ?",
      reader,
      epoch,
      counter,
    );
    return stored && hash.equals(Buffer.from(stored.hash)) ? "repeated" : "fork";
  }
  if (decoded.kind === "gap") {
    const { firstCounter, lastCounter } = decoded.data;
    yield* change("INSERT INTO dropped VALUES (?, ?, ?) ON CONFLICT DO NOTHING", reader, firstCounter, lastCounter);
  }
  yield* change("DELETE FROM hole WHERE reader = ? AND previous = ?", reader, hash);
  yield* link({ reader, epoch, counter, previous: Buffer.from(previous) }, nowMs);
  return "new";
}

interface Link {
  readonly reader: string;
  readonly epoch: number;
  readonly counter: number;
  readonly previous: Buffer;
}

interface ReaderRow {
  readonly first_epoch: number;
  readonly first_counter: number;
  readonly first_previous: Uint8Array;
}

/** The first record of a reader that the city has begins its chain here: what came before is nobody's gap. */
function* link(record: Link, nowMs: number): Work<void> {
  const { reader, epoch, counter, previous } = record;
  const row = yield* selectOne<ReaderRow>(
    "SELECT first_epoch, first_counter, first_previous FROM reader WHERE id = ?",
    reader,
  );
  if (!row) {
    yield* change("INSERT INTO reader VALUES (?, ?, ?, ?, ?)", reader, epoch, counter, previous, nowMs);
    return;
  }
  const isEarlier = epoch < row.first_epoch || (epoch === row.first_epoch && counter < row.first_counter);
  if (!isEarlier) {
    yield* change("UPDATE reader SET last_ms = ? WHERE id = ? AND last_ms < ?", nowMs, reader, nowMs);
    return yield* missing(record, nowMs);
  }
  yield* change(
    "UPDATE reader SET first_epoch = ?, first_counter = ?, first_previous = ? WHERE id = ?",
    epoch,
    counter,
    previous,
    reader,
  );
  const second = {
    reader,
    epoch: row.first_epoch,
    counter: row.first_counter,
    previous: Buffer.from(row.first_previous),
  };
  yield* missing(second, nowMs);
}

/** Notes a hole where the predecessor is not there. */
function* missing({ reader, epoch, counter, previous }: Link, nowMs: number): Work<void> {
  if (previous.length === 0) return;
  const found = yield* selectOne("SELECT 1 AS found FROM record WHERE reader = ? AND hash = ?", reader, previous);
  if (found) return;
  yield* change(
    "INSERT INTO hole VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    reader,
    epoch,
    counter,
    previous,
    nowMs,
  );
}

/**
 * Readers with gaps: predecessors that have been missing since before `beforeMs`, and that the reader does not say it has
 * dropped.
 */
export function* gapsOf(beforeMs: number): Work<ReaderGap[]> {
  const rows = yield* select<{ reader: string; count: number; since_ms: number }>(
    `SELECT reader, count(*) AS count, min(since_ms) AS since_ms FROM hole
     WHERE since_ms < ? AND NOT EXISTS (
       SELECT 1 FROM dropped WHERE dropped.reader = hole.reader
       AND dropped.last_counter BETWEEN hole.counter - ? AND hole.counter - 1)
     GROUP BY reader ORDER BY since_ms LIMIT 1000`,
    beforeMs,
    SKIPPED_MAX_COUNT + 1,
  );
  return rows.map(({ reader, count, since_ms }) => ({ reader, count, sinceMs: since_ms }));
}

/** The same, of a SQLite database at once. */
export function openGaps(db: Db, beforeMs: number): ReaderGap[] {
  return doNow(db, gapsOf(beforeMs));
}
