/** What a worker counts: for Prometheus, and once a second for the page. Nothing in it is about a card. */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ReaderGap } from "./chain.js";
import type { Outcome } from "./ledger.js";

/** Upper ends of the classes of latency, in milliseconds; the last class has none. */
export const LATENCY_CLASSES_MS = [25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 60_000, 600_000] as const;

/** What a worker has done since its figures before. */
export interface WorkerFigures {
  readonly worker: string;
  readonly state: "online" | "offline";
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly posted: number;
  readonly repeated: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly dead: Readonly<Record<string, number>>;
  /** Taps by class of latency. */
  readonly latency: readonly number[];
  /** Taps by reader. */
  readonly readers: Readonly<Record<string, number>>;
  readonly gaps: readonly ReaderGap[];
}

/** Counts. */
export interface Figures {
  readonly registry: Registry;
  count(outcome: Outcome): void;
  commit(seconds: number, count: number): void;
  failed(): void;
  gaps(gaps: readonly ReaderGap[]): void;
  /** Messages that wait in this worker. */
  waiting(count: number): void;
  /** What was counted since the call before. */
  take(nowMs: number): WorkerFigures;
}

/** Creates the figures of a worker, all zero. */
export function createFigures(worker: string): Figures {
  const registry = new Registry();
  registry.setDefaultLabels({ worker });
  const registers = [registry];
  const records = new Counter({
    name: "ketuk_records_total",
    help: "Records by what became of them",
    labelNames: ["outcome", "reason"] as const,
    registers,
  });
  const latency = new Histogram({
    name: "ketuk_tap_latency_seconds",
    help: "From the card to the commit, by the clocks of reader and worker",
    buckets: LATENCY_CLASSES_MS.map((ms) => ms / 1000),
    registers,
  });
  const commits = new Histogram({
    name: "ketuk_commit_seconds",
    help: "Duration of a transaction",
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2],
    registers,
  });
  const batch = new Histogram({
    name: "ketuk_batch_records",
    help: "Records in a transaction",
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers,
  });
  const failures = new Counter({ name: "ketuk_commit_failures_total", help: "Transactions that failed", registers });
  const gapped = new Gauge({ name: "ketuk_gapped_readers", help: "Readers with records missing", registers });
  const waits = new Gauge({ name: "ketuk_waiting_records", help: "Records that wait for a transaction", registers });
  let since = empty();
  let open: readonly ReaderGap[] = [];

  return {
    registry,
    count({ kind, reason, reader, latencyMs }) {
      records.inc({ outcome: kind, reason });
      if (kind === "repeated") since.repeated++;
      if (kind === "refused") add(since.refused, reason);
      if (kind === "dead") add(since.dead, reason);
      if (kind !== "posted") return;
      since.posted++;
      add(since.readers, reader);
      if (latencyMs === undefined) return;
      latency.observe(latencyMs / 1000);
      const index = LATENCY_CLASSES_MS.findIndex((ms) => latencyMs <= ms);
      since.latency[index < 0 ? LATENCY_CLASSES_MS.length : index]++;
    },
    commit(seconds, count) {
      commits.observe(seconds);
      batch.observe(count);
    },
    failed: () => failures.inc(),
    gaps(gaps) {
      open = gaps;
      gapped.set(gaps.length);
    },
    waiting: (count) => waits.set(count),
    take(nowMs) {
      const figures = { worker, state: "online" as const, atMs: nowMs, gaps: open, ...since };
      since = empty();
      return figures;
    },
  };
}

function empty() {
  return {
    posted: 0,
    repeated: 0,
    refused: {} as Record<string, number>,
    dead: {} as Record<string, number>,
    latency: new Array<number>(LATENCY_CLASSES_MS.length + 1).fill(0),
    readers: {} as Record<string, number>,
  };
}

function add(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/**
 * The latency below which a share of the taps lies, in milliseconds, evenly spread within a class; undefined without taps.
 */
export function percentile(classes: readonly number[], share: number): number | undefined {
  const wanted = classes.reduce((a, b) => a + b, 0) * share;
  if (wanted === 0) return undefined;
  let seen = 0;
  for (const [index, count] of classes.entries()) {
    if (count > 0 && seen + count >= wanted) {
      const low = LATENCY_CLASSES_MS[index - 1] ?? 0;
      // Of the last class nobody knows where it ends.
      const high = LATENCY_CLASSES_MS[index] ?? low;
      return Math.round(low + ((high - low) * (wanted - seen)) / count);
    }
    seen += count;
  }
  return undefined;
}
