/**
 * Who gets the next card that the reader lends: one waiter for each card, in the order in which they came. A card that
 * is lent while nobody waits is kept for as long as the reader waits for the host, so that a loop over `withCard` misses
 * none between two rounds.
 */
import { KetukError } from "../errors.js";
import { abortedError } from "../in-time.js";
import type { LentEvent } from "./events.js";

/** The reader waits 2 s for the host's first word; what is older than this is gone or nearly so. */
const KEPT_MS = 1500;

/** How long to wait for a card. */
export interface NextCardOptions {
  readonly signal?: AbortSignal | undefined;
  /** Undefined: without end. */
  readonly timeoutMs?: number | undefined;
}

/** Lent cards and those who wait for them. */
export interface Loans {
  /** The reader lends a card. */
  lent(event: LentEvent): void;
  /** The card that was lent last is no longer there. */
  over(): void;
  /**
   * The next card.
   *
   * @throws KetukError `timeout`, `aborted`, or what `end` was given
   */
  next(options: NextCardOptions): Promise<LentEvent>;
  /** Rejects all who wait, now and later. Only the first call counts. */
  end(error: () => KetukError): void;
}

interface Waiter {
  take(event: LentEvent): void;
  refuse(error: KetukError): void;
}

/** Creates it, with no card lent. */
export function createLoans(): Loans {
  const waiters = new Set<Waiter>();
  let kept: { readonly event: LentEvent; readonly atMs: number } | undefined;
  let ended: (() => KetukError) | undefined;

  function wait({ signal, timeoutMs }: NextCardOptions): Promise<LentEvent> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiters.delete(waiter);
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      const waiter: Waiter = {
        take(event) {
          leave();
          resolve(event);
        },
        refuse(error) {
          leave();
          reject(error);
        },
      };
      const abort = () => signal && waiter.refuse(abortedError(signal));
      const timer =
        timeoutMs === undefined ? undefined : setTimeout(() => waiter.refuse(timeoutError(timeoutMs)), timeoutMs);
      signal?.addEventListener("abort", abort, { once: true });
      waiters.add(waiter);
    });
  }

  return {
    lent(event) {
      const [waiter] = waiters;
      kept = waiter ? undefined : { event, atMs: Date.now() };
      waiter?.take(event);
    },
    over() {
      kept = undefined;
    },
    async next(options) {
      if (options.signal?.aborted) throw abortedError(options.signal);
      if (ended) throw ended();
      const early = kept;
      kept = undefined;
      return early && Date.now() - early.atMs < KEPT_MS ? early.event : wait(options);
    },
    end(error) {
      if (ended) return;
      ended = error;
      kept = undefined;
      for (const waiter of [...waiters]) waiter.refuse(error());
    },
  };
}

function timeoutError(timeoutMs: number): KetukError {
  return new KetukError("timeout", `no card was lent within ${timeoutMs} ms`, {
    hint: "is a profile with `hostHeld` in the reader's policy, and was such a card presented?",
  });
}
