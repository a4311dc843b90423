/** Reads the bytes of a sealed record: protobuf `Record` of protocol/ketuk.proto into plain, checked data. */
import { HASH_BYTES, messages } from "../../protocol/index.js";
import { READER_ID_PATTERN } from "../assert.js";
import { copyBytes } from "../bytes.js";
import {
  type Assurance,
  CLOCK_SOURCES,
  type ClockSource,
  FAULTS,
  type Family,
  type FaultName,
  FIRMWARE_STEPS,
  type FirmwareStep,
  type GateDecision,
  type Method,
  nameOf,
  REMEDIES,
  RESET_REASONS,
  type Refusal,
  type Remedy,
  type ResetReason,
  type WeaknessName,
} from "./names.js";
import { toSafeNumber } from "./numbers.js";
import { TapOfRecord } from "./tap-of-record.js";
import { RecordFields, readTapRecord, type TapFields } from "./tap-reader.js";

/** Longest record a reader can send, in bytes; longer ones are refused unread. */
const LARGEST_RECORD_BYTES = 1024;
/** Date can hold no later moment, in milliseconds since 1970. */
const DATE_MAX_MS = 8.64e15;

/** What every record says about itself. */
export interface RecordData {
  /** Id of the reader; empty in lab state. */
  readonly reader: string;
  /** Rises when keys or journal of the reader were wiped. */
  readonly epoch: number;
  /** Rises with every record of the reader, never repeats within an epoch. */
  readonly counter: number;
  /** `reader/epoch/counter`: names this record for ever. Store it with what the tap caused. */
  readonly idempotencyKey: string;
  /** Which start of the reader this was, from 1. */
  readonly boot: number;
  /** Milliseconds since that start, monotonic. */
  readonly uptimeMs: number;
  /** Milliseconds since 1970 UTC on the reader's clock; undefined when it does not know the time. */
  readonly wallMs: number | undefined;
  /** The same as a Date. */
  readonly at: Date | undefined;
  /** Where that time comes from; a host that sets a false time makes false times. */
  readonly wallSource: ClockSource;
  /** Version of the tap key that sealed the record. */
  readonly keyVersion: number;
  /** SHA-256 of the record before, 32 bytes; empty only in the first record of a journal. */
  readonly previous: Uint8Array;
}

/** One presentation of a card, as the reader recorded it. Believe it only with a genuine {@link Verdict}. */
export interface TapData extends RecordData {
  /** Kind of card. */
  readonly family: Family;
  /** 4, 7 or 10 bytes, or none; only as trustworthy as `assurance` says. */
  readonly uid: Uint8Array;
  /** `uid` as upper-case hexadecimal without separators. */
  readonly uidHex: string;
  /** The card makes a new UID for every presentation: no identity at all. */
  readonly randomUid: boolean;
  /** Answer to request, 2 bytes in the order on air, low byte first. */
  readonly atqa: Uint8Array;
  /** Select acknowledge. */
  readonly sak: number;
  /** Answer to select without its CRC; empty for cards without ISO 14443-4. */
  readonly ats: Uint8Array;
  /** How strongly the card was proved. */
  readonly assurance: Assurance;
  /** How the reader went about it. */
  readonly method: Method;
  /** Why the reader did not accept the card; "none" when it did. */
  readonly refusal: Refusal;
  /** Card key that was used: its slot in the reader. */
  readonly keySlot: number;
  /** Card key that was used: its version. */
  readonly cardKeyVersion: number;
  /** 1-based index of the reader's profile that matched; 0 for none. */
  readonly profile: number;
  /** What was read from the card under authentication. */
  readonly credential: Uint8Array;
  /** A step took longer than the policy allows: a hint at a relay, and no more than that. */
  readonly slow: boolean;
  /** Why the assurance is lower than the method would give. */
  readonly weaknesses: readonly WeaknessName[];
  /** The card maker's signature over the UID, where the profile asks for it: 32, 48 or 56 bytes, not yet checked. */
  readonly originality: Uint8Array;
  /** One-way counter of an Ultralight EV1 or NTAG 21x, where the profile asks for it; else 0. */
  readonly cardCounter: number;
  /**
   * ISO 14443-4 with a random UID, and nothing of NXP's behind it: phones and watches look like this. A hint for a
   * message on the screen, no proof of anything.
   */
  readonly likelyPhone: boolean;
  /** Version of the acceptance policy that was in force. */
  readonly policyVersion: number;
  /** With method "host": hash of all APDUs that passed, 32 bytes; see `exchanges` in protocol/ketuk.proto. */
  readonly exchanges: Uint8Array;
  /** What the reader decided if it is a gate; `refusal` is "gate" unless that is "none" or "admitted". */
  readonly gate: GateDecision;
  /** Activation, authentication, reading and a gate's decision together, in milliseconds with fraction, on the reader's clock. */
  readonly durationMs: number;
  /** Selecting the card, in microseconds. */
  readonly activateUs: number;
  /** Proving the key, in microseconds. */
  readonly authenticateUs: number;
  /** Reading the credential, in microseconds. */
  readonly readUs: number;
  /** Deciding who passes, in microseconds; 0 where the reader is no gate. */
  readonly gateUs: number;
}

