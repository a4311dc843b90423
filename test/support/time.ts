/** Simulated time for tests of the link: nothing waits in earnest. */
import { vi } from "vitest";

/** Makes timers and the clock a matter of `pass`. Streams and promises keep running by themselves. */
export function useFakeTime(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
}

/** Lets simulated time pass, in small steps so that streams and promises take part. */
export async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10) {
    await vi.advanceTimersByTimeAsync(Math.min(10, left));
    await settle();
  }
  await settle();
}

/**
 * Lets simulated time pass until something has come about: for what also waits for the real file system, whose answers
 * come at no certain simulated time.
 */
export async function passUntil(condition: () => boolean, what: string, limitMs = 60_000): Promise<void> {
  const realMs = performance.now();
  // Both limits: simulated time runs faster than a busy disk answers.
  for (let ms = 0; ms < limitMs || performance.now() - realMs < 5000; ms += 50) {
    if (condition()) return;
    await pass(50);
  }
  throw new Error(`${what} did not happen within ${limitMs} ms of simulated time`);
}

/** The result of a promise, after as much simulated time as it takes. */
export async function eventually<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  const done = () => {
    settled = true;
  };
  promise.then(done, done);
  await passUntil(() => settled, "the result");
  return promise;
}

/** Lets everything run that waits for no timer. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** The result of a promise that needs simulated time to settle. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  await pass(ms);
  return promise;
}
