/** Many readers at one host, known by their ids: found on whatever ports there are, read as one, none in another's way. */
import { assertInteger, assertReaderId } from "../assert.js";
import { atMost } from "../at-most.js";
import { createEmitter } from "../emitter.js";
import { copyError, KetukError } from "../errors.js";
import { abortedError } from "../in-time.js";
import { addLinkCounters, createLinkCounters } from "../link/counters.js";
import type { Hello } from "../link/messages.js";
import type { CallOptions } from "../link/requests.js";
import { SEARCH_TIMEOUT_MS } from "../reader/connect-options.js";
import type { ReaderEvents } from "../reader/events.js";
import type { Reader } from "../reader/node.js";
import type { ReaderOptions } from "../reader/options.js";
import type { Tap } from "../reader/tap.js";
import { POOL_EVENTS, type PoolEvents, type PoolOwnEvent } from "./events.js";
import { createFairQueue } from "./fair-queue.js";
import type { FoundPort } from "./fed-line.js";
import { createMember, type Member } from "./member.js";
import { type PoolIntent, poolIntentOf, type ReaderPoolOptions } from "./options.js";
import { createPoolPort, type PoolPort } from "./port.js";
import { createPortScan, type ListedPort, type PortScan } from "./port-scan.js";
import type { PoolState } from "./state.js";

/** Taps of one reader that wait here; it sends no more than four that are not acknowledged. */
const WAITING_MAX_COUNT = 16;

/** A driver that does not let go of a port must not keep the application from ending. */
const CLOSE_TIMEOUT_MS = 3000;

/** A handler for the events of all readers. */
interface Subscription {
  readonly name: keyof ReaderEvents;
  readonly handler: (event: never) => void;
  readonly offs: Map<Member, () => void>;
}

/**
 * All readers of this computer, or those that you name: a thousand in one process. Readers are known by their ids, not by
 * their paths: each port is opened once, by the pool, and goes to the Reader whose id answers there. A reader that is
 * unplugged keeps its Reader, which goes on when it turns up anywhere; a new one is added by itself. A port that hangs, a
 * reader that is silent and an application that leaves taps lying delay nobody else.
 *
 * ```ts
 * import { ReaderPool, readFleetKeys } from "ketuk";
 *
 * await using pool = await ReaderPool.open({ keys: await readFleetKeys("fleet.json") });
 * pool.on("reader-lost", ({ id, error }) => console.warn(id, error.code));
 * for await (const tap of pool.taps()) {
 *   if (tap.verdict.ok) await store(tap.reader, tap.uidHex);
 *   tap.ack();
 * }
 * ```
 */
export class ReaderPool implements AsyncDisposable {
  private readonly intent: PoolIntent;
  private readonly readerOptions: Omit<ReaderOptions, "id">;
  private readonly isAutoAck: boolean;
  private readonly emitter = createEmitter<Pick<PoolEvents, PoolOwnEvent>>();
  private readonly subscriptions = new Set<Subscription>();
  private readonly members = new Map<string, Member>();
  private readonly ports = new Map<string, PoolPort>();
  private readonly merged = createFairQueue<Tap>();
  private readonly scanner: PortScan;
  /** Paths of the last listing. */
  private listed: ReadonlySet<string>;
  /** Readers that the application has closed. */
  private readonly released = new Set<string>();
  private past = createLinkCounters();
  private deliveredCount = 0;
  private closing: Promise<void> | undefined;
  /** Those who wait for the end of the pool. */
  private readonly onClose = new Set<() => void>();

  private constructor(options: ReaderPoolOptions) {
    const { keys, fleetPublicKey, role, minimumAssurance, enrolment, cursors, binding, keepTime, ack } = options;
    this.intent = poolIntentOf(options);
    this.readerOptions = { keys, fleetPublicKey, role, minimumAssurance, enrolment, cursors, binding, keepTime };
    this.isAutoAck = ack === "auto";
    this.listed = new Set(this.intent.paths);
    this.scanner = createPortScan({
      list: this.intent.list,
      intervalMs: this.intent.scanIntervalMs,
      listed: (ports) => this.onListed(ports),
    });
  }

  /**
   * Begins to look for readers. Returns at once: readers are told of by `reader-added` as they come, and `find` waits for
   * one. What goes wrong later is told by events and never thrown.
   *
   * @throws KetukError `bad-argument`, `aborted`
   */
  static async open(options: ReaderPoolOptions = {}): Promise<ReaderPool> {
    const { signal } = options;
    if (signal?.aborted) throw abortedError(signal);
    const pool = new ReaderPool(options);
    const abort = () => void pool.close();
    signal?.addEventListener("abort", abort, { once: true });
    pool.onClose.add(() => signal?.removeEventListener("abort", abort));
    // In another turn of the event loop, so that no event comes before the application can listen.
    setImmediate(() => pool.begin());
    return pool;
  }

