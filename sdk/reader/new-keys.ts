/** Other keys, or further signing coupons, on their way to a reader: cut into pieces that fit its frames. */
import { COUPON_HEAD_BYTES, messages } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import type { RoleHmac } from "../keys/provider.js";
import type { KeyPiece } from "../link/messages.js";
import { withSuffix } from "../link/secure.js";

/** A reader's configuration: ReaderConfig of protocol/ketuk.proto. */
export type ReaderConfig = messages.ReaderConfig.$Properties;

/** What fits into one frame with everything around it. */
const PIECE_BYTES = 256;

/**
 * Cuts a configuration.
 *
 * @param config with a higher epoch than the reader has
 * @param roleKey of the maintainer's session it travels in
 */
export async function cutConfig(config: ReaderConfig, roleKey: RoleHmac): Promise<KeyPiece[]> {
  const whole = messages.ReaderConfig.encode(config).finish();
  const mac = await roleKey.hmac(withSuffix("ketuk keys\0", whole));
  const pieces: KeyPiece[] = [];
  for (let offset = 0; offset < whole.length; offset += PIECE_BYTES) {
    const data = whole.slice(offset, offset + PIECE_BYTES);
    pieces.push({ offset, data, mac: offset + data.length === whole.length ? mac : new Uint8Array() });
  }
  return pieces;
}

/** A piece of a sector of coupons. */
export interface CouponPiece {
  readonly offset: number;
  readonly data: Uint8Array;
}

const SECTOR_BYTES = 4096;

/**
 * Cuts coupons into sectors, and these into pieces; the head is the reader's business.
 *
 * @throws KetukError `bad-argument` for anything but whole sectors
 */
export function cutCoupons(coupons: Uint8Array): CouponPiece[][] {
  if (coupons.length === 0 || coupons.length % SECTOR_BYTES) {
    throw new KetukError("bad-argument", `"coupons" has ${coupons.length} bytes, sectors have 4,096`, {
      hint: "mint a multiple of 92 coupons with createSigningKit",
    });
  }
  const sectors: CouponPiece[][] = [];
  for (let start = 0; start < coupons.length; start += SECTOR_BYTES) {
    const pieces: CouponPiece[] = [];
    for (let offset = COUPON_HEAD_BYTES; offset < SECTOR_BYTES; offset += PIECE_BYTES) {
      const end = Math.min(offset + PIECE_BYTES, SECTOR_BYTES);
      pieces.push({ offset, data: coupons.slice(start + offset, start + end) });
    }
    sectors.push(pieces);
  }
  return sectors;
}
