/**
 * A line that does not look for its reader: somebody gives it a port on which the reader has said Hello. While the reader
 * is away it costs nothing, no timer and no attempt.
 */

import type { KetukError } from "../errors.js";
import { addLinkCounters, createLinkCounters } from "../link/counters.js";
import type { Hello } from "../link/messages.js";
import { type Attachment, attach } from "../reader/attachment.js";
import { OPEN_TIMEOUT_MS } from "../reader/connect-options.js";
import { type Line, type LineHandlers, otherError } from "../reader/line.js";
import { isOther, STABLE_MS } from "../reader/supervisor.js";
import type { OpenTransport } from "../transport/transport.js";

/** An open port with a reader on it. */
export interface FoundPort {
  readonly path: string;
  /** Takes over the open transport; called once at most. */
  readonly open: OpenTransport;
  /**
   * The line has done with the port. Called once.
   *
   * @param error undefined when the Reader was closed
   * @param wasOpen there was a session on it
   */
  over(error: KetukError | undefined, wasOpen: boolean): void;
}

/** A line that is fed. */
export interface FedLine extends Line {
  /** Is there no port on it, and may one come? */
  wantsPort(): boolean;
  /** Puts a port on it; only when it wants one. */
  feed(port: FoundPort): void;
}

/** Makes a line for the reader with this id. */
export function createFedLine(id: string, handlers: LineHandlers): FedLine {
  let current: { readonly attachment: Attachment; readonly port: FoundPort } | undefined;
  let leaving: Promise<void> | undefined;
  /** There is a session on the present port, or there was and it is being opened again. */
  let isUp = false;
  let wasUp = false;
  let upMs = 0;
  let attempt = 0;
  let closing: Promise<void> | undefined;
  let past = createLinkCounters();

  function feed(port: FoundPort): void {
    const { path, open } = port;
    const attachment = attach(
      // Whoever feeds the line has claimed the port.
      { path, timeoutMs: OPEN_TIMEOUT_MS, open, claim: async () => () => {} },
      {
        ...handlers,
        refuses: (hello) => (isOther(id, hello.readerId) ? otherError(path, hello.readerId, id) : undefined),
        session: (hello) => onSession(hello, path),
        closed: (error) => onClosed(error, path),
      },
    );
    current = { attachment, port };
  }

  function onSession(hello: Hello, path: string): void {
    if (!isUp) {
      if (wasUp) past.reconnects++;
      upMs = Date.now();
    }
    isUp = wasUp = true;
    handlers.session(hello, path);
  }

  function onClosed(error: KetukError, path: string): void {
    // Of a loose plug every loss is one more attempt.
    if (isUp && Date.now() - upMs >= STABLE_MS) attempt = 0;
    release(error);
    if (!wasUp) return handlers.ended(error);
    handlers.reconnecting({ attempt: ++attempt, delayMs: 0, path, error });
  }

  function release(error: KetukError | undefined): void {
    if (!current) return;
    const { attachment, port } = current;
    const wasOpen = isUp;
    if (wasOpen) past = addLinkCounters(past, attachment.link.counters);
    isUp = false;
    current = undefined;
    leaving = attachment.close().then(() => {
      leaving = undefined;
      port.over(error, wasOpen);
    });
  }

  return {
    get link() {
      return isUp ? current?.attachment.link : undefined;
    },
    counters: () => addLinkCounters(past, (isUp && current?.attachment.link.counters) || createLinkCounters()),
    start() {},
    giveUp() {},
    wantsPort: () => !current && !leaving && closing === undefined,
    feed,
    close() {
      release(undefined);
      closing ??= leaving ?? Promise.resolve();
      return closing;
    },
  };
}
