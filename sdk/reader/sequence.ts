/**
 * Puts records into the reader's order. An acknowledgement covers everything before it, so a record must not be
 * delivered while an earlier one is still missing: noise may have eaten it, and the reader sends it again.
 *
 * Nothing is missing before a record that names the last one by its hash, that has the next counter, or that Hello
 * calls the oldest one held. Anything else has to wait for its predecessor, or for a Hello that says there is none:
 * whoever holds the cable and swallows one record cannot make us acknowledge it with the next.
 */
import { sameBytes } from "../bytes.js";
import type { Hello } from "../link/messages.js";
import type { Cursor } from "../store/cursor.js";
import type { RecordData } from "../verify/record-data.js";

/**
 * Delivered records that are remembered. Four are in the air at once (SEND_WINDOW), but a reader whose acknowledgements are
 * swallowed offers its whole journal again after every restart: some 280 taps.
 */
const REMEMBERED_COUNT = 256;

/** In lab state a record that came this often with nothing before it is taken as it is. */
const PATIENCE_COUNT = 5;

/**
 * What to do with a record: deliver it, repeat its acknowledgement, or wait for its predecessor. "again": it was delivered,
 * and its place has come once more, since the reader went back to records from before it. A reader writes down in its own
 * time what was acknowledged; what it lost of that at a restart it offers anew, and this host may never have seen it.
 */
export type Arrival = "next" | "duplicate" | "again" | "gap";

/** What a record says about its place. */
export type LinkOfChain = Pick<RecordData, "epoch" | "counter" | "previous">;

/** Order of one reader's records. */
export interface Sequence {
  /** A Hello tells what the journal holds. */
  hello(hello: Hello): void;
  /** Where this record stands. */
  judge(data: LinkOfChain, hash: Uint8Array): Arrival;
  /** The record was delivered, or came again in its place. */
  deliver(data: LinkOfChain, hash: Uint8Array): void;
  /** Everything up to a record was delivered by an earlier process. */
  resume(cursor: Cursor): void;
}

/** The newest of the delivered records, by the first 8 bytes of their hashes. Its size never changes. */
function createMemory(): { has(hash: Uint8Array): boolean; add(hash: Uint8Array): void } {
  const known = new BigUint64Array(REMEMBERED_COUNT);
  let next = 0;
  const keyOf = ({ buffer, byteOffset }: Uint8Array) => new DataView(buffer, byteOffset).getBigUint64(0);
  return {
    has: (hash) => known.includes(keyOf(hash)),
    add(hash) {
      known[next] = keyOf(hash);
      next = (next + 1) % REMEMBERED_COUNT;
    },
  };
}

/** Creates the order of a reader that nothing was received from yet. */
export function createSequence(): Sequence {
  const remembered = createMemory();
  let last: { data: Pick<LinkOfChain, "epoch" | "counter">; hash: Uint8Array } | undefined;
  let journal: Hello | undefined;
  let waiting = { counter: Infinity, count: 0 };

  function follows(data: LinkOfChain): boolean {
    if (last && data.previous.length > 0 && sameBytes(data.previous, last.hash)) return true;
    return last !== undefined && data.epoch === last.data.epoch && data.counter === last.data.counter + 1;
  }

  function isOldest(data: LinkOfChain): boolean {
    // A reader with new keys goes on counting, and may still hold records of the epoch before.
    if (!journal || data.epoch > journal.epoch) return false;
    const oldest = journal.firstCounter === 0 ? journal.lastCounter + 1 : journal.firstCounter;
    return data.counter === oldest;
  }

  /** Counts how often the oldest of the waiting records came; it comes once in each of the reader's rounds. */
  function hasWaitedEnough(counter: number): boolean {
    if (journal?.state === "provisioned") return false;
    if (counter < waiting.counter) waiting = { counter, count: 1 };
    else if (counter === waiting.counter) waiting.count++;
    return counter === waiting.counter && waiting.count >= PATIENCE_COUNT;
  }

  return {
    hello(hello) {
      journal = hello;
    },
    judge(data, hash) {
      if (remembered.has(hash)) return follows(data) ? "again" : "duplicate";
      return follows(data) || isOldest(data) || hasWaitedEnough(data.counter) ? "next" : "gap";
    },
    deliver(data, hash) {
      last = { data, hash };
      waiting = { counter: Infinity, count: 0 };
      if (!remembered.has(hash)) remembered.add(hash);
    },
    resume(cursor) {
      last = { data: cursor, hash: cursor.hash };
    },
  };
}
