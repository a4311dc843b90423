/**
 * The conversation with the host: HELLO until a session opens, then records out, acknowledgements and requests in.
 * Nothing here waits: a frame comes in, at most one goes out.
 */
import {
  CHANNEL_HELLO,
  CHANNEL_SECURE,
  CHANNEL_SESSION,
  HELLO_INTERVAL_MS,
  NONCE_BYTES,
  PROTOCOL_MAX,
  PROTOCOL_MIN,
  RESEND_INTERVAL_MS,
} from "../../protocol/limits.js";
import type { Clock } from "../tap/clock.js";
import type { Journal } from "../tap/journal.js";
import type { Random } from "../tap/random.js";
import { createFrameDecoder, encodeFrame } from "./frames.js";
import { authenticatorOf, isAuthentic, keyFor, transcriptOf } from "./handshake.js";
import {
  type Answer,
  Code,
  decodeHelloRequest,
  decodeToReader,
  encodeAnswer,
  encodeHello,
  encodeNotice,
  encodeOpened,
  type Hello,
  type Notice,
  NoticeKind,
  type Open,
  type Opened,
  ReaderState,
  type Request,
  Role,
  type RoleKey,
  type ToReader,
  text,
  varint,
} from "./messages.js";
import { numberOf, roleFor } from "./roles.js";
import { createSecure } from "./secure.js";

/** Answers kept so that a repeated request gets the same one and is not carried out again. */
const REMEMBERED_ANSWERS = 4;

/** Fields of ToHost: the first a number, the others length-delimited. */
const TAG_SESSION = 0x08;
const TAG_OPENED = 0x12;
const TAG_RECORD = 0x1a;
const TAG_ANSWER = 0x22;
const TAG_NOTICE = 0x2a;
/** Field of SealedRecord. */
const TAG_SIGNATURE = 0x1a;

export interface Session {
  /** Good frames from the host. */
  framesIn: number;
  /** Uptime when bytes came last. */
  heardMs: number;
  /** Frames dropped, for whatever reason. */
  framesBad(): number;
  /** Opens with a wrong authenticator, and messages within a session that were not genuine. */
  rejected: number;
  /** Key of the open session's role; "" in lab state. */
  roleKey: string;
  /** Requests refused because of the session's role. */
  forbidden: number;
  /** Bytes from the UART. */
  receive(bytes: string): void;
  /**
   * Sends what is due: HELLO, or records that were never sent or not acknowledged in time. To be called often. True after
   * HELLO, which takes so long that nothing should follow at once.
   */
  tick(): boolean;
  /** Sends one record: the next new one within the window, or, when time is up, the oldest ones again. */
  send(): void;
  /** Tells the host at once; dropped when there is no session. */
  notify(notice: Notice): void;
  /** The same for a notice that has nothing but a kind and perhaps a number: what is told of nearly every card. */
  tell(kind: NoticeKind, value?: number): void;
  /** A card has come: tells the host by what `prepare` has made. False when there is nothing, and nothing was told. */
  greet(): boolean;
  /** Work ahead of need, when nobody waits: the notice that a card has come. */
  prepare(): void;
  /** The same while a card thinks: what the next message has, whatever it says. */
  prepareNext(): void;
}

export interface SessionParts {
  hello: Hello;
  journal: Journal;
  clock: Clock;
  random: Random;
  /** Of a provisioned reader. */
  roleKeys: RoleKey[];
  /** The line to the host. */
  port: { write(bytes: string): void };
  /** A host asks for what only a higher role may. */
  refused(role: Role, request: number): void;
  /** The host tells the time. */
  setTime(wallMs: number): void;
  /** 64 bytes over a record of the journal, or "": of a reader that signs. */
  signatureOf?: ((counter: number, sealed: string) => string) | undefined;
  /** Carries a request out. Returns its answer, id included. */
  serve(request: Request): Answer;
  /** A session has been opened. */
  opened(): void;
}

