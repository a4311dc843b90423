// Generated from protocol/ketuk.proto by protocol/generate.ts; do not edit.

/** The board's codec for the messages of ketuk.proto. Bytes are byte strings: one character per byte. */

export const enum Feature {
  UPDATE = 0,
  DIAGNOSE = 1,
  LEND_NEXT = 2,
  RELAY = 3,
  DOOR = 4,
}

export const enum ResetReason {
  UNKNOWN = 0,
  POWER = 1,
  WATCHDOG = 2,
  SOFTWARE = 3,
  BROWNOUT = 4,
}

export const enum ReaderState {
  LAB = 0,
  PROVISIONED = 1,
}

export const enum Role {
  NONE = 0,
  TAP = 1,
  OPERATOR = 2,
  ISSUER = 3,
  MAINTAINER = 4,
}

export const enum Code {
  OK = 0,
  UNIMPLEMENTED = 1,
  BAD_REQUEST = 2,
  BAD_VERSION = 3,
  BAD_NONCE = 4,
  BUSY = 5,
  NO_CARD = 6,
  FORBIDDEN = 7,
  FLASH = 8,
  TOO_LONG = 9,
  NO_KEY = 10,
  NOBODY_THERE = 11,
  TOO_OLD = 12,
  FOREIGN = 13,
  NOT_WIRED = 14,
}

export const enum Pattern {
  OFF = 0,
  HOLD = 1,
  ACCEPTED = 2,
  REFUSED = 3,
  ERROR = 4,
}

export const enum Check {
  NONE = 0,
  REGISTERS = 1,
  SELF_TEST = 2,
  RESET_LINE = 3,
  SPI = 4,
  WIRING = 5,
  FIELD = 6,
  MEMORY = 7,
  OPEN = 8,
}

export const enum Door {
  UNKNOWN = 0,
  CLOSED = 1,
  OPEN = 2,
}

export const enum NoticeKind {
  NONE = 0,
  CARD_ARRIVED = 1,
  CARD_REMOVED = 2,
  REMOVED_EARLY = 3,
  SEVERAL_CARDS = 4,
  FAULT = 5,
  FAULT_CLEARED = 6,
  FULL = 7,
  CARD_LENT = 8,
  DOOR_OPENED = 9,
  DOOR_CLOSED = 10,
  DOOR_HELD = 11,
}

export const enum Fault {
  NONE = 0,
  CHIP_SILENT = 1,
  CHIP_FOREIGN = 2,
  CHIP_LOST = 3,
  FLASH = 4,
  CONFIG = 5,
  INTERPRETER = 6,
  FLASH_WORN = 7,
  RANDOM = 8,
  COUPONS = 9,
  CONSOLE = 10,
}

export const enum Remedy {
  NONE = 0,
  REINIT = 1,
  HARD_RESET = 2,
  REBOOT = 3,
}

export const enum ClockSource {
  NONE = 0,
  HOST = 1,
}

export const enum FirmwareStep {
  NONE = 0,
  STORED = 1,
  CONFIRMED = 2,
  TAKEN_BACK = 3,
}

export const enum Weakness {
  OPEN_CONFIGURATION = 0,
  NO_MESSAGING = 1,
  BACKDOOR = 2,
  UID_UNPROVED = 3,
  PLAIN_CREDENTIAL = 4,
}

export const enum Family {
  UNKNOWN = 0,
  DESFIRE = 1,
  NTAG424 = 2,
  ULTRALIGHT_AES = 3,
  ULTRALIGHT = 4,
  CLASSIC = 5,
  ISODEP = 6,
}

export const enum Assurance {
  NONE = 0,
  UID = 1,
  PASSWORD = 2,
  CRYPTO1 = 3,
  MUTUAL_AES = 4,
}

export const enum Method {
  NONE = 0,
  UID = 1,
  DESFIRE_EV2 = 2,
  DESFIRE_EV1 = 3,
  NTAG424 = 4,
  ULTRALIGHT_AES = 5,
  PASSWORD = 6,
  CLASSIC = 7,
  HOST = 8,
}

export const enum Refusal {
  NONE = 0,
  WRONG_KEY = 1,
  CARD_ERROR = 2,
  NOT_ACCEPTED = 3,
  DELAYED = 4,
  TOO_WEAK = 5,
  HOST = 6,
}

export const enum BoardPin {
  BUTTON = 0,
  SCK = 1,
  MISO = 2,
  MOSI = 3,
  CS = 4,
  RST = 5,
  IRQ = 6,
  HOLD = 7,
  ACCEPTED = 8,
  REFUSED = 9,
  BUZZER = 10,
  RELAY = 11,
  DOOR = 12,
}

export const enum Overflow {
  REFUSE = 0,
  DROP_OLDEST = 1,
}

export const enum JournalArea {
  SMALL = 0,
  LARGE = 1,
}

export const enum SeveralCards {
  REJECT = 0,
  STRONGEST = 1,
}

export const enum CommunicationMode {
  PLAIN = 0,
  MAC = 1,
  FULL = 3,
}

export interface Hello {
  protocolMin?: number | undefined;
  protocolMax?: number | undefined;
  readerId?: string | undefined;
  boot?: number | undefined;
  resetReason?: number | undefined;
  receiveLimit?: number | undefined;
  frameLimit?: number | undefined;
  state?: number | undefined;
  nonce?: string | undefined;
  epoch?: number | undefined;
  firstCounter?: number | undefined;
  lastCounter?: number | undefined;
  chipVersion?: number | undefined;
  firmwareHash?: string | undefined;
  firmwareVersion?: string | undefined;
  interpreter?: string | undefined;
  features?: number | undefined;
  uptimeMs?: number | undefined;
  roleKeyVersion?: number | undefined;
  certificate?: string | undefined;
  board?: string | undefined;
  firmwareNumber?: number | undefined;
}

