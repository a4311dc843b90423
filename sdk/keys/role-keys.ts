/** Role key files, see `role-key-content.ts`: made from a key ring, and read, as every key file is. */
import { toHex } from "../bytes.js";
import { KetukError } from "../errors.js";
import type { Role } from "../roles.js";
import type { Fields } from "./fields.js";
import { type Passphrase, readKeyFile, within } from "./key-file.js";
import type { KeyProvider } from "./provider.js";
import { type KeyRing, liveVersions } from "./ring.js";
import { memberOf } from "./ring-changes.js";
import { createRingKeys, type RingKeysOptions } from "./ring-keys.js";
import { RING_KIND, ringFromContent } from "./ring-text.js";
import { ROLE_KIND, ROLE_VERSION, roleKeysFromContent } from "./role-key-content.js";

/** What to give away. */
export interface RoleExport {
  /** Undefined: no sessions, verifying only. */
  readonly role?: Role | undefined;
  readonly readers: readonly string[];
  /** With tap keys: who can verify a tap can also make one. */
  readonly verify: boolean;
}

/**
 * The content of a role key file: all live versions of the keys that were chosen.
 *
 * @throws KetukError `bad-argument` when a reader is not in the ring or nothing is chosen, `key-revoked`
 */
export function exportRoleKeys(ring: KeyRing, { role, readers, verify }: RoleExport, now: Date): object {
  if (readers.length === 0) throw new KetukError("bad-argument", "there is no reader to export");
  if (!role && !verify) throw new KetukError("bad-argument", "neither a role nor verifying was asked for");
  const keys = createRingKeys(ring);
  const entries = [...new Set(readers)].map((id) => {
    const reader = memberOf(ring, id);
    const roleKeys = role
      ? liveVersions(reader.role).map((version) => ({ version, key: toHex(keys.roleKey(id, role, version)) }))
      : [];
    const tapKeys = liveVersions(reader.tap).map((version) => ({ version, key: toHex(keys.tapKey(id, version)) }));
    return { id, roleKeys, ...(verify && { tapKeys }) };
  });
  const head = { ketuk: ROLE_KIND, version: ROLE_VERSION, fleet: keys.fingerprint(), created: now.toISOString() };
  return { ...head, ...(role && { role }), readers: entries };
}

/** How to read a key file. */
export interface ReadKeysOptions extends RingKeysOptions {
  /** The passphrase, or a function that asks for it; needed only for a file that has one. */
  readonly passphrase?: Passphrase | undefined;
}

/**
 * Reads a key file of either kind: the key ring of a fleet, or a role key file made by `ketuk keys export`.
 *
 * ```ts
 * import { Reader, readKeys } from "ketuk";
 *
 * await using reader = await Reader.open({ path: "/dev/ttyUSB0", keys: await readKeys("gate-7.tap.json") });
 * ```
 *
 * @throws KetukError `key-file-missing`, `key-file-permissions`, `key-file-invalid`, `weak-key`, `passphrase-needed`,
 *   `wrong-passphrase`
 */
export async function readKeys(path: string, options: ReadKeysOptions = {}): Promise<KeyProvider> {
  const { content } = await readKeyFile(path, options.passphrase);
  return within(path, () =>
    content.ketuk === ROLE_KIND ? roleKeysFromContent(content) : createRingKeys(ringFromContent(content), options),
  );
}

/** Is this the content of a key ring, or of a role key file? Before it is read. */
export function isKeyContent({ ketuk }: Fields): boolean {
  return ketuk === RING_KIND || ketuk === ROLE_KIND || ketuk === "fleet-key";
}