  /** The readers, away ones included, in the order in which they came. */
  get readers(): readonly Reader[] {
    return this.openMembers().map((member) => member.reader);
  }

  /**
   * A reader.
   *
   * @param id its id
   * @returns undefined when it has never been open, or has left the pool
   */
  get(id: string): Reader | undefined {
    const member = this.members.get(id);
    return member?.wasOpen ? member.reader : undefined;
  }

  /**
   * Waits for a reader.
   *
   * @param id its id
   * @param options `timeoutMs` is 15,000 by default
   * @returns at once when it is in the pool, also while it is away
   * @throws KetukError `timeout`, `aborted`, `closed`, `bad-argument`
   */
  find(id: string, options: CallOptions = {}): Promise<Reader> {
    const { signal, timeoutMs = SEARCH_TIMEOUT_MS } = options;
    return new Promise((resolve, reject) => {
      assertReaderId(id, "id");
      assertInteger(timeoutMs, "timeoutMs", 1, 0x7fffffff);
      if (signal?.aborted) throw abortedError(signal);
      if (this.closing !== undefined) throw closedError();
      const present = this.get(id);
      if (present) return resolve(present);
      const finish = (settle: () => void) => {
        off();
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        this.onClose.delete(close);
        settle();
      };
      const off = this.emitter.on("reader-added", (added) => {
        if (added.id === id) finish(() => resolve(added.reader));
      });
      const timer = setTimeout(() => finish(() => reject(missingError(id, timeoutMs))), timeoutMs);
      const abort = () => finish(() => reject(abortedError(signal as AbortSignal)));
      const close = () => finish(() => reject(closedError()));
      signal?.addEventListener("abort", abort, { once: true });
      this.onClose.add(close);
    });
  }

  /**
   * The taps of all readers: of one reader oldest first, and of several in turns, one each, however many one of them
   * has. Ends when the signal fires or the pool was closed. Several loops at once share the taps, and so does a loop over
   * a reader's own `taps()`. Up to 16 of each reader wait here; the rest waits in the reader, as with `Reader.taps`.
   */
  async *taps(options: { readonly signal?: AbortSignal | undefined } = {}): AsyncGenerator<Tap, void, undefined> {
    for (;;) {
      const tap = await this.merged.take(options.signal);
      if (!tap) return;
      this.deliveredCount++;
      yield tap;
      // Reached only when the loop asks for the next one: not after an error in its body.
      if (this.isAutoAck) tap.ack();
    }
  }

  /**
   * Registers a handler for one of the pool's events, or for an event of every reader, present and to come. Returns the
   * function that removes it again.
   */
  on<Name extends keyof PoolEvents>(name: Name, handler: (event: PoolEvents[Name]) => void): () => void {
    if (isOwnEvent(name)) return this.emitter.on(name, handler as (event: PoolEvents[PoolOwnEvent]) => void);
    const subscription: Subscription = { name: name as keyof ReaderEvents, handler, offs: new Map() };
    this.subscriptions.add(subscription);
    for (const member of this.members.values()) subscribe(subscription, member);
    return () => {
      this.subscriptions.delete(subscription);
      for (const off of subscription.offs.values()) off();
    };
  }

  /** What the pool consists of and what it has done: a copy. */
  state(): PoolState {
    const { scanner, ports, deliveredCount } = this;
    const members = this.openMembers();
    const counts = { open: 0, reopening: 0, away: 0 };
    let counters = this.past;
    let waitingCount = 0;
    for (const { standing, reader, queue } of members) {
      counts[standing]++;
      counters = addLinkCounters(counters, reader.counters);
      waitingCount += queue.count();
    }
    return {
      readers: members.map((member) => member.state()),
      counts,
      missing: [...(this.intent.ids ?? [])].filter((id) => !this.get(id)),
      ports: [...ports.values()]
        .filter(({ standing, id = "" }) => standing !== "taken" || !this.get(id))
        .map(({ path, standing, id, error }) => ({ path, state: standing, id, error })),
      deliveredCount,
      waitingCount,
      counters: { ...counters },
      scans: scanner.counts(),
    };
  }

  /**
   * Lists the ports now, for example because the operating system has told of a new one. Resolves when they are being
   * looked at, 3 s at most; never rejects.
   */
  scan(): Promise<void> {
    return this.closing === undefined ? this.scanner.now() : Promise.resolve();
  }

  /** Closes all readers and ports, as `Reader.close` does. Idempotent, never rejects. */
  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private begin(): void {
    if (this.closing !== undefined) return;
    for (const path of this.intent.paths) this.addPort(path);
    void this.scanner.now();
  }

