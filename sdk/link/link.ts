/**
 * One reader on one transport: bytes to frames to messages, the session kept open, requests answered, all of it counted.
 *
 *     transport -> frame decoder -> messages -> connection (state machine)
 *                                            -> requests | records | notices
 *     transport <- paced writer  <- frames   <- the same
 */
import {
  CHANNEL_SECURE,
  CHANNEL_SESSION,
  createFrameDecoder,
  FRAME_LIMIT_TO_HOST,
  type FrameReject,
  NONCE_BYTES,
  RECEIVE_LIMIT_BYTES,
} from "../../protocol/index.js";
import { atMost } from "../at-most.js";
import { sameBytes } from "../bytes.js";
import { copyError, KetukError } from "../errors.js";
import type { OpenTransport, Transport } from "../transport/transport.js";
import type { Sealed } from "../verify/seal.js";
import {
  type ConnectionEffect,
  type ConnectionInput,
  type ConnectionState,
  INITIAL_STATE,
  next,
} from "./connection.js";
import { createLinkCounters, type LinkCounters } from "./counters.js";
import { HEARTBEAT_INTERVAL_MS, type Heartbeat, heard, tick } from "./heartbeat.js";
import {
  type Answer,
  decodeMessage,
  encodeAck,
  encodeHelloRequest,
  encodeInSession,
  encodeOpen,
  encodeRequest,
  FEATURES,
  type FromReader,
  type Hello,
  type Notice,
  type Pong,
  type RequestBody,
} from "./messages.js";
import { createNoiseSample } from "./noise.js";
import { createOpener, type Opener, type SessionAccess } from "./opener.js";
import { createPacedWriter, type Frame, type Lane, type PacedWriter } from "./pacing.js";
import { type CallOptions, createRequests } from "./requests.js";
import type { SecureChannel } from "./secure.js";
import { createLineSpeed, type LineSpeed } from "./speed.js";

/** Hello is asked for, and Open repeated, this often until a session is open; then the silence is measured as often. */
export const TICK_MS = 500;

/** What Open, an acknowledgement and a request for Hello take on the line, about. */
const SMALL_FRAME_BYTES = 64;

/** The reader's clock as an answered ping shows it. */
export interface PongSample {
  /** The host's wall clock when the answer arrived, milliseconds since 1970. */
  readonly hostMs: number;
  /** From the first time the ping was written to its answer. The reader read its clock at some moment in between. */
  readonly roundTripMs: number;
  /** Milliseconds since the start of the reader, on its own clock. */
  readonly uptimeMs: number;
  /** Its time, milliseconds since 1970 UTC; undefined while it does not know any. */
  readonly wallMs: number | undefined;
}

/** Messages after which a session is opened anew, long before SESSION_MESSAGES. */
const RENEW_AFTER_COUNT = 1 << 20;

/** Bit of `Hello.features`: the speed of the line can be changed. */
const SPEED = 1 << FEATURES.indexOf("speed");

/** A reader that serves a card answers afterwards; that takes 3 s at most. */
const SPEED_TIMEOUT_MS = 4000;

/** Messages that wait for a key which is somewhere else; the reader sends the others again. */
const EARLY_COUNT = 32;

/** What counter, padding and MAC add to a message. */
const SECURE_BYTES = 40;

/** What a link needs and reports. All calls come from the event loop. */
export interface LinkHandlers {
  /** What this host may do; undefined opens readers in lab state only. */
  readonly access?: SessionAccess | undefined;
  /** The time that the reader is told when a session opens; 0 leaves its clock alone. Default this computer's. */
  readonly now?: (() => number) | undefined;
  /** Raises the speed of the line once a session is open, where transport and reader can. Default false. */
  readonly raisesSpeed?: boolean | undefined;
  /**
   * A reader says Hello. Returns why it is not the one that is meant: then nothing is said to it and the link fails with
   * this error. Undefined takes it.
   */
  refuses(hello: Hello): KetukError | undefined;
  /** A session is open: the first, or another after the reader restarted. */
  session(hello: Hello): void;
  /** The session is over and is being opened again. */
  sessionOver(): void;
  /** The reader told anew what its journal holds: by Hello in lab state, else within the session. */
  news(hello: Hello): void;
  /** A record, maybe sent before. */
  record(sealed: Sealed): void;
  notice(notice: Notice): void;
  /** A ping was answered, an application's or one of the link's own. */
  pong(sample: PongSample): void;
  /** The end, once: not called after `close`. */
  closed(error: KetukError): void;
}

