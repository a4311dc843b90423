/**
 * A card is served in steps, and everything else that is due runs between two of them: the line, the watchdog, lights. A
 * step is short, an exchange or two with the card; nothing else speaks to it before the last one, and cards wait.
 */
import type { Tap } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import { toUs } from "./clock.js";

/** Has this called once everything that is due has run. One at a time. */
export type Later = (step: () => void) => void;

/** A step; any fault ends the row. */
export type Step = () => Fault;

/**
 * Runs steps one after the other, the first at once, and tells the fault that has ended them, if any. One row at a time.
 * The first step finds out whether the card is of this kind; from the second on what it lacks is a fault of the card. What
 * the steps take goes into the tap; what runs between them is no part of it.
 *
 * @param reading index of the first step that belongs to reading; those before it authenticate
 */
export type Run = (steps: readonly Step[], reading: number, tap: Tap, done: (fault: Fault) => void) => void;

export function createRun(later: Later): Run {
  let steps: readonly Step[];
  let reading = 0;
  let tap: Tap;
  let done: (fault: Fault) => void;
  /** Index of the next step, and the seconds that those of its part have taken. */
  let at = 0;
  let spent = 0;

  /** A part of the row is over: what it has taken goes into the tap. */
  function noteTime(): void {
    if (at > reading) tap.readUs = toUs(spent);
    else tap.authenticateUs = toUs(spent);
    spent = 0;
  }

  function next(): void {
    const started = getTime();
    const fault = steps[at++]();
    spent += getTime() - started;
    if (!fault && at !== reading && steps[at]) return later(next);
    noteTime();
    if (fault) done(fault === Fault.NotFound ? Fault.Protocol : fault);
    else if (steps[at]) later(next);
    else done(fault);
  }

  return (row, readingFrom, made, then) => {
    steps = row;
    reading = readingFrom;
    tap = made;
    done = then;
    at = 1;
    spent = 0;
    const fault = row[0]();
    if (fault) then(fault);
    else later(next);
  };
}
