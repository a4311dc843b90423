/**
 * The attack on a reused nonce: two signatures with the same R over different messages give the private scalar away.
 * Collects every signature that ever leaves a board and fails at the first pair of that kind.
 */
import { createHash } from "node:crypto";
import { fromLittleEndian, ORDER } from "../../sdk/signing/scalar.js";

export interface Spied {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

function inverse(value: bigint): bigint {
  let result = 1n;
  let base = ((value % ORDER) + ORDER) % ORDER;
  for (let power = ORDER - 2n; power > 0n; power >>= 1n) {
    if (power & 1n) result = (result * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return result;
}

function challenge(publicKey: Uint8Array, { message, signature }: Spied): bigint {
  const hash = createHash("sha512").update(signature.subarray(0, 32)).update(publicKey).update(message).digest();
  return fromLittleEndian(hash) % ORDER;
}

/** The private scalar mod L, from two signatures with one R over two messages; undefined when they do not give it. */
export function recoverScalar(publicKey: Uint8Array, a: Spied, b: Spied): bigint | undefined {
  if (Buffer.compare(a.signature.subarray(0, 32), b.signature.subarray(0, 32))) return undefined;
  const hashes = challenge(publicKey, a) - challenge(publicKey, b);
  if (hashes === 0n) return undefined;
  const sums = fromLittleEndian(a.signature.subarray(32)) - fromLittleEndian(b.signature.subarray(32));
  return (((sums * inverse(hashes)) % ORDER) + ORDER) % ORDER;
}

/** Everything that was signed, by R. */
export interface Spy {
  readonly seen: ReadonlyMap<string, Spied>;
  /** Throws when this signature and an earlier one give the key away, or differ for the same message. */
  see(message: Uint8Array, signature: Uint8Array): void;
}

export function createSpy(publicKey: Uint8Array, known?: ReadonlyMap<string, Spied>): Spy {
  const seen = new Map(known);
  return {
    seen,
    see(message, signature) {
      const name = Buffer.from(signature.subarray(0, 32)).toString("hex");
      const before = seen.get(name);
      const now = { message: message.slice(), signature: signature.slice() };
      if (!before) seen.set(name, now);
      else if (recoverScalar(publicKey, before, now) !== undefined) throw new Error("the private key is out");
      else if (Buffer.compare(before.signature, signature)) throw new Error("one message, two signatures");
    },
  };
}
