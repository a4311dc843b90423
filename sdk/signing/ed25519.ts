/** Ed25519 (RFC 8032) by node:crypto, with keys as the bytes that they are. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../../protocol/index.js";

/** What stands before the 32 bytes of a key in DER. RFC 8410. */
const PRIVATE_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC_HEAD = Buffer.from("302a300506032b6570032100", "hex");

/** Public keys kept ready; making one costs a third of a verification. */
const CACHE_COUNT = 1024;
const cache = new Map<string, KeyObject>();

function privateKey(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PRIVATE_HEAD, seed]), format: "der", type: "pkcs8" });
}

function publicKey(bytes: Uint8Array): KeyObject {
  const name = Buffer.from(bytes).toString("latin1");
  let key = cache.get(name);
  if (!key) {
    key = createPublicKey({ key: Buffer.concat([PUBLIC_HEAD, bytes]), format: "der", type: "spki" });
    if (cache.size >= CACHE_COUNT) cache.delete(cache.keys().next().value ?? "");
    cache.set(name, key);
  }
  return key;
}

/** The public key of a seed, 32 bytes. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  const der = createPublicKey(privateKey(seed)).export({ format: "der", type: "spki" });
  return new Uint8Array(der.subarray(PUBLIC_HEAD.length));
}

/** An ordinary signature, 64 bytes. */
export function signWith(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, privateKey(seed)));
}

/** Is this the signature of the message? False for anything that is no key or no signature. */
export function signatureFits(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  return verify(null, message, publicKey(key), signature);
}
