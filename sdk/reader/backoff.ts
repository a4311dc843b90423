/** How long to wait before the next attempt: doubling, with a ceiling, and never the same for a hundred hosts at once. */

/** Waits between attempts. */
export interface Backoff {
  /** Wait before the first attempt, in milliseconds. */
  readonly firstDelayMs: number;
  /** No wait is longer, but for the jitter. */
  readonly longestDelayMs: number;
}

/** 250 ms, 500 ms, 1 s ... 10 s. */
export const DEFAULT_BACKOFF: Backoff = { firstDelayMs: 250, longestDelayMs: 10_000 };

/** Each wait is made shorter or longer by up to this share. */
const JITTER_SHARE = 0.25;

/**
 * Wait before an attempt, in whole milliseconds.
 *
 * @param attempt 1 for the first
 * @param random from 0 to 1; 0.5 is no jitter
 */
export function delayBefore(backoff: Backoff, attempt: number, random: number): number {
  // 2^30 is far above every ceiling, and a shift of the exponent never overflows there.
  const doubled = backoff.firstDelayMs * 2 ** Math.min(30, attempt - 1);
  const jitter = 1 + JITTER_SHARE * (2 * random - 1);
  return Math.round(Math.min(doubled, backoff.longestDelayMs) * jitter);
}
