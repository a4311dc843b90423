/** Messages of channels 1 and 2: bytes of a frame's payload to checked data, and commands to frames. */
import {
  CHANNEL_HELLO,
  CHANNEL_SESSION,
  encodeFrame,
  FRAME_LIMIT_TO_READER,
  messages,
  NONCE_BYTES,
  PROTOCOL_MAX,
} from "../../protocol/index.js";
import { READER_ID_PATTERN } from "../assert.js";
import { copyBytes } from "../bytes.js";
import { nameOf, RESET_REASONS, type ResetReason } from "../verify/names.js";
import { toSafeNumber } from "../verify/numbers.js";
import type { Sealed } from "../verify/seal.js";

/** Smallest burst that a reader may ask for; less would make every frame take seconds. */
const RECEIVE_LIMIT_MIN_BYTES = 16;

/** Longest text of Hello that is kept. */
const TEXT_MAX_CHARACTERS = 64;

/** What a reader says about itself. */
export interface Hello {
  readonly protocolMin: number;
  readonly protocolMax: number;
  /** Empty in lab state. */
  readonly readerId: string;
  readonly boot: number;
  readonly resetReason: ResetReason;
  readonly receiveLimitBytes: number;
  readonly frameLimitBytes: number;
  readonly state: "lab" | "provisioned";
  readonly nonce: Uint8Array;
  readonly epoch: number;
  readonly firstCounter: number;
  readonly lastCounter: number;
  readonly chipVersion: number;
  readonly firmwareHash: Uint8Array;
  readonly firmwareVersion: string;
  readonly interpreter: string;
  readonly features: number;
}

/** Answer codes of the protocol, as words. */
export const CODES = [
  "ok",
  "unimplemented",
  "bad-request",
  "bad-version",
  "bad-nonce",
  "busy",
  "no-card",
  "forbidden",
  "flash",
  "too-long",
] as const;
/** Answer code; "unknown" for codes newer than this SDK. */
export type Code = (typeof CODES)[number] | "unknown";

/** Kinds of notice, as words. */
export const NOTICE_KINDS = [
  "none",
  "arrived",
  "removed",
  "removed-early",
  "several-cards",
  "fault",
  "fault-cleared",
  "full",
  "lent",
] as const;

/** Faults of a reader, as words. */
export const FAULTS = ["none", "chip-silent", "chip-foreign", "chip-lost", "flash", "config"] as const;
/**
 * Fault of a reader: "chip-silent": no power, wrong wires, RST held low; "chip-foreign": no MFRC522, or a loose wire;
 * "chip-lost": power dips or long wires; "flash": no taps are accepted; "config": missing or damaged, lab state.
 */
export type FaultName = (typeof FAULTS)[number] | "unknown";

/** Something that the reader mentions: not sealed, not kept, never a basis for a decision. */
export interface Notice {
  readonly kind: (typeof NOTICE_KINDS)[number] | "unknown";
  readonly fault: FaultName;
  readonly value: number;
  readonly uptimeMs: number;
  /** With "lent": UID of the card. */
  readonly uid: Uint8Array;
  /** With "lent": 1-based index of the profile. */
  readonly profile: number;
}

/** Counters of a reader since its start, see `Status` in protocol/ketuk.proto. Every counter only rises. */
export interface ReaderStatus {
  /** Milliseconds since the start of the reader. */
  readonly uptimeMs: number;
  /** MFRC522 VersionReg. */
  readonly chipVersion: number;
  /** Looks into the field. */
  readonly polls: number;
  /** Records made for cards. */
  readonly taps: number;
  /** Cards that left before the reader was done. */
  readonly removedEarly: number;
  /** Presentations refused because more than one card answered. */
  readonly severalCards: number;
  /** Exchanges with a card that failed after all retries. */
  readonly radioFaults: number;
  /** Times the chip had to be set up again. */
  readonly chipFaults: number;
  /** Good frames from the host. */
  readonly framesIn: number;
  /** Frames from the host that were dropped. */
  readonly framesBad: number;
  /** Records not yet acknowledged. */
  readonly pending: number;
  /** Taps refused because no room was left for their record. */
  readonly refusedFull: number;
  /** JsVars free on the board. */
  readonly memoryFree: number;
}

