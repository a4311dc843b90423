/** What the rehearsal reads in the workers' database, when the day is over; and how it locks it for a while. */
import { statSync } from "node:fs";
import { decodeRecord, decodeSealed } from "ketuk/verify";
import { all, type Db, one } from "../../examples/lib/database.js";
import type { Books, RecordKey } from "./books.js";

/** When a tap was made and posted, milliseconds since 1970. */
export interface PostingTimes {
  readonly reader: string;
  readonly madeMs: number;
  readonly postedMs: number;
}

/** A reader's epoch stays 1 for the day. */
function keyOf(idempotencyKey: string): RecordKey {
  const [reader, , counter] = idempotencyKey.split("/");
  return { reader, counter: Number(counter) };
}

/** Everything that became of taps. */
export function readFates(db: Db): Pick<Books, "postings" | "refusals" | "letters"> {
  const postings = all<{ key: string }>(db, "SELECT key FROM posting").map(({ key }) => keyOf(key));
  const refusals = all<{ key: string; reason: string }>(db, "SELECT key, reason FROM refusal").map(
    ({ key, reason }) => ({ ...keyOf(key), reason }),
  );
  const letters = all<{ hash: Uint8Array; reason: string; payload: Uint8Array }>(
    db,
    "SELECT hash, reason, payload FROM dead_letter",
  ).map(({ hash, reason, payload }) => ({
    hash: Buffer.from(hash).toString("hex"),
    reason,
    record: recordIn(payload),
  }));
  return { postings, refusals, letters };
}

function recordIn(payload: Uint8Array): RecordKey | undefined {
  const sealed = decodeSealed(new Uint8Array(payload));
  const data = sealed && decodeRecord(sealed.record)?.data;
  return data && { reader: data.reader, counter: data.counter };
}

/** Times of all postings. */
export function readTimes(db: Db): PostingTimes[] {
  return all<{ reader: string; made_ms: number; posted_ms: number }>(
    db,
    "SELECT reader, made_ms, posted_ms FROM posting WHERE made_ms IS NOT NULL",
  ).map(({ reader, made_ms, posted_ms }) => ({ reader, madeMs: made_ms, postedMs: posted_ms }));
}

/** When a tap of a reader was posted last, milliseconds since 1970; undefined when none was. */
export function lastPostingOf(db: Db, reader: string): number | undefined {
  return (
    one<{ last: number | null }>(db, "SELECT max(posted_ms) AS last FROM posting WHERE reader = ?", reader)?.last ??
    undefined
  );
}

/** Size of the database with everything in it, and the records that it has. */
export function sizeOf(db: Db, path: string): { readonly bytes: number; readonly records: number } {
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const records = one<{ n: number }>(db, "SELECT count(*) AS n FROM record")?.n ?? 0;
  return { bytes: statSync(path).size, records };
}

/** Keeps everybody else from writing. */
export function lock(db: Db): () => void {
  db.exec("BEGIN IMMEDIATE");
  return () => db.exec("ROLLBACK");
}
