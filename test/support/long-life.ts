/**
 * A long life of the host's side: records by the hundred thousand from a fake reader, over a bad cable, with restarts of the
 * board and pulled plugs, and an application that stores and acknowledges. Time is simulated.
 */
import { vi } from "vitest";
import { Reader } from "../../sdk/reader/node.js";
import { createMemoryCursorStore } from "../../sdk/store/cursor.js";
import { FakeReader } from "./fake-reader.js";
import { heapInUseBytes, heapText } from "./heap.js";
import { createRandomSource } from "./random-source.js";
import { settle, useFakeTime, within } from "./time.js";

/** Steps of 10 ms in which a round without faults is over; then steps are as long as what the link waits for. */
const QUICK_STEPS = 30;
const SLOW_STEP_MS = 250;
/** A minute: far more than any recovery takes. */
const STEP_LIMIT = 270;

export interface LongLife {
  readonly taps: number;
  /** Frames that were dropped, damaged or doubled, and noise. */
  readonly cableFaults: number;
  readonly restarts: number;
  readonly replugs: number;
  /** Heap in use at five moments: after a tenth of the taps, so that all is warm, and at four more, evenly spread. */
  readonly heapBytes: readonly number[];
}

/** The figures in words. */
export function longLifeText({ taps, cableFaults, restarts, replugs, heapBytes }: LongLife): string {
  return `${taps} taps, ${cableFaults} cable faults, ${restarts} restarts, ${replugs} replugs; heap ${heapText(heapBytes)}`;
}

/** Bytes by which the heap has grown since it was warm. */
export function growthBytes({ heapBytes }: LongLife): number {
  return (heapBytes.at(-1) ?? 0) - (heapBytes[0] ?? 0);
}

/**
 * Throws when a tap is lost, comes twice or out of order.
 *
 * @param readers "one" lives through it all and reconnects by itself; "many": a new one for every pulled plug
 */
export async function liveLong(seed: number, count: number, readers: "one" | "many"): Promise<LongLife> {
  useFakeTime();
  const random = createRandomSource(seed);
  const fake = new FakeReader();
  const cursors = createMemoryCursorStore();
  const sum = { taps: 0, cableFaults: 0, restarts: 0, replugs: 0 };
  const heapBytes: number[] = [];
  const expected: number[] = [];
  let failure: Error | undefined;
  let reader = await plugIn();
  try {
    while (sum.taps < count) {
      await round();
      if (sum.taps >= count * (0.1 + heapBytes.length * 0.225)) heapBytes.push(heapInUseBytes());
    }
    return { ...sum, heapBytes };
  } finally {
    await within(3000, reader.close());
    fake.stop();
    vi.useRealTimers();
  }

  async function plugIn(): Promise<Reader> {
    const opened = await within(4000, Reader.open({ ...fake.options, cursors }));
    void store(opened);
    return opened;
  }

  /** The application: every tap has to be the next one. */
  async function store(from: Reader): Promise<void> {
    try {
      for await (const tap of from.taps()) {
        const next = expected.shift();
        if (tap.counter !== next || !tap.verdict.ok) failure ??= new Error(`${tap.counter} came instead of ${next}`);
        sum.taps++;
        tap.ack();
      }
    } catch {
      // The plug was pulled: the next Reader goes on.
    }
  }

  /** Some people, now and then some trouble, until the reader holds nothing. */
  async function round(): Promise<void> {
    for (let people = 1 + random.below(8); people > 0; people--) expected.push(fake.tap());
    await trouble();
    for (let step = 0; fake.pending.length > 0; step++) {
      if (failure) throw failure;
      if (step > STEP_LIMIT) throw new Error(`tap ${sum.taps}: ${fake.pending.length} records stay with the reader`);
      // The other one, advanceTimersByTimeAsync, waits for a real millisecond.
      vi.advanceTimersByTime(step < QUICK_STEPS ? 10 : SLOW_STEP_MS);
      await settle();
    }
    // What a test remembers must not look like a leak.
    for (const list of [fake.heard, fake.acks, fake.port.writes]) list.length = 0;
    if (expected.length > 0) throw new Error(`${expected.length} taps were acknowledged and never delivered`);
  }

  async function trouble(): Promise<void> {
    const kind = random.below(400);
    if (kind < 12) {
      sum.cableFaults++;
      fake.faults.push(...(["drop", "corrupt", "duplicate"] as const).slice(kind % 3));
    } else if (kind < 16) {
      sum.cableFaults++;
      fake.port.send(random.bytes(200));
    } else if (kind < 18) {
      sum.restarts++;
      fake.restart();
    } else if (kind < 22) {
      sum.replugs++;
      fake.port.unplug();
      if (readers === "one") return;
      await within(3000, reader.close());
      reader = await plugIn();
    } else if (kind < 30) void reader.status().catch(() => {});
  }
}
