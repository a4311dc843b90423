/**
 * Reads the records of taps as readers write them, several times as fast as the generated codec, which has to be ready for
 * everything. What is unusual (another kind of record, a field that nobody knows, a number that is too long) is left to
 * that: these functions then return undefined, and say nothing about whether the bytes are good.
 */
import { copyRange, storeCopy } from "../bytes.js";
import { readReaderId } from "../known-readers.js";
import type { Sealed } from "./seal.js";

const UINT32_MAX = 0xffffffff;
/** Groups of 7 bits that are read of a number: 2^49 ms are 17,000 years. */
const NUMBER_BYTES = 7;
/** Nobody can change it. */
const NOTHING = new Uint8Array();

/** What stands in the header of a record; names and defaults are those of protocol/ketuk.proto. */
export class RecordFields {
  readerId = "";
  epoch = 0;
  counter = 0;
  boot = 0;
  uptimeMs = 0;
  wallMs = 0;
  wallSource = 0;
  previous: Uint8Array = NOTHING;
  keyVersion = 0;
  tap: TapFields | undefined = undefined;
}

/** What a tap says about its card; names and defaults are those of protocol/ketuk.proto. Its arrays are its own. */
export class TapFields {
  family = 0;
  uid: Uint8Array = NOTHING;
  atqa: Uint8Array = NOTHING;
  sak = 0;
  ats: Uint8Array = NOTHING;
  assurance = 0;
  method = 0;
  refusal = 0;
  keySlot = 0;
  keyVersion = 0;
  credential: Uint8Array = NOTHING;
  activateUs = 0;
  authenticateUs = 0;
  readUs = 0;
  randomUid = false;
  profile = 0;
  slow = false;
  originality: Uint8Array = NOTHING;
  policyVersion = 0;
  exchanges: Uint8Array = NOTHING;
  weakness = 0;
  cardCounter = 0;
  gate = 0;
  gateUs = 0;
}

/** Where the number ended that was read last. The position itself is a local variable: kept here it costs 5 % of a tap. */
let next = 0;

/** The number that begins here; -1 when it does not end before `end`, or is longer than those that a reader writes. */
function readNumber(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const first = bytes[at] as number;
  next = at + 1;
  return first < 0x80 ? first : readLong(bytes, first, end);
}

/** What goes on at `next`. */
function readLong(bytes: Uint8Array, first: number, end: number): number {
  let at = next;
  let value = first & 0x7f;
  let scale = 0x80;
  for (let i = 1; i < NUMBER_BYTES && at < end; i++) {
    const byte = bytes[at++] as number;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      next = at;
      return value;
    }
    scale *= 0x80;
  }
  return -1;
}

/** Where the bytes end whose length stands here, and which begin at `next`; -1 when that is beyond `end`. */
function readEnd(bytes: Uint8Array, at: number, end: number): number {
  const length = readNumber(bytes, at, end);
  return length < 0 || next + length > end ? -1 : next + length;
}

/** A message of a session that carries a record: ToHost. */
export function readRecordMessage(bytes: Uint8Array): { session: number; sealed: Sealed } | undefined {
  const { length } = bytes;
  let session = 0;
  let sealed: Sealed | undefined;
  for (let at = 0; at < length; ) {
    const tag = bytes[at++];
    if (tag === 0x08) {
      session = readNumber(bytes, at, length);
      if (session < 0 || session > UINT32_MAX) return undefined;
      at = next;
    } else if (tag === 0x1a && !sealed) {
      const end = readEnd(bytes, at, length);
      sealed = end < 0 ? undefined : readSealed(bytes, next, end);
      if (!sealed) return undefined;
      at = end;
    } else return undefined;
  }
  return sealed && { session, sealed };
}

/** Its parts lie in one array, apart from each other. */
function readSealed(bytes: Uint8Array, start: number, end: number): Sealed | undefined {
  const own = storeCopy(bytes);
  let record: Uint8Array = NOTHING;
  let mac: Uint8Array = NOTHING;
  let signature: Uint8Array | undefined;
  for (let at = start; at < end; ) {
    const tag = bytes[at++];
    const stop = readEnd(bytes, at, end);
    if (stop < 0) return undefined;
    const part = new Uint8Array(own.store, own.at + next, stop - next);
    at = stop;
    if (tag === 0x0a) record = part;
    else if (tag === 0x12) mac = part;
    else if (tag === 0x1a && part.length) signature = part;
    else return undefined;
  }
  return signature ? { record, mac, signature } : new SealedPair(record, mac);
}

/** A class for the reason that tap-of-record.ts tells. */
class SealedPair implements Sealed {
  constructor(
    readonly record: Uint8Array,
    readonly mac: Uint8Array,
  ) {}
}

