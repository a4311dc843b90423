/**
 * Checkpoints: a back end signs, every so many records, what it has archived so far.
 *
 * The signature of a record says that its reader made it, and its chain says what came before it at that reader. Neither
 * says that the archive ends where it should, that a reader is missing altogether, or in which order records of several
 * readers came. A checkpoint does, in one signature for all of it, and for readers without coupons, too. It is the word
 * of the back end that verified them, not of the readers: keep it where who keeps the archive cannot write.
 *
 * h(0) = SHA-256(label, name), h(n) = SHA-256(h(n-1), SHA-256(sealed record n)); Ed25519 (RFC 8032) over label, name,
 * n and time as 8 bytes each, most significant first, and h(n).
 */
import { sha256, signatureFits, signWith } from "#primitives";
import { PUBLIC_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes, assertInteger, assertText } from "../assert.js";
import { joinBytes, sameBytes } from "../bytes.js";
import { KetukError } from "../errors.js";
import { encodeSealed, type Sealed } from "./seal.js";

/** Says what an archive holds up to a record. */
export interface Checkpoint {
  /** Records up to here, from the first one of the archive. */
  readonly count: number;
  /** When it was signed; milliseconds since 1970 UTC, by the clock of the back end. */
  readonly atMs: number;
  /** Over all records up to here, 32 bytes. */
  readonly hash: Uint8Array;
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

/** Settings of {@link createCheckpoints}. */
export interface CheckpointOptions {
  /** Name of the archive, such as "city 2026": checkpoints of one do not fit another. */
  readonly name: string;
  /** Ed25519 seed, 32 bytes; {@link publicKeyOf} tells its public key. Not the fleet's: a back end signs as itself. */
  readonly seed: Uint8Array;
  /** Records from one checkpoint to the next, 1 to 1,000,000. Default 256: less than a microsecond for each record. */
  readonly everyCount?: number;
  /** The last checkpoint of the archive, to go on after a restart. Records after it are to be pushed again. */
  readonly after?: Checkpoint;
  /** Clock, in milliseconds since 1970 UTC. Default `Date.now`. */
  readonly now?: () => number;
}

/** Signs checkpoints of an archive. */
export interface Checkpoints {
  /** Takes the next record of the archive. Returns the checkpoint that it completes, if it does. */
  push(sealed: Sealed): Checkpoint | undefined;
  /** A checkpoint of what is there now, as at the end of a day. */
  sign(): Checkpoint;
}

/** What a checkpoint was found to be: "unsigned": not signed by this key; "other-records": other records, or another order. */
export type CheckpointVerdict = "good" | "unsigned" | "other-records";

/** Checks an archive against its checkpoints. */
export interface CheckpointVerifier {
  /** Takes the next record of the archive. */
  push(sealed: Sealed): void;
  /** Records that were pushed. Hold the count of the newest checkpoint against it: what is missing at the end was cut off. */
  readonly count: number;
  /** Judges a checkpoint when as many records were pushed as it counts. */
  check(checkpoint: Checkpoint): CheckpointVerdict;
}

const LABEL = new TextEncoder().encode("ketuk checkpoint 1\0");
const EVERY_COUNT = 256;
const EVERY_MAX_COUNT = 1_000_000;
const HASH_BYTES = 32;

/**
 * Begins or goes on with the checkpoints of an archive.
 *
 * ```ts
 * import { createCheckpoints, createCheckpointVerifier, publicKeyOf, type Sealed } from "ketuk/verify";
 *
 * const seed = crypto.getRandomValues(new Uint8Array(32));
 * const checkpoints = createCheckpoints({ name: "city 2026", seed });
 * const sealed: Sealed = { record: Uint8Array.of(1), mac: new Uint8Array(32) };
 * checkpoints.push(sealed); // every record, after it was verified and stored
 * const checkpoint = checkpoints.sign();
 *
 * const auditor = createCheckpointVerifier({ name: "city 2026", publicKey: publicKeyOf(seed) });
 * auditor.push(sealed); // every record of the archive
 * if (auditor.check(checkpoint) !== "good") throw new Error("not what was archived");
 * ```
 *
 * @throws KetukError `bad-argument`, also when `after` was not signed with this seed for this archive
 */
export function createCheckpoints(options: CheckpointOptions): Checkpoints {
  const { seed, everyCount = EVERY_COUNT, after, now = Date.now } = options;
  const name = nameBytes(options.name);
  assertBytes(seed, "seed", 32, 32);
  assertInteger(everyCount, "everyCount", 1, EVERY_MAX_COUNT);
  let hash = start(name);
  let count = 0;
  if (after) {
    const again = signWith(seed, messageOf(name, after));
    if (!sameBytes(again, after.signature))
      throw new KetukError("bad-argument", '"after" was not signed with this seed for this archive');
    ({ hash, count } = after);
  }

  function sign(): Checkpoint {
    const content = { count, atMs: now(), hash };
    return { ...content, signature: signWith(seed, messageOf(name, content)) };
  }

  return {
    push(sealed) {
      hash = next(hash, sealed);
      count++;
      return count % everyCount === 0 ? sign() : undefined;
    },
    sign,
  };
}

/**
 * Creates what an auditor checks an archive with. Needs no secret.
 *
 * @throws KetukError `bad-argument`
 */
export function createCheckpointVerifier(options: { name: string; publicKey: Uint8Array }): CheckpointVerifier {
  const { publicKey } = options;
  const name = nameBytes(options.name);
  assertBytes(publicKey, "publicKey", PUBLIC_KEY_BYTES, PUBLIC_KEY_BYTES);
  let hash = start(name);
  let count = 0;
  return {
    push(sealed) {
      hash = next(hash, sealed);
      count++;
    },
    get count() {
      return count;
    },
    check(checkpoint) {
      if (!isSound(checkpoint) || !signatureFits(publicKey, messageOf(name, checkpoint), checkpoint.signature))
        return "unsigned";
      return checkpoint.count === count && sameBytes(checkpoint.hash, hash) ? "good" : "other-records";
    },
  };
}

function nameBytes(name: string): Uint8Array {
  assertText(name, "name");
  return new TextEncoder().encode(name);
}

function start(name: Uint8Array): Uint8Array {
  return sha256(LABEL, name);
}

function next(hash: Uint8Array, sealed: Sealed): Uint8Array {
  return sha256(hash, sha256(encodeSealed(sealed)));
}

function messageOf(name: Uint8Array, { count, atMs, hash }: Omit<Checkpoint, "signature">): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(16));
  numbers.setBigUint64(0, BigInt(count));
  numbers.setBigUint64(8, BigInt(atMs));
  // The hash begins with the name, so that no other name can end where this one does.
  return joinBytes(LABEL, name, new Uint8Array(numbers.buffer), hash);
}

/** From anybody: numbers that can be written down, a hash as long as one. */
function isSound({ count, atMs, hash }: Checkpoint): boolean {
  const isNumber = (value: number) => Number.isSafeInteger(value) && value >= 0;
  return isNumber(count) && isNumber(atMs) && hash instanceof Uint8Array && hash.length === HASH_BYTES;
}
