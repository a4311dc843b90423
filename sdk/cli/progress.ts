/** A bar for work that takes a while, on one line that is written over; nothing where nobody watches. */
import type { Io } from "./io.js";

const WIDTH = 30;
/** Erases the line. */
const CLEAR = "\r\x1b[K";

/** A bar. */
export interface ProgressBar {
  /** Shows how far it is. */
  show(words: string, done: number, total: number): void;
  /** Takes the bar away. */
  clear(): void;
}

/** A bar on the stream of words. */
export function createProgressBar(io: Io): ProgressBar {
  let shown = "";
  return {
    show(words, done, total) {
      if (!io.watched) return;
      const filled = total > 0 ? Math.floor((WIDTH * done) / total) : 0;
      const percent = total > 0 ? Math.floor((100 * done) / total) : 0;
      const line = `[${"=".repeat(filled)}${" ".repeat(WIDTH - filled)}] ${percent} % ${words}`;
      if (line === shown) return;
      shown = line;
      io.err(CLEAR + line);
    },
    clear() {
      if (shown) io.err(CLEAR);
      shown = "";
    },
  };
}
