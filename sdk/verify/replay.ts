/** Remembers the newest record of every reader, and which of those before it came, so that no record counts twice. */
import { sha256Into } from "#primitives";
import { HASH_BYTES } from "../../protocol/index.js";
import { sameBytes } from "../bytes.js";
import { MARK_NOTE, newOwner, note, noted } from "../known-readers.js";
import { Shelf } from "../shelf.js";
import type { RecordData } from "./record-data.js";
import { hashOf } from "./seal.js";

/** The newest genuine record of one reader in one epoch. */
export interface ReplayMark {
  /** Its counter. */
  readonly counter: number;
  /** SHA-256 of its bytes, 32 bytes: the next record names it as `previous`. */
  readonly hash: Uint8Array;
  /**
   * With a replay window: which counters below were seen; bit 0 stands for `counter - 1`. Left out where none was, or
   * without a window.
   */
  readonly seen?: bigint;
}

/**
 * Where a verifier keeps its marks. The one in memory forgets at exit: a back end keeps them where it keeps the taps,
 * best in the same transaction, as with {@link createSqliteReplayStore}. Calls are synchronous; what they throw, `verify`
 * throws.
 */
export interface ReplayStore {
  /** The mark of a reader in an epoch, or undefined before its first record. */
  get(reader: string, epoch: number): ReplayMark | undefined;
  /**
   * Replaces the mark. Only called after the seal was found good, always with a higher counter, or with the same one and
   * more of `seen`.
   */
  set(reader: string, epoch: number, mark: ReplayMark): void;
}

/**
 * How a record hangs on the one before it: "linked": it names the last record seen of its reader; "start": it is the
 * first of a boot and names none; "gap": it names a record that was not seen (or is the first one seen at all).
 */
export type Chain = "linked" | "gap" | "start";

/** What the mark of its reader says of a record whose seal is good. */
export interface Standing {
  /** How it hangs on the one before. */
  readonly chain: Chain;
  /** False when it was seen before, or is too old to tell. */
  readonly isNew: boolean;
}

/** Asks the mark of the record's reader, and moves it on. */
type Take = (data: RecordData, record: Uint8Array, windowCount: number) => Standing;

/** How a verifier asks the stores of this file, by the very object that an application holds. */
const direct = new WeakMap<ReplayStore, { readonly store: ReplayStore; readonly take: Take }>();

/** What takes records with the marks of a store. */
export function takeOf(store: ReplayStore): Take {
  const own = direct.get(store);
  if (own && own.store.get === store.get && own.store.set === store.set) return own.take;
  return ({ reader, epoch, counter, previous }, record, windowCount) => {
    const mark = store.get(reader, epoch);
    const chain = chainOf(previous, mark !== undefined && sameBytes(previous, mark.hash));
    const next = advanceMark(mark, { counter, hash: hashOf(record) }, windowCount);
    if (next) store.set(reader, epoch, next);
    return { chain, isNew: next !== undefined };
  };
}

function chainOf(previous: Uint8Array, isNext: boolean): Chain {
  if (previous.length === 0) return "start";
  return isNext ? "linked" : "gap";
}

/** The mark of one epoch; nearly always a reader has one. */
interface Place {
  readonly epoch: number;
  readonly next: Place | undefined;
  /** Where it begins on the shelf. */
  readonly at: number;
}

/** A mark on the shelf: its hash, its counter as 8 bytes, 24 unused ones, so that it seldom lies in two lines of a cache. */
const MARK_BYTES = 64;
/** The counter of a place without a record; every other is higher. */
const BEFORE_ALL = -1;
/** Stands for a hash that nobody looks at. */
const NO_HASH = new Uint8Array();

/**
 * A store in memory. It grows with the number of readers in the fleet, by some 200 bytes each. Marks are written over in
 * place: a garbage collector has most work with objects that live until the reader's next record.
 */
