/** One port and the link on it, from opening to loss: the deadlines, and the port given back at the end. */
import { atMost } from "../at-most.js";
import { KetukError } from "../errors.js";
import { createLink, type Link, type LinkHandlers } from "../link/link.js";
import type { OpenTransport } from "../transport/transport.js";

/** A driver that does not let go of a port must not keep the application from ending. */
const CLOSE_TIMEOUT_MS = 3000;

/** What to attach to. */
export interface AttachOptions {
  readonly path: string;
  readonly open: OpenTransport;
  /** Time for a session to open: the first, and another one after each restart of the reader. */
  readonly timeoutMs: number;
  /** Claims the port; undefined when another Reader of this process has it. The function gives it back. */
  claim(): Promise<(() => void) | undefined>;
}

/** An attempt, then an open reader, then a loss. */
export interface Attachment {
  readonly link: Link;
  /** Ends it and gives the port back; `closed` is not called any more. Idempotent, never rejects, takes 3 s at most. */
  close(): Promise<void>;
}

/** Begins at once. `handlers.closed` is called once: it could not be opened, no reader was there, or it was lost. */
export function attach(options: AttachOptions, handlers: LinkHandlers): Attachment {
  const { path, timeoutMs } = options;
  const givingUp = new AbortController();
  let closing: Promise<void> | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let wasOpen = false;

  function expectSession(): void {
    clearTimeout(deadline);
    deadline = setTimeout(() => link.fail(wasOpen ? silentError() : absentError()), timeoutMs);
  }

  function silentError(): KetukError {
    return new KetukError("disconnected", `the reader on ${path} restarted and did not come back in ${timeoutMs} ms`, {
      hint: link.hint(),
    });
  }

  function absentError(): KetukError {
    return new KetukError("not-a-reader", `no reader answered on ${path} within ${timeoutMs} ms`, {
      hint: link.hint(),
    });
  }

  const link = createLink({
    ...handlers,
    raisesSpeed: true,
    session(hello) {
      clearTimeout(deadline);
      wasOpen = true;
      handlers.session(hello);
    },
    sessionOver() {
      expectSession();
      handlers.sessionOver();
    },
    closed(error) {
      clearTimeout(deadline);
      givingUp.abort();
      handlers.closed(error);
    },
  });

  async function begin(): Promise<(() => void) | undefined> {
    const release = await options.claim();
    if (closing !== undefined) return release;
    try {
      if (!release) throw heldError(path);
      await link.start(options.open, givingUp.signal);
    } catch (error) {
      link.fail(asError(error, path));
    }
    return release;
  }

  async function shut(): Promise<void> {
    clearTimeout(deadline);
    const closed = link.close();
    givingUp.abort();
    // Only a port that is really closed is free for the next attempt, however long that takes.
    const freed = Promise.all([begun, closed]).then(([release]) => release?.());
    await atMost(CLOSE_TIMEOUT_MS, freed);
  }

  expectSession();
  const begun = begin();
  return {
    link,
    close() {
      closing ??= shut();
      return closing;
    },
  };
}

/** Another Reader of this process has the port. */
export function heldError(path: string): KetukError {
  return new KetukError("port-busy", `another Reader of this program has ${path} open`, {
    hint: "close that one first, or use it",
  });
}

/** A transport of the application's own may throw anything. */
function asError(error: unknown, path: string): KetukError {
  if (error instanceof KetukError) return error;
  return new KetukError("port-failed", `${path} cannot be opened`, { cause: error });
}
