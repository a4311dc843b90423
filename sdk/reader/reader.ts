/** A reader, wherever it is: its taps, its events, and what it can be told. Nothing here is of Node or of a browser. */
import { COUPONS_PER_SECTOR } from "../../protocol/index.js";
import { assertInteger, assertOneOf } from "../assert.js";
import { type Diagnosis, diagnose, type SelfTest, selfTest } from "../doctor/diagnose.js";
import { createEmitter } from "../emitter.js";
import { copyError, KetukError } from "../errors.js";
import type { FirmwareImage } from "../firmware/image.js";
import { type UpdateOptions, type UpdateParts, updateFirmware } from "../firmware/update.js";
import { type Member, type MemberSync, type SyncMembersOptions, syncMembers } from "../gate/sync.js";
import { abortedError } from "../in-time.js";
import { findRoleKey, type KeyProvider, type RoleHmac, tapKeysOf } from "../keys/provider.js";
import type { LinkCounters } from "../link/counters.js";
import type { Answer, Door, Hello, ReaderStatus, RequestBody } from "../link/messages.js";
import type { SessionAccess } from "../link/opener.js";
import type { CallOptions } from "../link/requests.js";
import { ROLES, type Role } from "../roles.js";
import type { CursorStore } from "../store/cursor.js";
import type { EnrolmentStore } from "../verify/enrolment.js";
import type { Assurance } from "../verify/names.js";
import { createMemoryReplayStore, type ReplayStore } from "../verify/replay.js";
import type { Sealed } from "../verify/seal.js";
import { type ConnectOptions, intentOf } from "./connect-options.js";
import type { ClockEstimate } from "./drift.js";
import { eventOf, type ReaderEvents, type RecordEvent } from "./events.js";
import { createGate } from "./gate.js";
import { infoOf, type ReaderInfo } from "./info.js";
import { createIntake, type Intake } from "./intake.js";
import { type BorrowedCard, LEND_WITHIN_MAX_MS, type LendNextOptions, lendNext } from "./lend-next.js";
import { type ServeCard, serveLoan, type WithCardOptions } from "./lent-card.js";
import { createLine, type Line, type LineHandlers, type Reconnecting } from "./line.js";
import { createLoans } from "./loans.js";
import { cutConfig, cutCoupons, type ReaderConfig } from "./new-keys.js";
import { type AcceptancePolicy, type PolicyKeySource, policyKeyOf, sealPolicy } from "./policy.js";
import { createQueue, QUEUE_LIMIT_COUNT, type Queue } from "./queue.js";
import type { Tap } from "./tap.js";
import { createVerdicts, type Verdicts } from "./verdicts.js";
import type { Ways } from "./ways.js";

const TIMEOUT_MAX_MS = 0x7fffffff;

/** What a reader can show to the person in front of it; numbers of `Pattern` in protocol/ketuk.proto. */
const PATTERNS = ["off", "hold", "accepted", "refused", "error"] as const;
/** What a reader can show to the person in front of it. */
export type Pattern = (typeof PATTERNS)[number];

/** The board ends a pattern after this time at the latest. */
const PATTERN_LIMIT_MS = 10_000;
/** No board file allows a longer pulse. */
const PULSE_LIMIT_MS = 60_000;

/** How to show a pattern. */
export interface SignalOptions extends CallOptions {
  /** How long, 1 to 10,000 ms; the board ends it by itself. Default: as long as the pattern usually lasts, 10 s for "hold". */
  readonly durationMs?: number | undefined;
}

/** See `AckMode`. */
export const ACK_MODES = ["manual", "auto", "none"] as const;
/** Who acknowledges taps: the application, or the loop that asks for the next one. */
export type AckMode = (typeof ACK_MODES)[number];

