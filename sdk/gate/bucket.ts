/**
 * What a reader that is a gate holds of its members: buckets of 4 KB in flash, as the host knows them. Pure. "Gates" in
 * protocol/README.md has the layout.
 */
import { hmacSha256 } from "#primitives";
import { MEMBER_BUCKETS, MEMBER_BYTES, MEMBER_GROUPS, MEMBER_HEAD, SEAL_SUFFIX } from "../../protocol/index.js";

/** Size of a bucket: a sector of flash. */
export const BUCKET_BYTES = 4096;
const FIRST = MEMBER_HEAD.length;
const GROUP_SHIFT = 24;
const GROUP_MASK = (MEMBER_GROUPS - 1) << GROUP_SHIFT;
const ERASED = 0xffffffff;
const LABEL = "ketuk gate\0";

/** Members that fit into one bucket. */
export const BUCKET_MEMBERS = (BUCKET_BYTES - FIRST) / MEMBER_BYTES;

/** Members of one bucket: their 29 bits of hash, and their groups. */
export type BucketMembers = Map<number, number>;

/** Where a member is kept, and as what. */
export interface MemberPlace {
  readonly bucket: number;
  /** 32 bits, those of the group zero. */
  readonly hash: number;
}

/** Makes the hash of members for one reader, under its policy key. */
export function createMemberHash(key: Uint8Array): (uid: Uint8Array) => MemberPlace {
  const text = new TextEncoder();
  const label = text.encode(LABEL);
  const suffix = text.encode(SEAL_SUFFIX);
  return (uid) => {
    const input = new Uint8Array(label.length + uid.length);
    input.set(label);
    input.set(uid, label.length);
    const hash = hmacSha256(key, input, suffix);
    const view = new DataView(hash.buffer, hash.byteOffset);
    return { bucket: view.getUint8(0) % MEMBER_BUCKETS, hash: (view.getUint32(1) & ~GROUP_MASK) >>> 0 };
  };
}

/** A bucket that was never written. */
export function blankBucket(): Uint8Array {
  return new Uint8Array(BUCKET_BYTES).fill(0xff);
}

function isBlank(image: Uint8Array): boolean {
  return image.every((byte) => byte === 0xff);
}

function putHead(image: Uint8Array): void {
  image.set(new TextEncoder().encode(MEMBER_HEAD));
}

function entryOf(hash: number, group: number): number {
  return (hash | (group << GROUP_SHIFT)) >>> 0;
}

/** A bucket that holds these members and was written in one go; the same for the same members. */
export function freshBucket(members: BucketMembers): Uint8Array {
  const image = blankBucket();
  if (members.size === 0) return image;
  putHead(image);
  const view = new DataView(image.buffer);
  const entries = [...members].map(([hash, group]) => entryOf(hash, group)).sort((a, b) => a - b);
  for (const [i, entry] of entries.entries()) view.setUint32(FIRST + i * MEMBER_BYTES, entry);
  return image;
}

/** A bucket after a change. */
export interface ChangedBucket {
  readonly image: Uint8Array;
  /** Members that are new, or in another group. */
  readonly added: number;
  readonly removed: number;
}

/**
 * What clearing and appending make of a bucket so that it holds these members and nobody else. Undefined when there is no
 * room: it has to be erased.
 */
export function changedBucket(before: Uint8Array, members: BucketMembers): ChangedBucket | undefined {
  const image = before.slice();
  const view = new DataView(image.buffer);
  const missing = new Set([...members].map(([hash, group]) => entryOf(hash, group)));
  let removed = 0;
  let at = FIRST;
  for (; at < BUCKET_BYTES && view.getUint32(at) !== ERASED; at += MEMBER_BYTES) {
    const entry = view.getUint32(at);
    if (entry === 0 || missing.delete(entry)) continue;
    view.setUint32(at, 0);
    removed++;
  }
  if (missing.size * MEMBER_BYTES > BUCKET_BYTES - at) return undefined;
  if (missing.size > 0 && isBlank(before)) putHead(image);
  // In order, so that a bucket without a past is as freshBucket makes it.
  for (const entry of [...missing].sort((a, b) => a - b)) {
    view.setUint32(at, entry);
    at += MEMBER_BYTES;
  }
  return { image, added: missing.size, removed };
}

/** A piece of a bucket that is to be written. */
export interface BucketWrite {
  readonly offset: number;
  readonly data: Uint8Array;
}

/**
 * The writes that lead from one content to another, each of at most `limitBytes`; what lies between two changes may be
 * written once more. The head of a new bucket comes last: nobody of it passes before it is whole.
 */
export function writesBetween(before: Uint8Array, after: Uint8Array, limitBytes: number): BucketWrite[] {
  const writes: BucketWrite[] = [];
  for (let at = 0; at < BUCKET_BYTES; at += MEMBER_BYTES) {
    if (sameEntry(before, after, at)) continue;
    let end = at + MEMBER_BYTES;
    for (let i = end; i < Math.min(at + limitBytes, BUCKET_BYTES); i += MEMBER_BYTES) {
      if (!sameEntry(before, after, i)) end = i + MEMBER_BYTES;
    }
    writes.push({ offset: at, data: after.slice(at, end) });
    at = end - MEMBER_BYTES;
  }
  return before[0] === 0xff ? writes.reverse() : writes;
}

function sameEntry(a: Uint8Array, b: Uint8Array, at: number): boolean {
  return a[at] === b[at] && a[at + 1] === b[at + 1] && a[at + 2] === b[at + 2] && a[at + 3] === b[at + 3];
}
