/**
 * Notices that the other end has gone silent: a pure state machine. The caller tells it of every good frame and, every
 * half second or so, the time of day; it says when to ask for a sign of life and when to give up.
 *
 * Wall-clock time, because a monotonic clock stands still while the computer sleeps and would hide that it did.
 */

/** After so much silence the host asks, and waits as long for the answer. A reader is busy with a card for 3 s at most. */
export const HEARTBEAT_INTERVAL_MS = 2000;

/** Questions in a row without an answer after which the link counts as dead. */
export const HEARTBEAT_MISSES = 3;

/** Two ticks this far apart mean that the computer slept, or the process stood still: the silence meanwhile says nothing. */
const JUMP_MS = 3000;

/** What is known about the other end. */
export interface Heartbeat {
  /** When something was heard last, or asked: milliseconds since 1970. */
  readonly sinceMs: number;
  /** When the last tick was. */
  readonly tickMs: number;
  /** Questions that are out without anything heard since. */
  readonly askedCount: number;
}

/** What the caller has to do: nothing, ask for a sign of life, or take the link for dead. */
export type HeartbeatEffect = "none" | "ask" | "dead";

/** Something was heard right now. */
export function heard(nowMs: number): Heartbeat {
  return { sinceMs: nowMs, tickMs: nowMs, askedCount: 0 };
}

/** Some time has passed. */
export function tick(state: Heartbeat, nowMs: number): { state: Heartbeat; effect: HeartbeatEffect } {
  const stepMs = nowMs - state.tickMs;
  // Also when the clock was set back.
  if (stepMs > JUMP_MS || stepMs < 0) return { state: { ...heard(nowMs), askedCount: 1 }, effect: "ask" };
  if (nowMs - state.sinceMs < HEARTBEAT_INTERVAL_MS) return { state: { ...state, tickMs: nowMs }, effect: "none" };
  if (state.askedCount >= HEARTBEAT_MISSES) return { state: { ...state, tickMs: nowMs }, effect: "dead" };
  return { state: { sinceMs: nowMs, tickMs: nowMs, askedCount: state.askedCount + 1 }, effect: "ask" };
}
