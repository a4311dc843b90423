/** A bar for work that takes a while, on one line that is written over; where nobody watches, a line for each phase. */
import type { Io } from "./io.js";

const WIDTH = 30;
/** Erases the line. */
const CLEAR = "\r\x1b[K";

/** A bar. */
export interface ProgressBar {
  /** Shows how far a phase is. */
  show(phase: string, done: number, total: number): void;
  /** Takes the bar away. */
  clear(): void;
}

/** A bar on the stream of words. */
export function createProgressBar(io: Io): ProgressBar {
  let shown = "";
  return {
    show(phase, done, total) {
      const part = total > 0 ? Math.min(done / total, 1) : 0;
      const filled = Math.floor(WIDTH * part);
      const bar = `[${"=".repeat(filled)}${" ".repeat(WIDTH - filled)}] ${Math.floor(100 * part)} % ${phase}`;
      const line = io.watched ? bar : phase;
      if (line === shown) return;
      shown = line;
      io.err(io.watched ? CLEAR + bar : `${phase}\n`);
    },
    clear() {
      if (!io.watched || !shown) return;
      io.err(CLEAR);
      shown = "";
    },
  };
}