  private async finish(): Promise<void> {
    this.scanner.close();
    this.merged.end();
    for (const tell of [...this.onClose]) tell();
    // Those that are being looked at close at the same time as the readers: a port that hangs delays no acknowledgement.
    const closing = [...this.ports.values()].map((port) => port.close());
    await Promise.all([...this.members.values()].map(({ reader }) => reader.close()));
    await atMost(CLOSE_TIMEOUT_MS, Promise.all(closing));
  }

  private openMembers(): Member[] {
    return [...this.members.values()].filter((member) => member.wasOpen);
  }

  private onListed(ports: readonly ListedPort[]): void {
    const named = new Set(this.intent.paths);
    // A port that is named by a lasting path is listed under its other name.
    const others = ports.filter(({ path, stablePath }) => !named.has(path) && !named.has(stablePath ?? path));
    this.listed = new Set([...named, ...others.map(({ path }) => path)]);
    for (const port of this.ports.values()) {
      // What is open needs no list to be there: a list may fail, and its loss is noticed anyway.
      if (!this.listed.has(port.path) && port.standing !== "taken") this.dropPort(port);
    }
    for (const path of this.listed) this.addPort(path);
  }

  private addPort(path: string): void {
    if (this.ports.has(path)) return;
    const { ways, backoff } = this.intent;
    const port: PoolPort = createPoolPort({
      path,
      ways,
      backoff,
      offer: (hello) => this.offer(hello),
      failed: (error, delayMs) => this.onPortFailed(port, error, delayMs),
      isWanted: () => this.listed.has(path),
      gone: () => this.dropPort(port),
    });
    this.ports.set(path, port);
  }

  private dropPort(port: PoolPort): void {
    if (this.ports.get(port.path) === port) this.ports.delete(port.path);
    void port.close();
  }

  private onPortFailed({ path, id }: PoolPort, error: KetukError, delayMs: number): void {
    if (this.closing === undefined) this.emitter.emit("port", { path, id, error: copyError(error), delayMs });
  }

  /** Who takes a port on which this was said, or why nobody does. */
  private offer({ readerId }: Hello): ((port: FoundPort) => void) | KetukError {
    if (this.closing !== undefined) return closedError();
    if (readerId === "") return strangerError("a reader in lab state answers", "give it keys: ketuk keys add-reader");
    if (this.released.has(readerId)) return strangerError(`reader "${readerId}" was closed by the application`);
    if (this.intent.ids && !this.intent.ids.has(readerId))
      return strangerError(`reader "${readerId}" is not in \`ids\``);
    const member = this.members.get(readerId) ?? this.admit(readerId);
    return member.wantsPort() ? (port) => member.feed(port) : twiceError(readerId);
  }

  private admit(id: string): Member {
    const member = createMember(id, this.readerOptions, this.merged.source(WAITING_MAX_COUNT), {
      added: ({ reader }) => this.emitter.emit("reader-added", { id, reader }),
      lost: ({ reader }, error) => {
        this.emitter.emit("reader-lost", { id, reader, error: copyError(error) });
        this.scanner.soon();
      },
      // It may have moved before its old port was found dead.
      free: () => {
        for (const port of this.ports.values()) if (port.id === id) port.hurry();
      },
      found: ({ reader }) => this.emitter.emit("reader-found", { id, reader }),
      ended: (ended, error) => this.onEnded(ended, error),
    });
    this.members.set(id, member);
    for (const subscription of this.subscriptions) subscribe(subscription, member);
    return member;
  }

  private onEnded(member: Member, error: KetukError | undefined): void {
    const { id, reader } = member;
    for (const { offs } of this.subscriptions) {
      offs.get(member)?.();
      offs.delete(member);
    }
    this.past = addLinkCounters(this.past, reader.counters);
    if (this.members.get(id) === member) this.members.delete(id);
    if (this.closing !== undefined) return;
    if (!error) this.released.add(id);
    if (member.wasOpen) this.emitter.emit("reader-removed", { id, reader, error: error && copyError(error) });
  }
}

function isOwnEvent(name: keyof PoolEvents): name is PoolOwnEvent {
  return (POOL_EVENTS as readonly string[]).includes(name);
}

function subscribe({ name, handler, offs }: Subscription, member: Member): void {
  const { id, reader } = member;
  offs.set(
    member,
    reader.on(name, (event) => handler({ id, reader, event } as never)),
  );
}

function closedError(): KetukError {
  return new KetukError("closed", "the pool is closed");
}

function missingError(id: string, timeoutMs: number): KetukError {
  return new KetukError("timeout", `reader "${id}" did not come within ${timeoutMs} ms`, {
    hint: "is it plugged in and powered? `pool.state().ports` says what was found on each port",
  });
}

function strangerError(message: string, hint?: string): KetukError {
  return new KetukError("reader-not-found", `${message}; the port is left alone for a while`, { hint });
}

function twiceError(id: string): KetukError {
  return new KetukError("reader-twice", `reader "${id}" is open on another port`, {
    hint: "if it does not go away: two boards were given the same id",
  });
}
