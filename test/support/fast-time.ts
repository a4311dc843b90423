/**
 * Simulated time for thousands of timers: those of vitest look through all of them for the next one. Timers lie in one
 * list for each millisecond; between two milliseconds on which something is due, promises get their turn.
 */

interface Entry {
  call: () => void;
  /** Undefined for a timeout. */
  readonly everyMs: number | undefined;
  isOff: boolean;
}

/** Simulated time. */
export interface FastTime {
  nowMs(): number;
  /** Timers that wait. */
  count(): number;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** Gives the real timers and clock back. */
  restore(): void;
}

/** Lets promises run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Replaces timers and Date.now of this process. */
export function useFastTime(startMs = 1_790_000_000_000): FastTime {
  const real = { setTimeout, setInterval, clearTimeout, clearInterval, now: Date.now };
  const due = new Map<number, Entry[]>();
  let nowMs = startMs;
  let waitingCount = 0;

  function put(entry: Entry, delayMs: number): void {
    const atMs = nowMs + Math.max(1, Math.ceil(delayMs) || 1);
    const entries = due.get(atMs);
    if (entries) entries.push(entry);
    else due.set(atMs, [entry]);
  }

  function add(call: (...args: unknown[]) => void, delayMs: number, args: unknown[], repeats: boolean): Entry {
    const entry = { call: () => call(...args), everyMs: repeats ? delayMs : undefined, isOff: false };
    waitingCount++;
    put(entry, delayMs);
    return entry;
  }

  function off(entry: Entry | undefined): void {
    if (!entry || entry.isOff) return;
    entry.isOff = true;
    // What it holds must not stay until its time has come.
    entry.call = () => {};
    waitingCount--;
  }

  function run(entry: Entry): void {
    if (entry.isOff) return;
    if (entry.everyMs === undefined) {
      entry.isOff = true;
      waitingCount--;
    } else put(entry, entry.everyMs);
    entry.call();
  }

  type Call = (...args: unknown[]) => void;
  const fake = {
    setTimeout: (call: Call, delayMs = 1, ...args: unknown[]) => add(call, delayMs, args, false),
    setInterval: (call: Call, delayMs = 1, ...args: unknown[]) => add(call, delayMs, args, true),
    clearTimeout: off,
    clearInterval: off,
  };
  Object.assign(globalThis, fake);
  Date.now = () => nowMs;

  return {
    nowMs: () => nowMs,
    count: () => waitingCount,
    async pass(ms) {
      await turn();
      for (const endMs = nowMs + ms; nowMs < endMs; ) {
        nowMs++;
        const entries = due.get(nowMs);
        if (!entries) continue;
        due.delete(nowMs);
        for (const entry of entries) run(entry);
        await turn();
      }
    },
    restore() {
      const { now, ...timers } = real;
      Object.assign(globalThis, timers);
      Date.now = now;
    },
  };
}
