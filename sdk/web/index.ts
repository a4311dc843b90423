/**
 * `ketuk/web`: the Reader for browsers, over Web Serial. Nothing of Node is loaded, and no code is made from text, so
 * that a page may say `script-src 'self'`.
 *
 * ```ts
 * import { parseKeys, Reader } from "ketuk/web";
 *
 * const port = await navigator.serial.requestPort({ filters: [{ usbVendorId: 0x10c4 }] });
 * await using reader = await Reader.open({ port, keys: parseKeys(text) });
 * for await (const tap of reader.taps()) {
 *   console.log(tap.verdict.reason, tap.uidHex);
 *   tap.ack();
 * }
 * ```
 *
 * @module
 */
export { KetukError, type KetukErrorCode, type KetukErrorOptions } from "../errors.js";
export type { FirmwareImage } from "../firmware/image.js";
export type { UpdateOptions, UpdateProgress } from "../firmware/update.js";
export { createMemoryMemberStore, type MemberStore } from "../gate/store.js";
export type { Member, MemberProgress, MemberSync, SyncMembersOptions } from "../gate/sync.js";
export type { Awaitable } from "../keys/card-keys.js";
export {
  type CallbackKeysOptions,
  createCallbackKeys,
  type KeyProvider,
  type RoleHmac,
  type RoleKey,
  type RoleKeyRequest,
  type TapKeySource,
} from "../keys/provider.js";
export type { LinkCounters } from "../link/counters.js";
export type { Door, Feature, ReaderStatus } from "../link/messages.js";
export type { CallOptions } from "../link/requests.js";
export type { Backoff } from "../reader/backoff.js";
export type { Pattern, ReaderChanges, SignalOptions } from "../reader/calls.js";
export type { ConnectOptions } from "../reader/connect-options.js";
export type { Dated } from "../reader/dating.js";
export type { ClockEstimate } from "../reader/drift.js";
export type {
  ArrivedEvent,
  DoorEvent,
  FaultEvent,
  LentEvent,
  NoticeEvent,
  ReaderEvents,
  RecordEvent,
  RemovedEvent,
  SessionClosed,
  SessionOpen,
  SessionReconnecting,
  SessionReopening,
  StateEvent,
  StorageEvent,
  StorageFailing,
  StorageWorking,
  UnreadableEvent,
} from "../reader/events.js";
export type { ReaderInfo } from "../reader/info.js";
export type { HostVerdict, LentCard, ServeCard, WithCardOptions } from "../reader/lent-card.js";
export type { ReaderConfig } from "../reader/new-keys.js";
export type { AckMode, ReaderOptions } from "../reader/options.js";
export type { AcceptancePolicy, PolicyKeySource } from "../reader/policy.js";
export type { Tap } from "../reader/tap.js";
export type { Role } from "../roles.js";
export { type CertificateData, readCertificate } from "../signing/certificate.js";
export { type Cursor, type CursorStore, createMemoryCursorStore } from "../store/cursor.js";
export { createMemoryEnrolmentStore, type EnrolmentStore } from "../verify/enrolment.js";
export type {
  Assurance,
  ClockSource,
  Family,
  FaultName,
  FirmwareStep,
  GateDecision,
  Method,
  Refusal,
  Remedy,
  ResetReason,
  WeaknessName,
} from "../verify/names.js";
export type {
  BootData,
  DecodedRecord,
  FaultData,
  FirmwareChangeData,
  GapData,
  KeyChangeData,
  KindOfRecord,
  RecordData,
  TapData,
  TimeSetData,
} from "../verify/record-data.js";
export { type Chain, createMemoryReplayStore, type ReplayMark, type ReplayStore } from "../verify/replay.js";
export { decodeSealed, encodeSealed, type Sealed } from "../verify/seal.js";
export type { SignatureState } from "../verify/signature.js";
export {
  createSignatureVerifier,
  createVerifier,
  type GenuineVerdict,
  type JudgeOptions,
  type OtherRecord,
  type RejectedVerdict,
  type RejectReason,
  type SignatureVerifier,
  type SignatureVerifierOptions,
  type Verdict,
  type Verifier,
  type VerifierOptions,
} from "../verify/verify.js";
export { parseKeys } from "./keys.js";
export { Reader, type WebReaderOptions } from "./reader.js";
export type { WebSerial, WebSerialEvents, WebSerialPort, WebSerialPortInfo } from "./serial-port.js";
