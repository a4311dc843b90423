/**
 * `ketuk/verify`: judges sealed taps. For back ends: no serial port and no native module is loaded.
 *
 * ```ts
 * import { createVerifier, readFleetKeys } from "ketuk/verify";
 *
 * const verifier = createVerifier({ keys: await readFleetKeys("fleet.json") });
 * const verdict = verifier.verify({ record, mac });
 * if (verdict.ok) console.log(verdict.tap.uidHex, verdict.tap.idempotencyKey);
 * ```
 *
 * @module
 */
export type { SunParts } from "../card/sun-text.js";
export { KetukError, type KetukErrorCode, type KetukErrorOptions } from "../errors.js";
export type { Awaitable, CardKeySlot, CardKeySlots } from "../keys/card-keys.js";
export type { Environment } from "../keys/environment.js";
export {
  createFleetKeyFile,
  type FleetKeyFileOptions,
  type ReadFleetKeysOptions,
  readFleetKeys,
} from "../keys/file.js";
export { createFleetKeys, createFleetSecret, type FleetKeys } from "../keys/fleet.js";
export type { Passphrase } from "../keys/key-file.js";
export {
  type CallbackKeysOptions,
  createCallbackKeys,
  createEnvironmentKeys,
  type EnvironmentKeysOptions,
  type EnvironmentReaderKeys,
  type KeyProvider,
  type RoleHmac,
  type RoleKey,
  type RoleKeyRequest,
  type TapKeySource,
} from "../keys/provider.js";
export type { CardSlotVersions, ReaderVersions, RingKeys, RingKeysOptions } from "../keys/ring-keys.js";
export { type ReadKeysOptions, readKeys } from "../keys/role-keys.js";
export { createPseudonyms, type PseudonymOptions } from "../privacy/pseudonym.js";
export type { Role } from "../roles.js";
export { type CertificateData, issueCertificate, readCertificate } from "../signing/certificate.js";
export { publicKeyOf } from "../signing/ed25519.js";
export type { SqliteDatabase, SqliteStatement } from "../store/sqlite-database.js";
export { createSqliteReplayStore } from "../store/sqlite-replay.js";
export {
  type Checkpoint,
  type CheckpointOptions,
  type Checkpoints,
  type CheckpointVerdict,
  type CheckpointVerifier,
  createCheckpoints,
  createCheckpointVerifier,
} from "./checkpoints.js";
export { createMemoryEnrolmentStore, type EnrolmentStore } from "./enrolment.js";
export { parseCertificateLine, parseLogLine, toCertificateLine, toLogLine } from "./log/line.js";
export type {
  LogBreak,
  LogBreakKind,
  LogDate,
  LogGap,
  LogReader,
  LogReport,
  LogWeakSpot,
  LogWeakSpotKind,
} from "./log/report.js";
export { createLogVerifier, type LogVerifier, type LogVerifierOptions } from "./log.js";
export { createLogTextVerifier, type LogTextVerifier } from "./log-text.js";
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
} from "./names.js";
export {
  ORIGINALITY_FAMILIES,
  type OriginalityClaim,
  type OriginalityFamily,
  type OriginalityGenuine,
  type OriginalityRejected,
  type OriginalityVerdict,
  verifyOriginality,
} from "./originality.js";
export { decodeRecord } from "./record.js";
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
} from "./record-data.js";
export { type Chain, createMemoryReplayStore, type ReplayMark, type ReplayStore } from "./replay.js";
export { decodeSealed, encodeSealed, hashOf, type Sealed, sealOf } from "./seal.js";
export type { SignatureState } from "./signature.js";
export {
  createMemorySunCounters,
  createSunVerifier,
  type SunCounterStore,
  type SunGenuine,
  type SunKeys,
  type SunRejected,
  type SunVerdict,
  type SunVerifier,
  type SunVerifierOptions,
} from "./sun.js";
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
} from "./verify.js";
