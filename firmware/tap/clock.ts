/** Time as the reader knows it: milliseconds since this start, and the host's clock once it has been told. */
import { ClockSource } from "../link/messages.js";

/** Before this (2020-01-01) no host clock can be right. */
const EARLIEST_WALL_MS = 1577836800000;
/** From here on (2100-01-01) neither; larger numbers would not even fit the field of a record. */
const LATEST_WALL_MS = 4102444800000;

/** Microseconds of some seconds, half an hour at most. */
export function toUs(seconds: number): number {
  return (seconds * 1000000 + 0.5) | 0;
}

export interface Clock {
  uptimeMs(): number;
  /** Milliseconds since 1970 UTC, or 0. `uptimeMs`: where that is known, of which moment. */
  wallMs(uptimeMs?: number): number;
  source(): ClockSource;
  /** False when the value cannot be a time. */
  set(wallMs: number): boolean;
}

export function createClock(): Clock {
  const start = getTime();
  /** Wall clock at the start of this boot, or 0. */
  let wallAtStart = 0;

  const clock: Clock = {
    uptimeMs: () => Math.floor((getTime() - start) * 1000),
    wallMs: (uptimeMs) => wallAtStart && wallAtStart + (uptimeMs || clock.uptimeMs()),
    source: () => (wallAtStart ? ClockSource.HOST : ClockSource.NONE),
    set(wallMs) {
      if (!(wallMs >= EARLIEST_WALL_MS && wallMs < LATEST_WALL_MS)) return false;
      wallAtStart = wallMs - clock.uptimeMs();
      return true;
    },
  };
  return clock;
}
