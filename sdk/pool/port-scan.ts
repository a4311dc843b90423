/**
 * Lists the ports again and again, once for all readers of a pool: the next listing begins a while after the last one has
 * ended, so that a slow one never piles up, and sooner when somebody asks.
 */
import { atMost } from "../at-most.js";
import type { PortDescription } from "../transport/list.js";

/** `udevadm` can hang; what was listed before counts on. */
const LIST_TIMEOUT_MS = 3000;
/** A port that has just gone is often back in a moment; many that go at once are one listing. */
const SOON_MS = 250;
/** A listing that hangs may leave a program of the system behind: ever fewer of them are begun. */
const FAILED_DELAY_MAX_MS = 600_000;

/** A port as a list of the application's own names it. */
export type ListedPort = Pick<PortDescription, "path"> & Partial<PortDescription>;

/** What it needs. */
export interface PortScanOptions {
  list(): Promise<readonly ListedPort[]>;
  /** Infinity: only when somebody asks. */
  readonly intervalMs: number;
  /** Told of every listing that came to something. */
  listed(ports: readonly ListedPort[]): void;
}

/** How the listings went. */
export interface ScanCounts {
  /** Listings that came to something. */
  readonly done: number;
  /** Listings that failed or took longer than 3 s. */
  readonly failed: number;
}

/** The listing of ports. */
export interface PortScan {
  /** Lists now, or waits for the listing under way. Never rejects. */
  now(): Promise<void>;
  /** Lists in a moment. */
  soon(): void;
  counts(): ScanCounts;
  /** Ends it. */
  close(): void;
}

/** Makes it; nothing is listed before `now` or `soon`. */
export function createPortScan({ list, intervalMs, listed }: PortScanOptions): PortScan {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isSoon = false;
  let isClosed = false;
  let done = 0;
  let failed = 0;
  let failedInRow = 0;

  async function run(): Promise<void> {
    clearTimeout(timer);
    isSoon = false;
    let ports: readonly ListedPort[] | undefined;
    const listing = Promise.resolve()
      .then(list)
      .then((found) => {
        ports = found;
      });
    await atMost(LIST_TIMEOUT_MS, listing);
    running = undefined;
    if (isClosed) return;
    if (ports) {
      done++;
      failedInRow = 0;
      listed(ports);
    } else {
      failed++;
      failedInRow++;
    }
    if (isSoon && ports) again(SOON_MS);
    else if (intervalMs < Infinity) again(Math.min(intervalMs * 2 ** failedInRow, FAILED_DELAY_MAX_MS));
  }

  function again(delayMs: number): void {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(() => void now(), delayMs);
  }

  function now(): Promise<void> {
    running ??= run();
    return running;
  }

  return {
    now,
    soon() {
      if (isSoon) return;
      isSoon = true;
      if (!running) again(SOON_MS);
    },
    counts: () => ({ done, failed }),
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