/** The answer to a request. */
export interface Answer {
  readonly id: number;
  readonly code: Code;
  readonly status?: ReaderStatus;
  /** What the card answered to an "exchange". */
  readonly apdu?: Uint8Array;
}

/** A message of a session. `session` is the reader's number for it. */
export type FromReader =
  | { readonly kind: "hello"; readonly hello: Hello }
  | {
      readonly kind: "opened";
      readonly session: number;
      readonly code: Code;
      readonly hostNonce: Uint8Array;
      readonly hello: Hello | undefined;
    }
  | { readonly kind: "record"; readonly session: number; readonly sealed: Sealed }
  | { readonly kind: "answer"; readonly session: number; readonly answer: Answer }
  | { readonly kind: "notice"; readonly session: number; readonly notice: Notice };

/** What a host may ask for. */
export type RequestBody =
  | { readonly kind: "ping" }
  | { readonly kind: "status" }
  | { readonly kind: "set-time"; readonly wallMs: number }
  | { readonly kind: "signal"; readonly pattern: number }
  | { readonly kind: "set-policy"; readonly policy: Uint8Array; readonly mac: Uint8Array }
  | { readonly kind: "exchange"; readonly apdu: Uint8Array }
  | { readonly kind: "finish"; readonly accepted: boolean; readonly credential: Uint8Array };

/**
 * Reads the payload of a good frame.
 *
 * @param channel address of the frame
 * @param payload bytes; not kept
 * @returns the message, or undefined when there is none that this SDK knows; never throws
 */
export function decodeMessage(channel: number, payload: Uint8Array): FromReader | undefined {
  try {
    if (channel === CHANNEL_HELLO) {
      const hello = toHello(messages.Hello.decode(payload));
      return hello && { kind: "hello", hello };
    }
    return channel === CHANNEL_SESSION ? toMessage(messages.ToHost.decode(payload)) : undefined;
  } catch {
    // protobufjs throws on truncated, over-nested and ill-formed input; all of that is "no message".
    return undefined;
  }
}

function toMessage(message: messages.ToHost): FromReader | undefined {
  const { session, opened, record, answer, notice } = message;
  // Where a broken sender fills several fields, the first one counts.
  if (opened) return toOpened(session, messages.Opened.create(opened));
  if (record) return toRecord(session, messages.SealedRecord.create(record));
  if (answer) return toAnswer(session, messages.Answer.create(answer));
  return notice ? toNotice(session, messages.Notice.create(notice)) : undefined;
}

function toHello(hello: messages.Hello): Hello | undefined {
  const { readerId, nonce, protocolMin, protocolMax, receiveLimit, frameLimit } = hello;
  if (readerId !== "" && !READER_ID_PATTERN.test(readerId)) return undefined;
  if (nonce.length !== NONCE_BYTES || protocolMax < protocolMin || receiveLimit < RECEIVE_LIMIT_MIN_BYTES)
    return undefined;
  return {
    protocolMin,
    protocolMax,
    readerId,
    boot: hello.boot,
    resetReason: nameOf(RESET_REASONS, hello.resetReason, "unknown"),
    receiveLimitBytes: receiveLimit,
    frameLimitBytes: frameLimit || FRAME_LIMIT_TO_READER,
    state: hello.state === 1 ? "provisioned" : "lab",
    nonce: copyBytes(nonce),
    epoch: hello.epoch,
    firstCounter: hello.firstCounter,
    lastCounter: hello.lastCounter,
    chipVersion: hello.chipVersion,
    firmwareHash: copyBytes(hello.firmwareHash),
    firmwareVersion: plainText(hello.firmwareVersion),
    interpreter: plainText(hello.interpreter),
    features: hello.features,
  };
}

/** Hello is not authenticated and its texts end up on terminals: no control characters, no novels. */
function plainText(text: string): string {
  return text.slice(0, TEXT_MAX_CHARACTERS).replace(/[^\x20-\x7e]/g, "?");
}

