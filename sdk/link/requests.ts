/** Requests that wait for their answer: ids, retries with the same id, deadlines, cancelling. */
import { copyError, KetukError } from "../errors.js";
import { abortedError } from "../in-time.js";
import type { Answer } from "./messages.js";

/** A request without answer is sent again this often; the reader does nothing twice for one id. */
export const RETRY_INTERVAL_MS = 500;

/** How long a call may take unless it says otherwise. */
export const REQUEST_TIMEOUT_MS = 5000;

/** Options of every waiting call. */
export interface CallOptions {
  /** Cancels the call: it rejects with `aborted`. The command may still run on the reader. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline in milliseconds, default 5,000. */
  readonly timeoutMs?: number | undefined;
}

/** Where a request stands when it is to be sent. */
export interface Sending {
  /** It was sent before. */
  readonly retry: boolean;
  /** Tells that its turn to be written has come. Returns false when nobody waits for the answer any more. */
  waits(): boolean;
}

/**
 * Queues a request with the given id.
 *
 * @returns false when it could not be queued
 */
export type SendRequest = (id: number, sending: Sending) => boolean;

/** The table of waiting requests. */
export interface Requests {
  /**
   * Sends and waits.
   *
   * @param send called at once and again for every retry, but not while the request still waits to be written: what
   *   is sent must not crowd the line because the line is crowded
   * @throws KetukError `timeout`, `aborted`, or what `rejectAll` was given
   */
  call(send: SendRequest, options: CallOptions): Promise<Answer>;
  /** An answer arrived. Returns false when nobody waits for it (any more). */
  settle(answer: Answer): boolean;
  /** Ends all that wait, as when the session is over. */
  rejectAll(error: KetukError): void;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: KetukError): void;
}

/** Creates an empty table. */
export function createRequests(): Requests {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  function call(send: SendRequest, options: CallOptions): Promise<Answer> {
    const { signal, timeoutMs = REQUEST_TIMEOUT_MS } = options;
    if (signal?.aborted) return Promise.reject(abortedError(signal));
    const id = ++lastId;
    let queued = false;
    let written = false;
    const trySend = () => {
      if (queued) return;
      const waits = () => {
        queued = false;
        written = true;
        return waiting.has(id);
      };
      // Its turn may come at once, within send.
      queued = true;
      if (!send(id, { retry: written, waits })) queued = false;
    };
    return new Promise((resolve, reject) => {
      const abort = () => signal && finish(() => reject(abortedError(signal)));
      const retry = setInterval(trySend, RETRY_INTERVAL_MS);
      const deadline = setTimeout(() => finish(() => reject(timeoutError(timeoutMs))), timeoutMs);
      function finish(settle: () => void): void {
        waiting.delete(id);
        clearInterval(retry);
        clearTimeout(deadline);
        signal?.removeEventListener("abort", abort);
        settle();
      }
      signal?.addEventListener("abort", abort, { once: true });
      waiting.set(id, {
        resolve: (answer) => finish(() => resolve(answer)),
        reject: (error) => finish(() => reject(error)),
      });
      trySend();
    });
  }

  return {
    call,
    settle(answer) {
      const entry = waiting.get(answer.id);
      entry?.resolve(answer);
      return entry !== undefined;
    },
    rejectAll(error) {
      for (const entry of [...waiting.values()]) entry.reject(copyError(error));
    },
  };
}

function timeoutError(timeoutMs: number): KetukError {
  return new KetukError("timeout", `the reader did not answer within ${timeoutMs} ms`, {
    hint: "look at its power and cable; call again",
  });
}
