/**
 * Saves the cursor of a reader, and only then lets the acknowledgement go. Acknowledgements that come together, or
 * while a save is under way, share the next save. A save that fails is reported and tried again, ever more slowly; what
 * it would have covered stays unacknowledged, and the reader keeps it.
 */
import { KetukError } from "../errors.js";
import { type Cursor, type CursorStore, isCovered } from "../store/cursor.js";
import type { Place } from "./acks.js";
import type { StorageEvent } from "./events.js";

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;
/** How long `close` waits for a store that does not answer, in milliseconds. */
const CLOSE_DEADLINE_MS = 2000;

/** What the keeper needs. */
export interface CursorKeeperOptions {
  readonly readerId: string;
  /** Undefined: acknowledgements go at once. */
  readonly store: CursorStore | undefined;
  send(place: Place): void;
  report(event: StorageEvent): void;
}

/** The cursor of one reader. */
export interface CursorKeeper {
  /** The newest cursor that is stored. */
  cursor(): Cursor | undefined;
  /** Begins with the cursor that was loaded. */
  start(cursor: Cursor | undefined): void;
  /** Everything up to `place` may be acknowledged once `cursor`, the newest that it covers, is saved. */
  advance(place: Place, cursor: Cursor | undefined): void;
  /** Ends it, after a save under way and one attempt at what waits. Never rejects. */
  close(): Promise<void>;
}

/** Creates the keeper of a reader. */
export function createCursorKeeper({ readerId, store, send, report }: CursorKeeperOptions): CursorKeeper {
  let saved: Cursor | undefined;
  let wanted: Cursor | undefined;
  let due: Place | undefined;
  let running: Promise<void> | undefined;
  let closing = false;
  let wake: () => void = () => {};

  async function save(target: CursorStore): Promise<void> {
    // Acknowledgements of the same turn of the event loop share one save.
    await undefined;
    // What arrives while the last save ends must not be forgotten.
    do await saveAll(target);
    while (wanted && !closing);
    running = undefined;
  }

  async function saveAll(target: CursorStore): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    for (let cursor = wanted; cursor !== undefined; cursor = wanted) {
      const [place, isLastAttempt] = [due, closing];
      const error = await attempt(target, cursor);
      if (error === undefined) {
        if (retryMs > FIRST_RETRY_MS) report({ state: "working" });
        retryMs = FIRST_RETRY_MS;
        settle(cursor, place);
        continue;
      }
      report({ state: "failing", error, retryMs: isLastAttempt ? undefined : retryMs });
      if (isLastAttempt) return;
      await pause(retryMs);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  }

  /** A cursor is stored. What was due when its save began may be acknowledged; all of it, where nothing else waits. */
  function settle(cursor: Cursor, place: Place | undefined): void {
    saved = cursor;
    if (wanted === cursor) wanted = undefined;
    const covered = wanted ? place : due;
    if (covered) send(covered);
  }

  async function attempt(target: CursorStore, cursor: Cursor): Promise<KetukError | undefined> {
    try {
      await target.save(readerId, cursor);
      return undefined;
    } catch (cause) {
      return toStorageError(readerId, cause);
    }
  }

  function pause(ms: number): Promise<void> {
    if (closing) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    cursor: () => saved,
    start(cursor) {
      saved = cursor;
    },
    advance(place, cursor) {
      due = place;
      const newest = wanted ?? saved;
      if (cursor && !(newest && isCovered(cursor, newest))) wanted = cursor;
      if (!wanted || !store) return send(place);
      running ??= save(store);
    },
    async close() {
      closing = true;
      wake();
      if (running !== undefined) await Promise.race([running, deadline()]);
    },
  };
}

/** The error of a store, which may be anybody's. */
export function toStorageError(readerId: string, cause: unknown): KetukError {
  if (cause instanceof KetukError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new KetukError("store-failed", `the cursor store failed for ${readerId}: ${why}`, { cause });
}

function deadline(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, CLOSE_DEADLINE_MS).unref();
  });
}
