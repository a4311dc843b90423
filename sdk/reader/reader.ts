/** A reader, wherever it is: its taps, its events, and what it can be told. Nothing here is of Node or of a browser. */

import { assertInteger, assertOneOf } from "../assert.js";
import { atMost } from "../at-most.js";
import { createEmitter } from "../emitter.js";
import { copyError, KetukError } from "../errors.js";
import { abortedError } from "../in-time.js";
import { findRoleKey, type RoleHmac, tapKeysOf } from "../keys/provider.js";
import type { LinkCounters } from "../link/counters.js";
import type { PongSample } from "../link/link.js";
import type { Answer, Door, Hello, RequestBody } from "../link/messages.js";
import type { SessionAccess } from "../link/opener.js";
import type { CallOptions } from "../link/requests.js";
import { ROLES, type Role } from "../roles.js";
import { createMemoryReplayStore } from "../verify/replay.js";
import { ReaderCalls, TIMEOUT_MAX_MS } from "./calls.js";
import { intentOf } from "./connect-options.js";
import type { ClockEstimate } from "./drift.js";
import { eventOf, type ReaderEvents } from "./events.js";
import { createGate } from "./gate.js";
import { infoOf, type ReaderInfo } from "./info.js";
import { createIntake, type Intake } from "./intake.js";
import { createLine, type Line, type LineHandlers, type Reconnecting } from "./line.js";
import { createLoans } from "./loans.js";
import { ACK_MODES, type ReaderOptions } from "./options.js";
import { createQueue, QUEUE_LIMIT_COUNT, type Queue } from "./queue.js";
import type { Tap } from "./tap.js";
import { createTimeKeeper, maySetTime, type TimeKeeper } from "./time-keeper.js";
import { createVerdicts, type Verdicts } from "./verdicts.js";
import type { Ways } from "./ways.js";

/** A line takes 60 ms for its speed, unless a card is being served. */
const SETTLE_MS = 500;
/** A reader that has just answered a ping takes its time as fast, or not at all. */
const SET_TIME_WITHIN_MS = 1000;

/** What a Reader is built on. */
export interface ReaderParts {
  /** Makes the line to the reader. */
  line(handlers: LineHandlers): Line;
  /** Where taps wait for the application. */
  readonly queue: Queue<Tap>;
  /** See `Intent.searchTimeoutMs`. */
  readonly searchTimeoutMs?: number | undefined;
}

/** A line that looks for the reader by itself. @throws KetukError `bad-argument` */
export function partsOf(options: ReaderOptions, ways: Ways): ReaderParts {
  const { plan, searchTimeoutMs } = intentOf(options, ways.searches);
  return {
    line: (handlers) => createLine(plan, ways, handlers),
    queue: createQueue<Tap>(QUEUE_LIMIT_COUNT),
    searchTimeoutMs,
  };
}

/** What the Readers of Node (`node.ts`) and of browsers (`sdk/web`) share: all but how a port is found and opened. */
export class ReaderCore extends ReaderCalls implements AsyncDisposable {
  private readonly isAutoAck: boolean;
  private readonly access: SessionAccess | undefined;
  private readonly keepsTime: boolean;
  /** Of the session that is open. */
  private timeKeeper: TimeKeeper | undefined;
  private readonly emitter = createEmitter<ReaderEvents>();
  private readonly queue: Queue<Tap>;
  protected readonly loans = createLoans();
  private readonly verdicts: Verdicts | undefined;
  private readonly intake: Intake;
  private readonly opened = createGate();
  private readonly line: Line;
  private readonly searchTimeoutMs: number | undefined;
  /** Where the reader is, or was last; before that what the caller named. */
  private path: string;
  private hello: Hello | undefined;
  private closing: Promise<void> | undefined;
  private failure: KetukError | undefined;
  private doorState: Door = "unknown";
  /** Events of the reader that came before anybody could listen: before `open()` has returned, and its caller gone on. */
  private early: (() => void)[] | undefined = [];

