/** The life of a transport, the same for all of them: lost once or closed once, and no write outlives it. */
import { KetukError } from "../errors.js";
import type { TransportHandlers } from "./transport.js";

/** From an open transport to its end. */
export interface Life {
  /** Lost, or being closed: nothing more is to be done for it. */
  isOver(): boolean;
  /** Passes bytes on while it lives. */
  bytes(bytes: Uint8Array): void;
  /** It is gone: told once, and not when it was closed. */
  lose(cause?: unknown): void;
  /**
   * Runs one write. It ends at the latest when the transport does, also where a driver never answers; and what a driver
   * calls done then was not.
   */
  write(begin: () => Promise<unknown>): Promise<void>;
  /** Closes: the first call runs `shut`, which must not reject; all wait for it. */
  close(shut: () => Promise<void>): Promise<void>;
}

/**
 * @param path what the transport is called
 * @param hint what to do when it was lost
 */
export function createLife(path: string, hint: string, handlers: TransportHandlers): Life {
  const writes = new Set<() => void>();
  let failure: KetukError | undefined;
  let closing: Promise<void> | undefined;

  const isOver = () => closing !== undefined || failure !== undefined;
  const reason = () =>
    failure && closing === undefined ? failure : new KetukError("closed", `${path} is closed`, { cause: failure });

  function endWrites(): void {
    for (const end of [...writes]) end();
  }

  function lose(cause?: unknown): void {
    if (isOver()) return;
    failure = new KetukError("disconnected", `${path} went away`, { cause, hint });
    endWrites();
    handlers.lost(failure);
  }

  return {
    isOver,
    bytes(bytes) {
      if (!isOver()) handlers.bytes(bytes);
    },
    lose,
    write(begin) {
      if (isOver()) return Promise.reject(reason());
      return new Promise((resolve, reject) => {
        const end = () => {
          writes.delete(end);
          reject(reason());
        };
        writes.add(end);
        begin().then(
          () => {
            writes.delete(end);
            resolve();
          },
          (cause: unknown) => {
            lose(cause);
            end();
          },
        );
      });
    },
    close(shut) {
      if (closing === undefined) {
        closing = shut();
        endWrites();
      }
      return closing;
    },
  };
}
