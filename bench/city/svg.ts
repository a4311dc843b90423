/** Plots as SVG text: lines, areas and bars on axes with round numbers, moments marked. Pure. */

/** A line, or an area under it, over x from 0 to `xMax`. */
export interface PlotSeries {
  readonly name: string;
  /** A CSS colour. */
  readonly colour: string;
  readonly points: readonly (readonly [x: number, y: number | undefined])[];
  readonly isArea?: boolean;
}

/** A moment or a span in a plot. */
export interface PlotMark {
  readonly x: number;
  readonly to?: number;
  /** Number that the legend below explains. */
  readonly label: string;
}

/** A plot. */
export interface Plot {
  /** For people who do not see it. */
  readonly title: string;
  readonly xMax: number;
  /** Labels along x. */
  readonly xTicks: readonly (readonly [x: number, label: string])[];
  readonly series: readonly PlotSeries[];
  readonly marks: readonly PlotMark[];
  readonly unit: string;
  /** Decades in place of even steps. */
  readonly isLogarithmic?: boolean;
  readonly formatY?: (y: number) => string;
}

const WIDTH = 1160;
const HEIGHT = 320;
const LEFT = 74;
const RIGHT = 16;
const TOP = 62;
/** Badges that would touch stand one above the other. */
const BADGE_ROOM = 26;
const BADGE_STEP = 24;
const BOTTOM = 34;

/** 1, 2 or 5 times a power of ten that makes at most `count` steps up to `max`. */
export function roundStep(max: number, count: number): number {
  const rough = Math.max(max, 1e-9) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
}

/** Draws it; `role` and title make it readable aloud. */
export function drawPlot(plot: Plot): string {
  const ys = plot.series.flatMap(({ points }) => points.flatMap(([, y]) => (y === undefined ? [] : [y])));
  const scale = plot.isLogarithmic ? decades(ys) : evenSteps(ys);
  const x = (value: number) => fixed(LEFT + (value / plot.xMax) * (WIDTH - LEFT - RIGHT));
  const y = (value: number) => fixed(HEIGHT - BOTTOM - scale.share(value) * (HEIGHT - TOP - BOTTOM));
  const format = plot.formatY ?? ((value: number) => value.toLocaleString("en-US"));
  const lines = scale.ticks.map(
    (tick) =>
      `<path class="grid" d="M${LEFT} ${y(tick)}H${WIDTH - RIGHT}"/><text class="tick" x="${LEFT - 8}" y="${y(tick) + 5}" text-anchor="end">${escapeText(format(tick))}</text>`,
  );
  const anchor = (at: number) => (at > plot.xMax * 0.97 ? "end" : "middle");
  const xTicks = plot.xTicks.map(
    ([at, label]) =>
      `<text class="tick" x="${x(at)}" y="${HEIGHT - 10}" text-anchor="${anchor(at)}">${escapeText(label)}</text>`,
  );
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeText(plot.title)}, the plot"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeText(plot.title)}">
${drawMarks(plot.marks, x)}
${lines.join("\n")}
<text class="tick" x="${LEFT - 8}" y="${TOP - 14}" text-anchor="end">${escapeText(plot.unit)}</text>
${xTicks.join("\n")}
${plot.series.map((one) => drawSeries(one, x, y, y(scale.low))).join("\n")}
</svg></div>`;
}

function drawMarks(marks: readonly PlotMark[], x: (value: number) => number): string {
  let before = Number.NEGATIVE_INFINITY;
  let isRaised = false;
  return marks
    .map(({ x: from, to = from, label }) => {
      const left = x(from);
      const width = Math.max(2, fixed(x(to) - left));
      const middle = fixed(left + width / 2);
      isRaised = !isRaised && middle - before < BADGE_ROOM;
      before = middle;
      const cy = TOP - 20 - (isRaised ? BADGE_STEP : 0);
      return `<rect class="mark" x="${left}" y="${TOP - 8}" width="${width}" height="${HEIGHT - TOP - BOTTOM + 8}"/><circle class="badge" cx="${middle}" cy="${cy}" r="11"/><text class="badge-text" x="${middle}" y="${cy + 5}" text-anchor="middle">${escapeText(label)}</text>`;
    })
    .join("\n");
}

/** A line breaks where there is no value. */
function drawSeries(
  { points, colour, isArea }: PlotSeries,
  x: (value: number) => number,
  y: (value: number) => number,
  floor: number,
): string {
  const runs: (readonly [number, number])[][] = [[]];
  for (const [at, value] of points) {
    if (value === undefined) runs.push([]);
    else runs.at(-1)?.push([x(at), y(value)]);
  }
  const paths = runs.filter((run) => run.length > 0).map((run) => `M${run.map(([a, b]) => `${a} ${b}`).join("L")}`);
  const area = runs
    .filter((run) => isArea && run.length > 0)
    .map((run) => `M${run[0][0]} ${floor}L${run.map(([a, b]) => `${a} ${b}`).join("L")}L${run.at(-1)?.[0]} ${floor}Z`);
  const fill = area.length ? `<path d="${area.join("")}" fill="${colour}" opacity="0.16"/>` : "";
  return `${fill}<path d="${paths.join("")}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linejoin="round"/>`;
}

function evenSteps(ys: readonly number[]) {
  const max = ys.reduce((most, one) => Math.max(most, one), 0);
  const step = Math.max(roundStep(max, 5), 1);
  const high = Math.max(step, Math.ceil(max / step) * step);
  const ticks = Array.from({ length: Math.round(high / step) + 1 }, (_, i) => i * step);
  return { low: 0, ticks, share: (value: number) => value / high };
}

function decades(ys: readonly number[]) {
  const above = ys.filter((y) => y > 0);
  const low = Math.floor(Math.log10(above.reduce((least, one) => Math.min(least, one), 1000)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(above.reduce((most, one) => Math.max(most, one), 1))));
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  const share = (value: number) => Math.max(0, (Math.log10(Math.max(value, 1e-9)) - low) / (high - low));
  return { low: 10 ** low, ticks, share };
}

function fixed(value: number): number {
  return Math.round(value * 10) / 10;
}

/** For text and attributes of HTML and SVG. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
