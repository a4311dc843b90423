/**
 * Many fake readers at one pool for a simulated while: people, loose plugs, boards that move or restart, alone and all at
 * once, ports where nobody answers. The application stores and acknowledges.
 */
import { ReaderPool } from "../../sdk/pool/pool.js";
import type { PoolState } from "../../sdk/pool/state.js";
import { createMemoryCursorStore } from "../../sdk/store/cursor.js";
import { useFastTime } from "./fast-time.js";
import { heapInUseBytes, heapText } from "./heap.js";
import { createPoolHost, type PoolBoard } from "./pool-host.js";
import { createRandomSource } from "./random-source.js";
import { testKeys } from "./records.js";

/** A person comes to each reader about this often. */
const SECONDS_PER_TAP = 60;
/** A reader is unplugged, or restarts, with this chance in each second. */
const TROUBLE_ONE_IN = 2000;
/** Every so often a tenth of the readers lose power at once. */
const STORM_EVERY_S = 50;
/** A reader without trouble for so long owes its taps at once. */
const CALM_MS = 30_000;
/** Far more than any recovery takes. */
const RECOVERY_S = 120;

/** What to live through. */
export interface PoolLifePlan {
  readonly seed: number;
  readonly readers: number;
  /** Ports with something that never answers. */
  readonly deadPorts: number;
  readonly seconds: number;
}

/** What came of it. */
export interface PoolLife {
  readonly taps: number;
  readonly unplugged: number;
  readonly moved: number;
  readonly restarted: number;
  /** Longest time from a person to the application, at readers without trouble, in simulated milliseconds. */
  readonly slowestMs: number;
  /** Heap in use when all was warm, and at the end. */
  readonly heapBytes: readonly number[];
  /** Processor time of boards, pool and clock together. */
  readonly cpuMs: number;
  readonly listings: number;
  readonly state: PoolState;
}

interface Place {
  readonly board: PoolBoard;
  path: string | undefined;
  troubleMs: number;
  /** Taps that the application has not seen, oldest first. */
  readonly owed: { readonly counter: number; readonly atMs: number }[];
}

/** The figures in words. */
export function poolLifeText(life: PoolLife): string {
  const { taps, unplugged, moved, restarted, slowestMs, heapBytes, cpuMs, listings } = life;
  const trouble = `${unplugged} unplugged, ${moved} of them moved, ${restarted} restarts`;
  return `${taps} taps, ${trouble}; slowest ${slowestMs} ms, ${listings} listings, heap ${heapText(heapBytes)}, CPU ${Math.round(cpuMs)} ms`;
}

/** Throws when a tap is lost, comes twice or out of order. */
export async function livePool(plan: PoolLifePlan): Promise<PoolLife> {
  const time = useFastTime();
  const cpu = process.cpuUsage();
  const random = createRandomSource(plan.seed);
  const host = createPoolHost(testKeys());
  const places = new Map<string, Place>();
  const back: { place: Place; atMs: number }[] = [];
  const sum = { taps: 0, unplugged: 0, moved: 0, restarted: 0, slowestMs: 0 };
  const heapBytes: number[] = [];
  let paths = 0;
  let failure: Error | undefined;

  for (let i = 0; i < plan.readers; i++) {
    const board = host.board(`gate-${i}`);
    const place: Place = { board, path: undefined, troubleMs: time.nowMs(), owed: [] };
    places.set(board.id, place);
    plug(place);
  }
  for (let i = 0; i < plan.deadPorts; i++) {
    const dead = host.board(`dead-${i}`);
    dead.fake.mute = true;
    host.plug(`dead-${i}`, dead);
  }
  const pool = await ReaderPool.open({ ...host.options, cursors: createMemoryCursorStore() });
  const storing = store();
  try {
    await time.pass(15_000);
    for (let second = 0; second < plan.seconds; second++) {
      live(second);
      await time.pass(1000);
      if (failure) throw failure;
      forget();
      if (second === Math.floor(plan.seconds / 5)) heapBytes.push(heapInUseBytes());
    }
    for (const { place } of back.splice(0)) plug(place);
    for (let second = 0; owedCount() > 0 || pool.state().counts.open < plan.readers; second++) {
      if (failure) throw failure;
      if (second > RECOVERY_S) throw new Error(`${owedCount()} taps owed, ${JSON.stringify(pool.state().counts)}`);
      await time.pass(1000);
    }
    // The last acknowledgements are on their way.
    await time.pass(3000);
    forget();
    heapBytes.push(heapInUseBytes());
    const held = [...places.values()].filter(({ board }) => board.fake.pending.length > 0);
    if (held.length > 0) throw new Error(`${held.length} readers still hold records`);
    const { user, system } = process.cpuUsage(cpu);
    return { ...sum, heapBytes, cpuMs: (user + system) / 1000, listings: host.lists, state: pool.state() };
  } finally {
    const closing = pool.close();
    await time.pass(4000);
    await closing;
    await storing;
    host.stop();
    const left = time.count();
    time.restore();
    if (left > 0) failure ??= new Error(`${left} timers are left`);
  }

  async function store(): Promise<void> {
    for await (const tap of pool.taps()) {
      const place = places.get(tap.reader);
      const next = place?.owed.shift();
      if (!place || tap.counter !== next?.counter || !tap.verdict.ok) {
        failure ??= new Error(`${tap.reader}: ${tap.counter} came instead of ${next?.counter}`);
        return;
      }
      sum.taps++;
      if (place.path !== undefined && next.atMs - place.troubleMs > CALM_MS) {
        sum.slowestMs = Math.max(sum.slowestMs, time.nowMs() - next.atMs);
      }
      tap.ack();
    }
  }

  /** Each with a chance of one in so many. */
  function some(oneIn: number): Place[] {
    return [...places.values()].filter(() => random.below(oneIn) === 0);
  }

  function live(second: number): void {
    some(SECONDS_PER_TAP).forEach(present);
    for (const entry of back.filter(({ atMs }) => atMs <= time.nowMs())) {
      back.splice(back.indexOf(entry), 1);
      plug(entry.place);
    }
    const isStorm = second % STORM_EVERY_S === STORM_EVERY_S - 1;
    some(isStorm ? 10 : TROUBLE_ONE_IN).forEach(unplug);
    some(isStorm ? 10 : TROUBLE_ONE_IN).forEach(restart);
  }

  function present(place: Place): void {
    place.owed.push({ counter: place.board.fake.tap(), atMs: time.nowMs() });
  }

  function plug(place: Place): void {
    const isMoved = place.path === undefined || random.below(2) === 0;
    if (place.path !== undefined && isMoved) sum.moved++;
    if (isMoved) place.path = `port-${paths++}`;
    place.troubleMs = time.nowMs();
    host.plug(place.path as string, place.board);
  }

  function unplug(place: Place): void {
    if (place.path === undefined || back.some((entry) => entry.place === place)) return;
    sum.unplugged++;
    place.troubleMs = Infinity;
    host.unplug(place.path);
    back.push({ place, atMs: time.nowMs() + random.below(40_000) });
  }

  function restart(place: Place): void {
    sum.restarted++;
    if (place.troubleMs !== Infinity) place.troubleMs = time.nowMs();
    place.board.fake.restart();
  }

  /** What a test remembers must not look like a leak. */
  function forget(): void {
    host.opened.length = 0;
    for (const { board } of places.values()) {
      board.fake.heard.length = 0;
      board.fake.acks.length = 0;
    }
  }

  function owedCount(): number {
    let count = 0;
    for (const { owed } of places.values()) count += owed.length;
    return count;
  }
}
