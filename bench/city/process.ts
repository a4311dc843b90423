/** Processes of the rehearsal: started, killed as by a power cut, their use of processor and memory metered. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Of /proc/PID/stat: the kernel counts in these on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;
const END_MAX_MS = 20_000;

const running = new Set<ChildProcess>();
// Nothing stays behind, however the rehearsal ends.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));

function keep(child: ChildProcess): ChildProcess {
  running.add(child);
  return child.once("exit", () => running.delete(child));
}

/** Starts one of the rehearsal's own programs, with a channel to it. */
export function startOwn(program: string, ...args: string[]): ChildProcess {
  const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
  return keep(fork(fileURLToPath(new URL(program, import.meta.url)), args, { stdio: [...stdio] }));
}

/** Starts a program that says nothing we want to hear, errors apart. */
export function startProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  return keep(
    spawn(program, args, {
      stdio: ["ignore", "ignore", "inherit"],
      env,
    }),
  );
}

/** Ends it by a signal, after a long wait by force, and waits until it is gone; at once when it is. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const force = setTimeout(() => child.kill("SIGKILL"), END_MAX_MS);
  await gone;
  clearTimeout(force);
}

/** What a part of the gateway has used, all its processes together. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/** Adds up what processes use, also of those that are killed. */
export interface Meter {
  /** A process belongs to a part. */
  watch(part: string, child: ChildProcess): void;
  /** Looks at all of them; what is not seen between two looks and an end is not counted. */
  look(): void;
  /** By part; empty where the system has no /proc. */
  usage(): Readonly<Record<string, Usage>>;
}

/** Creates it. */
export function createMeter(): Meter {
  const watched = new Map<number, { readonly part: string; cpuSeconds: number; peakBytes: number }>();
  return {
    watch(part, { pid }) {
      if (pid !== undefined) watched.set(pid, { part, cpuSeconds: 0, peakBytes: 0 });
    },
    look() {
      for (const [pid, entry] of watched) {
        const now = readUsage(pid);
        if (!now || now.cpuSeconds < entry.cpuSeconds) continue;
        entry.cpuSeconds = now.cpuSeconds;
        entry.peakBytes = Math.max(entry.peakBytes, now.peakBytes);
      }
    },
    usage() {
      const sum: Record<string, Usage> = {};
      for (const { part, cpuSeconds, peakBytes } of watched.values()) {
        const before = sum[part] ?? { cpuSeconds: 0, peakBytes: 0 };
        sum[part] = { cpuSeconds: before.cpuSeconds + cpuSeconds, peakBytes: Math.max(before.peakBytes, peakBytes) };
      }
      return sum;
    },
  };
}

function readUsage(pid: number): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    return { cpuSeconds, peakBytes: Number(fields[21]) * PAGE_BYTES };
  } catch {
    return undefined;
  }
}
