/**
 * Names for cards that differ from one relying party to the next: what two shops keep about a person cannot be put
 * together. AES-CMAC (RFC 4493) of the UID, under a key of each relying party:
 *
 *     key       = HKDF-SHA256(secret, salt empty, info "ketuk" 00 "pseudonym" 00 relying party 00 version (4 bytes) 00 00 00), 16 bytes
 *     pseudonym = AES-CMAC(key, UID), 16 bytes
 *
 * Without the key a pseudonym says nothing about the UID. With it every UID can be tried, so the key is kept where the
 * pseudonyms are not, and a new version of it cuts all ties to the old ones.
 */
import { hkdfSync } from "node:crypto";
import { assertBytes, assertInteger, assertReaderId } from "../assert.js";
import { copyBytes, toHex } from "../bytes.js";
import { aesCmac } from "../card/cmac.js";
import { KetukError } from "../errors.js";
import { derivationInfo } from "../keys/fleet.js";
import { weaknessOf } from "../keys/weak.js";

const KEY_BYTES = 16;
const SECRET_MAX_BYTES = 64;
const UID_MIN_BYTES = 4;
const UID_MAX_BYTES = 10;
const UINT32_MAX = 0xffffffff;

/** For whom pseudonyms are made. */
export interface PseudonymOptions {
  /** 16 to 64 random bytes, for pseudonyms alone and not the fleet's secret; copied. */
  readonly secret: Uint8Array;
  /** Who sees them, such as "shop-17" or "clinic": 1 to 32 of A-Z a-z 0-9 . _ - */
  readonly relyingParty: string;
  /** A new one makes new pseudonyms that cannot be linked to the old ones. Default 1. */
  readonly version?: number;
}

/**
 * Makes the pseudonyms of one relying party.
 *
 * @returns a function from a UID (4 to 10 bytes) to its pseudonym, 32 hexadecimal digits in upper case. It throws a
 *   KetukError `bad-argument` for what is no UID. A random UID (`tap.randomUid`) has no pseudonym worth keeping
 * @throws KetukError `bad-argument`, `weak-key`
 */
export function createPseudonyms({ secret, relyingParty, version = 1 }: PseudonymOptions): (uid: Uint8Array) => string {
  assertBytes(secret, "secret", 0, SECRET_MAX_BYTES);
  assertReaderId(relyingParty, "relyingParty");
  assertInteger(version, "version", 0, UINT32_MAX);
  const weakness = weaknessOf(secret);
  if (weakness) {
    throw new KetukError("weak-key", `"secret" ${weakness}`, { hint: "make a random one: createFleetSecret()" });
  }
  const info = derivationInfo("pseudonym", relyingParty, version);
  const key = new Uint8Array(hkdfSync("sha256", copyBytes(secret), new Uint8Array(), info, KEY_BYTES));
  return (uid) => {
    assertBytes(uid, "uid", UID_MIN_BYTES, UID_MAX_BYTES);
    return toHex(aesCmac(key, uid));
  };
}
