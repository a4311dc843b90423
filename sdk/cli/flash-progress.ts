/** Shows how far several boards are: a bar that moves for one, lines for more, lines where nobody is watching. */
import type { Io } from "./io.js";

const WORDS: Readonly<Record<string, string>> = {
  interpreter: "writing the interpreter",
  console: "looking for the prompt",
  radios: "switching Bluetooth and Wi-Fi off",
  board: "reading counter and journal",
  coupons: "writing signing coupons",
  files: "writing loader, firmware, pins and keys",
  restart: "starting the reader, and looking at its parts",
};
const BAR_CHARS = 24;

/** Takes news of all boards. */
export interface FlashProgress {
  show(path: string, step: string, doneBytes: number, totalBytes: number): void;
  say(path: string, words: string): void;
  /** Nothing more comes from this board. */
  end(path: string): void;
}

export function createFlashProgress(io: Io, paths: readonly string[]): FlashProgress {
  const isBar = io.watched && paths.length === 1;
  const steps = new Map<string, string>();
  let hasBar = false;

  function clear(): void {
    if (hasBar) io.err("\r\x1b[K");
    hasBar = false;
  }

  return {
    show(path, step, doneBytes, totalBytes) {
      if (isBar && totalBytes > 1) {
        const filled = Math.round((BAR_CHARS * doneBytes) / totalBytes);
        const bar = `${"#".repeat(filled)}${".".repeat(BAR_CHARS - filled)}`;
        io.err(`\r\x1b[K${bar} ${doneBytes} of ${totalBytes} bytes, ${WORDS[step] ?? step}`);
        hasBar = true;
      } else if (steps.get(path) !== step) {
        clear();
        io.err(`${path}: ${WORDS[step] ?? step}\n`);
      }
      steps.set(path, step);
    },
    say(path, words) {
      clear();
      io.err(`${path}: ${words}\n`);
    },
    end: clear,
  };
}