/** A link. */
export interface Link {
  readonly counters: LinkCounters;
  /** Resolves when the speed of the line is not about to change. Never rejects. */
  readonly settled: Promise<void>;
  /**
   * Opens a transport and begins to look for a reader on it; `handlers.session` tells when there is one.
   *
   * @param signal asks the transport to give up opening
   * @throws KetukError what opening the transport throws
   */
  start(open: OpenTransport, signal: AbortSignal): Promise<void>;
  /**
   * Sends a request and waits for its answer.
   *
   * @throws KetukError `timeout`, `aborted`, `restarted`, `disconnected`, `closed`
   */
  request(body: RequestBody, options: CallOptions): Promise<Answer>;
  /** Acknowledges every record up to a counter; dropped silently while no session is open. */
  ack(epoch: number, counter: number): void;
  /** Asks for news about the journal. */
  askHello(): void;
  /** What a person should look at when no session came about. */
  hint(): string;
  /** Ends the link as if its transport had gone: calls reject with the error, `handlers.closed` is told. */
  fail(error: KetukError): void;
  /** Sends what is queued, closes the transport. Resolves when the port is free. Idempotent, never rejects. */
  close(): Promise<void>;
}

const REJECTS: Readonly<Record<FrameReject, keyof LinkCounters>> = {
  short: "rejectedShort",
  long: "rejectedLong",
  checksum: "rejectedChecksum",
  escape: "rejectedEscape",
  header: "rejectedHeader",
};

/** Makes a link; it does nothing before `start`. */
export function createLink(handlers: LinkHandlers): Link {
  return new SerialLink(handlers);
}

