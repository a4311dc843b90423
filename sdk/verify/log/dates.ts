/** The clock of one reader through its records: dates those made before it was set, and sees when it goes back. */
import type { LinkRecord } from "../record.js";
import type { LogDate } from "./report.js";

/** A clock may be read this much earlier than before: hosts set it silently when it is off by no more. */
const TOLERANCE_MS = 2000;
/** A host may set the clock back by so much: a board's crystal gains that in some weeks without a host. */
const CORRECTION_MS = 60_000;

/** The clock went back. */
export interface ClockStep {
  /** "corrected" is harmless; "set-back": by a time-set record; "went-back": without one. */
  readonly kind: "corrected" | "set-back" | "went-back";
  readonly fromMs: number;
  readonly toMs: number;
}

/** Dates of one reader. Feed it with records in the reader's order. */
export interface Dates {
  readonly first: LogDate | undefined;
  readonly last: LogDate | undefined;
  readonly reckonedCount: number;
  /** Records that nothing dates so far. */
  readonly undatedCount: number;
  note(record: LinkRecord): ClockStep | undefined;
  /** The reader's memory was wiped: it counts its boots anew. */
  wiped(): void;
}

/** Records of one boot that wait for the clock. */
interface Waiting {
  readonly count: number;
  readonly firstUptimeMs: number;
}

/** Creates the dates of a reader. */
export function createDates(): Dates {
  let boot: number | undefined;
  /** Wall clock minus uptime, once it is known in this boot. */
  let offsetMs: number | undefined;
  let waiting: Waiting | undefined;
  let first: LogDate | undefined;
  let last: LogDate | undefined;
  let lastWallMs = 0;
  let reckonedCount = 0;
  let undatedCount = 0;

  function date(ms: number, reckoned: boolean): void {
    last = { at: new Date(ms), reckoned };
    first ??= last;
    if (reckoned) reckonedCount++;
  }

  /** The clock is known: what waited for it can be dated. */
  function settle(nowOffsetMs: number): void {
    offsetMs = nowOffsetMs;
    if (!waiting) return;
    first ??= { at: new Date(waiting.firstUptimeMs + offsetMs), reckoned: true };
    reckonedCount += waiting.count;
    undatedCount -= waiting.count;
    waiting = undefined;
  }

  function newBoot(): void {
    offsetMs = undefined;
    waiting = undefined;
  }

  function wait(uptimeMs: number): void {
    undatedCount++;
    waiting = { count: (waiting?.count ?? 0) + 1, firstUptimeMs: waiting?.firstUptimeMs ?? uptimeMs };
  }

  return {
    get first() {
      return first;
    },
    get last() {
      return last;
    },
    get reckonedCount() {
      return reckonedCount;
    },
    get undatedCount() {
      return undatedCount;
    },
    note(record) {
      const { data } = record;
      if (boot !== data.boot) newBoot();
      boot = data.boot;
      if (data.wallMs === undefined) {
        if (offsetMs === undefined) wait(data.uptimeMs);
        else date(data.uptimeMs + offsetMs, true);
        return undefined;
      }
      settle(data.wallMs - data.uptimeMs);
      date(data.wallMs, false);
      const step = stepOf(record, lastWallMs, data.wallMs);
      lastWallMs = data.wallMs;
      return step;
    },
    wiped() {
      newBoot();
      boot = undefined;
    },
  };
}

function stepOf(record: LinkRecord, lastWallMs: number, toMs: number): ClockStep | undefined {
  const set = record.kind === "time-set";
  const fromMs = set ? Math.max(lastWallMs, record.data.beforeMs ?? 0) : lastWallMs;
  if (fromMs - toMs <= TOLERANCE_MS) return undefined;
  if (!set) return { kind: "went-back", fromMs, toMs };
  return { kind: fromMs - toMs <= CORRECTION_MS ? "corrected" : "set-back", fromMs, toMs };
}
