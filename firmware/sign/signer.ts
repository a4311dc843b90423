/**
 * Signs records with Ed25519 (RFC 8032), without the curve: signature = R || nonce + SHA-512(R || key || record) * scalar
 * mod L, where the coupon of the record's counter has R, and the nonce follows from the seed and the counter.
 *
 * Two messages under one nonce would give the private key away. Hence the counter never repeats, only records in the
 * journal are signed, and the coupon is marked with the hash before the signature leaves.
 */
import { SEND_WINDOW } from "../../protocol/limits.js";
import { type Code, decodeSealedRecord, type SigningKey, type StoreCoupons } from "../link/messages.js";
import { word } from "../link/secure.js";
import type { Counter } from "../tap/counter.js";
import type { Journal } from "../tap/journal.js";
import type { Coupons } from "./coupons.js";
import { belowOrder, createMultiplyAdd } from "./scalar.js";

const crypto = require("crypto");

/** Parts of all coupons at which the reader says that they run low. */
const LOW = 5;
const VERY_LOW = 20;

export interface Signer {
  /** Records that can still be signed. */
  left(): number;
  /** A record may be made: it can be signed, or need not be. */
  ready(): boolean;
  /** 64 bytes over a record of the journal, the same at every call; "" when there is no coupon for it. Some 30 ms. */
  signatureOf(counter: number, sealed: string): string;
  /** The first counter without a coupon. */
  end(): number;
  /** Takes a piece of further coupons. */
  store(piece: StoreCoupons): Code;
  /** Records sent without a signature. */
  unsigned: number;
  /** How serious it is: 0 not at all, 1 low, 2 very low, 3 none left. */
  alarm(): number;
  /** Wipes one used coupon: a write of 36 bytes. Returns false when there was nothing to do. */
  tend(): boolean;
}

export function createSigner(key: SigningKey, coupons: Coupons, journal: Journal, counter: Counter): Signer {
  const multiplyAdd = createMultiplyAdd(key.table || "");
  // Its memory is worth more than the second copy.
  key.table = "";
  const total = key.coupons || 0;
  /** Signatures of the records in the air: a resend costs nothing. */
  const counters: number[] = [];
  const signatures: string[] = [];

  /** The oldest counter whose coupon may still be needed. */
  function needed(): number {
    return journal.counters.length ? journal.counters[0] : counter.last + 1;
  }

  function sign(number: number, record: string): string {
    const point = coupons.point(number);
    if (!point) return "";
    const hash = crypto.SHA512(point + key.publicKey + record);
    if (!coupons.mark(number, new Uint32Array(hash)[0])) return "";
    const s = multiplyAdd(crypto.SHA512(key.nonceSeed + word(number)), hash).buffer as ArrayBuffer;
    return belowOrder(new Uint32Array(s)) ? point + E.toString(s, "") : "";
  }

  let alarm = 0;
  /** The counter at which that was found. */
  let judged = -1;
  /** The next coupon to wipe. */
  let wiped = coupons.firstWhole(needed());

  const signer: Signer = {
    unsigned: 0,
    left: () => coupons.left(counter.last + 1),
    end: coupons.end,
    store(piece) {
      judged = -1;
      return coupons.store(piece.firstCounter || 0, piece.offset || 0, piece.data || "", needed());
    },
    ready: () => !key.required || signer.left() > 0,
    signatureOf(number, sealed) {
      const known = counters.indexOf(number);
      if (known >= 0) return signatures[known];
      const signature = sign(number, decodeSealedRecord(sealed).record || "");
      if (!signature) signer.unsigned++;
      counters.push(number);
      signatures.push(signature);
      if (counters.length > SEND_WINDOW) {
        counters.splice(0, 1);
        signatures.splice(0, 1);
      }
      return signature;
    },
    alarm() {
      if (judged === counter.last) return alarm;
      judged = counter.last;
      const left = signer.left();
      alarm = left * LOW > total ? 0 : left * VERY_LOW > total ? 1 : left ? 2 : 3;
      return alarm;
    },
    tend() {
      if (wiped >= needed()) return false;
      coupons.wipe(wiped++);
      return true;
    },
  };
  return signer;
}
