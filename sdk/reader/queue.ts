/** Taps that wait for the application; bounded, since the reader itself keeps what does not fit. */

/** Undelivered taps kept; the reader sends the others again. */
export const QUEUE_LIMIT_COUNT = 256;

/** A bounded queue with waiting takers. */
export interface Queue<T> {
  /** Is there no room? Items that wait for nobody else count. */
  full(): boolean;
  push(item: T): void;
  /** Items that wait. */
  count(): number;
  /** The next item if one waits; for those who take from several queues. */
  shift(): T | undefined;
  /**
   * The next item; waits for it.
   *
   * @returns undefined when the queue ended without an error, or when the signal fired
   * @throws the error that the queue ended with
   */
  take(signal?: AbortSignal): Promise<T | undefined>;
  /** Ends all takers, now and later. Items that nobody took are dropped. Only the first call counts. */
  end(error?: Error): void;
}

interface Taker<T> {
  resolve(item: T | undefined): void;
  reject(error: Error): void;
}

/**
 * Creates an empty queue.
 *
 * @param waits told when an item came that nobody has taken
 */
export function createQueue<T>(limitCount: number, waits?: () => void): Queue<T> {
  const items: T[] = [];
  const takers = new Set<Taker<T>>();
  let ended: { error: Error | undefined } | undefined;

  function wait(signal: AbortSignal | undefined): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        takers.delete(taker);
        signal?.removeEventListener("abort", abort);
      };
      const abort = () => taker.resolve(undefined);
      const taker: Taker<T> = {
        resolve(item) {
          leave();
          resolve(item);
        },
        reject(error) {
          leave();
          reject(error);
        },
      };
      signal?.addEventListener("abort", abort, { once: true });
      takers.add(taker);
    });
  }

  return {
    full: () => items.length >= limitCount,
    push(item) {
      if (ended) return;
      const [taker] = takers;
      if (taker) return taker.resolve(item);
      items.push(item);
      waits?.();
    },
    count: () => items.length,
    shift: () => items.shift(),
    async take(signal) {
      if (signal?.aborted) return undefined;
      if (ended?.error) throw ended.error;
      const item = items.shift();
      return item !== undefined || ended ? item : wait(signal);
    },
    end(error) {
      if (ended) return;
      ended = { error };
      items.length = 0;
      for (const taker of [...takers]) {
        if (error) taker.reject(error);
        else taker.resolve(undefined);
      }
    },
  };
}
