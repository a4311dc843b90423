/** Waits for something that may never happen, without leaving a timer behind. */

/**
 * Resolves when the promise has settled, either way, or when the time is over.
 *
 * @returns whether it settled in time
 */
export function atMost(ms: number, promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    const settled = () => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settled, settled);
  });
}
