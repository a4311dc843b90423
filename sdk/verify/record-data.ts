/** What records say, as plain data; record.ts reads it. */
import type {
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