export interface HelloRequest {
  protocolMax?: number | undefined;
}

export interface ToReader {
  session?: number | undefined;
  open?: Open | undefined;
  ack?: Ack | undefined;
  request?: Request | undefined;
}

export interface ToHost {
  session?: number | undefined;
  opened?: Opened | undefined;
  record?: SealedRecord | undefined;
  answer?: Answer | undefined;
  notice?: Notice | undefined;
}

export interface Open {
  protocol?: number | undefined;
  readerNonce?: string | undefined;
  hostNonce?: string | undefined;
  wallMs?: number | undefined;
  role?: number | undefined;
  keyVersion?: number | undefined;
  authenticator?: string | undefined;
}

export interface Opened {
  hostNonce?: string | undefined;
  hello?: string | undefined;
  code?: number | undefined;
  authenticator?: string | undefined;
}

export interface Ack {
  epoch?: number | undefined;
  counter?: number | undefined;
}

export interface Request {
  id?: number | undefined;
  ping?: Ping | undefined;
  getStatus?: GetStatus | undefined;
  setTime?: SetTime | undefined;
  signal?: Signal | undefined;
  setPolicy?: SetPolicy | undefined;
  exchange?: Exchange | undefined;
  finish?: Finish | undefined;
  storeKeys?: StoreKeys | undefined;
  factoryReset?: FactoryReset | undefined;
  storeCoupons?: StoreCoupons | undefined;
  relay?: Relay | undefined;
  diagnose?: Diagnose | undefined;
  beginUpdate?: BeginUpdate | undefined;
  storeImage?: StoreImage | undefined;
  finishUpdate?: FinishUpdate | undefined;
  lendNext?: LendNext | undefined;
}

export interface Answer {
  id?: number | undefined;
  code?: number | undefined;
  status?: Status | undefined;
  exchanged?: Exchanged | undefined;
  pong?: Pong | undefined;
  farewell?: SealedRecord | undefined;
  diagnosis?: Diagnosis | undefined;
  updateState?: UpdateState | undefined;
}

/** Has no fields. */
export type Ping = object;

export interface Pong {
  uptimeMs?: number | undefined;
  wallMs?: number | undefined;
  firstCounter?: number | undefined;
  lastCounter?: number | undefined;
}

/** Has no fields. */
export type GetStatus = object;

export interface SetTime {
  wallMs?: number | undefined;
}

export interface Signal {
  pattern?: number | undefined;
  durationMs?: number | undefined;
}

export interface Relay {
  pulseMs?: number | undefined;
}

export interface Diagnose {
  check?: number | undefined;
  value?: number | undefined;
}

export interface Diagnosis {
  data?: string | undefined;
  value?: number | undefined;
  count?: number | undefined;
}

export interface BeginUpdate {
  manifest?: string | undefined;
  mac?: string | undefined;
}

export interface StoreImage {
  offset?: number | undefined;
  data?: string | undefined;
}

/** Has no fields. */
export type FinishUpdate = object;

export interface UpdateState {
  received?: number | undefined;
  number?: number | undefined;
}

export interface ImageManifest {
  number?: number | undefined;
  version?: string | undefined;
  size?: number | undefined;
  digest?: string | undefined;
  boards: string[];
}

export interface LendNext {
  withinMs?: number | undefined;
}

export interface SetPolicy {
  policy?: string | undefined;
  mac?: string | undefined;
}

export interface StoreKeys {
  offset?: number | undefined;
  data?: string | undefined;
  mac?: string | undefined;
}

export interface StoreCoupons {
  firstCounter?: number | undefined;
  offset?: number | undefined;
  data?: string | undefined;
}

export interface FactoryReset {
  force?: boolean | undefined;
}

export interface Exchange {
  apdu?: string | undefined;
  raw?: boolean | undefined;
}

export interface Exchanged {
  apdu?: string | undefined;
}

export interface Finish {
  accepted?: boolean | undefined;
  credential?: string | undefined;
}

export interface Status {
  uptimeMs?: number | undefined;
  chipVersion?: number | undefined;
  polls?: number | undefined;
  taps?: number | undefined;
  removedEarly?: number | undefined;
  severalCards?: number | undefined;
  radioFaults?: number | undefined;
  chipFaults?: number | undefined;
  framesIn?: number | undefined;
  framesBad?: number | undefined;
  pending?: number | undefined;
  refusedFull?: number | undefined;
  memoryFree?: number | undefined;
  wallMs?: number | undefined;
  chipReinits?: number | undefined;
  chipResets?: number | undefined;
  records?: number | undefined;
  unrecorded?: number | undefined;
  dropped?: number | undefined;
  journalBytes?: number | undefined;
  journalFree?: number | undefined;
  journalErases?: number | undefined;
  journalRetired?: number | undefined;
  forbidden?: number | undefined;
  rejected?: number | undefined;
  couponsLeft?: number | undefined;
  unsignedRecords?: number | undefined;
  couponsEnd?: number | undefined;
  door?: number | undefined;
  storageFree?: number | undefined;
  updateReceived?: number | undefined;
}

export interface Notice {
  kind?: number | undefined;
  fault?: number | undefined;
  value?: number | undefined;
  uptimeMs?: number | undefined;
  uid?: string | undefined;
  profile?: number | undefined;
  remedy?: number | undefined;
  atqa?: string | undefined;
  sak?: number | undefined;
  ats?: string | undefined;
}

export interface SealedRecord {
  record?: string | undefined;
  mac?: string | undefined;
  signature?: string | undefined;
}

