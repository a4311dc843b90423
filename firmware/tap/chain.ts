/**
 * Makes records: numbered, dated, linked to the one before by its SHA-256, and sealed with HMAC-SHA256 under the
 * reader's own key. The board's only HMAC is one round of PBKDF2, which is why sealed bytes end in 00 00 00 01.
 */
import {
  type Boot,
  ClockSource,
  decodeSealedRecord,
  encodeRecord,
  encodeTap,
  type Farewell,
  type FaultReport,
  type FirmwareChange,
  type ForbiddenRequest,
  type Gap,
  type KeyChange,
  type Part,
  type ReaderConfig,
  type Tap,
  type TimeSet,
  text,
  varint,
} from "../link/messages.js";
import type { Clock } from "./clock.js";

const crypto = require("crypto");

/** 8 words of 32 bits, one round: HMAC-SHA256. */
const HMAC_OPTIONS: { keySize: number; iterations: number; hasher: "SHA256" } = {
  keySize: 8,
  iterations: 1,
  hasher: "SHA256",
};

/** HMAC-SHA256(key, data || 00 00 00 01). RFC 2104; PKCS #5, RFC 8018 section 5.2, with one iteration. */
export function seal(key: string, data: string): string {
  return E.toString(crypto.PBKDF2(key, data, HMAC_OPTIONS));
}

/** What a record tells: one of these. */
export interface What {
  tap?: Tap;
  bootRecord?: Boot;
  timeSet?: TimeSet;
  gap?: Gap;
  fault?: FaultReport;
  keyChange?: KeyChange;
  forbidden?: ForbiddenRequest;
  farewell?: Farewell;
  firmwareChange?: FirmwareChange;
}

export interface Chain {
  /** Makes the next record: an encoded SealedRecord. It is part of the chain only when `accept` follows. */
  make(counter: number, what: What): string;
  /** The record made last is stored: the next one names it. */
  accept(): void;
}

function hash(record: string): string {
  return E.toString(crypto.SHA256(record));
}

/**
 * @param boot number of this start
 * @param newest the newest SealedRecord of the journal, or "": the chain goes on from there
 */
export function createChain(config: ReaderConfig, boot: number, clock: Clock, newest: string): Chain {
  let previous = newest ? hash(decodeSealedRecord(newest).record || "") : "";
  let made = "";
  // What is the same in every record of this start, encoded once.
  const head = encodeRecord({ readerId: config.readerId, epoch: config.epoch });
  const started = E.toString(32, varint(boot));
  const keyed = config.tapKeyVersion ? E.toString(72, varint(config.tapKeyVersion)) : "";
  /** What is above 21 bits of the wall clock, which changes every 35 minutes, and its bytes, its source behind them. */
  let wallHigh = 0;
  let wallTail = "";

  return {
    make(counter, what) {
      const uptimeMs = clock.uptimeMs();
      const wallMs = clock.wallMs(uptimeMs);
      let wall: Part = "";
      if (wallMs) {
        const high = Math.floor(wallMs / 0x200000);
        if (high !== wallHigh) {
          wallHigh = high;
          wallTail = E.toString(varint(high), 56, ClockSource.HOST);
        }
        wall = [48, wallMs | 128, (wallMs >> 7) | 128, (wallMs >> 14) | 128, wallTail];
      }
      // The fields of Record, by their numbers.
      made = E.toString(
        head,
        counter ? [24, varint(counter)] : "",
        started,
        uptimeMs ? [40, varint(uptimeMs)] : "",
        wall,
        previous ? [66, previous.length, previous] : "",
        keyed,
        what.tap ? text(82, encodeTap(what.tap)) : encodeRecord(what),
      );
      // In lab state there is no key, and the missing MAC says so.
      return E.toString(10, varint(made.length), made, config.tapKey ? [18, 32, seal(config.tapKey, made)] : "");
    },
    accept() {
      previous = hash(made);
    },
  };
}