class SerialLink implements Link {
  readonly counters = createLinkCounters();
  private readonly handlers: LinkHandlers;
  private readonly requests = createRequests();
  private readonly noise = createNoiseSample();
  private readonly decoder = createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame: (channel, payload) => this.receive(channel, payload),
    reject: (why) => this.reject(why),
  });
  private state: ConnectionState = INITIAL_STATE;
  private transport: Transport | undefined;
  private writer: PacedWriter | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failure: KetukError | undefined;
  private receiveLimitBytes = RECEIVE_LIMIT_BYTES;
  private inNoise = false;
  private heartbeat: Heartbeat = heard(Date.now());
  private closing: Promise<void> | undefined;
  /** What is queued is still written, and nothing more is heard. */
  private isClosing = false;
  private starting: Promise<unknown> = Promise.resolve();
  private readonly opener: Opener;
  /** Undefined in lab state. */
  private channel: SecureChannel | undefined;
  /** Enciphered messages that wait for their channel. */
  private early: Uint8Array[] | undefined;
  /** A question for what the journal holds is under way. */
  private isAsking = false;
  /** The reader on this transport has keys. */
  private wasProvisioned = false;
  private readonly due = new Map<string, () => Uint8Array>();
  /** Undefined where the transport has no speed to change. */
  private speed: LineSpeed | undefined;
  /** The line is slower again: is there anybody at this speed? */
  private isSearching = false;

  constructor(handlers: LinkHandlers) {
    this.handlers = handlers;
    this.opener = createOpener(handlers.access, handlers.now);
  }

  async start(open: OpenTransport, signal: AbortSignal): Promise<void> {
    if (this.failure) return;
    const opening = open({ bytes: (bytes) => this.push(bytes), lost: (error) => this.fail(error) }, signal);
    this.starting = opening.catch(() => {});
    const transport = await opening;
    this.transport = transport;
    // Lost, or given up, while it was opening: whoever closes this link waits for `starting` and closes the transport.
    if (this.failure) return;
    this.speed = this.createSpeed(transport);
    this.writer = createPacedWriter({
      write: (burst) => {
        this.counters.bytesOut += burst.length;
        const write = () => transport.write(burst);
        return this.speed?.changing?.then(write) ?? write();
      },
      limitBytes: () => this.receiveLimitBytes,
      failed: (error) => this.fail(lostError(transport.path, error)),
    });
    this.timer = setInterval(() => this.onTick(), TICK_MS);
    // A Hello that came while the transport was opening could not be answered yet.
    this.step({ kind: "tick" });
  }

  async request(body: RequestBody, options: CallOptions): Promise<Answer> {
    if (this.isClosing) throw closedError();
    return this.call(body, options);
  }

  private async call(body: RequestBody, options: CallOptions): Promise<Answer> {
    if (this.failure) throw copyError(this.failure);
    let startedMs: number | undefined;
    const answer = await this.requests.call((id, { retry, waits }) => {
      // While a session is being opened there is nothing to send it in; the next retry finds one.
      if (this.state.kind !== "open") return false;
      const message = encodeRequest(this.state.session, id, body);
      return this.send(
        {
          sizeBytes: message.length + SECURE_BYTES,
          make: () => {
            if (!waits()) return new Uint8Array();
            if (retry) this.counters.resends++;
            startedMs ??= performance.now();
            return this.inSession(message);
          },
        },
        body.kind === "ping" || body.kind === "set-speed" ? "urgent" : "calls",
      );
    }, options);
    if (answer.pong && startedMs !== undefined) {
      const { uptimeMs, wallMs } = answer.pong;
      const roundTripMs = performance.now() - startedMs;
      if (uptimeMs) this.handlers.pong({ hostMs: Date.now(), roundTripMs, uptimeMs, wallMs });
      this.onPong(answer.pong);
    }
    return answer;
  }

  get settled(): Promise<void> {
    return this.speed?.settled ?? Promise.resolve();
  }

  ack(epoch: number, counter: number): void {
    if (this.state.kind !== "open") return;
    const { session } = this.state;
    // Cumulative, so the latest says it all.
    this.sendLatest("ack", () => this.inSession(encodeAck(session, epoch, counter)));
  }

  askHello(): void {
    if (!this.channel) return this.step({ kind: "ask" });
    // A Hello comes in clear and may be anybody's; what moves acknowledgements has to come within the session.
    if (this.isAsking) return;
    this.isAsking = true;
    const asked = this.request({ kind: "ping" }, { timeoutMs: HEARTBEAT_INTERVAL_MS }).catch(() => {});
    void asked.then(() => {
      this.isAsking = false;
    });
  }

  hint(): string {
    return this.state.kind === "opening"
      ? "a reader says Hello but does not answer: look at the wire from the host's TX to the board's RX"
      : this.noise.hint();
  }

  fail(error: KetukError): void {
    if (this.failure) return;
    this.finish(error);
    this.writer?.stop();
    if (!this.isClosing) this.handlers.closed(error);
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async shut(): Promise<void> {
    if (!this.failure) {
      this.isClosing = true;
      await this.written();
      // Last: what came behind it would be at another speed.
      this.speed?.leave();
      await this.written();
      this.fail(closedError());
    }
    this.writer?.stop();
    await this.starting;
    await this.transport?.close();
  }

  /** What was acknowledged before close should reach the reader, but a stuck port must not keep us. */
  private async written(): Promise<void> {
    if (this.writer) await atMost(CLOSE_DEADLINE_MS, this.writer.idle());
  }

  private push(bytes: Uint8Array): void {
    if (this.isClosing) return;
    this.counters.bytesIn += bytes.length;
    if (this.state.kind === "waiting") this.noise.add(bytes);
    this.decoder.push(bytes);
    this.speed?.heard();
  }

  private reject(why: FrameReject): void {
    this.counters[REJECTS[why]]++;
    this.inNoise = true;
  }

  private receive(channel: number, payload: Uint8Array): void {
    if (this.failure) return;
    this.counters.framesIn++;
    this.heartbeat = heard(Date.now());
    this.isSearching = false;
    if (this.inNoise) this.counters.resyncs++;
    this.inNoise = false;
    if (channel === CHANNEL_SECURE) return this.receiveSecure(payload);
    const message = decodeMessage(channel, payload);
    if (!message) this.counters.rejectedMessage++;
    // With a provisioned reader nothing is said in clear but Hello and Opened.
    else if (this.channel && message.kind !== "hello" && message.kind !== "opened") this.counters.rejectedForged++;
    else this.dispatch(message);
  }

  private receiveSecure(payload: Uint8Array): void {
    if (this.early && this.early.length < EARLY_COUNT) {
      this.early.push(payload.slice());
      return;
    }
    const plain = this.channel?.open(payload);
    const message = plain && decodeMessage(CHANNEL_SESSION, plain);
    if (message) this.dispatch(message);
    else if (this.state.kind !== "open") this.counters.stale++;
    else if (plain) this.counters.rejectedMessage++;
    else this.counters.rejectedForged++;
  }

  /** The frame of a message, as it has to be at the moment it is written: counters rise in the order of the line. */
  private inSession(message: Uint8Array): Uint8Array {
    const most = this.handlers.access?.renewAfterCount ?? RENEW_AFTER_COUNT;
    if (this.channel && this.channel.sent >= most) this.step({ kind: "renew" });
    if (this.state.kind !== "open") return new Uint8Array();
    return encodeInSession(message, this.channel) ?? new Uint8Array();
  }

  private dispatch(message: FromReader): void {
    if (message.kind === "hello") return this.onHello(message.hello);
    if (message.kind === "opened") return this.onOpened(message);
    if (this.state.kind !== "open" || message.session !== this.state.session) {
      this.counters.stale++;
      return;
    }
    if (message.kind === "record") return this.handlers.record(message.sealed);
    if (message.kind === "notice") return this.handlers.notice(message.notice);
    if (!this.requests.settle(message.answer)) this.counters.stale++;
  }

  /** An answer of a provisioned reader has to prove that it is one; what does not is as good as noise. */
  private onOpened(message: FromReader & { kind: "opened" }): void {
    if (
      this.state.kind !== "opening" ||
      this.state.hello.state === "lab" ||
      !sameBytes(message.hostNonce, this.state.hostNonce)
    )
      return this.step(message);
    if (message.code === "forbidden" || message.code === "no-key")
      return this.fail(refusedError(this.state.hello, message.code));
    if (message.code !== "ok") return this.step(message);
    const channel = this.opener.accept(message);
    if (!(channel instanceof Promise)) return this.onAccepted(channel, message);
    // What the reader says meanwhile waits for the key, which is somewhere else.
    this.early ??= [];
    channel.then(
      (found) => this.onAccepted(found, message),
      (error: unknown) => this.fail(keyError(error)),
    );
  }

  private onAccepted(channel: SecureChannel | undefined, message: FromReader & { kind: "opened" }): void {
    const early = this.early ?? [];
    this.early = undefined;
    // Another opening may have begun meanwhile.
    if (this.state.kind !== "opening" || !sameBytes(message.hostNonce, this.state.hostNonce)) return;
    if (!channel) {
      this.counters.rejectedForged++;
      return;
    }
    this.channel = channel;
    this.wasProvisioned = true;
    this.step(message);
    for (const payload of early) this.receiveSecure(payload);
  }

  /** What the journal holds, told within the session. */
  private onPong({ firstCounter, lastCounter }: Pong): void {
    if (!this.channel || this.state.kind !== "open") return;
    // Without the time: the ping itself has measured that better.
    this.handlers.news({ ...this.state.hello, firstCounter, lastCounter, uptimeMs: 0 });
  }

  private onHello(hello: Hello): void {
    // Lab state has no id, and no reader falls back into it while it is connected: somebody wants to be told in clear.
    if (hello.state === "lab" && (hello.readerId !== "" || this.wasProvisioned)) {
      this.counters.rejectedForged++;
      return;
    }
    const refusal = this.handlers.refuses(hello);
    if (refusal) this.fail(refusal);
    else this.step({ kind: "hello", hello, hostNonce: freshNonce() });
  }

  private createSpeed({ setBaudRate }: Transport): LineSpeed | undefined {
    if (!setBaudRate || !this.handlers.raisesSpeed) return undefined;
    const ask = (body: RequestBody, timeoutMs: number) =>
      this.call(body, { timeoutMs }).then(
        ({ code }) => code === "ok",
        () => false,
      );
    const parts = {
      setBaudRate,
      ask: (fast: boolean) => ask({ kind: "set-speed", fast }, SPEED_TIMEOUT_MS),
      isThere: () => ask({ kind: "ping" }, SPEED_TIMEOUT_MS),
      search: () => {
        this.isSearching = true;
        this.search();
      },
    };
    return createLineSpeed(parts, this.counters);
  }

  private onTick(): void {
    this.step({ kind: "tick" });
    if (this.state.kind !== "open") return;
    if (this.isSearching) this.search();
    const { state, effect } = tick(this.heartbeat, Date.now());
    this.heartbeat = state;
    if (effect === "ask" && state.askedCount > 1) this.speed?.silent();
    if (effect === "ask") this.askSignOfLife();
    if (effect === "dead") this.fail(silentError(this.transport?.path ?? "the port"));
  }

  /** A reader that has restarted says Hello; one that has not answers with it. */
  private search(): void {
    if (this.state.kind === "open") this.step({ kind: "ask" });
  }

  /** The answer counts as every other frame does, so nobody waits for it here; an error says no more than silence. */
  private askSignOfLife(): void {
    this.request({ kind: "ping" }, { timeoutMs: HEARTBEAT_INTERVAL_MS }).catch(() => {});
  }

  private step(input: ConnectionInput): void {
    const before = this.state.kind;
    const { state, effects } = next(this.state, input);
    this.state = state;
    if (input.kind === "tick" && before === "opening") this.counters.resends++;
    for (const effect of effects) this.carryOut(effect);
  }

  private carryOut(effect: ConnectionEffect): void {
    switch (effect.kind) {
      case "ask-hello":
        this.sendLatest("hello", encodeHelloRequest);
        break;
      case "send-open":
        this.sendOpen();
        break;
      case "session":
        this.counters.sessions++;
        this.receiveLimitBytes = effect.hello.receiveLimitBytes;
        this.heartbeat = heard(Date.now());
        this.handlers.session(effect.hello);
        if (effect.hello.features & SPEED) this.speed?.raise();
        break;
      case "session-over":
        this.channel = undefined;
        this.early = undefined;
        this.receiveLimitBytes = RECEIVE_LIMIT_BYTES;
        this.requests.rejectAll(restartedError());
        this.handlers.sessionOver();
        break;
      case "news":
        if (!this.channel) this.handlers.news(effect.hello);
        break;
      case "no-version":
        this.fail(versionError(effect.hello));
        break;
      case "unfit":
        this.counters.stale++;
    }
  }

  private sendOpen(): void {
    if (this.state.kind !== "opening") return;
    const { hello, protocol, hostNonce } = this.state;
    const isCurrent = () => this.state.kind === "opening" && sameBytes(this.state.hostNonce, hostNonce);
    this.opener.open(hello, protocol, hostNonce).then(
      (open) => isCurrent() && this.sendLatest("open", () => (isCurrent() ? encodeOpen(open) : new Uint8Array())),
      (error: unknown) => this.fail(keyError(error)),
    );
  }

  /** Sends what matters only in its latest form: a reader that is told often must not make us tell it as often. */
  private sendLatest(name: "ack" | "hello" | "open", encode: () => Uint8Array): void {
    const waiting = this.due.has(name);
    this.due.set(name, encode);
    if (waiting) return;
    const make = () => {
      const latest = this.due.get(name);
      this.due.delete(name);
      return latest?.() ?? new Uint8Array();
    };
    if (!this.send({ sizeBytes: SMALL_FRAME_BYTES, make })) this.due.delete(name);
  }

  private send(frame: Frame, lane: Lane = "urgent"): boolean {
    const queued = this.writer?.send(frame, lane) ?? false;
    if (queued) this.counters.framesOut++;
    return queued;
  }

  private finish(error: KetukError): void {
    this.failure = error;
    clearInterval(this.timer);
    this.state = { kind: "closed" };
    this.requests.rejectAll(error);
  }
}