export interface Record {
  readerId?: string | undefined;
  epoch?: number | undefined;
  counter?: number | undefined;
  boot?: number | undefined;
  uptimeMs?: number | undefined;
  wallMs?: number | undefined;
  wallSource?: number | undefined;
  previous?: string | undefined;
  keyVersion?: number | undefined;
  tap?: Tap | undefined;
  bootRecord?: Boot | undefined;
  timeSet?: TimeSet | undefined;
  gap?: Gap | undefined;
  fault?: FaultReport | undefined;
  keyChange?: KeyChange | undefined;
  forbidden?: ForbiddenRequest | undefined;
  farewell?: Farewell | undefined;
  firmwareChange?: FirmwareChange | undefined;
}

export interface RecordHead {
  readerId?: string | undefined;
  epoch?: number | undefined;
  counter?: number | undefined;
  keyVersion?: number | undefined;
  gap?: Gap | undefined;
}

export interface TimeSet {
  beforeMs?: number | undefined;
}

export interface Gap {
  firstCounter?: number | undefined;
  lastCounter?: number | undefined;
  records?: number | undefined;
}

export interface FaultReport {
  fault?: number | undefined;
  remedy?: number | undefined;
  value?: number | undefined;
  count?: number | undefined;
}

export interface ForbiddenRequest {
  role?: number | undefined;
  request?: number | undefined;
  count?: number | undefined;
}

export interface Farewell {
  givenUp?: number | undefined;
}

export interface FirmwareChange {
  step?: number | undefined;
  number?: number | undefined;
  previousNumber?: number | undefined;
  digest?: string | undefined;
}

export interface KeyChange {
  previousEpoch?: number | undefined;
  previousKeyVersion?: number | undefined;
}

export interface Boot {
  resetReason?: number | undefined;
  firmwareHash?: string | undefined;
  interpreter?: string | undefined;
}

export interface Tap {
  family?: number | undefined;
  uid?: string | undefined;
  atqa?: string | undefined;
  sak?: number | undefined;
  ats?: string | undefined;
  assurance?: number | undefined;
  method?: number | undefined;
  refusal?: number | undefined;
  keySlot?: number | undefined;
  keyVersion?: number | undefined;
  credential?: string | undefined;
  activateUs?: number | undefined;
  authenticateUs?: number | undefined;
  readUs?: number | undefined;
  randomUid?: boolean | undefined;
  profile?: number | undefined;
  slow?: boolean | undefined;
  originality?: string | undefined;
  policyVersion?: number | undefined;
  exchanges?: string | undefined;
  weakness?: number | undefined;
  cardCounter?: number | undefined;
}

export interface ReaderConfig {
  readerId?: string | undefined;
  epoch?: number | undefined;
  tapKey?: string | undefined;
  tapKeyVersion?: number | undefined;
  randomKey?: string | undefined;
  cardKeys: CardKey[];
  policy?: AcceptancePolicy | undefined;
  policyKey?: string | undefined;
  overflow?: number | undefined;
  journalArea?: number | undefined;
  roleKeys: RoleKey[];
  signingKey?: SigningKey | undefined;
}

export interface Board {
  pins?: string | undefined;
  name?: string | undefined;
  activeLow?: number | undefined;
  relayLimitMs?: number | undefined;
  doorLimitMs?: number | undefined;
  spiHz?: number | undefined;
}

export interface SigningKey {
  table?: string | undefined;
  nonceSeed?: string | undefined;
  publicKey?: string | undefined;
  certificate?: string | undefined;
  firstCounter?: number | undefined;
  coupons?: number | undefined;
  required?: boolean | undefined;
}

export interface RoleKey {
  role?: number | undefined;
  version?: number | undefined;
  key?: string | undefined;
}

export interface CardKey {
  slot?: number | undefined;
  version?: number | undefined;
  key?: string | undefined;
}

export interface AcceptancePolicy {
  version?: number | undefined;
  profiles: Profile[];
  acceptUid?: boolean | undefined;
  severalCards?: number | undefined;
  slowUs?: number | undefined;
}

export interface Profile {
  family?: number | undefined;
  applicationId?: string | undefined;
  keyNumber?: number | undefined;
  keySlot?: number | undefined;
  file?: number | undefined;
  offset?: number | undefined;
  length?: number | undefined;
  mode?: number | undefined;
  diversified?: boolean | undefined;
  systemId?: string | undefined;
  legacyAes?: boolean | undefined;
  wrapped?: boolean | undefined;
  minimum?: number | undefined;
  hostHeld?: boolean | undefined;
  uidKeySlot?: number | undefined;
  uidKeyNumber?: number | undefined;
  originality?: boolean | undefined;
  block?: number | undefined;
  keyB?: boolean | undefined;
  counter?: number | undefined;
}

/** What an optional field adds when it has its default value. */
const NONE = "";
export type Part = number | string | Part[];

/** A varint: the byte itself below 128, which nearly all are, else its bytes. Numbers up to 2^53 - 1. */
export function varint(n: number): Part {
  if (n < 128) return n;
  const bytes = [];
  while (n > 127) {
    bytes.push((n % 128) | 128);
    n = Math.floor(n / 128);
  }
  bytes.push(n);
  return bytes;
}

/** A length-delimited field. */
export function text(tag: number | number[], s: string): Part {
  return [tag, varint(s.length), s] as Part[];
}

export function encodeFirmwareChange(m: FirmwareChange): string {
  return E.toString(
    m.step ? [8, varint(m.step)] : NONE,
    m.number ? [16, varint(m.number)] : NONE,
    m.previousNumber ? [24, varint(m.previousNumber)] : NONE,
    m.digest ? text(34, m.digest) : NONE,
    NONE,
  );
}

