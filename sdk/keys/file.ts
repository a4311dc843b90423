/** The key ring file of a fleet: from it all keys of the fleet follow. Text: ring-text.ts; on the disk: key-file.ts. */
import { createKeyFile, type KeyFile, type Passphrase, readKeyFile, replaceKeyFile, within } from "./key-file.js";
import type { KeyRing } from "./ring.js";
import { createRing } from "./ring-changes.js";
import { createRingKeys, type RingKeys, type RingKeysOptions } from "./ring-keys.js";
import { ringFromContent, ringToContent } from "./ring-text.js";

/** How to make a key ring file. */
export interface FleetKeyFileOptions {
  /** At least 12 characters. Default: none, the file is protected by its mode alone. */
  readonly passphrase?: string | undefined;
}

/** How to read a key ring file. */
export interface ReadFleetKeysOptions extends RingKeysOptions {
  /** The passphrase, or a function that asks for it; needed only for a file that has one. */
  readonly passphrase?: Passphrase | undefined;
}

/**
 * Makes a key ring with a new random fleet secret and stores it, mode 0600. Makes missing folders, mode 0700. Never
 * overwrites.
 *
 * @param path where to write
 * @returns the keys of the new fleet
 * @throws KetukError `key-file-exists`, `key-file-permissions`, `key-file-invalid` when it cannot be written,
 *   `bad-argument` for a short passphrase
 */
export async function createFleetKeyFile(path: string, options: FleetKeyFileOptions = {}): Promise<RingKeys> {
  const ring = createRing(new Date());
  await createKeyFile(path, ringToContent(ring), options.passphrase);
  return createRingKeys(ring);
}

/**
 * Reads a key ring file. What was revoked later is known after the file is read again.
 *
 * @param path where it is
 * @throws KetukError `key-file-missing`, `key-file-permissions`, `key-file-invalid`, `weak-key`, `passphrase-needed`,
 *   `wrong-passphrase`
 */
export async function readFleetKeys(path: string, options: ReadFleetKeysOptions = {}): Promise<RingKeys> {
  return createRingKeys((await readRing(path, options.passphrase)).ring, options);
}

/** A key ring and the file that it came from. */
export interface RingFile {
  readonly ring: KeyRing;
  readonly file: KeyFile;
}

/** Reads a key ring in order to change it. Throws as readFleetKeys. */
export async function readRing(path: string, passphrase?: Passphrase): Promise<RingFile> {
  const file = await readKeyFile(path, passphrase);
  return { file, ring: await within(path, () => ringFromContent(file.content)) };
}

/**
 * Writes a changed key ring to its file.
 *
 * @throws KetukError `key-file-changed`, `key-file-permissions`, `key-file-invalid` when it cannot be written
 */
export async function writeRing(file: KeyFile, ring: KeyRing): Promise<void> {
  await replaceKeyFile(file, ringToContent(ring));
}
