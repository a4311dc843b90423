/** From a day's results to what sizing needs, and to words for it. Pure. */
import { PEAK_FACTOR } from "./curve.js";
import type { DayResult } from "./day.js";
import type { CityOptions } from "./options.js";
import type { Assumptions, Measured } from "./sizing.js";

const HOUR_MS = 3_600_000;
/** Of a run that measured nothing, such as one on a system without /proc. */
const UNKNOWN = Number.NaN;

/** What is assumed where nothing was measured. */
export const ASSUMED: Assumptions = {
  tapsPerCardPerDay: 2,
  cardsPerReader: 200,
  peakFactor: PEAK_FACTOR,
  fullest: 0.5,
  readersPerHost: 1000,
  networkBytesPerTap: 1500,
  retentionDays: 365,
  journalCount: 250,
};

/** What this run measured, by processor time: how busy the computer was with other things does not matter for it. */
export function measuredIn(result: DayResult, options: CityOptions): Measured {
  const { ledger, usage, database, bridges } = result;
  const settled = ledger.tapped - Object.values(ledger.inJournals).reduce((sum, one) => sum + one, 0);
  const standIns = options.readers - options.boards;
  const seconds = (result.dayMs + result.drainMs) / 1000;
  const perCore = (part: string) => (usage[part] ? settled / usage[part].cpuSeconds : UNKNOWN);
  return {
    tapsPerWorkerCore: perCore("workers"),
    tapsPerBrokerCore: perCore("broker"),
    readersPerBridgeCore: usage.bridges ? (standIns * seconds) / usage.bridges.cpuSeconds : UNKNOWN,
    databaseBytesPerTap: database.bytes / Math.max(1, settled),
    bridgeBytes: usage.bridges?.peakBytes ?? UNKNOWN,
    readersPerBridge: Math.round(standIns / bridges),
  };
}

/** How many times as fast as a real day it was. */
export function scaleOf(dayMs: number): number {
  return (24 * HOUR_MS) / dayMs;
}
