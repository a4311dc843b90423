/**
 * How a reader's clock runs against the host's: pure, fed with pairs of both times. Of every stretch of uptime only the
 * pair with the shortest round trip counts, as in NTP; the drift is the median slope of all pairs (Theil and Sen), which
 * single bad ones do not move. A reader that restarts, or a host whose clock is set, begins anew.
 */

/** Both clocks at about the same moment. */
export interface ClockSample {
  /** Host time when the reader's uptime arrived, milliseconds since 1970 UTC. */
  readonly hostMs: number;
  /** What arrived: milliseconds since the start of the reader. */
  readonly uptimeMs: number;
  /**
   * Time between question and answer in milliseconds; the uptime was read somewhere between. Left out where nobody
   * asked, as for Hello: such a pair may be old when it arrives, and counts only until there is a better one.
   */
  readonly roundTripMs?: number | undefined;
}

/** What is known about the two clocks. */
export interface ClockEstimate {
  /** Host time minus uptime at the newest sample: about when the reader started, milliseconds since 1970 UTC. */
  readonly offsetMs: number;
  /** How far off that may be, in milliseconds: half of the shortest round trip. Undefined before the first answer. */
  readonly errorMs: number | undefined;
  /** Millionths by which the reader's clock is fast; negative when it is slow. Undefined in the first 10 minutes. */
  readonly driftPpm: number | undefined;
}

interface Point {
  readonly uptimeMs: number;
  readonly offsetMs: number;
  readonly errorMs: number;
}

/** Samples so far. Begin with {@link NO_SAMPLES}. */
export interface ClockSamples {
  /** Newest uptime seen, in milliseconds. */
  readonly uptimeMs: number;
  /** Offset by the samples without a round trip: the smallest, since their only error is that they come late. */
  readonly coarseMs: number | undefined;
  /** The best sample of every stretch, oldest first. */
  readonly points: readonly Point[];
  /** Length of a stretch. */
  readonly stretchMs: number;
}

/** Longest round trip that still says something, in milliseconds. */
const ROUND_TRIP_MAX_MS = 2000;
/** Further than this from what was expected, and the host's clock has been set. */
const STEP_MS = 1000;
/** No crystal is worse. */
const DRIFT_MAX_PPM = 500;
/** Nobody takes longer to pass on a Hello: then the host's clock has been set. */
const HELLO_LATE_MAX_MS = 60_000;
const FIRST_STRETCH_MS = 15_000;
const POINTS_MAX_COUNT = 64;
/** Before this, round trips of some milliseconds hide a drift of some millionths. */
const DRIFT_SPAN_MIN_MS = 600_000;
const MILLION = 1e6;

/** Nothing known. */
export const NO_SAMPLES: ClockSamples = { uptimeMs: 0, coarseMs: undefined, points: [], stretchMs: FIRST_STRETCH_MS };

/** Takes in a sample; useless ones change nothing. */
export function addSample(state: ClockSamples, sample: ClockSample): ClockSamples {
  const { hostMs, uptimeMs, roundTripMs } = sample;
  if (!Number.isFinite(hostMs) || !Number.isFinite(uptimeMs) || uptimeMs < 0) return state;
  if (roundTripMs !== undefined && !(roundTripMs >= 0 && roundTripMs <= ROUND_TRIP_MAX_MS)) return state;
  if (uptimeMs < state.uptimeMs) return addSample(NO_SAMPLES, sample);
  if (roundTripMs === undefined) return addCoarse(state, hostMs - uptimeMs, uptimeMs);
  const point = { uptimeMs, offsetMs: hostMs - roundTripMs / 2 - uptimeMs, errorMs: roundTripMs / 2 };
  return isStep(state, point) ? addPoint(NO_SAMPLES, point) : addPoint(state, point);
}

/** What the samples say; undefined before the first. */
export function estimateOf(state: ClockSamples): ClockEstimate | undefined {
  const last = state.points.at(-1);
  if (!last) {
    if (state.coarseMs === undefined) return undefined;
    return { offsetMs: state.coarseMs, errorMs: undefined, driftPpm: undefined };
  }
  const slope = slopeOf(state.points);
  const offsetMs = median(state.points.map((p) => p.offsetMs + (slope ?? 0) * (state.uptimeMs - p.uptimeMs)));
  const errorMs = Math.min(...state.points.map((p) => p.errorMs));
  return { offsetMs, errorMs, driftPpm: slope === undefined ? undefined : -slope * MILLION };
}

/** Host time at an uptime of the same boot, milliseconds since 1970 UTC; undefined before the first sample. */
export function hostMsAt(state: ClockSamples, uptimeMs: number): number | undefined {
  const estimate = estimateOf(state);
  if (!estimate) return undefined;
  const slope = -(estimate.driftPpm ?? 0) / MILLION;
  return uptimeMs + estimate.offsetMs + slope * (uptimeMs - state.uptimeMs);
}

function addCoarse(state: ClockSamples, offsetMs: number, uptimeMs: number): ClockSamples {
  const { coarseMs } = state;
  const isNewer = coarseMs === undefined || offsetMs < coarseMs || offsetMs > coarseMs + HELLO_LATE_MAX_MS;
  return { ...state, uptimeMs, coarseMs: isNewer ? offsetMs : coarseMs };
}

function isStep({ points }: ClockSamples, point: Point): boolean {
  const last = points.at(-1);
  if (!last) return false;
  const driftMs = ((point.uptimeMs - last.uptimeMs) * DRIFT_MAX_PPM) / MILLION;
  return Math.abs(point.offsetMs - last.offsetMs) > STEP_MS + driftMs + point.errorMs + last.errorMs;
}

function addPoint(state: ClockSamples, point: Point): ClockSamples {
  const { stretchMs } = state;
  const points = [...state.points];
  const last = points.at(-1);
  const stretchOf = ({ uptimeMs }: Point) => Math.floor(uptimeMs / stretchMs);
  if (!last || stretchOf(last) !== stretchOf(point)) points.push(point);
  else if (point.errorMs <= last.errorMs) points[points.length - 1] = point;
  const next = { ...state, uptimeMs: point.uptimeMs, points };
  if (points.length <= POINTS_MAX_COUNT) return next;
  // Full: every second goes, and stretches become twice as long. The first stays, for the longest span.
  return { ...next, points: points.filter((_, index) => index % 2 === 0), stretchMs: stretchMs * 2 };
}

/** Milliseconds of offset per millisecond of uptime. */
function slopeOf(points: readonly Point[]): number | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || last.uptimeMs - first.uptimeMs < DRIFT_SPAN_MIN_MS) return undefined;
  const slopes: number[] = [];
  for (const [index, a] of points.entries()) {
    for (const b of points.slice(index + 1)) slopes.push((b.offsetMs - a.offsetMs) / (b.uptimeMs - a.uptimeMs));
  }
  return median(slopes);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length >> 1;
  const upper = sorted[at] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[at - 1] ?? upper) + upper) / 2;
}