function toOpened(session: number, opened: messages.Opened): FromReader {
  const hello = opened.hello ? toHello(messages.Hello.create(opened.hello)) : undefined;
  const code = nameOf(CODES, opened.code, "unknown");
  return { kind: "opened", session, code, hostNonce: copyBytes(opened.hostNonce), hello };
}

function toRecord(session: number, { record, mac }: messages.SealedRecord): FromReader {
  return { kind: "record", session, sealed: { record: copyBytes(record), mac: copyBytes(mac) } };
}

function toAnswer(session: number, answer: messages.Answer): FromReader | undefined {
  const status = answer.status ? toStatus(messages.Status.create(answer.status)) : undefined;
  if (answer.status && !status) return undefined;
  const code = nameOf(CODES, answer.code, "unknown");
  const apdu = answer.exchanged ? copyBytes(messages.Exchanged.create(answer.exchanged).apdu) : undefined;
  return { kind: "answer", session, answer: { id: answer.id, code, ...(status && { status }), ...(apdu && { apdu }) } };
}

function toStatus(status: messages.Status): ReaderStatus | undefined {
  const uptimeMs = toSafeNumber(status.uptimeMs);
  if (uptimeMs === undefined) return undefined;
  const { chipVersion, polls, taps, removedEarly, severalCards, radioFaults, chipFaults } = status;
  const { framesIn, framesBad, pending, refusedFull, memoryFree } = status;
  const radio = { chipVersion, polls, taps, removedEarly, severalCards, radioFaults, chipFaults };
  return { uptimeMs, ...radio, framesIn, framesBad, pending, refusedFull, memoryFree };
}

function toNotice(session: number, notice: messages.Notice): FromReader | undefined {
  const uptimeMs = toSafeNumber(notice.uptimeMs);
  if (uptimeMs === undefined) return undefined;
  const kind = nameOf(NOTICE_KINDS, notice.kind, "unknown");
  return {
    kind: "notice",
    session,
    notice: {
      kind,
      fault: nameOf(FAULTS, notice.fault, "unknown"),
      value: notice.value,
      uptimeMs,
      uid: copyBytes(notice.uid),
      profile: notice.profile,
    },
  };
}

/** Frame that asks for Hello. Made of bytes that mean nothing to a boot console. */
export function encodeHelloRequest(): Uint8Array {
  return encodeFrame(CHANNEL_HELLO, messages.HelloRequest.encode({ protocolMax: PROTOCOL_MAX }).finish());
}

/** Frame that opens a session. */
export function encodeOpen(open: {
  protocol: number;
  readerNonce: Uint8Array;
  hostNonce: Uint8Array;
  wallMs: number;
}): Uint8Array {
  return toReader({ session: 0, body: "open", open });
}

/** Frame that acknowledges every record up to a counter. */
export function encodeAck(session: number, epoch: number, counter: number): Uint8Array {
  return toReader({ session, body: "ack", ack: { epoch, counter } });
}

/** Frame of a request. */
export function encodeRequest(session: number, id: number, body: RequestBody): Uint8Array {
  return toReader({ session, body: "request", request: requestOf(id, body) });
}

function requestOf(id: number, body: RequestBody): messages.Request.$Properties {
  switch (body.kind) {
    case "ping":
      return { id, body: "ping", ping: {} };
    case "status":
      return { id, body: "getStatus", getStatus: {} };
    case "set-time":
      return { id, body: "setTime", setTime: { wallMs: body.wallMs } };
    case "signal":
      return { id, body: "signal", signal: { pattern: body.pattern } };
    case "set-policy":
      return { id, body: "setPolicy", setPolicy: { policy: body.policy, mac: body.mac } };
    case "exchange":
      return { id, body: "exchange", exchange: { apdu: body.apdu } };
    case "finish":
      return { id, body: "finish", finish: { accepted: body.accepted, credential: body.credential } };
  }
}

function toReader(message: messages.ToReader.$Properties): Uint8Array {
  return encodeFrame(CHANNEL_SESSION, messages.ToReader.encode(message).finish());
}
