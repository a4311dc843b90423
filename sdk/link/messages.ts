/** Messages of channels 1 and 2: bytes of a frame's payload to checked data, and commands to frames. */
import {
  CHANNEL_HELLO,
  CHANNEL_SECURE,
  CHANNEL_SESSION,
  encodeFrame,
  FRAME_LIMIT_TO_READER,
  messages,
  NONCE_BYTES,
  PROTOCOL_MAX,
} from "../../protocol/index.js";
import { READER_ID_PATTERN } from "../assert.js";
import { copyBytes } from "../bytes.js";
import { ROLES, type Role } from "../roles.js";
import {
  FAULTS,
  type FaultName,
  nameOf,
  REMEDIES,
  RESET_REASONS,
  type Remedy,
  type ResetReason,
} from "../verify/names.js";
import { toSafeNumber } from "../verify/numbers.js";
import { type Sealed, toSealed } from "../verify/seal.js";
import { readRecordMessage } from "../verify/tap-reader.js";
import type { SecureChannel } from "./secure.js";

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
  /** Of its image; 0 when it does not say. */
  readonly firmwareNumber: number;
  readonly interpreter: string;
  readonly features: number;
  /** Name of its wiring; empty when the firmware does not say. */
  readonly board: string;
  /** Milliseconds since the start of this boot; 0 when the firmware does not say. */
  readonly uptimeMs: number;
  /** Newest version of its role keys; 0 in lab state. */
  readonly roleKeyVersion: number;
  /** Of the key that signs its records, encoded; empty where it signs none. Proves nothing before it was checked. */
  readonly certificate: Uint8Array;
}

/** What goes into Open. */
export interface OpenFields {
  readonly protocol: number;
  readonly readerNonce: Uint8Array;
  readonly hostNonce: Uint8Array;
  readonly wallMs: number;
  readonly role?: Role;
  readonly keyVersion?: number;
  readonly authenticator?: Uint8Array;
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
  "no-key",
  "nobody-there",
  "too-old",
  "foreign",
  "not-wired",
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
  "door-opened",
  "door-closed",
  "door-held",
] as const;

/** What the door contact says, as words. */
export const DOORS = ["unknown", "closed", "open"] as const;
/** A door; "unknown" where no contact is wired. */
export type Door = (typeof DOORS)[number];

/** What a reader can do beyond protocol 1, as words. */
export const FEATURES = ["update", "diagnose", "lend-next", "relay", "door", "gate", "speed"] as const;
/** Something that a reader can do, or that is wired to it. */
export type Feature = (typeof FEATURES)[number];

/** Something that the reader mentions: not sealed, not kept, never a basis for a decision. */
export interface Notice {
  readonly kind: (typeof NOTICE_KINDS)[number] | "unknown";
  readonly fault: FaultName;
  readonly value: number;
  /** 0 where the reader does not say, as with "arrived". */
  readonly uptimeMs: number;
  /** With "lent": UID of the card. */
  readonly uid: Uint8Array;
  /** With "lent": 1-based index of the profile; 0 for a card that the host asked for. */
  readonly profile: number;
  /** With "lent": ATQA, 2 bytes, low byte first. */
  readonly atqa: Uint8Array;
  /** With "lent". */
  readonly sak: number;
  /** With "lent": ATS without checksum; empty for cards without ISO-DEP. */
  readonly ats: Uint8Array;
  /** With "fault": what the reader does about it. */
  readonly remedy: Remedy;
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
  /** The door at its contact; "unknown" where none is wired. */
  readonly door: Door;
  /** JsVars free on the board. */
  readonly memoryFree: number;
  /** The reader's wall clock, milliseconds since 1970 UTC; undefined when it does not know the time. */
  readonly wallMs: number | undefined;
  /** `chipFaults` answered by writing the registers anew. */
  readonly chipReinits: number;
  /** `chipFaults` answered by a hard reset. */
  readonly chipResets: number;
  /** Records made, of all kinds. */
  readonly records: number;
  /** Refused cards of which no record was made, since their records would have filled the journal. */
  readonly unrecorded: number;
  /** Records dropped unacknowledged because the journal was full; a sealed gap record names them. */
  readonly dropped: number;
  /** Size of the journal in flash. */
  readonly journalBytes: number;
  /** Bytes of the journal that further records can take. */
  readonly journalFreeBytes: number;
  /** Sectors of the journal erased. */
  readonly journalErases: number;
  /** Sectors of the journal that failed and are not used any more. */
  readonly journalRetired: number;
  /** Records that the reader can still sign; 0 also for one that does not sign. */
  readonly couponsLeft: number;
  /** First counter for which there is no coupon: `storeCoupons` goes on there. */
  readonly couponsEnd: number;
  /** Records that went out without a signature since the start, though the reader signs. */
  readonly unsignedRecords: number;
  /** Bytes free in Storage; 0 also where the firmware does not say. */
  readonly storageFreeBytes: number;
  /** Requests refused because of the session's role. */
  readonly forbidden: number;
  /** Opens with a wrong key, and frames within a session that were not genuine: somebody tries something. */
  readonly rejected: number;
}

