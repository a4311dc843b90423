/**
 * Makes records: numbered, dated, linked to the one before by its SHA-256, and sealed with HMAC-SHA256 under the
 * reader's own key. The board's only HMAC is one round of PBKDF2, which is why sealed bytes end in 00 00 00 01.
 */
import { type Boot, encodeRecord, encodeSealedRecord, type ReaderConfig, type Tap } from "../link/messages.js";
import type { Clock } from "./clock.js";
import type { Counter } from "./counter.js";

const crypto = require("crypto");

/** 8 words of 32 bits, one round: HMAC-SHA256. */
const HMAC_OPTIONS: { keySize: number; iterations: number; hasher: "SHA256" } = {
  keySize: 8,
  iterations: 1,
  hasher: "SHA256",
};

/** HMAC-SHA256(key, data || 00 00 00 01). RFC 2104; PKCS #5, RFC 8018 section 5.2, with one iteration. */
export function seal(key: string, data: string): string {
  return E.toString(crypto.PBKDF2(key, data, HMAC_OPTIONS), "");
}

export interface Chain {
  /** An encoded SealedRecord under the number that counter.next() gave last. */
  add(tap: Tap | undefined, boot: Boot | undefined): string;
}

export function createChain(config: ReaderConfig, counter: Counter, clock: Clock): Chain {
  let previous = "";
  return {
    add(tap, boot) {
      const record = encodeRecord({
        readerId: config.readerId,
        epoch: config.epoch,
        counter: counter.last,
        boot: counter.boot,
        uptimeMs: clock.uptimeMs(),
        wallMs: clock.wallMs(),
        wallSource: clock.source(),
        previous,
        keyVersion: config.tapKeyVersion,
        tap,
        bootRecord: boot,
      });
      previous = E.toString(crypto.SHA256(record), "");
      // In lab state there is no key, and the missing MAC says so.
      return encodeSealedRecord({ record, mac: config.tapKey ? seal(config.tapKey, record) : "" });
    },
  };
}