export function createMemoryReplayStore(): ReplayStore {
  const readers = new Map<string, Place>();
  const marks = new Shelf(MARK_BYTES);
  let counters = new DataView(marks.bytes.buffer, HASH_BYTES);
  /** By place on the shelf; only with a window. */
  const seens = new Map<number, bigint>();
  const owner = newOwner();

  function find(reader: string, epoch: number): number {
    let found = readers.get(reader);
    while (found && found.epoch !== epoch) found = found.next;
    return found ? found.at : -1;
  }

  function add(reader: string, epoch: number): number {
    const at = marks.add();
    counters = new DataView(marks.bytes.buffer, HASH_BYTES);
    counters.setFloat64(at, BEFORE_ALL, true);
    readers.set(reader, { epoch, next: readers.get(reader), at });
    return at;
  }

  const counterAt = (at: number) => counters.getFloat64(at, true);

  function markAt(at: number, hash: Uint8Array): ReplayMark {
    const seen = seens.size ? seens.get(at) : undefined;
    return seen === undefined ? { counter: counterAt(at), hash } : { counter: counterAt(at), hash, seen };
  }

  function write(at: number, { counter, seen }: ReplayMark): void {
    counters.setFloat64(at, counter, true);
    if (seen !== undefined) seens.set(at, seen);
    else if (seens.size) seens.delete(at);
  }

  const store: ReplayStore = {
    get(reader, epoch) {
      const at = find(reader, epoch);
      return at < 0 ? undefined : markAt(at, marks.bytes.slice(at, at + HASH_BYTES));
    },
    set(reader, epoch, mark) {
      const found = find(reader, epoch);
      const at = found < 0 ? add(reader, epoch) : found;
      write(at, mark);
      for (let i = 0; i < HASH_BYTES; i++) marks.bytes[at + i] = mark.hash[i] ?? 0;
    },
  };

  function placeOf(reader: string, epoch: number): number {
    let at = noted(reader, MARK_NOTE, owner, epoch);
    if (at >= 0) return at;
    at = find(reader, epoch);
    if (at < 0) at = add(reader, epoch);
    note(reader, MARK_NOTE, owner, epoch, at);
    return at;
  }

  function take({ reader, epoch, counter, previous }: RecordData, record: Uint8Array, windowCount: number): Standing {
    const at = placeOf(reader, epoch);
    const before = counterAt(at);
    const mark = before === BEFORE_ALL ? undefined : markAt(at, NO_HASH);
    const chain = chainOf(previous, mark !== undefined && liesAt(previous, marks.bytes, at));
    const next = advanceMark(mark, { counter, hash: NO_HASH }, windowCount);
    if (!next) return { chain, isNew: false };
    if (next.counter !== before) sha256Into(marks.bytes, at, record);
    write(at, next);
    return { chain, isNew: true };
  }
  direct.set(store, { store: { ...store }, take });
  return store;
}

function liesAt(hash: Uint8Array, hashes: Uint8Array, at: number): boolean {
  for (let i = 0; i < HASH_BYTES; i++) if (hash[i] !== hashes[at + i]) return false;
  return true;
}

/** Widest window, in records. */
export const REPLAY_WINDOW_MAX = 4096;

/**
 * The mark after a record; undefined when it was seen before, or is too old to tell.
 *
 * @param mark before it
 * @param windowCount how many counters below the newest are remembered one by one
 */
export function advanceMark(
  mark: ReplayMark | undefined,
  { counter, hash }: ReplayMark,
  windowCount: number,
): ReplayMark | undefined {
  if (!mark) return { counter, hash };
  if (windowCount === 0) return counter > mark.counter ? { counter, hash } : undefined;
  const { seen = 0n } = mark;
  const ahead = counter - mark.counter;
  if (ahead > 0) {
    // Within the window the one before stays known; a shift by millions would take the memory that it asks for.
    const kept = ahead > windowCount ? 0n : BigInt.asUintN(windowCount, ((seen << 1n) | 1n) << BigInt(ahead - 1));
    return { counter, hash, ...(kept > 0n && { seen: kept }) };
  }
  const bit = 1n << BigInt(Math.min(-ahead, windowCount + 1) - 1 || 0);
  if (ahead === 0 || -ahead > windowCount || seen & bit) return undefined;
  return { ...mark, seen: seen | bit };
}
