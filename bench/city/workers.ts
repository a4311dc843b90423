/** The workers of `examples/gateway` as processes that are killed and started again under the same name. */
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { endProcess, type Meter, startProgram } from "./process.js";

/** How they are started. */
export interface WorkerSetOptions {
  readonly count: number;
  readonly brokerUrl: string;
  readonly data: string;
  readonly keyFile: string;
  /** Connections of each. */
  readonly lanes: number;
  readonly preload: string | undefined;
  readonly meter: Meter;
}

/** Workers. */
export interface WorkerSet {
  /** As kill -9. */
  kill(number: number): Promise<void>;
  start(number: number): void;
  /** Ctrl-C; resolves when all are gone. */
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL("../../examples/gateway/worker-main.js", import.meta.url));

/** Starts all of them. */
export function startWorkers(options: WorkerSetOptions): WorkerSet {
  const { count, brokerUrl, data, keyFile, lanes, preload, meter } = options;
  const children: ChildProcess[] = [];

  function start(number: number): void {
    // Two with one name would throw each other out of the broker.
    const before = children[number];
    if (before && before.exitCode === null && before.signalCode === null) return;
    const loading = preload === undefined ? [] : ["--import", preload];
    const where = ["--mqtt", brokerUrl, "--data", data, "--keys", keyFile];
    const who = ["--id", `w${number + 1}`, "--lanes", String(lanes)];
    children[number] = startProgram(process.execPath, [...loading, PROGRAM, ...where, ...who]);
    meter.watch("workers", children[number]);
  }

  for (let i = 0; i < count; i++) start(i);
  return {
    start,
    kill: (number) => endProcess(children[number], "SIGKILL"),
    async stop() {
      await Promise.all(children.map((child) => endProcess(child, "SIGINT")));
    },
  };
}
