/** Several messages, one commit: what arrives while the disk works goes with the next one. */

/** Hands things over in batches. */
export interface Batcher<Item, Result> {
  /** Resolves with the result once the batch is done; rejects never: a batch that fails is tried again. */
  add(item: Item): Promise<Result>;
  /** Things that wait or are being done. */
  count(): number;
}

/** What it does with them. */
export interface BatcherOptions<Item, Result> {
  readonly maxCount: number;
  /** Does a batch, one at a time; what it throws is told, and the batch done again after a pause. */
  work(items: readonly Item[]): Result[] | Promise<Result[]>;
  failed(error: Error): void;
  readonly retryMs: number;
}

/** Creates it. */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const { maxCount, work, failed, retryMs } = options;
  const waiting: { item: Item; done: (result: Result) => void }[] = [];
  let isDue = false;

  function due(delayMs: number): void {
    if (isDue || waiting.length === 0) return;
    isDue = true;
    // In another turn: all connections get the chance to bring something.
    if (delayMs > 0) setTimeout(run, delayMs);
    else setImmediate(run);
  }

  async function run(): Promise<void> {
    const batch = waiting.slice(0, maxCount);
    let pauseMs = 0;
    try {
      const results = await work(batch.map(({ item }) => item));
      waiting.splice(0, batch.length);
      for (const [i, { done }] of batch.entries()) done(results[i]);
    } catch (error) {
      failed(error as Error);
      pauseMs = retryMs;
    }
    isDue = false;
    due(pauseMs);
  }

  return {
    add: (item) =>
      new Promise((done) => {
        waiting.push({ item, done });
        due(0);
      }),
    count: () => waiting.length,
  };
}