const CLOSE_DEADLINE_MS = 250;

function freshNonce(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
}

function closedError(): KetukError {
  return new KetukError("closed", "the reader was closed");
}

function restartedError(): KetukError {
  return new KetukError("restarted", "the reader restarted before it answered", { hint: "call again" });
}

function lostError(path: string, cause: unknown): KetukError {
  return cause instanceof KetukError
    ? cause
    : new KetukError("disconnected", `nothing can be written to ${path}`, { cause });
}

function silentError(path: string): KetukError {
  return new KetukError("disconnected", `the reader on ${path} does not answer any more`, {
    hint: "look at its power and cable",
  });
}

/** A key source of the application's own may throw anything. */
function keyError(error: unknown): KetukError {
  if (error instanceof KetukError) return error;
  return new KetukError("no-session-key", "the role key could not be had", { cause: error });
}

function refusedError(hello: Hello, code: "forbidden" | "no-key"): KetukError {
  const why = code === "no-key" ? "has no key of this role and version" : "does not accept the key of this role";
  return new KetukError("session-refused", `reader "${hello.readerId}" ${why}`, {
    hint: "the keys are another fleet's, or the reader was given new ones: export them anew",
  });
}

function versionError(hello: Hello): KetukError {
  const range = `${hello.protocolMin} to ${hello.protocolMax}`;
  return new KetukError("protocol-version", `the reader speaks protocol ${range}, which this SDK does not`, {
    hint: `update the older of the two; the reader's firmware is ${hello.firmwareVersion || "unknown"}`,
  });
}
