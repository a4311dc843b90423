/** Durations on the command line: 30s, 10m, 6h, 1d. */
import { InvalidArgumentError } from "commander";

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** The longest a timer takes. */
const MAX_MS = 24 * 86_400_000;

/** In milliseconds. */
export function parseDuration(text: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text.trim()) ?? [];
  const ms = Math.round(Number(number) * (UNITS_MS[unit] ?? Number.NaN));
  if (ms >= 0 && ms <= MAX_MS) return ms;
  throw new InvalidArgumentError("expected a duration of at most 24d, such as 30s, 10m, 6h or 1d");
}
