/** Remembers the newest record of every reader, so that no record counts twice. */

/** The newest genuine record of one reader in one epoch. */
export interface ReplayMark {
  /** Its counter. */
  readonly counter: number;
  /** SHA-256 of its bytes, 32 bytes: the next record names it as `previous`. */
  readonly hash: Uint8Array;
}

/**
 * Where a verifier keeps its marks. The one in memory forgets at exit: a back end keeps them where it keeps the taps,
 * best in the same transaction, as with {@link createSqliteReplayStore}. Calls are synchronous; what they throw, `verify`
 * throws.
 */
export interface ReplayStore {
  /** The mark of a reader in an epoch, or undefined before its first record. */
  get(reader: string, epoch: number): ReplayMark | undefined;
  /** Replaces the mark. Only called after the seal was found good, always with a higher counter. */
  set(reader: string, epoch: number, mark: ReplayMark): void;
}

/** A store in memory. It grows with the number of readers in the fleet, by some 200 bytes each. */
export function createMemoryReplayStore(): ReplayStore {
  const marks = new Map<string, ReplayMark>();
  return {
    get: (reader, epoch) => marks.get(`${reader}/${epoch}`),
    set: (reader, epoch, mark) => {
      marks.set(`${reader}/${epoch}`, mark);
    },
  };
}
