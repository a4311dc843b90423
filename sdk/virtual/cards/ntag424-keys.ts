/** The five keys of an NTAG 424 DNA and what failed authentications do to them. NT4H2421Gx data sheet, 9.1.5, 10.6. */

import { Status } from "./ntag424-status.js";

const KEY_COUNT = 5;
const KEY_BYTES = 16;
/** An answer with status AD serves a part of the delay; more than this many are never owed. */
const DELAY_LIMIT_COUNT = 255;

/** How the card counts failed authentications; the defaults are those at delivery. */
export interface Ntag424FailureOptions {
  /** TotFailCtrLimit: at so many failures a key is locked. 1000 when left out. */
  readonly limitCount?: number;
  /** TotFailCtrDecr: what a success takes off. 10 when left out. */
  readonly decrementCount?: number;
  /** Consecutive failures from which on the card delays. 50 when left out (not published for this card). */
  readonly delayFromCount?: number;
}

/** One key and its history. */
export interface Ntag424Key {
  value: Uint8Array;
  version: number;
  /** TotFailCtr. */
  totalFailureCount: number;
  /** Failures since the last success. */
  consecutiveFailureCount: number;
  /** Answers with status AD still to be given before the next attempt counts. */
  owedDelayCount: number;
}

/** The keys of one card; everything here survives the loss of the field. */
export interface Ntag424Keys {
  readonly all: readonly Ntag424Key[];
  /** The key for an authentication, or the status that refuses it. Asking for a delayed key serves part of its delay. */
  request(number: number): Ntag424Key | { readonly status: number };
  failed(key: Ntag424Key): void;
  succeeded(key: Ntag424Key): void;
  /** ChangeKey: a new value, its history forgotten. */
  change(key: Ntag424Key, value: Uint8Array, version: number): void;
}

/** Makes the key store; keys are zero with version 0 when left out. */
export function createNtag424Keys(values?: readonly Uint8Array[], failures: Ntag424FailureOptions = {}): Ntag424Keys {
  const { limitCount = 1000, decrementCount = 10, delayFromCount = 50 } = failures;
  if (values !== undefined && values.length !== KEY_COUNT)
    throw new RangeError(`"keys" must be ${KEY_COUNT} keys, got ${values.length}`);
  const all = Array.from({ length: KEY_COUNT }, (_, i) => createKey(values?.[i] ?? new Uint8Array(KEY_BYTES)));

  return {
    all,
    request(number) {
      const key = all[number];
      if (key === undefined) return { status: Status.noSuchKey };
      if (key.totalFailureCount >= limitCount) return { status: Status.permissionDenied };
      if (key.owedDelayCount === 0) return key;
      key.owedDelayCount--;
      return { status: Status.authenticationDelay };
    },
    failed(key) {
      key.totalFailureCount++;
      key.consecutiveFailureCount++;
      const over = key.consecutiveFailureCount - delayFromCount + 1;
      key.owedDelayCount = Math.min(Math.max(over, 0), DELAY_LIMIT_COUNT);
    },
    succeeded(key) {
      key.totalFailureCount = Math.max(0, key.totalFailureCount - decrementCount);
      key.consecutiveFailureCount = 0;
      key.owedDelayCount = 0;
    },
    change(key, value, version) {
      Object.assign(key, createKey(value), { version });
    },
  };
}

function createKey(value: Uint8Array): Ntag424Key {
  if (value.length !== KEY_BYTES) throw new RangeError(`"keys" must have ${KEY_BYTES} bytes each, got ${value.length}`);
  return {
    value: value.slice(),
    version: 0,
    totalFailureCount: 0,
    consecutiveFailureCount: 0,
    owedDelayCount: 0,
  };
}