  /** Nothing happens before `started`. */
  protected constructor(options: ReaderOptions, parts: ReaderParts) {
    super();
    if (options.ack !== undefined) assertOneOf(options.ack, "ack", ACK_MODES);
    if (options.role !== undefined) assertOneOf(options.role, "role", ROLES.slice(1));
    this.path = options.path ?? `reader "${options.id}"`;
    this.searchTimeoutMs = parts.searchTimeoutMs;
    this.queue = parts.queue;
    this.access = accessOf(options);
    this.keepsTime = options.keepTime !== false && maySetTime(roleOf(options));
    this.line = parts.line({ ...this.lineHandlers(), access: this.access });
    if (options.onRecord) this.emitter.on("record", options.onRecord);
    this.isAutoAck = options.ack === "auto";
    const replay = options.replay ?? createMemoryReplayStore();
    const tapKeys = options.keys && tapKeysOf(options.keys);
    this.verdicts = createVerdicts({ ...options, keys: tapKeys, replay });
    this.intake = createIntake({
      verifier: this.verdicts,
      cursors: options.cursors,
      // So that the first record after a restart of the program is found to follow the last one before it.
      resumed: (readerId, cursor) => !options.replay && replay.set(readerId, cursor.epoch, cursor),
      storage: (event) => this.emitter.emit("storage", event),
      unreadable: (event) => this.emitter.emit("unreadable", event),
      failed: (error) => this.fail(error),
      counters: () => this.line.link?.counters,
      full: () => this.queue.full(),
      tap: (tap) => this.queue.push(tap),
      archive: (event) => this.emitter.emit("record", event),
      sendAck: (epoch, counter) => options.ack !== "none" && this.line.link?.ack(epoch, counter),
      askHello: () => this.line.link?.askHello(),
    });
  }

