/**
 * Many bounded queues read as one, fairly: each that has something waiting gives one item in its turn, whatever the
 * others hold. What a queue does is no slower for a thousand of them.
 */
import { createQueue, type Queue } from "../reader/queue.js";

/** Queues that are read as one. */
export interface FairQueue<T> {
  /** Another queue; it takes part from its first item to its `end`. */
  source(limitCount: number): Queue<T>;
  /**
   * The next item; waits for it.
   *
   * @returns undefined when it has ended, or when the signal fired
   */
  take(signal?: AbortSignal): Promise<T | undefined>;
  /** Ends all takers, now and later. */
  end(): void;
}

/** Creates it without any queue. */
export function createFairQueue<T>(): FairQueue<T> {
  /** Those with something waiting, in the order of their turns; each once. */
  const turns: Queue<T>[] = [];
  const isDue = new Set<Queue<T>>();
  const takers = new Set<(item: T | undefined) => void>();
  let ended = false;

  function due(queue: Queue<T>): void {
    if (isDue.has(queue)) return;
    isDue.add(queue);
    turns.push(queue);
  }

  function next(): T | undefined {
    for (let queue = turns.shift(); queue; queue = turns.shift()) {
      isDue.delete(queue);
      // Somebody else may have emptied it.
      const item = queue.shift();
      if (item === undefined) continue;
      if (queue.count() > 0) due(queue);
      return item;
    }
    return undefined;
  }

  function wait(signal: AbortSignal | undefined): Promise<T | undefined> {
    return new Promise((resolve) => {
      const taker = (item: T | undefined) => {
        takers.delete(taker);
        signal?.removeEventListener("abort", abort);
        resolve(item);
      };
      const abort = () => taker(undefined);
      signal?.addEventListener("abort", abort, { once: true });
      takers.add(taker);
    });
  }

  return {
    source(limitCount) {
      const queue: Queue<T> = createQueue<T>(limitCount, () => {
        const [taker] = takers;
        if (taker) taker(queue.shift());
        else due(queue);
      });
      return queue;
    },
    async take(signal) {
      if (ended || signal?.aborted) return undefined;
      return next() ?? wait(signal);
    },
    end() {
      ended = true;
      for (const taker of [...takers]) taker(undefined);
    },
  };
}