/** A record; only one of a tap. */
export function readTapRecord(bytes: Uint8Array): (RecordFields & { tap: TapFields }) | undefined {
  const fields = new RecordFields();
  const { length } = bytes;
  for (let at = 0; at < length; ) {
    const tag = bytes[at] as number;
    // Every field is a number, or bytes behind one.
    let value = bytes[at + 1] as number;
    if (value < 0x80) at += 2;
    else {
      value = readNumber(bytes, at + 1, length);
      if (value < 0) return undefined;
      at = next;
    }
    if ((tag & 7) === 0) {
      if (!setNumber(fields, tag, value)) return undefined;
    } else {
      const end = at + value;
      if (end > length || !setBytes(fields, tag, bytes, at, end)) return undefined;
      at = end;
    }
  }
  return fields.tap ? (fields as RecordFields & { tap: TapFields }) : undefined;
}

function setNumber(fields: RecordFields, tag: number, value: number): boolean {
  if (tag === 0x28) fields.uptimeMs = value;
  else if (tag === 0x30) fields.wallMs = value;
  else if (value > UINT32_MAX) return false;
  else if (tag === 0x10) fields.epoch = value;
  else if (tag === 0x18) fields.counter = value;
  else if (tag === 0x20) fields.boot = value;
  else if (tag === 0x38) fields.wallSource = value | 0;
  else if (tag === 0x48) fields.keyVersion = value;
  else return false;
  return true;
}

function setBytes(fields: RecordFields, tag: number, bytes: Uint8Array, at: number, end: number): boolean {
  if (tag === 0x0a) {
    const id = readReaderId(bytes, at, end);
    if (id === undefined) return false;
    fields.readerId = id;
  } else if (tag === 0x42) fields.previous = copyRange(bytes, at, end);
  else if (tag === 0x52 && !fields.tap) return readTap(fields, bytes, at, end);
  else return false;
  return true;
}

function readTap(fields: RecordFields, bytes: Uint8Array, start: number, end: number): boolean {
  const tap = new TapFields();
  for (let at = start; at < end; ) {
    let tag = bytes[at++] as number;
    if (tag >= 0x80) {
      tag = readNumber(bytes, at - 1, end);
      if (tag < 0) return false;
      at = next;
    }
    let value = bytes[at] as number;
    if (value < 0x80 && at < end) at++;
    else {
      value = readNumber(bytes, at, end);
      // -1, or no uint32.
      if (value >>> 0 !== value) return false;
      at = next;
    }
    if ((tag & 7) === 0) {
      if (!setTapNumber(tap, tag >>> 3, value)) return false;
    } else {
      const stop = at + value;
      if (stop > end || !setTapBytes(tap, tag, copyRange(bytes, at, stop))) return false;
      at = stop;
    }
  }
  fields.tap = tap;
  return true;
}

/** Enums are signed, as in the generated codec. */
function setTapNumber(tap: TapFields, field: number, value: number): boolean {
  switch (field) {
    case 1:
      tap.family = value | 0;
      return true;
    case 4:
      tap.sak = value;
      return true;
    case 6:
      tap.assurance = value | 0;
      return true;
    case 7:
      tap.method = value | 0;
      return true;
    case 8:
      tap.refusal = value | 0;
      return true;
    case 9:
      tap.keySlot = value;
      return true;
    case 10:
      tap.keyVersion = value;
      return true;
    case 12:
      tap.activateUs = value;
      return true;
    case 13:
      tap.authenticateUs = value;
      return true;
    case 14:
      tap.readUs = value;
      return true;
    case 15:
      tap.randomUid = value !== 0;
      return true;
    case 16:
      tap.profile = value;
      return true;
    case 17:
      tap.slow = value !== 0;
      return true;
    case 19:
      tap.policyVersion = value;
      return true;
    case 21:
      tap.weakness = value;
      return true;
    case 22:
      tap.cardCounter = value;
      return true;
    case 23:
      tap.gate = value | 0;
      return true;
    case 24:
      tap.gateUs = value;
      return true;
    default:
      return false;
  }
}

/** By whole tag: the wire type is 2. */
function setTapBytes(tap: TapFields, tag: number, part: Uint8Array): boolean {
  if (tag === 0x12) tap.uid = part;
  else if (tag === 0x1a) tap.atqa = part;
  else if (tag === 0x2a) tap.ats = part;
  else if (tag === 0x5a) tap.credential = part;
  else if (tag === 0x92) tap.originality = part;
  else if (tag === 0xa2) tap.exchanges = part;
  else return false;
  return true;
}
