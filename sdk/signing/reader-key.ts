/** The key pair of a reader, from its seed: an ordinary Ed25519 key, in the parts that a board works with. */
import { createHash } from "node:crypto";
import { publicKeyOf } from "./ed25519.js";
import { fromLittleEndian, ORDER } from "./scalar.js";

/** What the board needs to sign, beside its coupons. All but the public key is secret. */
export interface ReaderSigningKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The private scalar mod L. */
  readonly scalar: bigint;
  /** 32 bytes: the nonces of all coupons follow from them. */
  readonly nonceSeed: Uint8Array;
}

/** Label of the nonce seed. Not the second half of SHA-512(seed): that is for signatures made the ordinary way. */
const NONCE_LABEL = "ketuk nonce\0";

/** @param seed 32 bytes, the private key of RFC 8032 */
export function readerSigningKey(seed: Uint8Array): ReaderSigningKey {
  const hash = createHash("sha512").update(seed).digest();
  const clamped = Uint8Array.from(hash.subarray(0, 32));
  clamped[0] = (clamped[0] ?? 0) & 248;
  clamped[31] = ((clamped[31] ?? 0) & 127) | 64;
  return {
    publicKey: publicKeyOf(seed),
    scalar: fromLittleEndian(clamped) % ORDER,
    nonceSeed: new Uint8Array(createHash("sha512").update(NONCE_LABEL).update(seed).digest().subarray(0, 32)),
  };
}
