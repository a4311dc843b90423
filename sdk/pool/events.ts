/** What a pool reports: readers that come and go, ports that come to nothing, and every event of every reader. */
import type { KetukError } from "../errors.js";
import type { ReaderEvents } from "../reader/events.js";
import type { Reader } from "../reader/node.js";

/** An event of one of the readers. */
export interface FromReader<Event> {
  /** Id of the reader. */
  readonly id: string;
  /** The reader. */
  readonly reader: Reader;
  /** What it reports, as its own `on` gives it. */
  readonly event: Event;
}

/** A reader has come that was not in the pool, or is back. */
export interface PoolReaderEvent {
  /** Id of the reader. */
  readonly id: string;
  /** The reader; while it is in the pool it is the same object, whatever happens to its port. */
  readonly reader: Reader;
}

/** A reader went away. */
export interface PoolReaderLost extends PoolReaderEvent {
  /** Why. */
  readonly error: KetukError;
}

/** A reader is over. */
export interface PoolReaderRemoved extends PoolReaderEvent {
  /** Why; undefined when the application closed it. */
  readonly error: KetukError | undefined;
}

/** A port came to nothing this time: no reader answers there, or none that this pool may have. */
export interface PoolPortEvent {
  /** Path of the port. */
  readonly path: string;
  /** Id of the reader that answers there; undefined where none has, empty for one in lab state. */
  readonly id: string | undefined;
  /** Why. */
  readonly error: KetukError;
  /** Milliseconds to the next attempt. */
  readonly delayMs: number;
}

/** Events of a ReaderPool: its own, and under the same names those of all its readers. */
export interface PoolEvents extends PoolReaderEvents {
  /** A reader is open that was not in the pool. */
  "reader-added": PoolReaderEvent;
  /** A reader went away: it stays in the pool, and comes back as soon as it turns up on any port. */
  "reader-lost": PoolReaderLost;
  /** A reader that was lost is open again, see `reader.info.path`. */
  "reader-found": PoolReaderEvent;
  /**
   * A reader has ended for good and left the pool: closed by the application, which the pool respects, or failed, for
   * example by its cursor; then it is tried anew after a minute.
   */
  "reader-removed": PoolReaderRemoved;
  /** A port was tried in vain. */
  port: PoolPortEvent;
}

/** The events of all readers of a pool. */
export type PoolReaderEvents = { [Name in keyof ReaderEvents]: FromReader<ReaderEvents[Name]> };

/** Names of the pool's own events. */
export const POOL_EVENTS = ["reader-added", "reader-lost", "reader-found", "reader-removed", "port"] as const;
/** A name of one of the pool's own events. */
export type PoolOwnEvent = (typeof POOL_EVENTS)[number];
