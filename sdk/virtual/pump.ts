/** What drives a board's time: as fast as the process allows, with the wall clock, or by hand. */
import type { Schedule } from "./schedule.js";

/**
 * - `fast`: simulated time runs ahead as fast as the process allows, in steps, so that the host gets its turn.
 * - `real`: one second is one second; what a pause of the process has cost is made up within seconds.
 * - `manual`: time only passes in `advance` and while a card is presented.
 */
export type ClockMode = "fast" | "real" | "manual";

/** Simulated time of one step. Short against the host's retries, long against the cost of a turn of the event loop. */
const STEP_US = 10_000;
const REAL_STEP_MS = 5;
/** After a pause of the process the board makes up for no more than this at once: a held card is not to pass in no time. */
const CATCH_UP_LIMIT_US = 250_000;
/** The rest it makes up by running faster by a quarter, which no host and no person at it notices. */
const CATCH_UP_RATE = 1.25;
/** A computer that stood still for longer has slept, and its board with it. */
const BEHIND_LIMIT_US = 10_000_000;

export interface Pump {
  start(): void;
  stop(): void;
  /** Resolves when so much simulated time has passed. Moves it itself in manual mode or while stopped. */
  elapse(ms: number): Promise<void>;
}

/** Lets the host do what is ready before simulated time goes on. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** @param hostMs real time in milliseconds, from any moment on */
export function createPump(mode: ClockMode, schedule: Schedule, hostMs = () => performance.now()): Pump {
  let running = false;
  let timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  let lastMs = 0;
  /** Where the board's time would be, had the process never paused. */
  let dueUs = 0;

  function fastStep(): void {
    if (!running) return;
    timer = setImmediate(fastStep);
    schedule.advance(schedule.nowUs() + STEP_US);
  }

  function realStep(): void {
    if (!running) return;
    timer = setTimeout(realStep, REAL_STEP_MS);
    const nowMs = hostMs();
    const passedUs = (nowMs - lastMs) * 1000;
    lastMs = nowMs;
    const boardUs = schedule.nowUs();
    dueUs = Math.min(dueUs + passedUs, boardUs + BEHIND_LIMIT_US);
    // A board that was busy for longer than its step is ahead, and waits.
    if (dueUs > boardUs)
      schedule.advance(Math.min(dueUs, boardUs + Math.min(passedUs * CATCH_UP_RATE, CATCH_UP_LIMIT_US)));
  }

  return {
    start() {
      if (running || mode === "manual") return;
      running = true;
      lastMs = hostMs();
      dueUs = schedule.nowUs();
      if (mode === "fast") timer = setImmediate(fastStep);
      else timer = setTimeout(realStep, REAL_STEP_MS);
    },
    stop() {
      running = false;
      if (mode === "fast") clearImmediate(timer as NodeJS.Immediate | undefined);
      else clearTimeout(timer as NodeJS.Timeout | undefined);
    },
    async elapse(ms) {
      const until = schedule.nowUs() + ms * 1000;
      while (schedule.nowUs() < until) {
        if (!running) schedule.advance(Math.min(until, schedule.nowUs() + STEP_US));
        if (running && mode === "real") await new Promise((resolve) => setTimeout(resolve, REAL_STEP_MS));
        else await turn();
      }
    },
  };
}
