/**
 * A session for looking, not for taking: nothing is acknowledged, and the reader's clock is left alone. A Reader would do
 * both.
 */
import { KetukError } from "../errors.js";
import { findRoleKey, type KeyProvider } from "../keys/provider.js";
import type { LinkCounters } from "../link/counters.js";
import { createLink } from "../link/link.js";
import type { Hello, Notice } from "../link/messages.js";
import type { Role } from "../roles.js";
import type { OpenTransport } from "../transport/transport.js";
import type { Sealed } from "../verify/seal.js";
import type { Ask } from "./parts.js";

/** An open session. */
export interface QuietSession {
  readonly hello: Hello;
  readonly role: Role;
  readonly ask: Ask;
  /** Notices so far. */
  readonly notices: readonly Notice[];
  /** Records so far, each as often as it came. */
  readonly records: readonly Sealed[];
  readonly counters: LinkCounters;
  close(): Promise<void>;
}

/**
 * Opens a session.
 *
 * @param timeoutMs how long the reader may take
 * @param failed is told what the line was like when no session has come about
 * @throws KetukError `no-session-key`, `session-refused`, `not-a-reader`, and what opening the port throws
 */
export async function openQuietly(
  open: OpenTransport,
  keys: KeyProvider | undefined,
  timeoutMs: number,
  signal: AbortSignal,
  failed: (counters: LinkCounters) => void = () => {},
): Promise<QuietSession> {
  const role: Role = keys?.role ?? "operator";
  const notices: Notice[] = [];
  const records: Sealed[] = [];
  let settle: { resolve(hello: Hello): void; reject(error: KetukError): void } | undefined;
  const opened = new Promise<Hello>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Opening the port may fail first, and then nobody waits for this.
  opened.catch(() => {});
  const link = createLink({
    access: keys?.roleKey ? { role, find: (id, newest) => findRoleKey(keys, id, role, newest) } : undefined,
    now: () => 0,
    refuses: () => undefined,
    session: (hello) => settle?.resolve(hello),
    sessionOver() {},
    news() {},
    record: (sealed) => records.push(sealed),
    notice: (notice) => notices.push(notice),
    pong() {},
    closed: (error) => settle?.reject(error),
  });
  const timer = setTimeout(() => settle?.reject(new KetukError("not-a-reader", link.hint())), timeoutMs);
  try {
    await link.start(open, signal);
    const hello = await opened;
    const ask: Ask = (body, options) => link.request(body, { signal, ...options });
    return { hello, role, ask, notices, records, counters: link.counters, close: () => link.close() };
  } catch (error) {
    await link.close();
    failed(link.counters);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