/** The answer to a ping. */
export interface Pong {
  /** Milliseconds since the start of the reader. */
  readonly uptimeMs: number;
  /** The reader's wall clock; undefined when it does not know the time. */
  readonly wallMs: number | undefined;
  /** Oldest record that the reader still holds; 0 when it holds none. */
  readonly firstCounter: number;
  /** Newest record of the reader; 0 before the first. */
  readonly lastCounter: number;
}

/** The answer to a request. */
export interface Answer {
  readonly id: number;
  readonly code: Code;
  readonly status?: ReaderStatus;
  /** Answers a "ping"; readers of older firmware leave it out. */
  readonly pong?: Pong;
  /** What the card answered to an "exchange". */
  readonly apdu?: Uint8Array;
  /** Answers a "begin-update" and a "store-image": what the reader has of the image. */
  readonly update?: { readonly received: number; readonly number: number };
  /** What the board measured, answers a "diagnose". */
  readonly diagnosis?: { readonly data: Uint8Array; readonly value: number; readonly count: number };
  /** Answers a "get-members": CRC-32 of buckets, 4 bytes each. */
  readonly members?: Uint8Array;
  /** The last record of the reader, answers a "factory-reset". */
  readonly farewell?: Sealed;
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
      /** Exact bytes of that Hello. */
      readonly said: Uint8Array;
      readonly authenticator: Uint8Array;
    }
  | { readonly kind: "record"; readonly session: number; readonly sealed: Sealed }
  | { readonly kind: "answer"; readonly session: number; readonly answer: Answer }
  | { readonly kind: "notice"; readonly session: number; readonly notice: Notice };

/** A piece of a configuration. */
export interface KeyPiece {
  readonly offset: number;
  readonly data: Uint8Array;
  /** 32 bytes with the last piece, else empty. */
  readonly mac: Uint8Array;
}

/** What a host may ask for. */
export type RequestBody =
  | { readonly kind: "ping" }
  | { readonly kind: "status" }
  | { readonly kind: "set-time"; readonly wallMs: number }
  | { readonly kind: "signal"; readonly pattern: number; readonly durationMs: number }
  | { readonly kind: "relay"; readonly pulseMs: number }
  | { readonly kind: "set-speed"; readonly fast: boolean }
  | { readonly kind: "set-policy"; readonly policy: Uint8Array; readonly mac: Uint8Array }
  | { readonly kind: "exchange"; readonly apdu: Uint8Array; readonly raw?: boolean }
  | { readonly kind: "lend-next"; readonly withinMs: number }
  | { readonly kind: "store-keys"; readonly piece: KeyPiece }
  | {
      readonly kind: "store-coupons";
      readonly firstCounter: number;
      readonly offset: number;
      readonly data: Uint8Array;
    }
  | { readonly kind: "begin-update"; readonly manifest: Uint8Array; readonly mac: Uint8Array }
  | { readonly kind: "store-image"; readonly offset: number; readonly data: Uint8Array }
  | { readonly kind: "finish-update" }
  | { readonly kind: "diagnose"; readonly check: number; readonly value: number }
  | {
      readonly kind: "store-members";
      readonly bucket: number;
      readonly offset: number;
      readonly data: Uint8Array;
      readonly erase: boolean;
    }
  | { readonly kind: "get-members"; readonly firstBucket: number }
  | { readonly kind: "factory-reset"; readonly force: boolean }
  | { readonly kind: "finish"; readonly accepted: boolean; readonly credential: Uint8Array };

