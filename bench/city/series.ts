/** What the report draws: taps, postings, latencies and journals by parts of the day. Pure. */
import type { PostingTimes } from "./database.js";
import { SLICES_COUNT } from "./messages.js";

/** What journals held at one moment of the day, 0 to 1 and beyond. */
export interface JournalSample {
  readonly dayShare: number;
  readonly pending: number;
  readonly fullest: number;
}

/** Latencies of the taps that were made in one part of the day, in milliseconds. */
export interface LatencySlice {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The day in parts of ten minutes of the city's time. */
export interface DaySeries {
  /** Taps made at readers. */
  readonly tapped: readonly number[];
  /** Taps posted; the parts beyond the day are what was caught up on after it. */
  readonly posted: readonly number[];
  /** By the time of the tap; undefined where nobody tapped. */
  readonly latency: readonly (LatencySlice | undefined)[];
  readonly journals: readonly JournalSample[];
}

/** Value below which a share of sorted values lies. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The three that are drawn. */
export function latencyOf(latencies: readonly number[]): LatencySlice | undefined {
  if (latencies.length === 0) return undefined;
  const sorted = Float64Array.from(latencies).sort();
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) };
}

/**
 * Sorts postings into the parts of the day.
 *
 * @param isTimed does the clock of this reader keep time? Latencies of others would be those of their clocks
 */
export function sliceDay(
  isTimed: (reader: string) => boolean,
  times: readonly PostingTimes[],
  startMs: number,
  dayMs: number,
) {
  const sliceOf = (atMs: number) => Math.max(0, Math.floor(((atMs - startMs) / dayMs) * SLICES_COUNT));
  const posted = new Array<number>(SLICES_COUNT).fill(0);
  const latencies = Array.from({ length: SLICES_COUNT }, (): number[] => []);
  for (const { reader, madeMs, postedMs } of times) {
    const at = sliceOf(postedMs);
    while (posted.length <= at) posted.push(0);
    posted[at]++;
    if (isTimed(reader)) latencies[Math.min(SLICES_COUNT - 1, sliceOf(madeMs))].push(Math.max(0, postedMs - madeMs));
  }
  return { posted, latency: latencies.map(latencyOf), all: latencyOf(latencies.flat()) };
}
