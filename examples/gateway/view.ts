/**
 * The city at a glance, as a pure state machine: what bridges and workers say goes in, what the page shows comes out.
 * Every message costs the same however many readers there are; the table is put in order once a second.
 */
import type { BridgedReaderState, BridgeState } from "ketuk/bridge";
import { LATENCY_CLASSES_MS, percentile, type WorkerFigures } from "./figures.js";

/** Seconds that the plots show. */
export const HISTORY_S = 600;
/** An open reader without a tap for so long is called silent. */
const SILENT_MS = 15 * 60_000;
/** From here on a journal is filling up. */
const FILLING_SHARE = 0.7;
const MINUTE_MS = 60_000;
const ROWS_MAX_COUNT = 200;

/** Where a reader stands for the city, the worst first. */
export const STANDINGS = ["away", "fault", "gapped", "filling", "silent", "ready"] as const;
/** See {@link STANDINGS}. */
export type Standing = (typeof STANDINGS)[number];

/** A reader in the table. */
export interface ReaderRow {
  readonly id: string;
  readonly standing: Standing;
  /** Taps in a minute, of late. */
  readonly perMinute: number;
  /** Milliseconds since 1970; 0 for never. */
  readonly lastTapMs: number;
  /** Filled part of the journal, 0 to 1; undefined where nobody knows. */
  readonly journal: number | undefined;
  readonly pending: number;
  readonly bridge: string;
}

/** One second of the plots: time in seconds, taps, percentiles of latency in milliseconds or null, refused taps. */
export type Second = readonly [number, number, number | null, number | null, number | null, number];

/** What the head of the page shows. */
export interface Summary {
  readonly atMs: number;
  readonly total: number;
  readonly standings: Readonly<Record<Standing, number>>;
  /** Taps in the last second that is whole. */
  readonly perSecond: number;
  /** Postings since this view began. */
  readonly posted: number;
  /** Refused and dead records of the last ten minutes by reason, the most frequent first. */
  readonly refused: readonly (readonly [string, number])[];
  readonly workers: number;
  readonly second: Second | undefined;
}

/** Which part of the table. */
export interface RowsQuery {
  readonly from: number;
  readonly count: number;
  /** Only these. */
  readonly standing?: Standing | undefined;
  /** Part of the id. */
  readonly search?: string | undefined;
}

/** The view. */
export interface CityView {
  reader(state: BridgedReaderState): void;
  bridge(state: BridgeState): void;
  worker(figures: WorkerFigures): void;
  /** Once a second. */
  tick(): Summary;
  readonly history: readonly Second[];
  rows(query: RowsQuery): { readonly total: number; readonly rows: readonly ReaderRow[] };
}

interface Known {
  state: BridgedReaderState;
  lastTapMs: number;
  /** Taps a minute, falling away by itself. */
  rate: number;
  rateMs: number;
}