/**
 * Reads the payload of a good frame.
 *
 * @param channel address of the frame
 * @param payload bytes; not kept
 * @returns the message, or undefined when there is none that this SDK knows; never throws
 */
export function decodeMessage(channel: number, payload: Uint8Array): FromReader | undefined {
  const usual = channel === CHANNEL_SESSION ? readRecordMessage(payload) : undefined;
  if (usual) return { kind: "record", session: usual.session, sealed: usual.sealed };
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
  const uptimeMs = toSafeNumber(hello.uptimeMs);
  if (uptimeMs === undefined) return undefined;
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
    firmwareNumber: hello.firmwareNumber,
    interpreter: plainText(hello.interpreter),
    features: hello.features,
    board: plainText(hello.board),
    uptimeMs,
    roleKeyVersion: hello.roleKeyVersion,
    certificate: copyBytes(hello.certificate),
  };
}

/** Hello is not authenticated and its texts end up on terminals: no control characters, no novels. */
function plainText(text: string): string {
  return text.slice(0, TEXT_MAX_CHARACTERS).replace(/[^\x20-\x7e]/g, "?");
}

function toOpened(session: number, opened: messages.Opened): FromReader {
  const said = copyBytes(opened.hello);
  const hello = said.length ? toHello(messages.Hello.decode(said)) : undefined;
  const code = nameOf(CODES, opened.code, "unknown");
  const proof = { said, authenticator: copyBytes(opened.authenticator) };
  return { kind: "opened", session, code, hostNonce: copyBytes(opened.hostNonce), hello, ...proof };
}

function toRecord(session: number, sealed: messages.SealedRecord): FromReader {
  return { kind: "record", session, sealed: toSealed(sealed) };
}

function toAnswer(session: number, answer: messages.Answer): FromReader | undefined {
  const status = answer.status ? toStatus(messages.Status.create(answer.status)) : undefined;
  if (answer.status && !status) return undefined;
  const code = nameOf(CODES, answer.code, "unknown");
  const apdu = answer.exchanged ? copyBytes(messages.Exchanged.create(answer.exchanged).apdu) : undefined;
  const pong = answer.pong ? toPong(messages.Pong.create(answer.pong)) : undefined;
  const farewell = answer.farewell ? toSealed(messages.SealedRecord.create(answer.farewell)) : undefined;
  const update = answer.updateState ? updateOf(messages.UpdateState.create(answer.updateState)) : undefined;
  const diagnosis = answer.diagnosis ? toDiagnosis(messages.Diagnosis.create(answer.diagnosis)) : undefined;
  const members = answer.members ? copyBytes(messages.Members.create(answer.members).digests) : undefined;
  const looked = { ...(diagnosis && { diagnosis }), ...(members && { members }) };
  const said = { ...looked, ...(pong && { pong }), ...(farewell && { farewell }), ...(update && { update }) };
  const body = { ...(status && { status }), ...(apdu && { apdu }), ...said };
  return { kind: "answer", session, answer: { id: answer.id, code, ...body } };
}

function updateOf({ received, number }: messages.UpdateState): { received: number; number: number } {
  return { received, number };
}

function toDiagnosis({ data, value, count }: messages.Diagnosis): NonNullable<Answer["diagnosis"]> {
  return { data: copyBytes(data), value, count };
}

function toPong(pong: messages.Pong): Pong | undefined {
  const uptimeMs = toSafeNumber(pong.uptimeMs);
  const wallMs = toSafeNumber(pong.wallMs);
  if (uptimeMs === undefined || wallMs === undefined) return undefined;
  const { firstCounter, lastCounter } = pong;
  return { uptimeMs, wallMs: wallMs || undefined, firstCounter, lastCounter };
}

