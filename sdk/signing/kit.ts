/** Everything that makes a reader sign: the part of its configuration, the coupons for its flash, its certificate. */
import type { messages } from "../../protocol/index.js";
import type { FleetKeys } from "../keys/fleet.js";
import { issueCertificate } from "./certificate.js";
import { COUPON_MAX_COUNT, mintCoupons } from "./coupons.js";
import { readerSigningKey } from "./reader-key.js";
import { multiplierTable } from "./scalar.js";

/** What a kit is made for. */
export interface SigningKitOptions {
  /** The fleet's keys. */
  readonly keys: FleetKeys;
  /** Reader that is to sign. */
  readonly readerId: string;
  /** Version of its signing key; a new one whenever its counter may begin anew. Default 1. */
  readonly version?: number;
  /** Counter of the first record that it signs; higher than any it has used. Default 1. */
  readonly firstCounter?: number;
  /** Records that it can sign, 1 to 17,664. Default 17,664. */
  readonly count?: number;
  /** Validity of the certificate, milliseconds since 1970 UTC. Default: from now on, for ten years. */
  readonly notBeforeMs?: number;
  /** See `notBeforeMs`. */
  readonly notAfterMs?: number;
  /** Without coupons it accepts no card, instead of sealing with a MAC only. Default false. */
  readonly required?: boolean;
  /** Version of the fleet's key for certificates. Default 1. */
  readonly certificateVersion?: number;
}

/** What goes onto the board. */
export interface SigningKit {
  /** `ReaderConfig.signing_key`; secret. */
  readonly config: messages.SigningKey.$Properties;
  /** To be written at COUPON_ADDRESS. */
  readonly coupons: Uint8Array;
  /** The encoded Certificate; public. */
  readonly certificate: Uint8Array;
}

const TEN_YEARS_MS = 3653 * 86_400_000;

/**
 * Mints coupons and makes key and certificate of a reader. Takes 6 to 20 s for a full set.
 *
 * @throws KetukError `bad-argument`
 */
export function createSigningKit(options: SigningKitOptions): SigningKit {
  const { keys, readerId, version = 1, firstCounter = 1, count = COUPON_MAX_COUNT, required = false } = options;
  const { notBeforeMs = Date.now(), certificateVersion = 1 } = options;
  const key = readerSigningKey(keys.signingSeed(readerId, version));
  const { publicKey, nonceSeed } = key;
  const certificate = issueCertificate(keys.certificateSeed(certificateVersion), {
    readerId,
    publicKey,
    notBeforeMs,
    notAfterMs: options.notAfterMs ?? notBeforeMs + TEN_YEARS_MS,
  });
  const table = multiplierTable(key.scalar);
  return {
    config: { table, nonceSeed, publicKey, certificate, firstCounter, coupons: count, required },
    coupons: mintCoupons({ readerId, key, firstCounter, count }),
    certificate,
  };
}
