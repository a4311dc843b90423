/**
 * Brings the members of a gate up to date: bucket by bucket, by what the reader says it holds and what it should hold. It
 * may be cut anywhere and called again: what was done is found done.
 */
import { crc32, MEMBER_BUCKETS, MEMBER_DIGESTS, MEMBER_GROUPS, MEMBER_PIECE_BYTES } from "../../protocol/index.js";
import { assertInteger } from "../assert.js";
import { KetukError } from "../errors.js";
import { abortedError } from "../in-time.js";
import type { Answer, RequestBody } from "../link/messages.js";
import type { CallOptions } from "../link/requests.js";
import {
  BUCKET_BYTES,
  BUCKET_MEMBERS,
  type BucketMembers,
  type BucketWrite,
  blankBucket,
  changedBucket,
  createMemberHash,
  freshBucket,
  writesBetween,
} from "./bucket.js";
import { createMemoryMemberStore, type MemberStore } from "./store.js";

/** Somebody whom a gate lets through. */
export interface Member {
  /** UID of their card: 4, 7 or 10 bytes, the real one where the card shows random ones. */
  readonly uid: Uint8Array;
  /** 0 to 7, whose time windows hold (`GateRules.windows` of the policy). Default 0. */
  readonly group?: number | undefined;
}

/** How far it is. */
export interface MemberProgress {
  /** Buckets that are up to date, 0 to 128. */
  readonly buckets: number;
  /** Bytes that were written so far. */
  readonly writtenBytes: number;
}

/** Options of `Reader.syncMembers`. */
export interface SyncMembersOptions {
  /** What the reader held before. Default: nothing is known, and buckets that are not as they should be are written anew. */
  readonly store?: MemberStore | undefined;
  /** Told after every bucket. */
  readonly onProgress?: ((progress: MemberProgress) => void) | undefined;
  /** Ends it; the next call goes on there. */
  readonly signal?: AbortSignal | undefined;
}

/** What was changed. */
export interface MemberSync {
  /** Members whom the reader did not have, or had in another group; not counted in buckets that were written anew. */
  readonly added: number;
  /** Entries that were taken away; not counted in buckets that were written anew. */
  readonly removed: number;
  /** Buckets that were erased and written anew. */
  readonly rewritten: number;
  /** Bytes that were written. */
  readonly writtenBytes: number;
}

/** What it needs of a Reader. */
export interface MemberParts {
  readonly readerId: string;
  /** The reader's policy key: hashes of members are under it. */
  readonly key: Uint8Array;
  call(body: RequestBody, options: CallOptions): Promise<Answer>;
}

/** Members that are hashed before others have their turn: some 10 ms. */
const HASHED_AT_ONCE = 2000;
const UID_LENGTHS = [4, 7, 10];

function nextTurn(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) throw abortedError(signal);
  return new Promise((resolve) => setTimeout(resolve));
}

/** Sorts members into their buckets. */
async function sorted(members: Iterable<Member>, key: Uint8Array, signal?: AbortSignal): Promise<BucketMembers[]> {
  const place = createMemberHash(key);
  const buckets = Array.from({ length: MEMBER_BUCKETS }, (): BucketMembers => new Map());
  let count = 0;
  for (const { uid, group = 0 } of members) {
    assertInteger(group, "group", 0, MEMBER_GROUPS - 1);
    if (!(uid instanceof Uint8Array && UID_LENGTHS.includes(uid.length))) {
      throw new KetukError("bad-argument", "a member has no UID of 4, 7 or 10 bytes", { hint: "give bytes, not text" });
    }
    const { bucket, hash } = place(uid);
    buckets[bucket]?.set(hash, group);
    if (++count % HASHED_AT_ONCE === 0) await nextTurn(signal);
  }
  if (buckets.some(({ size }) => size > BUCKET_MEMBERS)) {
    throw new KetukError("bad-argument", `a reader has no room for ${count} members`, {
      hint: "some 110,000 fit; give each gate those who may pass there",
    });
  }
  return buckets;
}

/**
 * See `Reader.syncMembers`.
 *
 * @throws KetukError `bad-argument`, `refused`, `aborted`, and as every call
 */
export async function syncMembers(
  members: Iterable<Member>,
  parts: MemberParts,
  { store = createMemoryMemberStore(), onProgress, signal }: SyncMembersOptions = {},
): Promise<MemberSync> {
  const { readerId } = parts;
  const wanted = await sorted(members, parts.key, signal);
  const done = { added: 0, removed: 0, rewritten: 0, writtenBytes: 0 };

  async function digestsFrom(firstBucket: number): Promise<number[]> {
    const { members: digests = new Uint8Array() } = await parts.call({ kind: "get-members", firstBucket }, { signal });
    const view = new DataView(digests.buffer, digests.byteOffset, digests.length);
    return Array.from({ length: Math.floor(digests.length / 4) }, (_, i) => view.getUint32(i * 4));
  }

  async function write(bucket: number, writes: readonly BucketWrite[], erase: boolean): Promise<void> {
    for (const [i, piece] of writes.entries()) {
      await parts.call({ kind: "store-members", bucket, ...piece, erase: erase && i === 0 }, { signal });
      done.writtenBytes += piece.data.length;
    }
  }

  /** What the bucket holds, if that is known. */
  function known(bucket: number, digest: number, saved: Uint8Array | undefined): Uint8Array | undefined {
    const guesses = [saved, freshBucket(wanted[bucket] ?? new Map()), blankBucket()];
    return guesses.find((image) => image?.length === BUCKET_BYTES && crc32(image) === digest);
  }

  async function bring(bucket: number, digest: number): Promise<void> {
    const members = wanted[bucket] ?? new Map();
    const saved = await store.load(readerId, bucket);
    const before = known(bucket, digest, saved);
    const changed = before && changedBucket(before, members);
    const image = changed?.image ?? freshBucket(members);
    if (before && changed) {
      await write(bucket, writesBetween(before, image, MEMBER_PIECE_BYTES), false);
      done.added += changed.added;
      done.removed += changed.removed;
    } else {
      const writes = writesBetween(blankBucket(), image, MEMBER_PIECE_BYTES);
      // A bucket that nobody is in any more is erased all the same.
      await write(bucket, writes.length ? writes : [{ offset: 0, data: new Uint8Array() }], true);
      done.rewritten++;
    }
    if (before !== saved || !changed || changed.added || changed.removed) await store.save(readerId, bucket, image);
  }

  for (let first = 0; first < MEMBER_BUCKETS; first += MEMBER_DIGESTS) {
    const digests = await digestsFrom(first);
    if (digests.length < MEMBER_DIGESTS) {
      throw new KetukError("refused", "the reader does not say what its buckets hold", { hint: "update its firmware" });
    }
    for (const [i, digest] of digests.entries()) {
      await bring(first + i, digest);
      onProgress?.({ buckets: first + i + 1, writtenBytes: done.writtenBytes });
    }
  }
  return done;
}
