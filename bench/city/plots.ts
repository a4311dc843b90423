/** The three plots of a day: taps, latencies, journals; x is the city's hour. Pure. */
import type { DayResult } from "./day.js";
import { SLICES_COUNT } from "./messages.js";
import type { Plot, PlotMark } from "./svg.js";

const HOURS = 24;
const HOUR_STEP = 3;
const MINUTES_PER_SLICE = (HOURS * 60) / SLICES_COUNT;
const MS = 1000;

/** Taps made and posted for each minute of the city's day. */
export function dayPlot(result: DayResult): Plot {
  const { tapped, posted } = result.series;
  const line = (counts: readonly number[]) =>
    counts.map((count, i) => [((i + 0.5) * HOURS) / SLICES_COUNT, count / MINUTES_PER_SLICE] as const);
  const lastHour = (posted.length * HOURS) / SLICES_COUNT;
  return {
    title: "Taps made and posted for each minute of the day",
    ...axis(result, Math.max(HOURS, lastHour)),
    unit: "taps/min",
    series: [
      { name: "posted", colour: "var(--posted)", points: line(posted), isArea: true },
      { name: "tapped", colour: "var(--tapped)", points: line(tapped) },
    ],
  };
}

/** Percentiles of the time from the card to the commit. */
export function latencyPlot(result: DayResult): Plot {
  const { latency } = result.series;
  const line = (name: "p50" | "p95" | "p99") => ({
    name,
    colour: `var(--${name})`,
    points: latency.map((one, i) => {
      const value = one && Math.max(one[name], 1) / MS;
      return [((i + 0.5) * HOURS) / SLICES_COUNT, value] as const;
    }),
  });
  return {
    title: "Percentiles of the latency by the time of the tap",
    ...axis(result, HOURS),
    unit: "seconds",
    isLogarithmic: true,
    formatY: (y) => String(Number(y.toPrecision(1))),
    series: [line("p99"), line("p95"), line("p50")],
  };
}

/** What all journals held. */
export function journalPlot(result: DayResult): Plot {
  const points = result.series.journals.map(({ dayShare, pending }) => [dayShare * HOURS, pending] as const);
  const last = Math.max(HOURS, points.at(-1)?.[0] ?? 0);
  return {
    title: "Records in all journals",
    ...axis(result, last),
    unit: "records",
    series: [{ name: "records", colour: "var(--journal)", points: points.filter(([hour]) => hour >= 0), isArea: true }],
  };
}

function axis({ happened, startMs, dayMs }: DayResult, hours: number) {
  const hourOf = (ms: number) => ((ms - startMs) / dayMs) * HOURS;
  const xTicks = Array.from({ length: Math.floor(hours / HOUR_STEP) + 1 }, (_, i) => {
    const hour = i * HOUR_STEP;
    return [hour, hour <= HOURS ? `${String(hour).padStart(2, "0")}:00` : `+${hour - HOURS} h`] as const;
  });
  const marks: PlotMark[] = happened.map((one, i) => ({
    x: hourOf(one.startMs),
    ...(one.endMs !== undefined && { to: hourOf(one.endMs) }),
    label: String(i + 1),
  }));
  return { xMax: hours, xTicks, marks };
}