export function encodeFarewell(m: Farewell): string {
  return E.toString(
    m.givenUp ? [8, varint(m.givenUp)] : NONE,
    NONE,
  );
}

export function encodeForbiddenRequest(m: ForbiddenRequest): string {
  return E.toString(
    m.role ? [8, varint(m.role)] : NONE,
    m.request ? [16, varint(m.request)] : NONE,
    m.count ? [24, varint(m.count)] : NONE,
    NONE,
  );
}

export function encodeKeyChange(m: KeyChange): string {
  return E.toString(
    m.previousEpoch ? [8, varint(m.previousEpoch)] : NONE,
    m.previousKeyVersion ? [16, varint(m.previousKeyVersion)] : NONE,
    NONE,
  );
}

export function encodeFaultReport(m: FaultReport): string {
  return E.toString(
    m.fault ? [8, varint(m.fault)] : NONE,
    m.remedy ? [16, varint(m.remedy)] : NONE,
    m.value ? [24, varint(m.value)] : NONE,
    m.count ? [32, varint(m.count)] : NONE,
    NONE,
  );
}

export function encodeGap(m: Gap): string {
  return E.toString(
    m.firstCounter ? [8, varint(m.firstCounter)] : NONE,
    m.lastCounter ? [16, varint(m.lastCounter)] : NONE,
    m.records ? [24, varint(m.records)] : NONE,
    NONE,
  );
}

export function encodeTimeSet(m: TimeSet): string {
  return E.toString(
    m.beforeMs ? [8, varint(m.beforeMs)] : NONE,
    NONE,
  );
}

export function encodeBoot(m: Boot): string {
  return E.toString(
    m.resetReason ? [8, varint(m.resetReason)] : NONE,
    m.firmwareHash ? text(18, m.firmwareHash) : NONE,
    m.interpreter ? text(26, m.interpreter) : NONE,
    NONE,
  );
}

export function encodeTap(m: Tap): string {
  return E.toString(
    m.family ? [8, varint(m.family)] : NONE,
    m.uid ? text(18, m.uid) : NONE,
    m.atqa ? text(26, m.atqa) : NONE,
    m.sak ? [32, varint(m.sak)] : NONE,
    m.ats ? text(42, m.ats) : NONE,
    m.assurance ? [48, varint(m.assurance)] : NONE,
    m.method ? [56, varint(m.method)] : NONE,
    m.refusal ? [64, varint(m.refusal)] : NONE,
    m.keySlot ? [72, varint(m.keySlot)] : NONE,
    m.keyVersion ? [80, varint(m.keyVersion)] : NONE,
    m.credential ? text(90, m.credential) : NONE,
    m.activateUs ? [96, varint(m.activateUs)] : NONE,
    m.authenticateUs ? [104, varint(m.authenticateUs)] : NONE,
    m.readUs ? [112, varint(m.readUs)] : NONE,
    m.randomUid ? [120, 1] : NONE,
    m.profile ? [128, 1, varint(m.profile)] : NONE,
    m.slow ? [136, 1, 1] : NONE,
    m.originality ? text([146, 1], m.originality) : NONE,
    m.policyVersion ? [152, 1, varint(m.policyVersion)] : NONE,
    m.exchanges ? text([162, 1], m.exchanges) : NONE,
    m.weakness ? [168, 1, varint(m.weakness)] : NONE,
    m.cardCounter ? [176, 1, varint(m.cardCounter)] : NONE,
    NONE,
  );
}

export function encodeRecord(m: Record): string {
  return E.toString(
    m.readerId ? text(10, m.readerId) : NONE,
    m.epoch ? [16, varint(m.epoch)] : NONE,
    m.counter ? [24, varint(m.counter)] : NONE,
    m.boot ? [32, varint(m.boot)] : NONE,
    m.uptimeMs ? [40, varint(m.uptimeMs)] : NONE,
    m.wallMs ? [48, varint(m.wallMs)] : NONE,
    m.wallSource ? [56, varint(m.wallSource)] : NONE,
    m.previous ? text(66, m.previous) : NONE,
    m.keyVersion ? [72, varint(m.keyVersion)] : NONE,
    m.tap ? text(82, encodeTap(m.tap)) : NONE,
    m.bootRecord ? text(90, encodeBoot(m.bootRecord)) : NONE,
    m.timeSet ? text(98, encodeTimeSet(m.timeSet)) : NONE,
    m.gap ? text(106, encodeGap(m.gap)) : NONE,
    m.fault ? text(114, encodeFaultReport(m.fault)) : NONE,
    m.keyChange ? text(122, encodeKeyChange(m.keyChange)) : NONE,
    m.forbidden ? text([130, 1], encodeForbiddenRequest(m.forbidden)) : NONE,
    m.farewell ? text([138, 1], encodeFarewell(m.farewell)) : NONE,
    m.firmwareChange ? text([146, 1], encodeFirmwareChange(m.firmwareChange)) : NONE,
    NONE,
  );
}

export function encodeNotice(m: Notice): string {
  return E.toString(
    m.kind ? [8, varint(m.kind)] : NONE,
    m.fault ? [16, varint(m.fault)] : NONE,
    m.value ? [24, varint(m.value)] : NONE,
    m.uptimeMs ? [32, varint(m.uptimeMs)] : NONE,
    m.uid ? text(42, m.uid) : NONE,
    m.profile ? [48, varint(m.profile)] : NONE,
    m.remedy ? [56, varint(m.remedy)] : NONE,
    m.atqa ? text(66, m.atqa) : NONE,
    m.sak ? [72, varint(m.sak)] : NONE,
    m.ats ? text(82, m.ats) : NONE,
    NONE,
  );
}

