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
export type { AuthenticateOptions, SessionInfo } from "./card/authenticate.js";
export type { CardProduct, CardVersion, VersionBlock } from "./card/card-version.js";
export type { CardChannel, TransceiveOptions } from "./card/channel.js";
export type { ProtectedData, ReadOptions, WriteOptions } from "./card/commands.js";
export { type DesfireClient, type DesfireClientOptions, openDesfire } from "./card/desfire.js";
export type {
  CardConfiguration,
  DesfirePersonalisation,
  FileProtection,
  NewApplication,
  NewDataFile,
  NewValueFile,
} from "./card/desfire-personalise.js";
export type { Ev2Keys } from "./card/ev2.js";
export type { FileAccessRight, FileAccessRights, FileSettings, FileType, ValueSettings } from "./card/file-settings.js";
export type { FramingName } from "./card/framing.js";
export type { ChangeKeyOptions, KeyCommands } from "./card/key-commands.js";
export type { KeySettings } from "./card/key-settings.js";
export type { CommMode } from "./card/messaging.js";
export {
  NTAG424_FILES,
  type Ntag424AuthenticateOptions,
  type Ntag424Client,
  type Ntag424ClientOptions,
  type Ntag424FileSettings,
  openNtag424,
} from "./card/ntag424.js";
export {
  type AuthenticationProtocol,
  type CardChallenge,
  type CardProof,
  proveCardKey,
  type SessionKeys,
} from "./card/proof.js";
export type { CardFailure, CardFault, CardResult, CardSuccess } from "./card/result.js";
export type { SdmEncryptedPart, SdmSettings } from "./card/sdm-settings.js";
export type { SunParts } from "./card/sun-text.js";
export {
  type DebitDone,
  type DebitNotDone,
  type DebitOptions,
  type DebitOutcome,
  type DebitTicket,
  type DebitUnknown,
  debitOnce,
  resolveTornDebit,
  type TornDebit,
  type TornDebitOtherCard,
  type TornDebitRead,
  type TornDebitUnread,
} from "./card/torn-debit.js";
export {
  type FrameChannel,
  openUltralightAes,
  ULTRALIGHT_AES_PAGES,
  type UltralightAesClient,
} from "./card/ultralight-aes.js";
export { parseValueBlock, type ValueBlock } from "./card/value-block.js";
export type { CommitOutcome, Committed, NotCommitted, ProtectedValue, ValueOptions } from "./card/value-files.js";
export type { Area, Finding, FindingCode, Grade } from "./doctor/catalog.js";
export type { Diagnosis, SelfTest } from "./doctor/diagnose.js";
export type { PartFacts, SpiRounds } from "./doctor/facts.js";
export { KetukError, type KetukErrorCode, type KetukErrorOptions } from "./errors.js";
export {
  decodeImage,
  encodeImage,
  type FirmwareImage,
  type PackImageOptions,
  packImage,
  readImage,
  releasePublicKey,
  signImage,
  verifyImage,
} from "./firmware/image.js";
export type { UpdateOptions, UpdateProgress } from "./firmware/update.js";
export { createMemoryMemberStore, type MemberStore } from "./gate/store.js";
export type { Member, MemberProgress, MemberSync, SyncMembersOptions } from "./gate/sync.js";
export {
  type IssueBatch,
  type IssueBatchOptions,
  type IssueProgress,
  type IssueReport,
  type OpenRow,
  openIssueBatch,
} from "./issue/batch.js";
export { type DeskReader, type RunDeskOptions, runDesk } from "./issue/desk.js";
export { createIssueKeys } from "./issue/fleet-slots.js";
export { type DeskCard, type IssueCardOptions, issueCard } from "./issue/issue-card.js";
export { type IssueJournal, openIssueJournal } from "./issue/journal.js";
export type { BatchEntry, BegunEntry, IssuedEntry, JournalEntry, RejectedEntry } from "./issue/ledger.js";
export type {
  CardIssued,
  CardRejected,
  CardTorn,
  IssueFailure,
  IssueFault,
  IssueOutcome,
} from "./issue/outcome.js";
export { parseIssueProfile } from "./issue/parse-profile.js";
export { type IssueRow, parsePeople } from "./issue/people.js";
export type {
  DesfireIssueProfile,
  IssueFile,
  IssueProfile,
  IssueSlot,
  IssueSun,
  IssueUrl,
  IssueValueFile,
  Ntag424IssueProfile,
  UltralightAesIssueProfile,
} from "./issue/profile.js";
export { ISSUE_PROFILE_SCHEMA } from "./issue/schema.js";
export type { WorkEvents } from "./issue/work.js";
export {
  type Awaitable,
  type CallbackCardKeysOptions,
  type CardKeyAuthenticator,
  type CardKeyProvider,
  type CardKeyRequest,
  type CardKeySlot,
  type CardKeySlots,
  type CardKeySource,
  createCallbackAuthenticator,
  createCallbackCardKeys,
  createEnvironmentCardKeys,
  createFleetCardKeys,
  type EnvironmentCardKeysOptions,
  type VersionedKeys,
} from "./keys/card-keys.js";
export { diversifyKey } from "./keys/diversify.js";
export type { Environment } from "./keys/environment.js";
export { createFleetKeyFile, type FleetKeyFileOptions, type ReadFleetKeysOptions, readFleetKeys } from "./keys/file.js";
export { createFleetKeys, createFleetSecret, type FleetKeys } from "./keys/fleet.js";
export type { Passphrase } from "./keys/key-file.js";
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
} from "./keys/provider.js";
export type { CardSlotVersions, ReaderVersions, RingKeys, RingKeysOptions } from "./keys/ring-keys.js";
export { type ReadKeysOptions, readKeys } from "./keys/role-keys.js";
export type { LinkCounters } from "./link/counters.js";
export type { Door, Feature, ReaderStatus } from "./link/messages.js";
export type { CallOptions } from "./link/requests.js";
export type {
  FromReader,
  PoolEvents,
  PoolPortEvent,
  PoolReaderEvent,
  PoolReaderEvents,
  PoolReaderLost,
  PoolReaderRemoved,
} from "./pool/events.js";
export type { ReaderPoolOptions } from "./pool/options.js";
export { ReaderPool } from "./pool/pool.js";
export type { PortStanding } from "./pool/port.js";
export type { ListedPort, ScanCounts } from "./pool/port-scan.js";
export type { PoolPortState, PoolReaderStanding, PoolReaderState, PoolState } from "./pool/state.js";
export { createPseudonyms, type PseudonymOptions } from "./privacy/pseudonym.js";
export type { Backoff } from "./reader/backoff.js";
export type { Pattern, ReaderChanges, SignalOptions } from "./reader/calls.js";
export type { ConnectOptions } from "./reader/connect-options.js";
export type { Dated } from "./reader/dating.js";
export type { ClockEstimate } from "./reader/drift.js";
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
} from "./reader/events.js";
export type { ReaderInfo } from "./reader/info.js";
export type { BorrowedCard, LendNextOptions } from "./reader/lend-next.js";
export type { HostVerdict, LentCard, ServeCard, WithCardOptions } from "./reader/lent-card.js";
export type { ReaderConfig } from "./reader/new-keys.js";
export { Reader } from "./reader/node.js";
export type { AckMode, ReaderOptions } from "./reader/options.js";
export type { AcceptancePolicy, PolicyKeySource } from "./reader/policy.js";
export type { Tap } from "./reader/tap.js";
export type { Role } from "./roles.js";
export { type Cursor, type CursorStore, createMemoryCursorStore } from "./store/cursor.js";
export { openFileCursorStore } from "./store/file.js";
export { createSqliteCursorStore, type SqliteCursorStore, type StorableTap } from "./store/sqlite.js";
export type { SqliteDatabase, SqliteStatement } from "./store/sqlite-database.js";
export { type OwnSqliteCursorStore, openSqliteCursorStore } from "./store/sqlite-open.js";
export { createSqliteReplayStore } from "./store/sqlite-replay.js";
export type { BindingInterface } from "./transport/binding.js";
export { type ListOptions, listPorts, listReaders, type PortDescription } from "./transport/list.js";
export type { OpenTransport, Transport, TransportHandlers } from "./transport/transport.js";
export { createMemoryEnrolmentStore, type EnrolmentStore } from "./verify/enrolment.js";
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
} from "./verify/names.js";
export {
  ORIGINALITY_FAMILIES,
  type OriginalityClaim,
  type OriginalityFamily,
  type OriginalityGenuine,
  type OriginalityRejected,
  type OriginalityVerdict,
  verifyOriginality,
} from "./verify/originality.js";
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
} from "./verify/record-data.js";
export { type Chain, createMemoryReplayStore, type ReplayMark, type ReplayStore } from "./verify/replay.js";
export type { Sealed } from "./verify/seal.js";
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
} from "./verify/sun.js";
export {
  createVerifier,
  type GenuineVerdict,
  type OtherRecord,
  type RejectedVerdict,
  type RejectReason,
  type SignatureVerifier,
  type Verdict,
  type Verifier,
  type VerifierOptions,
} from "./verify/verify.js";
