/** Reads the bytes of a sealed record: protobuf `Record` of protocol/ketuk.proto into plain, checked data. */
import { HASH_BYTES, messages } from "../../protocol/index.js";
import { READER_ID_PATTERN } from "../assert.js";
import { copyBytes } from "../bytes.js";
import { CLOCK_SOURCES, FAULTS, FIRMWARE_STEPS, nameOf, REMEDIES, RESET_REASONS } from "./names.js";
import { toSafeNumber } from "./numbers.js";
import type { BootData, DecodedRecord, FaultData, KindOfRecord, RecordData } from "./record-data.js";
import { TapOfRecord } from "./tap-of-record.js";
import { RecordFields, readTapRecord, type TapFields } from "./tap-reader.js";

/** Longest record a reader can send, in bytes; longer ones are refused unread. */
const LARGEST_RECORD_BYTES = 1024;
/** Date can hold no later moment, in milliseconds since 1970. */
const DATE_MAX_MS = 8.64e15;

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