export function createSession(parts: SessionParts): Session {
  const { hello, journal, clock, port, roleKeys } = parts;
  const provisioned = hello.state === ReaderState.PROVISIONED;
  const secure = createSecure();
  /** What the open session may do. In lab state there is nothing to protect but the reader's own state. */
  let role = Role.OPERATOR;
  /** Number of the open session, 0 when there is none. */
  let id = 0;
  /** The same as every message of it begins. */
  let head = "";
  let sessions = 0;
  let helloDueMs = 0;
  let resendDueMs = 0;
  /** The counter sent last in this session, apart from repeats. */
  let sentUpTo = 0;
  let openedBy = "";
  let openedAnswer = "";
  let unheard = 0;
  /** The notice that a card has come, in its frame, until anything else is sent: then its counter is too low. */
  let greeting = "";
  let answerIds: number[] = [];
  let answers: string[] = [];

  /** The frame of a message of the session, an encoded ToHost; "" when the session is used up. */
  function framed(message: string): string {
    if (!provisioned) return encodeFrame(CHANNEL_SESSION, message);
    const sealed = secure.encipher(message);
    return sealed && encodeFrame(CHANNEL_SECURE, sealed);
  }

  /** Sends a message of the session. */
  function say(message: string): void {
    greeting = "";
    const frame = framed(message);
    if (frame) port.write(frame);
    // Hello asks for another session.
    else id = 0;
  }

  /** ToHost around a body that is encoded already. */
  function envelope(tag: number, body: string): string {
    const size = body.length;
    // As varint does, below 16,384: no frame is longer.
    return E.toString(head, tag, size < 128 ? size : [size | 128, size >> 7], body);
  }

  /** The Hello of this moment, encoded. */
  function helloNow(): string {
    hello.firstCounter = journal.counters[0];
    hello.lastCounter = journal.last;
    hello.uptimeMs = clock.uptimeMs();
    return encodeHello(hello);
  }

  function sendHello(): void {
    helloDueMs = clock.uptimeMs() + HELLO_INTERVAL_MS;
    port.write(encodeFrame(CHANNEL_HELLO, helloNow()));
  }

  function codeOf(open: Open, key: string): Code {
    const version = open.protocol || 0;
    if (version < PROTOCOL_MIN || version > PROTOCOL_MAX) return Code.BAD_VERSION;
    // Without a nonce of our own anybody could open with what he has recorded.
    if ((hello.nonce || "").length !== NONCE_BYTES) return Code.BUSY;
    if (open.readerNonce !== hello.nonce) return Code.BAD_NONCE;
    if ((open.hostNonce || "").length !== NONCE_BYTES) return Code.BAD_REQUEST;
    if (!provisioned) return Code.OK;
    if (!key) return Code.NO_KEY;
    if (isAuthentic(key, hello, open)) return Code.OK;
    session.rejected++;
    return Code.FORBIDDEN;
  }

  function onOpen(open: Open): void {
    const nonce = open.hostNonce || "";
    if (id && nonce && nonce === openedBy) {
      // The answer was lost, and with it the records behind it: both again, nothing else changes.
      port.write(openedAnswer);
      sentUpTo = 0;
      return;
    }
    const key = keyFor(roleKeys, open);
    const code = codeOf(open, key);
    const opened: Opened = { hostNonce: nonce, code };
    let begin = "";
    if (!code) {
      id = ++sessions;
      begin = head = E.toString(TAG_SESSION, varint(id));
      greeting = "";
      const said = helloNow();
      opened.hello = said;
      if (provisioned) {
        const transcript = transcriptOf(hello, open, said);
        role = open.role || Role.NONE;
        session.roleKey = key;
        secure.start(key, transcript);
        opened.authenticator = authenticatorOf(key, transcript, id);
      }
      openedBy = nonce;
      answerIds = [];
      answers = [];
      sentUpTo = 0;
      resendDueMs = 0;
    }
    const answer = encodeFrame(CHANNEL_SESSION, E.toString(begin, text(TAG_OPENED, encodeOpened(opened))));
    port.write(answer);
    if (code) return;
    openedAnswer = answer;
    hello.nonce = parts.random(nonce);
    if (open.wallMs) parts.setTime(open.wallMs);
    parts.opened();
  }

  function allowed(request: Request): boolean {
    if (role >= roleFor(request)) return true;
    session.forbidden++;
    parts.refused(role, numberOf(request));
    return false;
  }

  function onRequest(request: Request): void {
    const known = answerIds.indexOf(request.id || 0);
    let bytes = known < 0 ? "" : answers[known];
    if (known < 0) {
      bytes = encodeAnswer(allowed(request) ? parts.serve(request) : { id: request.id, code: Code.FORBIDDEN });
      answerIds.push(request.id || 0);
      answers.push(bytes);
      if (answerIds.length > REMEMBERED_ANSWERS) {
        answerIds.splice(0, 1);
        answers.splice(0, 1);
      }
    }
    say(envelope(TAG_ANSWER, bytes));
  }

  function onMessage(m: ToReader): void {
    if (!id || m.session !== id) unheard++;
    else if (m.ack) {
      // In lab state the reader has no epoch, which travels as 0. Records of an earlier epoch are acknowledged under it.
      const epoch = m.ack.epoch || 0;
      const present = hello.epoch || 0;
      if (epoch === present || (epoch && epoch < present)) {
        journal.acknowledge(m.ack.counter || 0);
        session.send();
      }
    } else if (m.request) onRequest(m.request);
  }

  /** A provisioned reader takes nothing in clear but Open. */
  function onClear(m: ToReader): void {
    if (m.open) onOpen(m.open);
    else if (provisioned) unheard++;
    else onMessage(m);
  }

  function onSecure(payload: string): void {
    const message = id && provisioned ? secure.decipher(payload) : "";
    if (message) onMessage(decodeToReader(message));
    else session.rejected++;
  }

  function onFrame(address: number, payload: string): void {
    session.framesIn++;
    try {
      if (address === CHANNEL_HELLO) {
        decodeHelloRequest(payload);
        sendHello();
      } else if (address === CHANNEL_SESSION) onClear(decodeToReader(payload));
      else if (address === CHANNEL_SECURE) onSecure(payload);
      else unheard++;
    } catch (_) {
      unheard++;
    }
  }

  const decoder = createFrameDecoder(onFrame);

  const session: Session = {
    framesIn: 0,
    heardMs: 0,
    roleKey: "",
    rejected: 0,
    forbidden: 0,
    framesBad: () => decoder.bad + unheard,
    receive(bytes) {
      session.heardMs = clock.uptimeMs();
      decoder.push(bytes);
    },
    tick() {
      const greets = !id && clock.uptimeMs() >= helloDueMs;
      if (greets) sendHello();
      else session.send();
      return greets;
    },
    send() {
      const counters = journal.counters;
      const window = counters.length;
      if (!id || !window) return;
      const nowMs = clock.uptimeMs();
      if (resendDueMs && nowMs >= resendDueMs) sentUpTo = 0;
      for (let i = 0; i < window; i++) {
        if (counters[i] <= sentUpTo) continue;
        sentUpTo = counters[i];
        resendDueMs = nowMs + RESEND_INTERVAL_MS;
        const sealed = journal.records[i];
        const signature = parts.signatureOf ? parts.signatureOf(counters[i], sealed) : "";
        say(envelope(TAG_RECORD, signature ? E.toString(sealed, text(TAG_SIGNATURE, signature)) : sealed));
        return;
      }
    },
    notify(notice) {
      if (!id) return;
      notice.uptimeMs = clock.uptimeMs();
      say(envelope(TAG_NOTICE, encodeNotice(notice)));
    },
    tell(kind, value) {
      if (!id) return;
      // The fields of Notice, by their numbers.
      say(envelope(TAG_NOTICE, E.toString(8, kind, value ? [24, varint(value)] : "", 32, varint(clock.uptimeMs()))));
    },
    greet() {
      if (!id || !greeting) return false;
      port.write(greeting);
      greeting = "";
      return true;
    },
    prepare() {
      if (!id || greeting) return;
      greeting = framed(envelope(TAG_NOTICE, E.toString(8, NoticeKind.CARD_ARRIVED)));
    },
    prepareNext() {
      if (id && provisioned) secure.prepare();
    },
  };
  hello.nonce = parts.random("");
  return session;
}
