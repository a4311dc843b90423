/**
 * When a reader's clock has to be set again: pure, fed with the answers to pings of one session. A crystal gains or loses
 * 1 to 3.5 s a day, and a session may last for weeks; a computer may learn the time only after it has opened the session.
 */
import { mayDo, type Role } from "../roles.js";

/** Both clocks at about the same moment. */
export interface WallSample {
  /** This computer's time when the answer arrived, milliseconds since 1970 UTC. */
  readonly hostMs: number;
  /** Time between question and answer in milliseconds; the reader read its clock somewhere between. */
  readonly roundTripMs: number;
  /** The reader's time, milliseconds since 1970 UTC; undefined while it does not know any. */
  readonly wallMs: number | undefined;
}

/** Keeps the clock of one reader in one session. */
export interface TimeKeeper {
  /** Tells whether the clock is to be set now, and takes it for set if so. */
  isDue(sample: WallSample): boolean;
}

/** A clock that is certainly further off is set: far less than anybody allows who compares two clocks. */
const OFF_MAX_MS = 100;
/** No clock is set more often; one that still cannot be kept right is a fault, which `ketuk doctor` finds. */
const PACE_MS = 60_000;

/** @param openedMs when the session was opened, which has set the clock; milliseconds since 1970 UTC */
export function createTimeKeeper(openedMs: number): TimeKeeper {
  let setMs = openedMs;
  return {
    isDue({ hostMs, roundTripMs, wallMs = 0 }) {
      const sinceMs = hostMs - setMs;
      // This computer's clock may have been set back: then there is no reason to wait.
      if (sinceMs >= 0 && sinceMs < PACE_MS) return false;
      const errorMs = roundTripMs / 2;
      if (Math.abs(wallMs - (hostMs - errorMs)) - errorMs <= OFF_MAX_MS) return false;
      setMs = hostMs;
      return true;
    },
  };
}

/** Whether a session of this role may set the clock: asking without the right is recorded against the host. */
export function maySetTime(role: Role): boolean {
  return mayDo(role, "operator");
}