function toStatus(status: messages.Status): ReaderStatus | undefined {
  const uptimeMs = toSafeNumber(status.uptimeMs);
  const wallMs = toSafeNumber(status.wallMs);
  const journalBytes = toSafeNumber(status.journalBytes);
  const journalFreeBytes = toSafeNumber(status.journalFree);
  if (uptimeMs === undefined || wallMs === undefined) return undefined;
  if (journalBytes === undefined || journalFreeBytes === undefined) return undefined;
  const { chipVersion, polls, taps, removedEarly, severalCards, radioFaults, chipFaults } = status;
  const { framesIn, framesBad, pending, refusedFull, memoryFree } = status;
  const radio = { chipVersion, polls, taps, removedEarly, severalCards, radioFaults, chipFaults };
  const { chipReinits, chipResets, records, unrecorded, dropped, journalErases, journalRetired, forbidden, rejected } =
    status;
  const time = { uptimeMs, wallMs: wallMs || undefined };
  const healing = { chipReinits, chipResets };
  const journal = { records, unrecorded, dropped, journalBytes, journalFreeBytes, journalErases, journalRetired };
  return {
    ...time,
    ...radio,
    ...healing,
    framesIn,
    framesBad,
    pending,
    refusedFull,
    memoryFree,
    door: nameOf(DOORS, status.door, "unknown"),
    couponsLeft: status.couponsLeft,
    couponsEnd: status.couponsEnd,
    unsignedRecords: status.unsignedRecords,
    storageFreeBytes: status.storageFree,
    forbidden,
    rejected,
    ...journal,
  };
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
      atqa: copyBytes(notice.atqa),
      sak: notice.sak,
      ats: copyBytes(notice.ats),
      remedy: nameOf(REMEDIES, notice.remedy, "unknown"),
    },
  };
}

/** Frame that asks for Hello. Made of bytes that mean nothing to a boot console. */
export function encodeHelloRequest(): Uint8Array {
  return encodeFrame(CHANNEL_HELLO, messages.HelloRequest.encode({ protocolMax: PROTOCOL_MAX }).finish());
}

/** Frame that opens a session; the only one that a provisioned reader takes in clear. */
export function encodeOpen({ role, ...open }: OpenFields): Uint8Array {
  const fields = { ...open, ...(role && { role: ROLES.indexOf(role) }) };
  return encodeFrame(CHANNEL_SESSION, toReader({ session: 0, body: "open", open: fields }));
}

/** Frame of a message of the session; enciphered when there is a channel, undefined when that is used up. */
export function encodeInSession(message: Uint8Array, channel: SecureChannel | undefined): Uint8Array | undefined {
  if (!channel) return encodeFrame(CHANNEL_SESSION, message);
  const sealed = channel.seal(message);
  return sealed && encodeFrame(CHANNEL_SECURE, sealed);
}

/** Acknowledges every record up to a counter. */
export function encodeAck(session: number, epoch: number, counter: number): Uint8Array {
  return toReader({ session, body: "ack", ack: { epoch, counter } });
}

/** A request. */
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
      return { id, body: "signal", signal: { pattern: body.pattern, durationMs: body.durationMs } };
    case "relay":
      return { id, body: "relay", relay: { pulseMs: body.pulseMs } };
    case "set-speed":
      return { id, body: "setSpeed", setSpeed: { fast: body.fast } };
    case "set-policy":
      return { id, body: "setPolicy", setPolicy: { policy: body.policy, mac: body.mac } };
    case "exchange":
      return { id, body: "exchange", exchange: { apdu: body.apdu, raw: body.raw ?? false } };
    case "lend-next":
      return { id, body: "lendNext", lendNext: { withinMs: body.withinMs } };
    case "store-keys":
      return { id, body: "storeKeys", storeKeys: body.piece };
    case "store-coupons":
      return { id, body: "storeCoupons", storeCoupons: body };
    case "begin-update":
      return { id, body: "beginUpdate", beginUpdate: { manifest: body.manifest, mac: body.mac } };
    case "store-image":
      return { id, body: "storeImage", storeImage: { offset: body.offset, data: body.data } };
    case "finish-update":
      return { id, body: "finishUpdate", finishUpdate: {} };
    case "diagnose":
      return { id, body: "diagnose", diagnose: { check: body.check, value: body.value } };
    case "store-members":
      return { id, body: "storeMembers", storeMembers: body };
    case "get-members":
      return { id, body: "getMembers", getMembers: { firstBucket: body.firstBucket } };
    case "factory-reset":
      return { id, body: "factoryReset", factoryReset: { force: body.force } };
    case "finish":
      return { id, body: "finish", finish: { accepted: body.accepted, credential: body.credential } };
  }
}

function toReader(message: messages.ToReader.$Properties): Uint8Array {
  return messages.ToReader.encode(message).finish();
}