  /** Resolves when a session is open; closes what was opened and rejects when that cannot be. */
  protected async started(signal: AbortSignal | undefined): Promise<this> {
    try {
      if (signal?.aborted) throw abortedError(signal);
      await this.start(signal);
      setTimeout(() => {
        const early = this.early ?? [];
        this.early = undefined;
        for (const emit of early) emit();
      });
      return this;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** What the reader says about itself, and where it is; renewed when it restarts or is found on another path. */
  get info(): ReaderInfo {
    // There is no Reader without a Hello: open() does not return before.
    return infoOf(this.path, this.hello as Hello);
  }

  /** How the reader's clock runs against this computer's; undefined before the first answer to a ping. */
  get clock(): ClockEstimate | undefined {
    return this.intake.dating.estimate();
  }

  /** The door at the reader's contact, as it was told last; "unknown" where none is wired, and before the first session. */
  get door(): Door {
    return this.doorState;
  }

  /** Counters of the link since this Reader was opened, over all reconnects: a copy. */
  get counters(): LinkCounters {
    return this.line.counters();
  }

  /**
   * The taps, oldest first, each once per process, and with `cursors` once at all unless the program ended before it
   * was acknowledged. Ends when the signal fires or `close()` was called. While the reader is away it waits, and goes on
   * by itself. Several loops at once share the taps. Up to 256 wait here; what does not fit waits in the reader.
   *
   * @throws KetukError with `reconnect: false` `disconnected` and `protocol-version`; `cursor-conflict`, `store-damaged` or `store-failed` when its cursor does not fit or cannot be
   *   loaded
   */
  async *taps(options: { readonly signal?: AbortSignal | undefined } = {}): AsyncGenerator<Tap, void, undefined> {
    for (;;) {
      const tap = await this.queue.take(options.signal);
      if (!tap) return;
      yield tap;
      // Reached only when the loop asks for the next one: not after an error in its body.
      if (this.isAutoAck) tap.ack();
    }
  }

  /** Registers a handler for an event. Returns the function that removes it again. */
  on<Name extends keyof ReaderEvents>(name: Name, handler: (event: ReaderEvents[Name]) => void): () => void {
    return this.emitter.on(name, handler);
  }

  /**
   * Closes the port, or ends the search for it. Saves the cursor and sends waiting acknowledgements first. Idempotent,
   * never rejects; takes some 3 s where a driver does not let go of its port.
   */
  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async start(signal: AbortSignal | undefined): Promise<void> {
    const abort = () => signal && this.opened.reject(abortedError(signal));
    signal?.addEventListener("abort", abort, { once: true });
    const timer = this.searchTimeoutMs && setTimeout(() => this.line.giveUp(), this.searchTimeoutMs);
    try {
      this.line.start();
      await this.opened.promise;
      // A request of the first moment would wait for it.
      await atMost(SETTLE_MS, this.line.link?.settled ?? Promise.resolve());
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }

  private lineHandlers(): LineHandlers {
    return {
      session: (hello, path) => this.onSession(hello, path),
      sessionOver: () => {
        this.loans.over();
        this.emitter.emit("state", { state: "reopening" });
      },
      reconnecting: (event) => this.onReconnecting(event),
      news: (hello) => this.onNews(hello),
      record: (sealed) => this.intake.record(sealed),
      notice: (notice) => {
        const mapped = eventOf(notice);
        if (mapped?.name === "door") this.doorState = mapped.event.state;
        if (mapped) this.tell(() => this.emitter.emit(mapped.name, mapped.event));
        // A card that `lendNext` asked for has no profile, and is not for `withCard`.
        if (mapped?.name === "lent" && mapped.event.profile > 0) this.loans.lent(mapped.event);
        if (mapped?.name === "removed") this.loans.over();
      },
      pong: (sample) => this.onPong(sample),
      ended: (error) => this.onEnded(error),
    };
  }

  private onSession(hello: Hello, path: string): void {
    this.path = path;
    // It says by itself how its door is.
    this.doorState = "unknown";
    this.onNews(hello);
    // The cursor does not fit this reader.
    if (this.failure) return;
    if (this.keepsTime) this.timeKeeper = createTimeKeeper(Date.now());
    this.opened.resolve();
    this.emitter.emit("state", { state: "open" });
  }

  private onPong(sample: PongSample): void {
    this.intake.dating.sample(sample);
    if (!this.timeKeeper?.isDue(sample)) return;
    // Later it would set a time that has passed. What fails is found by another ping.
    this.setTime(new Date(), { timeoutMs: SET_TIME_WITHIN_MS }).catch(() => {});
  }

  private tell(emit: () => void): void {
    if (this.early) this.early.push(emit);
    else emit();
  }

  private onReconnecting({ attempt, delayMs, path = this.path, error }: Reconnecting): void {
    this.loans.over();
    this.emitter.emit("state", { state: "reconnecting", attempt, delayMs, path, error: copyError(error) });
  }

  private onNews(hello: Hello): void {
    this.hello = hello;
    this.verdicts?.certificate(hello.certificate);
    this.intake.hello(hello);
  }

  /** Nothing that comes back later would help: the end, whatever the line is doing. */
  private fail(error: KetukError): void {
    this.onEnded(error);
    void this.line.close();
  }

  private onEnded(error: KetukError): void {
    if (this.failure) return;
    this.failure = error;
    this.opened.reject(error);
    this.queue.end(error);
    this.loans.end(() => copyError(error));
    this.emitter.emit("state", { state: "closed", error });
  }

  private async finish(): Promise<void> {
    this.queue.end();
    this.loans.end(() => this.failure ?? closedError(this.path));
    await this.intake.close();
    await this.line.close();
    if (!this.failure && this.hello) this.emitter.emit("state", { state: "closed", error: undefined });
  }

  protected async ownRoleKey(what: string): Promise<RoleHmac> {
    const found = await this.access?.find(this.info.id, this.hello?.roleKeyVersion ?? 0);
    if (!found) throw new KetukError("no-session-key", `${what} under a role key, and this reader has none`);
    return found;
  }

  /** Resolves when there is a session; rejects when there will be none, or the signal fires. */
  protected untilOpen(signal: AbortSignal): Promise<void> {
    if (this.failure) return Promise.reject(copyError(this.failure));
    if (this.closing !== undefined) return Promise.reject(new KetukError("closed", `${this.path} is closed`));
    if (signal.aborted) return Promise.reject(abortedError(signal));
    if (this.line.link) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stop = (end: () => void) => {
        off();
        signal.removeEventListener("abort", abort);
        end();
      };
      const abort = () => stop(() => reject(abortedError(signal)));
      const off = this.on("state", (event) => {
        if (event.state === "open") stop(resolve);
        if (event.state !== "closed") return;
        const error = event.error ?? new KetukError("closed", `${this.path} is closed`);
        stop(() => reject(copyError(error)));
      });
      signal.addEventListener("abort", abort, { once: true });
    });
  }

  /** Sends a request; the answer may have any code. */
  protected async ask(body: RequestBody, options: CallOptions): Promise<Answer> {
    if (options.timeoutMs !== undefined) assertInteger(options.timeoutMs, "timeoutMs", 1, TIMEOUT_MAX_MS);
    if (this.failure) throw copyError(this.failure);
    if (this.closing !== undefined) throw closedError(this.path);
    if (!this.line.link) throw awayError(this.path);
    return this.line.link.request(body, options);
  }
}

function closedError(path: string): KetukError {
  return new KetukError("closed", `${path} is closed`);
}

function awayError(path: string): KetukError {
  return new KetukError("disconnected", `the reader is away; it was last on ${path}`, {
    hint: 'it is being looked for: call again when the "state" event says "open"',
  });
}

function roleOf({ keys, role = keys?.role ?? "operator" }: ReaderOptions): Role {
  return role;
}

function accessOf(options: ReaderOptions): SessionAccess | undefined {
  const { keys } = options;
  if (!keys?.roleKey) return undefined;
  const role = roleOf(options);
  return { role, find: (readerId, newest) => findRoleKey(keys, readerId, role, newest) };
}
