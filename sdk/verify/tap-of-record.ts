/** A tap as data, made of what was read from its record. */
import { messages } from "../../protocol/index.js";
import { toHex } from "../bytes.js";
import {
  ASSURANCES,
  type Assurance,
  CLOCK_SOURCES,
  type ClockSource,
  FAMILIES,
  type Family,
  GATE_DECISIONS,
  type GateDecision,
  METHODS,
  type Method,
  nameOf,
  namesOfBits,
  REFUSALS,
  type Refusal,
  WEAKNESSES,
  type WeaknessName,
} from "./names.js";
import type { TapData } from "./record-data.js";
import type { RecordFields, TapFields } from "./tap-reader.js";

const US_PER_MS = 1000;

/**
 * What a record says, in words. A class, because V8 decides for every literal whether its objects live long. When a full
 * collection falls into the first hundreds of taps, of which it takes all for alive, that decision comes out wrong: all later
 * taps, and what hangs on them, then stay until the next full collection, and a tap takes 2.5 times as long for as long as
 * the process lives. That befell one process in thirty. V8 decides nothing for classes.
 */
export class TapOfRecord implements TapData {
  readonly reader: string;
  readonly epoch: number;
  readonly counter: number;
  readonly idempotencyKey: string;
  readonly boot: number;
  readonly uptimeMs: number;
  readonly wallMs: number | undefined;
  readonly at: Date | undefined;
  readonly wallSource: ClockSource;
  readonly keyVersion: number;
  readonly previous: Uint8Array;
  readonly family: Family;
  readonly uid: Uint8Array;
  readonly uidHex: string;
  readonly randomUid: boolean;
  readonly atqa: Uint8Array;
  readonly sak: number;
  readonly ats: Uint8Array;
  readonly assurance: Assurance;
  readonly method: Method;
  readonly refusal: Refusal;
  readonly keySlot: number;
  readonly cardKeyVersion: number;
  readonly profile: number;
  readonly credential: Uint8Array;
  readonly slow: boolean;
  readonly weaknesses: readonly WeaknessName[];
  readonly originality: Uint8Array;
  readonly policyVersion: number;
  readonly cardCounter: number;
  readonly likelyPhone: boolean;
  readonly exchanges: Uint8Array;
  readonly gate: GateDecision;
  readonly durationMs: number;
  readonly activateUs: number;
  readonly authenticateUs: number;
  readonly readUs: number;
  readonly gateUs: number;

  constructor(record: RecordFields, tap: TapFields) {
    this.reader = record.readerId;
    this.epoch = record.epoch;
    this.counter = record.counter;
    this.idempotencyKey = `${record.readerId}/${record.epoch}/${record.counter}`;
    this.boot = record.boot;
    this.uptimeMs = record.uptimeMs;
    this.wallMs = record.wallMs === 0 ? undefined : record.wallMs;
    this.at = record.wallMs === 0 ? undefined : new Date(record.wallMs);
    this.wallSource = nameOf(CLOCK_SOURCES, record.wallSource, "unknown");
    this.keyVersion = record.keyVersion;
    this.previous = record.previous;
    this.family = nameOf(FAMILIES, tap.family, "unknown");
    this.uid = tap.uid;
    this.uidHex = toHex(tap.uid);
    this.randomUid = tap.randomUid;
    this.atqa = tap.atqa;
    this.sak = tap.sak;
    this.ats = tap.ats;
    // A strength that this SDK does not know counts as none: never guess upwards.
    this.assurance = nameOf(ASSURANCES, tap.assurance, "none");
    this.method = nameOf(METHODS, tap.method, "unknown");
    this.refusal = nameOf(REFUSALS, tap.refusal, "unknown");
    this.keySlot = tap.keySlot;
    this.cardKeyVersion = tap.keyVersion;
    this.profile = tap.profile;
    this.credential = tap.credential;
    this.slow = tap.slow;
    this.weaknesses = namesOfBits(WEAKNESSES, tap.weakness);
    this.originality = tap.originality;
    this.policyVersion = tap.policyVersion;
    this.cardCounter = tap.cardCounter;
    this.likelyPhone = tap.family === messages.Family.FAMILY_ISODEP && tap.randomUid;
    this.exchanges = tap.exchanges;
    this.gate = nameOf(GATE_DECISIONS, tap.gate, "unknown");
    this.durationMs = (tap.activateUs + tap.authenticateUs + tap.readUs + tap.gateUs) / US_PER_MS;
    this.activateUs = tap.activateUs;
    this.authenticateUs = tap.authenticateUs;
    this.readUs = tap.readUs;
    this.gateUs = tap.gateUs;
  }
}
