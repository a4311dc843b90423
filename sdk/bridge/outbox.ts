/**
 * Messages on their way to a broker, as a pure state machine: a window of them in flight, what a lost connection leaves
 * in flight goes again, in its order, before everything else. Messages under one key replace each other while they wait.
 */

/** A message and who waits for it. */
export interface Outgoing<Message> {
  readonly message: Message;
  /** The newest of a key is enough: states, not records. */
  readonly key?: string | undefined;
  /** The broker has it. */
  done?(): void;
}

/** What waits and what is in flight. */
export interface Outbox<Message> {
  /** One more, behind all others; it takes the place of a waiting one of the same key. */
  add(outgoing: Outgoing<Message>): void;
  /** The next one to send, which is in flight from now on; undefined while the window is full or nothing waits. */
  next(): Outgoing<Message> | undefined;
  /** The broker has it. Calls `done`; does nothing for one that is not in flight. */
  acked(outgoing: Outgoing<Message>): void;
  /** The broker refused it for now: it waits again, before the others. */
  refused(outgoing: Outgoing<Message>): void;
  /** The connection is gone: all that is in flight waits again. */
  lost(): void;
  /** Messages that are in flight or wait. */
  count(): number;
  /** No more than this many are in flight from now on, at least one. */
  limit(windowCount: number): void;
}

/** Creates an empty one. */
export function createOutbox<Message>(windowCount: number): Outbox<Message> {
  let window = Math.max(1, windowCount);
  /** Sets keep the order of insertion, and lose a member in no time. */
  let waiting = new Set<Outgoing<Message>>();
  const inFlight = new Set<Outgoing<Message>>();
  const keyed = new Map<string, Outgoing<Message>>();

  function wait(outgoing: Outgoing<Message>): void {
    waiting.add(outgoing);
    if (outgoing.key !== undefined) keyed.set(outgoing.key, outgoing);
  }

  /** Puts them before the others, but for states that a newer one has replaced meanwhile. */
  function again(those: readonly Outgoing<Message>[]): void {
    const fresh = those.filter(({ key }) => key === undefined || !keyed.has(key));
    const rest = waiting;
    waiting = new Set();
    for (const outgoing of fresh) wait(outgoing);
    for (const outgoing of rest) waiting.add(outgoing);
  }

  return {
    add(outgoing) {
      const replaced = outgoing.key === undefined ? undefined : keyed.get(outgoing.key);
      if (replaced) waiting.delete(replaced);
      wait(outgoing);
    },
    next() {
      if (inFlight.size >= window) return undefined;
      const [first] = waiting;
      if (!first) return undefined;
      waiting.delete(first);
      if (first.key !== undefined) keyed.delete(first.key);
      inFlight.add(first);
      return first;
    },
    acked(outgoing) {
      if (inFlight.delete(outgoing)) outgoing.done?.();
    },
    refused(outgoing) {
      if (inFlight.delete(outgoing)) again([outgoing]);
    },
    lost() {
      const those = [...inFlight];
      inFlight.clear();
      again(those);
    },
    count: () => waiting.size + inFlight.size,
    limit(windowNow) {
      window = Math.max(1, windowNow);
    },
  };
}
