/** Where the host remembers what the buckets of a gate hold. */
import type { Awaitable } from "../keys/card-keys.js";

/**
 * Remembers the buckets of readers, 128 of 4 KB each. What is lost here costs time and nothing else: the reader's digest
 * shows that a bucket is unknown, and it is written anew.
 */
export interface MemberStore {
  /** Content of a bucket as it was saved last; undefined when it never was. */
  load(readerId: string, bucket: number): Awaitable<Uint8Array | undefined>;
  /** Keeps the content of a bucket, 4,096 bytes, not to be changed. */
  save(readerId: string, bucket: number, content: Uint8Array): Awaitable<void>;
}

/** A store that lasts as long as the program. After its start every bucket that has changes is written anew, 3 s each. */
export function createMemoryMemberStore(): MemberStore {
  const contents = new Map<string, Uint8Array>();
  return {
    load: (readerId, bucket) => contents.get(`${readerId}/${bucket}`),
    save(readerId, bucket, content) {
      contents.set(`${readerId}/${bucket}`, content);
    },
  };
}
