/** Runs a target: first the corpus, then so many mutated inputs; keeps what fails; watches time and memory. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { hangFile, keep, readCorpus } from "./corpus.js";
import { createMutator } from "./mutate.js";
import { createDraw } from "./random.js";
import { createWatchdog } from "./watchdog.js";

/** Something that must survive any input. */
export interface FuzzTarget {
  readonly name: string;
  /** Good inputs, to be mutated. */
  readonly entries: readonly Uint8Array[];
  /** Inputs in `npm test`. */
  readonly sampleCount: number;
  /** Inputs in `npm run test:long`. */
  readonly longCount: number;
  /** Throws when something is wrong. The array is only valid during the call. */
  run(input: Uint8Array): void | Promise<void>;
  /** Does it still work? Throws when not. Called after every `checkEvery` inputs, and before what `reset` begins. */
  check?(): void | Promise<void>;
  /** Default 1,000. */
  readonly checkEvery?: number;
  /** Begins anew, so that a finding needs no more inputs than those since the last reset. Called after every check. */
  reset?(): void | Promise<void>;
}

/** What a run came to. */
export interface FuzzReport {
  readonly name: string;
  readonly seed: number;
  readonly count: number;
  readonly seconds: number;
  /** Growth of the heap from the first tenth of the run to its end, after collecting garbage. */
  readonly grownBytes: number;
}

/** One input may take so long; a hang is the watchdog's. */
const SLOW_MS = 5000;
/** A leak of one small object per input would be far beyond it in a long run. */
const GROWTH_LIMIT_BYTES = 24 * 1024 * 1024;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function heapBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** @param count inputs beside the corpus */
export async function fuzz(target: FuzzTarget, seed: number, count: number): Promise<FuzzReport> {
  const startedMs = performance.now();
  const watchdog = createWatchdog(target.name, hangFile(target.name));
  try {
    for (const { file, inputs } of readCorpus(target.name)) await replay(target, file, inputs);
    const grownBytes = await withoutStacks(() => mutated(target, seed, count, watchdog.see));
    const seconds = (performance.now() - startedMs) / 1000;
    return { name: target.name, seed, count, seconds, grownBytes };
  } finally {
    await watchdog.stop();
  }
}

/** Decoders refuse most inputs by an exception; its stack would cost more than all the rest. A replay has it. */
async function withoutStacks<T>(work: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function replay(target: FuzzTarget, file: string, inputs: readonly Uint8Array[]): Promise<void> {
  try {
    await target.reset?.();
    for (const input of inputs) await target.run(input);
    await target.check?.();
  } catch (cause) {
    throw new Error(`${target.name} fails again with corpus/${target.name}/${file}`, { cause });
  }
}

async function mutated(
  target: FuzzTarget,
  seed: number,
  count: number,
  see: (input: Uint8Array) => void,
): Promise<number> {
  const { checkEvery = 1000 } = target;
  const next = createMutator(target.entries, createDraw(seed));
  const stateful = target.reset !== undefined;
  let since: Uint8Array[] = [];
  let heapBefore = 0;
  let done = 0;
  await target.reset?.();
  try {
    while (done < count) {
      const input = next();
      see(input);
      if (stateful) since.push(input.slice());
      else since[0] = input;
      const startedMs = done % 64 === 0 ? performance.now() : 0;
      const running = target.run(input);
      if (running !== undefined) await running;
      if (startedMs && performance.now() - startedMs > SLOW_MS) throw new Error("one input took too long");
      done++;
      if (done === Math.ceil(count / 10)) heapBefore = heapBytes();
      if (done % checkEvery !== 0) continue;
      await target.check?.();
      await target.reset?.();
      since = [];
    }
    await target.check?.();
  } catch (cause) {
    const path = keep(target.name, since, String(cause));
    throw new Error(`${target.name} fails, seed ${seed}, input ${done + 1}, kept as ${path}`, { cause });
  }
  since = [];
  await target.reset?.();
  const grown = heapBytes() - heapBefore;
  if (grown > GROWTH_LIMIT_BYTES) throw new Error(`${target.name}: the heap has grown by ${grown} bytes, seed ${seed}`);
  return grown;
}

/** One line for the output of a run. */
export function lineOf({ name, seed, count, seconds, grownBytes }: FuzzReport): string {
  const rate = Math.round(count / Math.max(seconds, 0.001));
  const grown = (grownBytes / 1024 / 1024).toFixed(1);
  return `fuzz ${name}: ${count} inputs, seed ${seed}, ${seconds.toFixed(1)} s, ${rate} a second, heap ${grown} MiB`;
}
