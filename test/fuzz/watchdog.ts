/**
 * Catches an input that never ends, which no timer of the same thread can: a second thread sees that nothing moves any
 * more, keeps the input in the corpus and ends the process.
 */
import { Worker } from "node:worker_threads";

const HANG_MS = 30_000;
const LONGEST_BYTES = 4096;
/** Words in front of the input: count of inputs, length of the present one. */
const HEAD_WORDS = 2;

export interface Watchdog {
  /** This input comes next. */
  see(input: Uint8Array): void;
  stop(): Promise<unknown>;
}

const SOURCE = `
  const { workerData: { shared, file, hangMs, name } } = require("node:worker_threads");
  const fs = require("node:fs"), path = require("node:path");
  const head = new Int32Array(shared, 0, 2), bytes = new Uint8Array(shared, 8);
  let last = -1;
  setInterval(() => {
    if (head[0] !== last) { last = head[0]; return; }
    const hex = Buffer.from(bytes.slice(0, head[1])).toString("hex");
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, hex + "\\n");
    fs.writeSync(2, name + ": hangs, kept as " + file + "\\n");
    process.kill(process.pid, "SIGKILL");
  }, hangMs);
`;

/** @param file where the input of a hang is kept */
export function createWatchdog(name: string, file: string): Watchdog {
  const shared = new SharedArrayBuffer(HEAD_WORDS * 4 + LONGEST_BYTES);
  const head = new Int32Array(shared, 0, HEAD_WORDS);
  const bytes = new Uint8Array(shared, HEAD_WORDS * 4);
  const worker = new Worker(SOURCE, { eval: true, workerData: { shared, file, hangMs: HANG_MS, name } });
  worker.unref();
  return {
    see(input) {
      const kept = input.length > LONGEST_BYTES ? input.subarray(0, LONGEST_BYTES) : input;
      bytes.set(kept);
      head[1] = kept.length;
      head[0]++;
    },
    stop: () => worker.terminate(),
  };
}
