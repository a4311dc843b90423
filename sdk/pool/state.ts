/** A pool at one moment, as data: for a health page, a metric, a line in a log. */
import type { KetukError } from "../errors.js";
import type { LinkCounters } from "../link/counters.js";
import type { PortStanding } from "./port.js";
import type { ScanCounts } from "./port-scan.js";

/** Where a reader stands: "reopening" it restarts on its port, "away" it is on none. */
export type PoolReaderStanding = "open" | "reopening" | "away";

/** A reader of the pool. */
export interface PoolReaderState {
  /** Its id. */
  readonly id: string;
  /** Where it is, or was last. */
  readonly path: string;
  /** Where it stands. */
  readonly state: PoolReaderStanding;
  /** Since when, milliseconds since 1970. */
  readonly sinceMs: number;
  /** Why it is away; undefined unless it is. */
  readonly error: KetukError | undefined;
  /** Its taps that wait in this program. */
  readonly waitingCount: number;
}

/** A port that has no reader of the pool. */
export interface PoolPortState {
  /** Path of the port. */
  readonly path: string;
  /**
   * "looking": it is open and listened to; "taken": a reader is being opened on it; "resting": it is tried again after a
   * pause; "left": the application closed the reader on it.
   */
  readonly state: PortStanding;
  /** Id of the reader that answered there last; undefined when none has, empty for one in lab state. */
  readonly id: string | undefined;
  /** Why the last attempt came to nothing. */
  readonly error: KetukError | undefined;
}

/** What a pool consists of and what it has done. */
export interface PoolState {
  /** Every reader, in the order in which they came. */
  readonly readers: readonly PoolReaderState[];
  /** Readers by where they stand. */
  readonly counts: Readonly<Record<PoolReaderStanding, number>>;
  /** Of `ids` those that have not come yet. */
  readonly missing: readonly string[];
  /** Ports without a reader of the pool. */
  readonly ports: readonly PoolPortState[];
  /** Taps that loops over `pool.taps()` have got. */
  readonly deliveredCount: number;
  /** Taps that wait in this program, of all readers. */
  readonly waitingCount: number;
  /** Counters of all links since the pool was opened, added up. */
  readonly counters: LinkCounters;
  /** How the listings of the ports went. */
  readonly scans: ScanCounts;
}