export function encodeUpdateState(m: UpdateState): string {
  return E.toString(
    m.received ? [8, varint(m.received)] : NONE,
    m.number ? [16, varint(m.number)] : NONE,
    NONE,
  );
}

export function encodeDiagnosis(m: Diagnosis): string {
  return E.toString(
    m.data ? text(10, m.data) : NONE,
    m.value ? [16, varint(m.value)] : NONE,
    m.count ? [24, varint(m.count)] : NONE,
    NONE,
  );
}

export function encodeSealedRecord(m: SealedRecord): string {
  return E.toString(
    m.record ? text(10, m.record) : NONE,
    m.mac ? text(18, m.mac) : NONE,
    m.signature ? text(26, m.signature) : NONE,
    NONE,
  );
}

export function encodePong(m: Pong): string {
  return E.toString(
    m.uptimeMs ? [8, varint(m.uptimeMs)] : NONE,
    m.wallMs ? [16, varint(m.wallMs)] : NONE,
    m.firstCounter ? [24, varint(m.firstCounter)] : NONE,
    m.lastCounter ? [32, varint(m.lastCounter)] : NONE,
    NONE,
  );
}

export function encodeExchanged(m: Exchanged): string {
  return E.toString(
    m.apdu ? text(10, m.apdu) : NONE,
    NONE,
  );
}

export function encodeStatus(m: Status): string {
  return E.toString(
    m.uptimeMs ? [8, varint(m.uptimeMs)] : NONE,
    m.chipVersion ? [16, varint(m.chipVersion)] : NONE,
    m.polls ? [24, varint(m.polls)] : NONE,
    m.taps ? [32, varint(m.taps)] : NONE,
    m.removedEarly ? [40, varint(m.removedEarly)] : NONE,
    m.severalCards ? [48, varint(m.severalCards)] : NONE,
    m.radioFaults ? [56, varint(m.radioFaults)] : NONE,
    m.chipFaults ? [64, varint(m.chipFaults)] : NONE,
    m.framesIn ? [72, varint(m.framesIn)] : NONE,
    m.framesBad ? [80, varint(m.framesBad)] : NONE,
    m.pending ? [88, varint(m.pending)] : NONE,
    m.refusedFull ? [96, varint(m.refusedFull)] : NONE,
    m.memoryFree ? [104, varint(m.memoryFree)] : NONE,
    m.wallMs ? [112, varint(m.wallMs)] : NONE,
    m.chipReinits ? [120, varint(m.chipReinits)] : NONE,
    m.chipResets ? [128, 1, varint(m.chipResets)] : NONE,
    m.records ? [136, 1, varint(m.records)] : NONE,
    m.unrecorded ? [144, 1, varint(m.unrecorded)] : NONE,
    m.dropped ? [152, 1, varint(m.dropped)] : NONE,
    m.journalBytes ? [160, 1, varint(m.journalBytes)] : NONE,
    m.journalFree ? [168, 1, varint(m.journalFree)] : NONE,
    m.journalErases ? [176, 1, varint(m.journalErases)] : NONE,
    m.journalRetired ? [184, 1, varint(m.journalRetired)] : NONE,
    m.forbidden ? [192, 1, varint(m.forbidden)] : NONE,
    m.rejected ? [200, 1, varint(m.rejected)] : NONE,
    m.couponsLeft ? [208, 1, varint(m.couponsLeft)] : NONE,
    m.unsignedRecords ? [216, 1, varint(m.unsignedRecords)] : NONE,
    m.couponsEnd ? [224, 1, varint(m.couponsEnd)] : NONE,
    m.door ? [232, 1, varint(m.door)] : NONE,
    m.storageFree ? [240, 1, varint(m.storageFree)] : NONE,
    m.updateReceived ? [248, 1, varint(m.updateReceived)] : NONE,
    NONE,
  );
}

export function encodeAnswer(m: Answer): string {
  return E.toString(
    m.id ? [8, varint(m.id)] : NONE,
    m.code ? [16, varint(m.code)] : NONE,
    m.status ? text(26, encodeStatus(m.status)) : NONE,
    m.exchanged ? text(34, encodeExchanged(m.exchanged)) : NONE,
    m.pong ? text(42, encodePong(m.pong)) : NONE,
    m.farewell ? text(50, encodeSealedRecord(m.farewell)) : NONE,
    m.diagnosis ? text(58, encodeDiagnosis(m.diagnosis)) : NONE,
    m.updateState ? text(66, encodeUpdateState(m.updateState)) : NONE,
    NONE,
  );
}

export function encodeOpened(m: Opened): string {
  return E.toString(
    m.hostNonce ? text(10, m.hostNonce) : NONE,
    m.hello ? text(18, m.hello) : NONE,
    m.code ? [24, varint(m.code)] : NONE,
    m.authenticator ? text(34, m.authenticator) : NONE,
    NONE,
  );
}

export function encodeToHost(m: ToHost): string {
  return E.toString(
    m.session ? [8, varint(m.session)] : NONE,
    m.opened ? text(18, encodeOpened(m.opened)) : NONE,
    m.record ? text(26, encodeSealedRecord(m.record)) : NONE,
    m.answer ? text(34, encodeAnswer(m.answer)) : NONE,
    m.notice ? text(42, encodeNotice(m.notice)) : NONE,
    NONE,
  );
}

