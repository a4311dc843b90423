/** What a rehearsal could have come to: for tests of its report, the same each time. */
import { shareUntil } from "../../bench/city/curve.js";
import type { DayResult } from "../../bench/city/day.js";
import { SLICES_COUNT } from "../../bench/city/messages.js";
import { type CityOptions, readOptions } from "../../bench/city/options.js";
import { planDay } from "../../bench/city/plan.js";

const START_MS = 1_790_000_000_000;
const DAY_MS = 600_000;
const TAPS = 100_000;

/** The options of that run. */
export function sampleOptions(): CityOptions {
  return readOptions(["--minutes", "10", "--mosquitto", "--taps", String(TAPS)]) as CityOptions;
}

/** A day with hills where the plan has troubles. */
export function sampleResult(): DayResult {
  const plan = planDay({ bridges: 5, workers: 2, isOwnBroker: true });
  const hourMs = DAY_MS / 24;
  const happened = plan.map(({ label, kind, hour, until }) => ({
    label,
    kind,
    startMs: START_MS + hour * hourMs,
    ...(until !== undefined && { endMs: START_MS + until * hourMs }),
  }));
  const slices = Array.from({ length: SLICES_COUNT }, (_, i) => i);
  const tapped = slices.map((i) =>
    Math.round(TAPS * (shareUntil((i + 1) / SLICES_COUNT) - shareUntil(i / SLICES_COUNT))),
  );
  const trouble = (i: number) => plan.some(({ hour, until }) => until !== undefined && i / 6 >= hour && i / 6 < until);
  const latency = slices.map((i) => {
    const worse = trouble(i) ? 60 : 1;
    return { p50: 40 * (trouble(i) ? 4 : 1), p95: 120 * worse, p99: 300 * worse };
  });
  const journals = slices.map((i) => ({ dayShare: i / SLICES_COUNT, pending: trouble(i) ? 900 : 20, fullest: 4 }));
  const usage = (cpuSeconds: number, peakBytes: number) => ({ cpuSeconds, peakBytes });
  return {
    ledger: {
      tapped: TAPS,
      posted: 97_298,
      refused: {
        "card-refused": 1988,
        "too-weak": 497,
        "bad-mac": 80,
        malformed: 40,
        "unknown-key": 40,
        "wrong-reader": 40,
        revoked: 5,
      },
      inJournals: { "gate-00001": 5, "gate-00002": 4, "gate-00003": 3 },
      duplicatesDropped: 812,
      unexplained: 0,
      trouble: [],
    },
    series: { tapped, posted: [...tapped.slice(1), 40, 12, 3], latency, journals },
    latency: { p50: 41, p95: 1800, p99: 9300 },
    happened,
    startMs: START_MS,
    dayMs: DAY_MS,
    drainMs: 4200,
    turnedAway: 0,
    usage: { broker: usage(18, 3e7), bridges: usage(150, 1.7e8), boards: usage(90, 2e8), workers: usage(80, 1.2e8) },
    database: { bytes: 38_000_000, records: 105_000 },
    revocationMs: 1400,
    bridges: 5,
  };
}
