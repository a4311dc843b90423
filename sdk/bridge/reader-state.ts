/** What a bridge says of a reader and of itself, as retained JSON. Nothing in it is about a card. */
import type { ReaderStatus } from "../link/messages.js";
import type { PoolReaderStanding, PoolReaderState } from "../pool/state.js";
import type { ReaderInfo } from "../reader/info.js";

/** The journal of a reader. */
export interface JournalFill {
  /** Records that nobody has acknowledged. */
  readonly pendingCount: number;
  /** Its size. */
  readonly totalBytes: number;
  /** What further records can take. */
  readonly freeBytes: number;
}

/** PREFIX/state/READER. */
export interface BridgedReaderState {
  /** Its id. */
  readonly reader: string;
  /** The bridge that says so. When that is offline, this is how it was before. */
  readonly bridge: string;
  /** Where it stands; "away": on no port. */
  readonly state: PoolReaderStanding;
  /** Since when, milliseconds since 1970. */
  readonly sinceMs: number;
  /** When this was written, milliseconds since 1970. */
  readonly atMs: number;
  /** Rises when its keys or journal were wiped. */
  readonly epoch: number;
  /** Counts its starts. */
  readonly boot: number;
  /** Counter of its newest record. */
  readonly lastCounter: number;
  /** Version of its firmware. */
  readonly firmware: string;
  /** Number of its firmware image. */
  readonly firmwareNumber: number;
  /** Its wiring. */
  readonly board: string;
  /** Undefined before it was asked for the first time. */
  readonly journal?: JournalFill;
  /** Taps that it has made records of since its start; undefined before it was asked for the first time since then. */
  readonly tapCount?: number;
  /** Parts that fail at present. */
  readonly faults: readonly string[];
  /** Why it is away: a KetukErrorCode. */
  readonly error?: string;
}

/** PREFIX/bridge/BRIDGE. */
export interface BridgeState {
  /** Its id. */
  readonly bridge: string;
  /** "offline" is said by the bridge itself when it ends, and by the broker when it is gone without a word. */
  readonly state: "online" | "offline";
  /** Milliseconds since 1970; undefined in the last will, which is written beforehand. */
  readonly atMs?: number;
  /** Readers by where they stand. */
  readonly readers?: Readonly<Record<PoolReaderStanding, number>>;
  /** Role of its sessions. */
  readonly role?: string;
  /** What lets a reader forget a record at present; undefined while the bridge looks for workers. */
  readonly acknowledge?: "published" | "stored";
}

/** What a bridge knows of a reader. */
export interface KnownOfReader {
  readonly pool: PoolReaderState;
  readonly info: ReaderInfo;
  readonly status: ReaderStatus | undefined;
  /** The start that the status is of. */
  readonly statusBoot: number;
  readonly faults: ReadonlySet<string>;
}

/** Puts the state of a reader together. */
export function readerStateOf(bridge: string, known: KnownOfReader, nowMs: number): BridgedReaderState {
  const { pool, info, status, statusBoot, faults } = known;
  return {
    reader: pool.id,
    bridge,
    state: pool.state,
    sinceMs: pool.sinceMs,
    atMs: nowMs,
    epoch: info.epoch,
    boot: info.boot,
    lastCounter: info.lastCounter,
    firmware: info.firmwareVersion,
    firmwareNumber: info.firmwareNumber,
    board: info.board,
    ...(status && {
      journal: {
        pendingCount: status.pending,
        totalBytes: status.journalBytes,
        freeBytes: status.journalFreeBytes,
      },
    }),
    ...(status && statusBoot === info.boot && { tapCount: status.taps }),
    faults: [...faults],
    ...(pool.error && { error: pool.error.code }),
  };
}