export function encodeHello(m: Hello): string {
  return E.toString(
    m.protocolMin ? [8, varint(m.protocolMin)] : NONE,
    m.protocolMax ? [16, varint(m.protocolMax)] : NONE,
    m.readerId ? text(26, m.readerId) : NONE,
    m.boot ? [32, varint(m.boot)] : NONE,
    m.resetReason ? [40, varint(m.resetReason)] : NONE,
    m.receiveLimit ? [48, varint(m.receiveLimit)] : NONE,
    m.frameLimit ? [56, varint(m.frameLimit)] : NONE,
    m.state ? [64, varint(m.state)] : NONE,
    m.nonce ? text(74, m.nonce) : NONE,
    m.epoch ? [80, varint(m.epoch)] : NONE,
    m.firstCounter ? [88, varint(m.firstCounter)] : NONE,
    m.lastCounter ? [96, varint(m.lastCounter)] : NONE,
    m.chipVersion ? [104, varint(m.chipVersion)] : NONE,
    m.firmwareHash ? text(114, m.firmwareHash) : NONE,
    m.firmwareVersion ? text(122, m.firmwareVersion) : NONE,
    m.interpreter ? text([130, 1], m.interpreter) : NONE,
    m.features ? [136, 1, varint(m.features)] : NONE,
    m.uptimeMs ? [144, 1, varint(m.uptimeMs)] : NONE,
    m.roleKeyVersion ? [152, 1, varint(m.roleKeyVersion)] : NONE,
    m.certificate ? text([162, 1], m.certificate) : NONE,
    m.board ? text([170, 1], m.board) : NONE,
    m.firmwareNumber ? [176, 1, varint(m.firmwareNumber)] : NONE,
    NONE,
  );
}

/** The message being read: as bytes to look at, as a string to cut from, and where in it we are. */
let bytes: Uint8Array;
let source: string;
let at: number;

function malformed(): never {
  throw new Error("malformed message");
}

function start(s: string): number {
  source = s;
  bytes = E.toUint8Array(s);
  at = 0;
  return s.length;
}

/** A varint of at most ten bytes; above 2^53 digits are lost, as in any double. */
function number(end: number): number {
  let byte = at < end ? bytes[at++] : malformed();
  if (byte < 128) return byte;
  let value = byte & 127;
  let scale = 128;
  for (let count = 1; ; count++) {
    if (at >= end || count > 9) malformed();
    byte = bytes[at++];
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
}

/** The end of a length-delimited field that starts here. */
function limit(end: number): number {
  const size = number(end);
  if (size > end - at) malformed();
  return at + size;
}

function string(end: number): string {
  const stop = limit(end);
  const s = source.substr(at, stop - at);
  at = stop;
  return s;
}

/** Skips a field that this version does not know. Groups (wire types 3 and 4) are not protobuf version 3. */
function skip(tag: number, end: number): void {
  const wire = tag & 7;
  if (tag < 8) malformed();
  if (wire === 0) number(end);
  else if (wire === 1) at += 8;
  else if (wire === 2) at = limit(end);
  else if (wire === 5) at += 4;
  else malformed();
  if (at > end) malformed();
}

function readBoard(end: number): Board {
  const m: Board = { pins: "", name: "", activeLow: 0, relayLimitMs: 0, doorLimitMs: 0, spiHz: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 10) m.pins = string(end);
    else if (tag === 18) m.name = string(end);
    else if (tag === 24) m.activeLow = number(end);
    else if (tag === 32) m.relayLimitMs = number(end);
    else if (tag === 40) m.doorLimitMs = number(end);
    else if (tag === 48) m.spiHz = number(end);
    else skip(tag, end);
  }
  return m;
}

function readImageManifest(end: number): ImageManifest {
  const m: ImageManifest = { number: 0, version: "", size: 0, digest: "", boards: [] };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.number = number(end);
    else if (tag === 18) m.version = string(end);
    else if (tag === 24) m.size = number(end);
    else if (tag === 34) m.digest = string(end);
    else if (tag === 42) m.boards.push(string(end));
    else skip(tag, end);
  }
  return m;
}

function readGap(end: number): Gap {
  const m: Gap = { firstCounter: 0, lastCounter: 0, records: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.firstCounter = number(end);
    else if (tag === 16) m.lastCounter = number(end);
    else if (tag === 24) m.records = number(end);
    else skip(tag, end);
  }
  return m;
}

function readRecordHead(end: number): RecordHead {
  const m: RecordHead = { readerId: "", epoch: 0, counter: 0, keyVersion: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 10) m.readerId = string(end);
    else if (tag === 16) m.epoch = number(end);
    else if (tag === 24) m.counter = number(end);
    else if (tag === 72) m.keyVersion = number(end);
    else if (tag === 106) m.gap = readGap(limit(end));
    else skip(tag, end);
  }
  return m;
}

function readSealedRecord(end: number): SealedRecord {
  const m: SealedRecord = { record: "", mac: "", signature: "" };
  while (at < end) {
    const tag = number(end);
    if (tag === 10) m.record = string(end);
    else if (tag === 18) m.mac = string(end);
    else if (tag === 26) m.signature = string(end);
    else skip(tag, end);
  }
  return m;
}

