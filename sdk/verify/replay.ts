/** Remembers the newest record of every reader, and which of those before it came, so that no record counts twice. */

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

/** Marks of one epoch; nearly always a reader has one. */
interface Epoch {
  readonly epoch: number;
  mark: ReplayMark;
  readonly next: Epoch | undefined;
}

/** A store in memory. It grows with the number of readers in the fleet, by some 400 bytes each. */
export function createMemoryReplayStore(): ReplayStore {
  const readers = new Map<string, Epoch>();

  function find(reader: string, epoch: number): Epoch | undefined {
    let found = readers.get(reader);
    while (found && found.epoch !== epoch) found = found.next;
    return found;
  }

  return {
    get: (reader, epoch) => find(reader, epoch)?.mark,
    set(reader, epoch, mark) {
      const found = find(reader, epoch);
      if (found) found.mark = mark;
      else readers.set(reader, { epoch, mark, next: readers.get(reader) });
    },
  };
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
