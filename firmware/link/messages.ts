// Generated from protocol/ketuk.proto by protocol/generate.ts; do not edit.

/** The board's codec for the messages of ketuk.proto. Bytes are byte strings: one character per byte. */

export const enum Feature {
  UPDATE = 0,
  DIAGNOSE = 1,
  LEND_NEXT = 2,
  RELAY = 3,
  DOOR = 4,
  GATE = 5,
  SPEED = 6,
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

export const enum Gate {
  NONE = 0,
  ADMITTED = 1,
  NOT_LISTED = 2,
  PASSED_BACK = 3,
  WRONG_TIME = 4,
  NO_CLOCK = 5,
  TOO_WEAK = 6,
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
  GATE = 7,
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
  storeMembers?: StoreMembers | undefined;
  getMembers?: GetMembers | undefined;
  setSpeed?: SetSpeed | undefined;
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
  members?: Members | undefined;
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

export interface SetSpeed {
  fast?: boolean | undefined;
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

export interface StoreMembers {
  bucket?: number | undefined;
  offset?: number | undefined;
  data?: string | undefined;
  erase?: boolean | undefined;
}

export interface GetMembers {
  firstBucket?: number | undefined;
}

export interface Members {
  digests?: string | undefined;
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
  tap?: TapHead | undefined;
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
  gate?: number | undefined;
  gateUs?: number | undefined;
  /** What `begin` has made of its early fields. */
  begun?: string;
}

export interface TapHead {
  uid?: string | undefined;
  gate?: number | undefined;
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
  gate?: boolean | undefined;
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
  gate?: GateRules | undefined;
}

export interface GateRules {
  openMs?: number | undefined;
  passbackMs?: number | undefined;
  windows: TimeWindow[];
  zoneMinutes?: number | undefined;
  openWithoutClock?: boolean | undefined;
  minimum?: number | undefined;
}

export interface TimeWindow {
  group?: number | undefined;
  days?: number | undefined;
  fromMinute?: number | undefined;
  toMinute?: number | undefined;
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

interface Message {
  [field: string]: unknown;
}

/** Two bytes. */
function place(n: number): string {
  return String.fromCharCode(n >> 8, n & 255);
}

/**
 * All tables stay one text in flash, behind the places of their beginnings: an array of them would take memory. The build
 * does the same with the short names of the properties: see firmware/names.ts.
 */
function FIELDS(text: string): string {
  const tables = text.split(";");
  let at = tables.length * 2 + 2;
  let places = place(at);
  for (let i = 0; i < tables.length; i++) places += place((at += tables[i].length));
  return places + tables.join("");
}

/**
 * Fields by message: first how many of them may have to be set to their defaults, then at the place of its number each
 * field's kind and name. Kinds: 0 number, 1 bool, 2 bytes, from A on a message with the table of that place, * before
 * the kind for a repeated field.
 */
const TABLES = FIELDS("22,0protocolMin,0protocolMax,2readerId,0boot,0resetReason,0receiveLimit,0frameLimit,0state,2nonce,0epoch,0firstCounter,0lastCounter,0chipVersion,2firmwareHash,2firmwareVersion,2interpreter,0features,0uptimeMs,0roleKeyVersion,2certificate,2board,0firmwareNumber;1,0protocolMax;,,Dopen,,Frequest;7,0protocol,2readerNonce,2hostNonce,0wallMs,0role,0keyVersion,2authenticator;4,2hostNonce,2hello,0code,2authenticator;1,0id,Hping,JgetStatus,KsetTime,Msignal,WsetPolicy,_exchange,afinish,XstoreKeys,^factoryReset,YstoreCoupons,Nrelay,Odiagnose,QbeginUpdate,RstoreImage,SfinishUpdate,VlendNext,ZstoreMembers,[getMembers,LsetSpeed;,,,bstatus,`exchanged,Ipong,,Pdiagnosis,TupdateState,]members;;4,0uptimeMs,0wallMs,0firstCounter,0lastCounter;;1,0wallMs;1,1fast;2,0pattern,0durationMs;1,0pulseMs;2,0check,0value;3,2data,0value,0count;2,2manifest,2mac;2,0offset,2data;;2,0received,0number;5,0number,2version,0size,2digest,*2boards;1,0withinMs;2,2policy,2mac;3,0offset,2data,2mac;3,0firstCounter,0offset,2data;4,0bucket,0offset,2data,1erase;1,0firstBucket;;1,2digests;1,1force;2,2apdu,1raw;1,2apdu;2,1accepted,2credential;31,0uptimeMs,0chipVersion,0polls,0taps,0removedEarly,0severalCards,0radioFaults,0chipFaults,0framesIn,0framesBad,0pending,0refusedFull,0memoryFree,0wallMs,0chipReinits,0chipResets,0records,0unrecorded,0dropped,0journalBytes,0journalFree,0journalErases,0journalRetired,0forbidden,0rejected,0couponsLeft,0unsignedRecords,0couponsEnd,0door,0storageFree,0updateReceived;10,0kind,0fault,0value,0uptimeMs,2uid,0profile,0remedy,2atqa,0sak,2ats;,2readerId,0epoch,0counter,0boot,0uptimeMs,0wallMs,0wallSource,2previous,0keyVersion,,mbootRecord,ftimeSet,ggap,hfault,lkeyChange,iforbidden,jfarewell,kfirmwareChange;,,,,,,,,,,,,,ggap;1,0beforeMs;3,0firstCounter,0lastCounter,0records;4,0fault,0remedy,0value,0count;3,0role,0request,0count;1,0givenUp;4,0step,0number,0previousNumber,2digest;2,0previousEpoch,0previousKeyVersion;3,0resetReason,2firmwareHash,2interpreter;13,2readerId,0epoch,2tapKey,0tapKeyVersion,2randomKey,*rcardKeys,spolicy,2policyKey,0overflow,0journalArea,*qroleKeys,psigningKey,1gate;6,2pins,2name,0activeLow,0relayLimitMs,0doorLimitMs,0spiHz;7,2table,2nonceSeed,2publicKey,2certificate,0firstCounter,0coupons,1required;3,0role,0version,2key;3,0slot,0version,2key;5,0version,*vprofiles,1acceptUid,0severalCards,0slowUs,tgate;6,0openMs,0passbackMs,*uwindows,0zoneMinutes,1openWithoutClock,0minimum;4,0group,0days,0fromMinute,0toMinute;20,0family,2applicationId,0keyNumber,0keySlot,0file,0offset,0length,0mode,1diversified,2systemId,1legacyAes,1wrapped,0minimum,1hostHeld,0uidKeySlot,0uidKeyNumber,1originality,0block,1keyB,0counter");

/** What stands in the table of a message, as described above. */
function fieldsOf(table: number): string[] {
  const i = table * 2;
  const from = (TABLES.charCodeAt(i) << 8) | TABLES.charCodeAt(i + 1);
  return TABLES.substring(from, (TABLES.charCodeAt(i + 2) << 8) | TABLES.charCodeAt(i + 3)).split(",");
}

/** The table of a field whose kind is a message. */
function tableOf(field: string): number {
  return field.charCodeAt(0) - 65;
}

/** What an optional field adds when it has its default value. */
const NONE = "";
export type Part = number | string | Part[];

/**
 * A varint: the byte itself below 128, which nearly all are, else its bytes. Numbers up to 2^53 - 1. What stands above a
 * byte is cut off by whoever makes bytes of it.
 */
export function varint(n: number): Part {
  if (n < 128) return n;
  if (n < 0x4000) return [n | 128, n >> 7];
  if (n < 0x200000) return [n | 128, (n >> 7) | 128, n >> 14];
  return [n | 128, (n >> 7) | 128, (n >> 14) | 128, varint(Math.floor(n / 0x200000))];
}

/** A length-delimited field. */
export function text(tag: Part, s: string): Part {
  const size = s.length;
  return [tag, size < 128 ? size : varint(size), s] as Part[];
}

/** A message of which there is only a table. */
function write(table: number, m: object): string {
  const fields = fieldsOf(table);
  const parts: Part[] = [];
  for (let i = 1; i < fields.length; i++) {
    const field = fields[i];
    const value = (m as Message)[field.substr(1)];
    if (!value) continue;
    const kind = i * 8 + (field < "2" ? 0 : 2);
    // As varint does, of which there would be a call for every field.
    const tag = kind < 128 ? kind : [(kind & 127) | 128, kind >> 7];
    if (field < "2") parts.push([tag, varint(+(value as number))]);
    else parts.push(text(tag, field < "3" ? (value as string) : write(tableOf(field), value as object)));
  }
  return E.toString(parts, NONE);
}

export function encodeFirmwareChange(m: FirmwareChange): string {
  return write(42, m);
}

export function encodeFarewell(m: Farewell): string {
  return write(41, m);
}

export function encodeForbiddenRequest(m: ForbiddenRequest): string {
  return write(40, m);
}

export function encodeKeyChange(m: KeyChange): string {
  return write(43, m);
}

export function encodeFaultReport(m: FaultReport): string {
  return write(39, m);
}

export function encodeGap(m: Gap): string {
  return write(38, m);
}

export function encodeTimeSet(m: TimeSet): string {
  return write(37, m);
}

export function encodeBoot(m: Boot): string {
  return write(44, m);
}

/** The early fields of it, encoded: to be kept in `begun`. */
export function beginTap(m: Tap): string {
  return E.toString(
    m.family ? [8, m.family] : NONE,
    m.uid ? [18, m.uid.length, m.uid] : NONE,
    m.atqa ? [26, m.atqa.length, m.atqa] : NONE,
    m.sak ? [32, m.sak < 128 ? m.sak : varint(m.sak)] : NONE,
    m.ats ? [42, m.ats.length, m.ats] : NONE,
    m.keySlot ? [72, m.keySlot < 128 ? m.keySlot : varint(m.keySlot)] : NONE,
    m.keyVersion ? [80, m.keyVersion < 128 ? m.keyVersion : varint(m.keyVersion)] : NONE,
    m.activateUs ? [96, varint(m.activateUs)] : NONE,
    m.authenticateUs ? [104, varint(m.authenticateUs)] : NONE,
    m.randomUid ? [120, 1] : NONE,
    m.profile ? [128, 1, m.profile < 128 ? m.profile : varint(m.profile)] : NONE,
    m.policyVersion ? [152, 1, m.policyVersion < 128 ? m.policyVersion : varint(m.policyVersion)] : NONE,
    NONE,
  );
}

export function encodeTap(m: Tap): string {
  return E.toString(
    m.begun || beginTap(m),
    m.assurance ? [48, m.assurance] : NONE,
    m.method ? [56, m.method] : NONE,
    m.refusal ? [64, m.refusal] : NONE,
    m.credential ? text(90, m.credential) : NONE,
    m.readUs ? [112, varint(m.readUs)] : NONE,
    m.slow ? [136, 1, 1] : NONE,
    m.originality ? text([146, 1], m.originality) : NONE,
    m.exchanges ? text([162, 1], m.exchanges) : NONE,
    m.weakness ? [168, 1, varint(m.weakness)] : NONE,
    m.cardCounter ? [176, 1, varint(m.cardCounter)] : NONE,
    m.gate ? [184, 1, m.gate] : NONE,
    m.gateUs ? [192, 1, varint(m.gateUs)] : NONE,
    NONE,
  );
}

export function encodeRecord(m: Record): string {
  return E.toString(
    write(35, m),
    m.tap ? text(82, encodeTap(m.tap)) : NONE,
    NONE,
  );
}

export function encodeNotice(m: Notice): string {
  return write(34, m);
}

export function encodeMembers(m: Members): string {
  return write(28, m);
}

export function encodeUpdateState(m: UpdateState): string {
  return write(19, m);
}

export function encodeDiagnosis(m: Diagnosis): string {
  return write(15, m);
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
  return write(8, m);
}

export function encodeExchanged(m: Exchanged): string {
  return write(31, m);
}

export function encodeStatus(m: Status): string {
  return write(33, m);
}

export function encodeAnswer(m: Answer): string {
  return E.toString(
    m.id ? [8, varint(m.id)] : NONE,
    m.code ? [16, m.code] : NONE,
    m.farewell ? text(50, encodeSealedRecord(m.farewell)) : write(6, m),
    NONE,
  );
}

export function encodeOpened(m: Opened): string {
  return write(4, m);
}

export function encodeHello(m: Hello): string {
  return write(0, m);
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

/** Reads what follows a tag, by its table. */
function take(m: Message, fields: string[], tag: number, end: number): void {
  let field = tag > 7 && tag < 1024 ? fields[tag >> 3] : NONE;
  const repeated = !!field && field[0] === "*";
  if (repeated) field = field.substr(1);
  if (!field || (tag & 7) !== (field < "2" ? 0 : 2)) {
    skip(tag, end);
    return;
  }
  const name = field.substr(1);
  let value: unknown;
  if (field < "2") value = field < "1" ? number(end) : number(end) !== 0;
  else value = field < "3" ? string(end) : read(tableOf(field), limit(end));
  if (repeated) (m[name] as unknown[]).push(value);
  else m[name] = value;
}

/** A message of which there is only a table. */
function read(table: number, end: number): Message {
  const fields = fieldsOf(table);
  const m: Message = {};
  for (let i = +fields[0]; i; i--) {
    const field = fields[i];
    if (field[0] === "*") m[field.substr(2)] = [];
    else if (field < "3") m[field.substr(1)] = field < "1" ? 0 : field < "2" ? false : NONE;
  }
  while (at < end) take(m, fields, number(end), end);
  return m;
}

function readTapHead(end: number): TapHead {
  const m: TapHead = { uid: "", gate: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 18) m.uid = string(end);
    else if (tag === 184) m.gate = number(end);
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
    else if (tag === 82) m.tap = readTapHead(limit(end));
    else take(m as Message, fieldsOf(36), tag, end);
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

function readToReader(end: number): ToReader {
  const m: ToReader = { session: 0 };
  while (at < end) {
    const tag = number(end);
    if (tag === 8) m.session = number(end);
    else if (tag === 26) m.ack = readAck(limit(end));
    else take(m as Message, fieldsOf(2), tag, end);
  }
  return m;
}

/** Throws on anything that is not protobuf. */
export function decodeHelloRequest(s: string): HelloRequest {
  return read(1, start(s)) as object as HelloRequest;
}

/** Throws on anything that is not protobuf. */
export function decodeToReader(s: string): ToReader {
  return readToReader(start(s));
}

/** Throws on anything that is not protobuf. */
export function decodeReaderConfig(s: string): ReaderConfig {
  return read(45, start(s)) as object as ReaderConfig;
}

/** Throws on anything that is not protobuf. */
export function decodeAcceptancePolicy(s: string): AcceptancePolicy {
  return read(50, start(s)) as object as AcceptancePolicy;
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
  return read(20, start(s)) as object as ImageManifest;
}

/** Throws on anything that is not protobuf. */
export function decodeBoard(s: string): Board {
  return read(46, start(s)) as object as Board;
}