function readProfile(end: number): Profile {
  const m: Profile = { family: 0, applicationId: "", keyNumber: 0, keySlot: 0, file: 0, offset: 0, length: 0, mode: 0, diversified: false, systemId: "", legacyAes: false, wrapped: false, minimum: 0, hostHeld: false, uidKeySlot: 0, uidKeyNumber: 0, originality: false, block: 0, keyB: false, counter: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.family = number(end);
    else if (tag === 18) m.applicationId = string(end);
    else if (tag === 24) m.keyNumber = number(end);
    else if (tag === 32) m.keySlot = number(end);
    else if (tag === 40) m.file = number(end);
    else if (tag === 48) m.offset = number(end);
    else if (tag === 56) m.length = number(end);
    else if (tag === 64) m.mode = number(end);
    else if (tag === 72) m.diversified = number(end) !== 0;
    else if (tag === 82) m.systemId = string(end);
    else if (tag === 88) m.legacyAes = number(end) !== 0;
    else if (tag === 96) m.wrapped = number(end) !== 0;
    else if (tag === 104) m.minimum = number(end);
    else if (tag === 112) m.hostHeld = number(end) !== 0;
    else if (tag === 120) m.uidKeySlot = number(end);
    else if (tag === 128) m.uidKeyNumber = number(end);
    else if (tag === 136) m.originality = number(end) !== 0;
    else if (tag === 144) m.block = number(end);
    else if (tag === 152) m.keyB = number(end) !== 0;
    else if (tag === 160) m.counter = number(end);
    else skip(tag, end);
  }
  return m;
}

function readAcceptancePolicy(end: number): AcceptancePolicy {
  const m: AcceptancePolicy = { version: 0, profiles: [], acceptUid: false, severalCards: 0, slowUs: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.version = number(end);
    else if (tag === 18) m.profiles.push(readProfile(limit(end)));
    else if (tag === 24) m.acceptUid = number(end) !== 0;
    else if (tag === 32) m.severalCards = number(end);
    else if (tag === 40) m.slowUs = number(end);
    else skip(tag, end);
  }
  return m;
}

function readSigningKey(end: number): SigningKey {
  const m: SigningKey = { table: "", nonceSeed: "", publicKey: "", certificate: "", firstCounter: 0, coupons: 0, required: false };
  while (at < end) {
    const tag = number(end);
    if (tag === 10) m.table = string(end);
    else if (tag === 18) m.nonceSeed = string(end);
    else if (tag === 26) m.publicKey = string(end);
    else if (tag === 34) m.certificate = string(end);
    else if (tag === 40) m.firstCounter = number(end);
    else if (tag === 48) m.coupons = number(end);
    else if (tag === 56) m.required = number(end) !== 0;
    else skip(tag, end);
  }
  return m;
}

function readRoleKey(end: number): RoleKey {
  const m: RoleKey = { role: 0, version: 0, key: "" };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.role = number(end);
    else if (tag === 16) m.version = number(end);
    else if (tag === 26) m.key = string(end);
    else skip(tag, end);
  }
  return m;
}

function readCardKey(end: number): CardKey {
  const m: CardKey = { slot: 0, version: 0, key: "" };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.slot = number(end);
    else if (tag === 16) m.version = number(end);
    else if (tag === 26) m.key = string(end);
    else skip(tag, end);
  }
  return m;
}

function readReaderConfig(end: number): ReaderConfig {
  const m: ReaderConfig = { readerId: "", epoch: 0, tapKey: "", tapKeyVersion: 0, randomKey: "", cardKeys: [], policyKey: "", overflow: 0, journalArea: 0, roleKeys: [] };
  while (at < end) {
    const tag = number(end);
    if (tag === 10) m.readerId = string(end);
    else if (tag === 16) m.epoch = number(end);
    else if (tag === 26) m.tapKey = string(end);
    else if (tag === 32) m.tapKeyVersion = number(end);
    else if (tag === 42) m.randomKey = string(end);
    else if (tag === 50) m.cardKeys.push(readCardKey(limit(end)));
    else if (tag === 58) m.policy = readAcceptancePolicy(limit(end));
    else if (tag === 66) m.policyKey = string(end);
    else if (tag === 72) m.overflow = number(end);
    else if (tag === 80) m.journalArea = number(end);
    else if (tag === 90) m.roleKeys.push(readRoleKey(limit(end)));
    else if (tag === 98) m.signingKey = readSigningKey(limit(end));
    else skip(tag, end);
  }
  return m;
}

function readLendNext(end: number): LendNext {
  const m: LendNext = { withinMs: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.withinMs = number(end);
    else skip(tag, end);
  }
  return m;
}

function readFinishUpdate(end: number): FinishUpdate {
  const m: FinishUpdate = {};
  while (at < end) {
    const tag = number(end);
    skip(tag, end);
  }
  return m;
}

function readStoreImage(end: number): StoreImage {
  const m: StoreImage = { offset: 0, data: "" };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.offset = number(end);
    else if (tag === 18) m.data = string(end);
    else skip(tag, end);
  }
  return m;
}

function readBeginUpdate(end: number): BeginUpdate {
  const m: BeginUpdate = { manifest: "", mac: "" };
  while (at < end) {
    const tag = number(end);
    if (tag === 10) m.manifest = string(end);
    else if (tag === 18) m.mac = string(end);
    else skip(tag, end);
  }
  return m;
}

function readDiagnose(end: number): Diagnose {
  const m: Diagnose = { check: 0, value: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.check = number(end);
    else if (tag === 16) m.value = number(end);
    else skip(tag, end);
  }
  return m;
}

function readRelay(end: number): Relay {
  const m: Relay = { pulseMs: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.pulseMs = number(end);
    else skip(tag, end);
  }
  return m;
}

function readStoreCoupons(end: number): StoreCoupons {
  const m: StoreCoupons = { firstCounter: 0, offset: 0, data: "" };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.firstCounter = number(end);
    else if (tag === 16) m.offset = number(end);
    else if (tag === 26) m.data = string(end);
    else skip(tag, end);
  }
  return m;
}

function readFactoryReset(end: number): FactoryReset {
  const m: FactoryReset = { force: false };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.force = number(end) !== 0;
    else skip(tag, end);
  }
  return m;
}

