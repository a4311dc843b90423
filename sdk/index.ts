/**
 * `ketuk`: speaks to a Ketuk reader on a serial port and hands its verified taps to an application.
 *
 * ```ts
 * import { Reader, readFleetKeys } from "ketuk";
 *
 * await using reader = await Reader.open({ path: "/dev/ttyUSB0", keys: await readFleetKeys("fleet.json") });
 * for await (const tap of reader.taps()) {
 *   console.log(tap.verdict.reason, tap.uidHex);
 *   tap.ack();
 * }
 * ```
 *
 * @module
 */
export { KetukError, type KetukErrorCode, type KetukErrorOptions } from "./errors.js";
export { diversifyKey } from "./keys/diversify.js";
export { createFleetKeyFile, readFleetKeys } from "./keys/file.js";
export { createFleetKeys, createFleetSecret, type FleetKeys } from "./keys/fleet.js";
export type { LinkCounters } from "./link/counters.js";
export type { FaultName, ReaderStatus } from "./link/messages.js";
export type { CallOptions } from "./link/requests.js";
export type {
  ArrivedEvent,
  BootEvent,
  FaultEvent,
  NoticeEvent,
  ReaderEvents,
  RemovedEvent,
  SessionClosed,
  SessionOpen,
  SessionReopening,
  StateEvent,
} from "./reader/events.js";
export type { ReaderInfo } from "./reader/info.js";
export { type Pattern, Reader, type ReaderOptions } from "./reader/reader.js";
export type { Tap } from "./reader/tap.js";
export type { BindingInterface } from "./transport/binding.js";
export { type ListOptions, listPorts, listReaders, type PortDescription } from "./transport/list.js";
export type { OpenTransport, Transport, TransportHandlers } from "./transport/transport.js";
export type { Assurance, ClockSource, Family, Method, Refusal, ResetReason } from "./verify/names.js";
export type { BootData, RecordData, TapData } from "./verify/record.js";
export { createMemoryReplayStore, type ReplayMark, type ReplayStore } from "./verify/replay.js";
export type { Sealed } from "./verify/seal.js";
export {
  type Chain,
  createVerifier,
  type GenuineVerdict,
  type RejectedVerdict,
  type RejectReason,
  type TapKeySource,
  type Verdict,
  type Verifier,
  type VerifierOptions,
} from "./verify/verify.js";