/** The first record of a boot. */
export interface BootData extends RecordData {
  /** Why the reader started. */
  readonly resetReason: ResetReason;
  /** First 8 bytes of the SHA-256 over the firmware file. */
  readonly firmwareHash: Uint8Array;
  /** "VERSION BOARD" of the Espruino build. */
  readonly interpreter: string;
}

/** The host set the reader's clock; `wallMs` is what it was set to. */
export interface TimeSetData extends RecordData {
  /** What the clock said before; undefined when it did not know the time. */
  readonly beforeMs: number | undefined;
}

/** Records that were never acknowledged had to make room. */
export interface GapData extends RecordData {
  /** Oldest record dropped. */
  readonly firstCounter: number;
  /** Newest record dropped. */
  readonly lastCounter: number;
  /** How many there were. */
  readonly recordCount: number;
}

/** A part of the reader failed. */
export interface FaultData extends RecordData {
  /** Which part. */
  readonly fault: FaultName;
  /** What the reader did about it. */
  readonly remedy: Remedy;
  /** With the faults of the chip: its version register as it was read. */
  readonly value: number;
  /** Times this happened in this boot, this one included. */
  readonly count: number;
}

/** The reader has been given other keys; `epoch` and `keyVersion` are the new ones. */
export interface KeyChangeData extends RecordData {
  /** Epoch of the record before. */
  readonly previousEpoch: number;
  /** Key version of the record before. */
  readonly previousKeyVersion: number;
}

/** Another firmware was stored, has proved itself, or was taken back. */
export interface FirmwareChangeData extends RecordData {
  /** What became of it. */
  readonly step: FirmwareStep;
  /** Number of the firmware that this is about. */
  readonly number: number;
  /** Number of the one before. */
  readonly previousNumber: number;
  /** Its digest, as in its manifest. */
  readonly digest: Uint8Array;
}

/** A record of one kind. */
export interface KindOfRecord<Kind extends string, Data> {
  /** Tells the kinds apart. */
  readonly kind: Kind;
  /** What the record says. */
  readonly data: Data;
}

/** A record as data. "other": a kind newer than this SDK; it counts in the chain and means nothing else. */
export type DecodedRecord =
  | KindOfRecord<"tap", TapData>
  | KindOfRecord<"boot", BootData>
  | KindOfRecord<"time-set", TimeSetData>
  | KindOfRecord<"gap", GapData>
  | KindOfRecord<"fault", FaultData>
  | KindOfRecord<"key-change", KeyChangeData>
  | KindOfRecord<"firmware-change", FirmwareChangeData>
  | KindOfRecord<"other", RecordData>;

/**
 * Reads a record.
 *
 * @param bytes the exact bytes of SealedRecord.record; not kept
 * @returns the data, or undefined when the bytes are no record or a value is out of its range; never throws
 */
export function decodeRecord(bytes: Uint8Array): DecodedRecord | undefined {
  if (bytes.length === 0 || bytes.length > LARGEST_RECORD_BYTES) return undefined;
  const usual = readTapRecord(bytes);
  if (usual) return isPlausible(usual) ? tapRecord(usual, usual.tap) : undefined;
  try {
    const record = messages.Record.decode(bytes);
    const fields = fieldsOf(record);
    if (!fields) return undefined;
    if (record.tap) return tapRecord(fields, ownTap(messages.Tap.create(record.tap)));
    return otherRecord(recordData(fields), record);
  } catch {
    // protobufjs throws on truncated, over-nested and ill-formed input; to us all of that is "no record".
    return undefined;
  }
}

/** A record without what a tap says about its card. */
export type LinkRecord = KindOfRecord<"tap", RecordData> | Exclude<DecodedRecord, { readonly kind: "tap" }>;

/**
 * Reads what the chain is made of, as {@link decodeRecord} does, and of a tap no more than that: several times faster.
 *
 * @param bytes the exact bytes of SealedRecord.record; not kept
 */
export function decodeLink(bytes: Uint8Array): LinkRecord | undefined {
  if (bytes.length === 0 || bytes.length > LARGEST_RECORD_BYTES) return undefined;
  try {
    const record = messages.Record.decode(bytes);
    const fields = fieldsOf(record);
    if (!fields) return undefined;
    const data = recordData(fields);
    return record.tap ? { kind: "tap", data } : otherRecord(data, record);
  } catch {
    return undefined;
  }
}