function readStoreKeys(end: number): StoreKeys {
  const m: StoreKeys = { offset: 0, data: "", mac: "" };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.offset = number(end);
    else if (tag === 18) m.data = string(end);
    else if (tag === 26) m.mac = string(end);
    else skip(tag, end);
  }
  return m;
}

function readFinish(end: number): Finish {
  const m: Finish = { accepted: false, credential: "" };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.accepted = number(end) !== 0;
    else if (tag === 18) m.credential = string(end);
    else skip(tag, end);
  }
  return m;
}

function readExchange(end: number): Exchange {
  const m: Exchange = { apdu: "", raw: false };
  while (at < end) {
    const tag = number(end);
    if (tag === 10) m.apdu = string(end);
    else if (tag === 16) m.raw = number(end) !== 0;
    else skip(tag, end);
  }
  return m;
}

function readSetPolicy(end: number): SetPolicy {
  const m: SetPolicy = { policy: "", mac: "" };
  while (at < end) {
    const tag = number(end);
    if (tag === 10) m.policy = string(end);
    else if (tag === 18) m.mac = string(end);
    else skip(tag, end);
  }
  return m;
}

function readSignal(end: number): Signal {
  const m: Signal = { pattern: 0, durationMs: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.pattern = number(end);
    else if (tag === 16) m.durationMs = number(end);
    else skip(tag, end);
  }
  return m;
}

function readSetTime(end: number): SetTime {
  const m: SetTime = { wallMs: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.wallMs = number(end);
    else skip(tag, end);
  }
  return m;
}

function readGetStatus(end: number): GetStatus {
  const m: GetStatus = {};
  while (at < end) {
    const tag = number(end);
    skip(tag, end);
  }
  return m;
}

function readPing(end: number): Ping {
  const m: Ping = {};
  while (at < end) {
    const tag = number(end);
    skip(tag, end);
  }
  return m;
}

function readRequest(end: number): Request {
  const m: Request = { id: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.id = number(end);
    else if (tag === 18) m.ping = readPing(limit(end));
    else if (tag === 26) m.getStatus = readGetStatus(limit(end));
    else if (tag === 34) m.setTime = readSetTime(limit(end));
    else if (tag === 42) m.signal = readSignal(limit(end));
    else if (tag === 50) m.setPolicy = readSetPolicy(limit(end));
    else if (tag === 58) m.exchange = readExchange(limit(end));
    else if (tag === 66) m.finish = readFinish(limit(end));
    else if (tag === 74) m.storeKeys = readStoreKeys(limit(end));
    else if (tag === 82) m.factoryReset = readFactoryReset(limit(end));
    else if (tag === 90) m.storeCoupons = readStoreCoupons(limit(end));
    else if (tag === 98) m.relay = readRelay(limit(end));
    else if (tag === 106) m.diagnose = readDiagnose(limit(end));
    else if (tag === 114) m.beginUpdate = readBeginUpdate(limit(end));
    else if (tag === 122) m.storeImage = readStoreImage(limit(end));
    else if (tag === 130) m.finishUpdate = readFinishUpdate(limit(end));
    else if (tag === 138) m.lendNext = readLendNext(limit(end));
    else skip(tag, end);
  }
  return m;
}

function readAck(end: number): Ack {
  const m: Ack = { epoch: 0, counter: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.epoch = number(end);
    else if (tag === 16) m.counter = number(end);
    else skip(tag, end);
  }
  return m;
}

function readOpen(end: number): Open {
  const m: Open = { protocol: 0, readerNonce: "", hostNonce: "", wallMs: 0, role: 0, keyVersion: 0, authenticator: "" };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.protocol = number(end);
    else if (tag === 18) m.readerNonce = string(end);
    else if (tag === 26) m.hostNonce = string(end);
    else if (tag === 32) m.wallMs = number(end);
    else if (tag === 40) m.role = number(end);
    else if (tag === 48) m.keyVersion = number(end);
    else if (tag === 58) m.authenticator = string(end);
    else skip(tag, end);
  }
  return m;
}

function readToReader(end: number): ToReader {
  const m: ToReader = { session: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.session = number(end);
    else if (tag === 18) m.open = readOpen(limit(end));
    else if (tag === 26) m.ack = readAck(limit(end));
    else if (tag === 34) m.request = readRequest(limit(end));
    else skip(tag, end);
  }
  return m;
}

function readHelloRequest(end: number): HelloRequest {
  const m: HelloRequest = { protocolMax: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.protocolMax = number(end);
    else skip(tag, end);
  }
  return m;
}

/** Throws on anything that is not protobuf. */
export function decodeHelloRequest(s: string): HelloRequest {
  return readHelloRequest(start(s));
}

/** Throws on anything that is not protobuf. */
export function decodeToReader(s: string): ToReader {
  return readToReader(start(s));
}

/** Throws on anything that is not protobuf. */
export function decodeReaderConfig(s: string): ReaderConfig {
  return readReaderConfig(start(s));
}

/** Throws on anything that is not protobuf. */
export function decodeAcceptancePolicy(s: string): AcceptancePolicy {
  return readAcceptancePolicy(start(s));
}

/** Throws on anything that is not protobuf. */
export function decodeSealedRecord(s: string): SealedRecord {
  return readSealedRecord(start(s));
}

/** Throws on anything that is not protobuf. */
export function decodeRecordHead(s: string): RecordHead {
  return readRecordHead(start(s));
}

/** Throws on anything that is not protobuf. */
export function decodeImageManifest(s: string): ImageManifest {
  return readImageManifest(start(s));
}

/** Throws on anything that is not protobuf. */
export function decodeBoard(s: string): Board {
  return readBoard(start(s));
}
