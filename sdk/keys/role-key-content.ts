/**
 * Role key files: what a till, a back end or an installer is given instead of the fleet's secret. One role, the readers it
 * is for, and nothing from which another key follows:
 *
 *     { "ketuk": "role-keys", "version": 1, "fleet": fingerprint, "created": ISO 8601, "role": "tap",
 *       "readers": [ { "id": "gate-7", "roleKeys": [ { "version": 1, "key": "64 hexadecimal digits" } ],
 *                      "tapKeys": [ ... only where taps are to be verified ... ] } ] }
 */
import { ROLE_KEY_BYTES, TAP_KEY_BYTES } from "../../protocol/index.js";
import { assertOneOf, assertReaderId } from "../assert.js";
import { KetukError } from "../errors.js";
import { ROLES, type Role } from "../roles.js";
import { type Fields, hexOf, integerOf, listOf, textOf, timeOf } from "./fields.js";
import { createHeldKeys, type HeldReaderKeys, type KeyProvider } from "./provider.js";
import { weaknessOf } from "./weak.js";

/** What such a file calls itself. */
export const ROLE_KIND = "role-keys";
/** Of the format. */
export const ROLE_VERSION = 1;
const UINT32_MAX = 0xffffffff;

/**
 * The keys of a role key file.
 *
 * @throws KetukError `key-file-invalid`, `weak-key`, `bad-argument`
 */
export function roleKeysFromContent(content: Fields): KeyProvider {
  integerOf(content, "version", ROLE_VERSION, ROLE_VERSION);
  textOf(content, "fleet");
  timeOf(content, "created");
  const role = content.role === undefined ? undefined : textOf(content, "role");
  if (role !== undefined) assertOneOf(role, "role", ROLES.slice(1) as Role[]);
  const readers = new Map<string, HeldReaderKeys>();
  listOf(content, "readers", (reader) => {
    const id = textOf(reader, "id");
    assertReaderId(id, "id");
    const roleKeys = keysOf(reader, "roleKeys", ROLE_KEY_BYTES);
    readers.set(id, { roleKeys, tapKeys: keysOf(reader, "tapKeys", TAP_KEY_BYTES) });
  });
  return createHeldKeys("role key file", role, readers);
}

function keysOf(reader: Fields, name: string, bytes: number): Map<number, Uint8Array> {
  const keys = new Map<number, Uint8Array>();
  if (reader[name] === undefined) return keys;
  listOf(reader, name, (entry) => {
    const key = hexOf(entry, "key", bytes);
    const weakness = weaknessOf(key);
    if (weakness) throw new KetukError("weak-key", `"${name}" ${weakness}`);
    keys.set(integerOf(entry, "version", 1, UINT32_MAX), key);
  });
  return keys;
}