/** The header of what the generated codec has read; undefined when a value is out of its range. */
function fieldsOf(record: messages.Record): RecordFields | undefined {
  const uptimeMs = toSafeNumber(record.uptimeMs);
  const wallMs = toSafeNumber(record.wallMs);
  if (uptimeMs === undefined || wallMs === undefined) return undefined;
  const fields = new RecordFields();
  fields.readerId = record.readerId;
  fields.epoch = record.epoch;
  fields.counter = record.counter;
  fields.boot = record.boot;
  fields.uptimeMs = uptimeMs;
  fields.wallMs = wallMs;
  fields.wallSource = record.wallSource;
  fields.previous = copyBytes(record.previous);
  fields.keyVersion = record.keyVersion;
  if (fields.readerId !== "" && !READER_ID_PATTERN.test(fields.readerId)) return undefined;
  return isPlausible(fields) ? fields : undefined;
}

/** Are the values, whose types and whose id are right, ones that a reader writes? */
function isPlausible({ counter, wallMs, previous }: RecordFields): boolean {
  if (counter === 0 || wallMs > DATE_MAX_MS) return false;
  return previous.length === 0 || previous.length === HASH_BYTES;
}

function recordData(record: RecordFields): RecordData {
  return {
    reader: record.readerId,
    epoch: record.epoch,
    counter: record.counter,
    idempotencyKey: `${record.readerId}/${record.epoch}/${record.counter}`,
    boot: record.boot,
    uptimeMs: record.uptimeMs,
    wallMs: record.wallMs === 0 ? undefined : record.wallMs,
    at: record.wallMs === 0 ? undefined : new Date(record.wallMs),
    wallSource: nameOf(CLOCK_SOURCES, record.wallSource, "unknown"),
    keyVersion: record.keyVersion,
    previous: record.previous,
  };
}

/** The same with arrays of its own: those of the generated codec are views. */
function ownTap(tap: messages.Tap): TapFields {
  for (const field of ["uid", "atqa", "ats", "credential", "originality", "exchanges"] as const)
    tap[field] = copyBytes(tap[field]);
  return tap;
}

function tapRecord(record: RecordFields, tap: TapFields): DecodedRecord | undefined {
  const { length } = tap.uid;
  if ((length !== 0 && length !== 4 && length !== 7 && length !== 10) || tap.sak > 0xff) return undefined;
  return { kind: "tap", data: new TapOfRecord(record, tap) };
}

function otherRecord(
  data: RecordData,
  record: messages.Record,
): Exclude<DecodedRecord, { readonly kind: "tap" }> | undefined {
  if (record.bootRecord) return { kind: "boot", data: bootData(data, messages.Boot.create(record.bootRecord)) };
  if (record.timeSet) {
    const beforeMs = toSafeNumber(messages.TimeSet.create(record.timeSet).beforeMs);
    if (beforeMs === undefined) return undefined;
    return { kind: "time-set", data: { ...data, beforeMs: beforeMs || undefined } };
  }
  if (record.gap) {
    const { firstCounter, lastCounter, records } = messages.Gap.create(record.gap);
    return { kind: "gap", data: { ...data, firstCounter, lastCounter, recordCount: records } };
  }
  if (record.fault) return { kind: "fault", data: faultData(data, messages.FaultReport.create(record.fault)) };
  if (record.keyChange) {
    const { previousEpoch, previousKeyVersion } = messages.KeyChange.create(record.keyChange);
    return { kind: "key-change", data: { ...data, previousEpoch, previousKeyVersion } };
  }
  if (record.firmwareChange) {
    const { number, previousNumber, digest, ...change } = messages.FirmwareChange.create(record.firmwareChange);
    const step = nameOf(FIRMWARE_STEPS, change.step, "unknown");
    return { kind: "firmware-change", data: { ...data, step, number, previousNumber, digest: copyBytes(digest) } };
  }
  return { kind: "other", data };
}

function faultData(record: RecordData, { fault, remedy, value, count }: messages.FaultReport): FaultData {
  const names = { fault: nameOf(FAULTS, fault, "unknown"), remedy: nameOf(REMEDIES, remedy, "unknown") } as const;
  return { ...record, ...names, value, count };
}

function bootData(record: RecordData, boot: messages.Boot): BootData {
  return {
    ...record,
    resetReason: nameOf(RESET_REASONS, boot.resetReason, "unknown"),
    firmwareHash: copyBytes(boot.firmwareHash),
    interpreter: boot.interpreter,
  };
}
