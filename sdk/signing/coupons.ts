/**
 * Mints signing coupons: the points R of future signatures, in the layout that firmware/sign/coupons.ts reads. The one
 * step of a signature that a board cannot do, and that does not depend on the message.
 */
import { createHash } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import {
  COUPON_BYTES,
  COUPON_HEAD_BYTES,
  COUPON_MARK_BYTES,
  COUPON_SECTORS,
  COUPONS_PER_SECTOR,
  crc32,
} from "../../protocol/index.js";
import { assertInteger, assertReaderId } from "../assert.js";
import { joinBytes } from "../bytes.js";
import type { ReaderSigningKey } from "./reader-key.js";
import { fromLittleEndian, ORDER } from "./scalar.js";

/** Address of the first coupon sector in the board's flash. */
export const COUPON_ADDRESS = 0x250000;
/** Coupons that a board holds. */
export const COUPON_MAX_COUNT = COUPON_SECTORS * COUPONS_PER_SECTOR;

const SECTOR_BYTES = 4096;
const ENTRY_BYTES = COUPON_BYTES + COUPON_MARK_BYTES;
const KEY_ID_BYTES = 16;
const LAST_COUNTER = 0xffffffff;

/** A range of counters whose records are to be signed. */
export interface CouponRange {
  /** Reader that they are for. */
  readonly readerId: string;
  /** Its key. */
  readonly key: ReaderSigningKey;
  /** Counter of the first record; must be higher than any that the reader has used. */
  readonly firstCounter: number;
  /** 1 to 17,664. */
  readonly count: number;
}

/** Four bytes, most significant first. */
function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** The point of one counter, 32 bytes: R = nonce * B. */
export function couponPoint(key: ReaderSigningKey, counter: number): Uint8Array {
  const nonce = createHash("sha512").update(key.nonceSeed).update(word(counter)).digest();
  return ed25519.Point.BASE.multiply(fromLittleEndian(nonce) % ORDER).toBytes();
}

/** Which key the coupons of a sector belong to. */
function keyId(readerId: string, publicKey: Uint8Array): Uint8Array {
  const hash = createHash("sha256").update(`${readerId}\0`).update(publicKey).digest();
  return new Uint8Array(hash.subarray(0, KEY_ID_BYTES));
}

/**
 * What is to be written to the board's flash at {@link COUPON_ADDRESS}: whole sectors of 4,096 bytes. Mints 1,000 to 3,000
 * coupons a second.
 *
 * @throws KetukError `bad-argument`
 */
export function mintCoupons({ readerId, key, firstCounter, count }: CouponRange): Uint8Array {
  assertReaderId(readerId, "readerId");
  assertInteger(count, "count", 1, COUPON_MAX_COUNT);
  assertInteger(firstCounter, "firstCounter", 1, LAST_COUNTER - count);
  const image = new Uint8Array(Math.ceil(count / COUPONS_PER_SECTOR) * SECTOR_BYTES).fill(0xff);
  const id = keyId(readerId, key.publicKey);
  for (let i = 0; i < count; i++) {
    const counter = firstCounter + i;
    const at = Math.floor(i / COUPONS_PER_SECTOR) * SECTOR_BYTES;
    if (i % COUPONS_PER_SECTOR === 0) {
      const head = joinBytes(new TextEncoder().encode("KTC1"), id, word(counter));
      image.set(joinBytes(head, word(crc32(head))), at);
    }
    const point = couponPoint(key, counter);
    const check = word(crc32(joinBytes(word(counter), point)));
    image.set(joinBytes(point, check), at + COUPON_HEAD_BYTES + (i % COUPONS_PER_SECTOR) * ENTRY_BYTES);
  }
  return image;
}