/** How to open a reader. */
export interface ReaderOptions extends ConnectOptions {
  /**
   * A fleet's keys, or some of them. With tap keys every tap is verified; without, every verdict is "unverified". With
   * role keys a session with a provisioned reader can be opened; without, none. FleetKeys and key rings have both.
   */
  readonly keys?: KeyProvider | undefined;
  /**
   * The fleet's Ed25519 key, 32 bytes. With it signatures are checked under the certificate that the reader brings, and
   * `verdict.signature` says what they are worth. Without tap keys the signature decides: what has no good one is refused.
   */
  readonly fleetPublicKey?: Uint8Array | undefined;
  /** What the session may do; the less the better. Default: the role that `keys` are for, else "operator". */
  readonly role?: Role | undefined;
  /** Weakest proof that a verdict accepts. Default "mutual-aes". */
  readonly minimumAssurance?: Assurance | undefined;
  /** What each card was enrolled with. Default: nothing. */
  readonly enrolment?: EnrolmentStore | undefined;
  /**
   * Where verified counters are kept. Default: in memory, which is right here: what `cursors` covers is not delivered
   * again. A durable one belongs into back ends; here it would call "replayed" what comes again after a crash.
   */
  readonly replay?: ReplayStore | undefined;
  /**
   * The same as `on("record", ...)`, from the very first record on: some may arrive before `open()` has returned. The
   * acknowledgement of a record that is no tap goes out after this returns; call `close()` in it and none does.
   */
  readonly onRecord?: ((event: RecordEvent) => void) | undefined;
  /**
   * Where the host remembers what it has stored, so that a tap that was acknowledged before a crash does not come
   * again. Default: nowhere, and taps whose acknowledgement got lost come again after a restart of the program.
   * A cursor moves only by records with a good seal; without `keys`, by everything that comes over the cable.
   */
  readonly cursors?: CursorStore | undefined;
  /**
   * "manual": call `tap.ack()` when the tap is stored. "auto": a tap is acknowledged when its loop over `taps()` asks
   * for the next one; a crash or an error in the body leaves it unacknowledged, and so does a `break`. Default
   * "manual".
   *
   * "none": nothing is ever acknowledged, neither by `tap.ack()` nor for records that are no taps: for tools that only
   * look, and leave everything to the host that the reader is for.
   *
   * In any case nothing is dropped when the application is slow: the reader sends no further taps after a handful of
   * unacknowledged ones, up to 256 wait in this program, and the reader keeps the rest in its journal.
   */
  readonly ack?: AckMode | undefined;
}

/** What `configure` changes. */
export interface ReaderChanges {
  /** See `setTime`; needs the role "operator". */
  readonly time?: Date | undefined;
  /** See `setPolicy`; needs `policyKeys`, and the role "maintainer". */
  readonly policy?: AcceptancePolicy | undefined;
  /** The fleet's keys, for the MAC of `policy`. */
  readonly policyKeys?: PolicyKeySource | undefined;
  /** See `storeKeys`; needs the role "maintainer". */
  readonly keys?: ReaderConfig | undefined;
}

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
export class ReaderCore implements AsyncDisposable {
  private readonly isAutoAck: boolean;
  private readonly access: SessionAccess | undefined;
  private readonly emitter = createEmitter<ReaderEvents>();
  private readonly queue: Queue<Tap>;
  private readonly loans = createLoans();
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

