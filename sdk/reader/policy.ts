/** The acceptance policy on its way to a reader: encoded, and sealed so that not everybody with a cable can change it. */
import { hmacSha256 } from "#primitives";
import { FRAME_LIMIT_TO_READER, messages, SEAL_SUFFIX } from "../../protocol/index.js";
import { assertInteger } from "../assert.js";
import { copyBytes } from "../bytes.js";
import { KetukError } from "../errors.js";

/** Which cards a reader accepts, and how strong they must be: AcceptancePolicy of protocol/ketuk.proto. */
export type AcceptancePolicy = messages.AcceptancePolicy.$Properties;

/** Where the key that seals policies comes from; FleetKeys is one. */
export interface PolicyKeySource {
  /** The key of one reader, 32 bytes. */
  policyKey(readerId: string, version: number): Uint8Array;
  /** Version of the key that the reader has; readers hold one. Default 1. */
  policyKeyVersion?(readerId: string): number;
}

const FIRST_KEY_VERSION = 1;
/** What a frame holds around the policy: its MAC, field heads, request id, session, cipher, checksum. */
const OVERHEAD_BYTES = 112;
const VERSION_MAX = 0xffffffff;

/** The policy key that a reader has. */
export function policyKeyOf(keys: PolicyKeySource, readerId: string): Uint8Array {
  return keys.policyKey(readerId, keys.policyKeyVersion?.(readerId) ?? FIRST_KEY_VERSION);
}

/**
 * Encodes a policy and computes its MAC.
 *
 * @throws KetukError `bad-argument` when it has no version, or does not fit into one frame
 */
export function sealPolicy(
  policy: AcceptancePolicy,
  keys: PolicyKeySource,
  readerId: string,
): { policy: Uint8Array; mac: Uint8Array } {
  assertInteger(policy.version, "policy.version", 1, VERSION_MAX);
  const bytes = messages.AcceptancePolicy.encode(policy).finish();
  if (bytes.length > FRAME_LIMIT_TO_READER - OVERHEAD_BYTES) {
    throw new KetukError("bad-argument", `"policy" takes ${bytes.length} bytes, a reader accepts 400`, {
      hint: "use fewer profiles, or shorter system ids",
    });
  }
  const mac = hmacSha256(policyKeyOf(keys, readerId), bytes, new TextEncoder().encode(SEAL_SUFFIX));
  return { policy: bytes, mac: copyBytes(mac) };
}
