/** Keys of a worker, read again when their file changes: a revocation counts within seconds, without a restart. */
import { Buffer } from "node:buffer";
import { stat } from "node:fs/promises";
import { createFleetSecret, createPseudonyms, type KeyProvider, readKeys } from "ketuk/verify";

const LOOK_MS = 2000;

/** Keys that follow their file. */
export interface WatchedKeys {
  keys(): KeyProvider;
  close(): void;
}

/**
 * Reads a key ring or a role key file, and again whenever it changes. A file that cannot be read any more changes nothing:
 * the keys that were read last go on, and the trouble is told.
 */
export async function watchKeys(path: string, trouble: (error: Error) => void): Promise<WatchedKeys> {
  let present = await readKeys(path);
  let seen = await stampOf(path);
  const timer = setInterval(() => void look(), LOOK_MS);

  async function look(): Promise<void> {
    try {
      const stamp = await stampOf(path);
      if (stamp === seen) return;
      present = await readKeys(path);
      seen = stamp;
    } catch (error) {
      trouble(error as Error);
    }
  }

  return { keys: () => present, close: () => clearInterval(timer) };
}

async function stampOf(path: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(path);
  return `${mtimeMs} ${size} ${ino}`;
}

/**
 * Names of cards for this database and its logs.
 *
 * @param secret 64 hexadecimal digits, the same for all workers; without it names hold until the end of this process only
 */
export function pseudonymsOf(secret: string | undefined): (uid: Uint8Array) => string {
  const bytes = secret === undefined ? createFleetSecret() : new Uint8Array(Buffer.from(secret, "hex"));
  return createPseudonyms({ secret: bytes, relyingParty: "gateway" });
}