/** Creates an empty one. */
export function createCityView(now: () => number = Date.now): CityView {
  const sinceMs = now();
  const readers = new Map<string, Known>();
  const offline = new Set<string>();
  /** Readers with gaps, as each worker last said; all of them look at one database. */
  const gapped = new Map<string, ReadonlySet<string>>();
  const online = new Map<string, number>();
  const history: Second[] = [];
  const reasons: Map<string, number>[] = [];
  let refused = new Map<string, number>();
  let latency = new Array<number>(LATENCY_CLASSES_MS.length + 1).fill(0);
  let taps = 0;
  let posted = 0;
  let ordered: ReaderRow[] = [];

  function rateOf(known: Known, atMs: number): number {
    return known.rate * Math.exp(-(atMs - known.rateMs) / MINUTE_MS);
  }

  function journalOf({ journal }: BridgedReaderState): number | undefined {
    return journal?.totalBytes ? 1 - journal.freeBytes / journal.totalBytes : undefined;
  }

  function standingOf(known: Known, gaps: ReadonlySet<string>, atMs: number): Standing {
    const { state } = known;
    if (state.state === "away" || offline.has(state.bridge)) return "away";
    if (state.faults.length > 0) return "fault";
    if (gaps.has(state.reader)) return "gapped";
    if ((journalOf(state) ?? 0) >= FILLING_SHARE) return "filling";
    return atMs - Math.max(known.lastTapMs, state.sinceMs, sinceMs) > SILENT_MS ? "silent" : "ready";
  }

  function order(atMs: number): void {
    const gaps = new Set([...gapped.values()].flatMap((one) => [...one]));
    const rows = [...readers.values()].map(
      (known): ReaderRow => ({
        id: known.state.reader,
        standing: standingOf(known, gaps, atMs),
        perMinute: rateOf(known, atMs),
        lastTapMs: known.lastTapMs,
        journal: journalOf(known.state),
        pending: known.state.journal?.pendingCount ?? 0,
        bridge: known.state.bridge,
      }),
    );
    // By id within a standing: rows that move about by themselves cannot be read.
    ordered = rows.sort(
      (a, b) => STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) || (a.id < b.id ? -1 : 1),
    );
  }

  return {
    history,
    reader(state) {
      const known = readers.get(state.reader);
      if (known) known.state = state;
      else readers.set(state.reader, { state, lastTapMs: 0, rate: 0, rateMs: now() });
    },
    bridge({ bridge, state }) {
      if (state === "offline") offline.add(bridge);
      else offline.delete(bridge);
    },
    worker(figures) {
      const { worker, state } = figures;
      if (state === "offline") {
        online.delete(worker);
        return void gapped.delete(worker);
      }
      const atMs = now();
      online.set(worker, atMs);
      gapped.set(worker, new Set(figures.gaps.map(({ reader }) => reader)));
      taps += figures.posted;
      posted += figures.posted;
      for (const [index, count] of figures.latency.entries()) latency[index] += count;
      for (const counts of [figures.refused, figures.dead]) {
        for (const [reason, count] of Object.entries(counts)) refused.set(reason, (refused.get(reason) ?? 0) + count);
      }
      for (const [id, count] of Object.entries(figures.readers)) {
        const known = readers.get(id);
        if (!known) continue;
        known.rate = rateOf(known, atMs) + count;
        known.rateMs = known.lastTapMs = atMs;
      }
    },
    tick() {
      const atMs = now();
      order(atMs);
      const standings = Object.fromEntries(STANDINGS.map((one) => [one, 0])) as Record<Standing, number>;
      for (const { standing } of ordered) standings[standing]++;
      const shares = [0.5, 0.95, 0.99].map((share) => percentile(latency, share) ?? null);
      const count = [...refused.values()].reduce((a, b) => a + b, 0);
      const second: Second = [Math.floor(atMs / 1000), taps, shares[0], shares[1], shares[2], count];
      history.push(second);
      reasons.push(refused);
      if (history.length > HISTORY_S) history.shift();
      if (reasons.length > HISTORY_S) reasons.shift();
      refused = new Map();
      latency = latency.map(() => 0);
      taps = 0;
      const sums = new Map<string, number>();
      for (const one of reasons) for (const [name, n] of one) sums.set(name, (sums.get(name) ?? 0) + n);
      return {
        atMs,
        total: ordered.length,
        standings,
        perSecond: second[1],
        posted,
        refused: [...sums].sort((a, b) => b[1] - a[1]),
        workers: [...online.values()].filter((ms) => atMs - ms < 5000).length,
        second,
      };
    },
    rows({ from, count, standing, search = "" }) {
      const wanted = search.toLowerCase();
      const found =
        standing || wanted
          ? ordered.filter((row) => (!standing || row.standing === standing) && row.id.toLowerCase().includes(wanted))
          : ordered;
      return { total: found.length, rows: found.slice(from, from + Math.min(count, ROWS_MAX_COUNT)) };
    },
  };
}
