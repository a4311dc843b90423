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

const HASH_BYTES = 32;
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
  /** Work ahead of need: what does not depend on what the record with this counter tells, or when. */
  prepare(counter: number): void;
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
  let made = "";
  /** The record that was accepted last, until the next one names it. */
  let accepted = newest && (decodeSealedRecord(newest).record || "");
  // What is the same in every record of this start, encoded once.
  const head = encodeRecord({ readerId: config.readerId, epoch: config.epoch });
  const started = E.toString(32, varint(boot));
  const keyed = config.tapKeyVersion ? E.toString(72, varint(config.tapKeyVersion)) : "";
  /** What stands before the times, of which counter, and what stands behind them. */
  let front = "";
  let ready = -1;
  let link = keyed;
  /** What is above 21 bits of the wall clock, which changes every 35 minutes, and its bytes, its source behind them. */
  let wallHigh = 0;
  let wallTail = "";

  const chain: Chain = {
    prepare(counter) {
      if (counter === ready) return;
      ready = counter;
      front = E.toString(head, counter ? [24, varint(counter)] : "", started);
      if (accepted) link = E.toString(66, HASH_BYTES, hash(accepted), keyed);
      accepted = "";
    },
    make(counter, what) {
      chain.prepare(counter);
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
        front,
        uptimeMs ? [40, varint(uptimeMs)] : "",
        wall,
        link,
        what.tap ? text(82, encodeTap(what.tap)) : encodeRecord(what),
      );
      // In lab state there is no key, and the missing MAC says so.
      const size = made.length;
      // As varint does, below 16,384: no frame is longer.
      return E.toString(
        10,
        size < 128 ? size : [size | 128, size >> 7],
        made,
        config.tapKey ? [18, 32, seal(config.tapKey, made)] : "",
      );
    },
    accept() {
      accepted = made;
      ready = -1;
    },
  };
  return chain;
}
