/** Waits for something as long as the caller wants to: an AbortSignal and a deadline. */
import { KetukError } from "./errors.js";

/** How long to wait. */
export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** In milliseconds; undefined: for ever. */
  readonly timeoutMs?: number | undefined;
}

/** What a cancelled call rejects with. */
export function abortedError(signal: AbortSignal): KetukError {
  return new KetukError("aborted", "the call was cancelled", { cause: signal.reason });
}

const tooLate = () => new KetukError("timeout", "it was not done in time");

/**
 * Settles as the work does, if that is in time. The work itself goes on: whoever can end it does so in addition.
 *
 * @param late what it rejects with when the deadline is over
 * @throws KetukError `aborted`, and what `late` returns
 */
export async function inTime<T>(work: Promise<T>, { signal, timeoutMs }: Patience, late = tooLate): Promise<T> {
  let leave = () => {};
  const over = new Promise<never>((_resolve, reject) => {
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => reject(late()), timeoutMs);
    const abort = () => signal && reject(abortedError(signal));
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
    leave = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
  });
  return Promise.race([over, work]).finally(leave);
}