  /** Nothing happens before `started`. */
  protected constructor(options: ReaderOptions, parts: ReaderParts) {
    if (options.ack !== undefined) assertOneOf(options.ack, "ack", ACK_MODES);
    if (options.role !== undefined) assertOneOf(options.role, "role", ROLES.slice(1));
    this.path = options.path ?? `reader "${options.id}"`;
    this.searchTimeoutMs = parts.searchTimeoutMs;
    this.queue = parts.queue;
    this.access = accessOf(options);
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

  /** Counters and health of the board. @throws KetukError as every call: `timeout`, `aborted`, `refused`, ... */
  async status(options: CallOptions = {}): Promise<ReaderStatus> {
    const { status } = await this.call({ kind: "status" }, options);
    if (!status)
      throw new KetukError("refused", "the reader answered without a status", { hint: "update its firmware" });
    return status;
  }

  /**
   * Looks into the reader's parts and says what is wrong with them; needs the role "operator" and takes some 3 s. While a
   * card lies there, the chip is left alone. The reader works as before afterwards. `ketuk doctor` looks at port, clock
   * and a card as well.
   *
   * @throws KetukError as every call; `refused` with firmware that cannot do it
   */
  async diagnose(options: CallOptions = {}): Promise<Diagnosis> {
    const { info, line } = this;
    return diagnose((body, call) => this.ask(body, call), { info, counters: line.counters() }, options);
  }

  /**
   * Runs the digital self-test of the chip; needs the role "operator". The reader reads cards as before afterwards.
   *
   * @throws KetukError as every call; `refused` with "busy" while a card lies there
   */
  async selfTest(options: CallOptions = {}): Promise<SelfTest> {
    return selfTest((body, call) => this.ask(body, call), options);
  }

  /**
   * Shows a pattern to the person at the reader; needs the role "operator". It replaces the one before, and ends by itself
   * although the host may be gone by then. Older firmware knows no durations and takes the usual one.
   *
   * @throws KetukError as every call, and `bad-argument`
   */
  async signal(pattern: Pattern, { durationMs, ...options }: SignalOptions = {}): Promise<void> {
    assertOneOf(pattern, "pattern", PATTERNS);
    if (durationMs !== undefined) assertInteger(durationMs, "durationMs", 1, PATTERN_LIMIT_MS);
    await this.call({ kind: "signal", pattern: PATTERNS.indexOf(pattern), durationMs: durationMs ?? 0 }, options);
  }

  /**
   * Closes the reader's relay for a while; needs the role "operator". The board opens it by itself, whatever becomes of
   * this program, and at a restart. Another pulse begins anew; 0 opens it now.
   *
   * @param pulseMs 0 to the limit of the board, 5,000 ms unless its board file says otherwise
   * @throws KetukError as every call, and `bad-argument`; `refused` with "not-wired" where there is no relay, with
   *   "bad-request" for a pulse beyond the board's limit, with "unimplemented" by older firmware
   */
  async relay(pulseMs: number, options: CallOptions = {}): Promise<void> {
    assertInteger(pulseMs, "pulseMs", 0, PULSE_LIMIT_MS);
    await this.call({ kind: "relay", pulseMs }, options);
  }

  /** Sets the reader's clock, by default to this computer's. @throws KetukError as every call, and `bad-argument` */
  async setTime(time: Date = new Date(), options: CallOptions = {}): Promise<void> {
    const wallMs = time.getTime();
    assertInteger(wallMs, "time", 1, Number.MAX_SAFE_INTEGER);
    await this.call({ kind: "set-time", wallMs }, options);
  }

  /**
   * Waits for the next card that the reader lends to this host (a profile with `hostHeld`), and runs `serve` with it:
   * `card.transceive(apdu)`. What `serve` returns goes into the tap's sealed record; the tap itself comes by `taps()` as
   * every other. The card is always given back: when `serve` throws it is refused and the error passed on. The reader
   * waits 2 s between two APDUs. Several calls at once get one card each, in their order.
   *
   * @throws KetukError `card-removed`, `timeout`, `aborted`, `disconnected`, `closed`, `bad-argument`, and what `serve`
   *   throws
   */
  async withCard(serve: ServeCard, options: WithCardOptions = {}): Promise<void> {
    if (options.timeoutMs !== undefined) assertInteger(options.timeoutMs, "timeoutMs", 1, TIMEOUT_MAX_MS);
    const event = await this.loans.next(options);
    await serveLoan(event, serve, (body, call) => this.ask(body, call), options.signal);
  }

  /**
   * Borrows the next card that comes, whatever the policy says of it: to write it. Needs the role "issuer". No record is
   * made of it. A card that lies there already has to be presented anew; several at once are not lent. After 2 s without
   * an exchange the card is lost; after an exchange that failed while the card lay there, another call gets it again.
   *
   * @throws KetukError `timeout` when no card came in time, `restarted`, `aborted`, and as every call; `refused` with
   *   "busy" while another card is lent
   */
  async lendNext(options: LendNextOptions = {}): Promise<BorrowedCard> {
    if (options.withinMs !== undefined) assertInteger(options.withinMs, "withinMs", 1, LEND_WITHIN_MAX_MS);
    return lendNext(
      {
        ask: (body, call) => this.ask(body, call),
        onLent: (handler) => this.on("lent", handler),
        onState: (handler) => this.on("state", handler),
      },
      options,
    );
  }

  /**
   * Replaces the reader's acceptance policy. Its version must be higher than that of the present one.
   *
   * @param policy as AcceptancePolicy in protocol/ketuk.proto
   * @param keys of the fleet; the reader checks the policy's MAC
   * @throws KetukError as every call; `refused` with "forbidden" for a wrong key or a version that is not higher
   */
  async setPolicy(policy: AcceptancePolicy, keys: PolicyKeySource, options: CallOptions = {}): Promise<void> {
    const sealed = sealPolicy(policy, keys, this.info.id);
    await this.call({ kind: "set-policy", ...sealed }, options);
  }

  /**
   * Gives the reader other keys, and restarts it with them; needs the role "maintainer". The Reader comes back by itself
   * when its `keys` have the new ones, too.
   *
   * @param config for this very reader, with a higher epoch
   * @throws KetukError as every call; `refused` with "bad-request" for a configuration that is not for this reader, not
   *   newer, or has keys that anybody would try
   */
  async storeKeys(config: ReaderConfig, options: CallOptions = {}): Promise<void> {
    const found = await this.ownRoleKey("keys travel");
    for (const piece of await cutConfig(config, found)) await this.call({ kind: "store-keys", piece }, options);
  }

  /**
   * Changes several things with one call, in the order in which they cannot hinder each other: the clock, then the policy,
   * then the keys, which restart the reader. What fails ends it; what came before stays.
   *
   * @param changes what is absent stays as it is
   * @throws KetukError as `setTime`, `setPolicy` and `storeKeys`; `bad-argument` for a policy without `policyKeys`
   */
  async configure(changes: ReaderChanges, options: CallOptions = {}): Promise<void> {
    const { time, policy, policyKeys, keys } = changes;
    if (policy && !policyKeys) {
      throw new KetukError("bad-argument", `"policyKeys" expected the fleet's keys, got nothing`, {
        hint: "a reader takes a policy only with the MAC of the fleet's policy key",
      });
    }
    if (time) await this.setTime(time, options);
    if (policy && policyKeys) await this.setPolicy(policy, policyKeys, options);
    if (keys) await this.storeKeys(keys, options);
  }

  /**
   * Gives the reader further signing coupons; needs the role "maintainer". They go on where the reader's end
   * (`status().couponsEnd`), sector by sector, as far as earlier ones are used up.
   *
   * @param coupons of createSigningKit: whole sectors, its `firstCounter` the reader's `couponsEnd`
   * @returns sectors of 92 coupons that the reader took; the others when more are used up
   * @throws KetukError as every call; `bad-argument` for anything but whole sectors
   */
  async storeCoupons(coupons: Uint8Array, options: CallOptions = {}): Promise<number> {
    const sectors = cutCoupons(coupons);
    const { couponsEnd } = await this.status(options);
    for (const [i, pieces] of sectors.entries()) {
      const firstCounter = couponsEnd + i * COUPONS_PER_SECTOR;
      for (const piece of pieces) {
        const { code } = await this.ask({ kind: "store-coupons", firstCounter, ...piece }, options);
        if (code === "busy") return i;
        if (code !== "ok") throw refusal("store-coupons", code);
      }
    }
    return sectors.length;
  }

  /**
   * Makes these the members whom the reader lets through by itself, and nobody else; needs the role "maintainer", and a
   * reader that is a gate (`info.features`). What the reader has already is not sent again. The first time takes some
   * minutes for 100,000 members; taps are taken meanwhile, and those who are not there yet are refused. Who was taken away
   * is refused from the moment his bucket is done, power cut or not. A call that is cut may be repeated and goes on there.
   *
   * What is kept of a member are 29 bits of a hash under the reader's policy key: of a million strangers with genuine
   * cards one or two are taken for one of 100,000 members.
   *
   * @param members all of them, each once
   * @param keys of the fleet: the policy key that the reader has
   * @throws KetukError as every call; `bad-argument` for UIDs and groups that cannot be, and for more than some 110,000
   *   members; `refused` when the reader is no gate
   */
  async syncMembers(
    members: Iterable<Member>,
    keys: PolicyKeySource,
    options: SyncMembersOptions = {},
  ): Promise<MemberSync> {
    if (!this.info.features.includes("gate")) {
      throw new KetukError("refused", "the reader is no gate: it has no room for members", {
        hint: 'flash it with a policy that has "gate"',
      });
    }
    const readerId = this.info.id;
    const key = policyKeyOf(keys, readerId);
    return syncMembers(members, { readerId, key, call: (body, call) => this.call(body, call) }, options);
  }

  /**
   * Takes keys, policy and journal away: the reader restarts in lab state. Somebody has to hold its BOOT button; needs
   * the role "maintainer".
   *
   * @param force gives up taps that nobody has acknowledged
   * @returns the last record of the reader's chain: keep it with its log
   * @throws KetukError as every call; `refused` with "nobody-there" or, for a journal that is not empty, "busy"
   */
  async factoryReset({ force = false, ...options }: CallOptions & { readonly force?: boolean } = {}): Promise<Sealed> {
    const { farewell } = await this.call({ kind: "factory-reset", force }, options);
    if (!farewell) throw new KetukError("refused", "the reader went without a word", { hint: "update its firmware" });
    return farewell;
  }

  /**
   * Gives the reader another firmware, waits until it runs and has proved itself; needs the role "maintainer". Takes
   * about a minute, in which the reader goes on taking cards but for the restart. What interrupts it does no harm: the
   * reader runs the old firmware or the new one, never neither, and the same image goes on where it stopped. Who made the
   * image is for the host to check first: `verifyImage`.
   *
   * @param image of `readImage` or `packImage`, with a higher number than `info.firmwareNumber`
   * @throws KetukError `image-too-old`, `image-foreign`, `update-failed`, `refused`, `no-session-key`, `aborted`, and as
   *   every call of a Reader that is closed
   */
  async update(image: FirmwareImage, options: UpdateOptions = {}): Promise<void> {
    const parts: UpdateParts = {
      ask: (body, call) => this.ask(body, call),
      running: () => this.info.firmwareNumber,
      boot: () => this.info.boot,
      roleKey: () => this.ownRoleKey("a firmware travels"),
      opened: (signal) => this.untilOpen(signal),
    };
    await updateFirmware(image, parts, options);
  }

  /** Asks for a sign of life. Returns the time it took in milliseconds. @throws KetukError as every call */
  async ping(options: CallOptions = {}): Promise<number> {
    const startedMs = performance.now();
    await this.call({ kind: "ping" }, options);
    return performance.now() - startedMs;
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
        if (mapped) this.emitter.emit(mapped.name, mapped.event);
        // A card that `lendNext` asked for has no profile, and is not for `withCard`.
        if (mapped?.name === "lent" && mapped.event.profile > 0) this.loans.lent(mapped.event);
        if (mapped?.name === "removed") this.loans.over();
      },
      pong: (sample) => this.intake.dating.sample(sample),
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
    this.opened.resolve();
    this.emitter.emit("state", { state: "open" });
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

  private async ownRoleKey(what: string): Promise<RoleHmac> {
    const found = await this.access?.find(this.info.id, this.hello?.roleKeyVersion ?? 0);
    if (!found) throw new KetukError("no-session-key", `${what} under a role key, and this reader has none`);
    return found;
  }

  /** Resolves when there is a session; rejects when there will be none, or the signal fires. */
  private untilOpen(signal: AbortSignal): Promise<void> {
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

  private async call(body: RequestBody, options: CallOptions): Promise<Answer> {
    const answer = await this.ask(body, options);
    if (answer.code === "ok") return answer;
    throw refusal(body.kind, answer.code);
  }

  /** Sends a request; the answer may have any code. */
  private async ask(body: RequestBody, options: CallOptions): Promise<Answer> {
    if (options.timeoutMs !== undefined) assertInteger(options.timeoutMs, "timeoutMs", 1, TIMEOUT_MAX_MS);
    if (this.failure) throw copyError(this.failure);
    if (this.closing !== undefined) throw closedError(this.path);
    if (!this.line.link) throw awayError(this.path);
    return this.line.link.request(body, options);
  }
}

const REFUSAL_HINTS: { readonly [code: string]: string } = {
  unimplemented: "update the reader's firmware",
  busy: "a card is being served, or taps wait to be acknowledged; call again",
  "nobody-there": "hold the BOOT button of the board while you ask",
  "not-wired": 'flash the board with a wiring that has one, such as "devkit+relay"',
  "bad-request":
    "look at the values; a pulse of the relay must be within the board's limit; keys must be for this reader, of a higher epoch, and random",
  forbidden: "open the reader with a higher `role`; a policy needs the fleet's policy key and a higher version, too",
  flash: "the board could not store it; try again, then replace the board",
};

function refusal(kind: RequestBody["kind"], code: string): KetukError {
  return new KetukError("refused", `the reader refused "${kind}": ${code}`, { hint: REFUSAL_HINTS[code] });
}

function closedError(path: string): KetukError {
  return new KetukError("closed", `${path} is closed`);
}

function awayError(path: string): KetukError {
  return new KetukError("disconnected", `the reader is away; it was last on ${path}`, {
    hint: 'it is being looked for: call again when the "state" event says "open"',
  });
}

function accessOf({ keys, role = keys?.role ?? "operator" }: ReaderOptions): SessionAccess | undefined {
  if (!keys?.roleKey) return undefined;
  return { role, find: (readerId, newest) => findRoleKey(keys, readerId, role, newest) };
}
