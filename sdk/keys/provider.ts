/** Where a host gets the keys of readers: a key ring, a role key file, the environment, or a KMS or HSM. */
import { hmacSha256 } from "#primitives";
import { ROLE_KEY_BYTES, TAP_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes, assertInteger, assertOneOf, assertReaderId, assertText } from "../assert.js";
import { copyBytes } from "../bytes.js";
import { KetukError } from "../errors.js";
import { ROLES, type Role } from "../roles.js";
import type { Awaitable } from "./card-keys.js";
import { type Environment, keyFromVariable } from "./environment.js";
import { heldTapKey } from "./held.js";
import { hide } from "./hidden.js";
import { LIVE_VERSIONS_COUNT } from "./live-versions.js";

const UINT32_MAX = 0xffffffff;

/** Where a verifier gets tap keys; FleetKeys is one. Throwing and returning undefined both mean: there is none. */
export interface TapKeySource {
  /** The key of one reader, 32 bytes. */
  tapKey(readerId: string, version: number): Uint8Array | undefined;
  /** Was the reader revoked? Its records are refused then, whatever their seal. Default: none was. */
  revoked?(readerId: string): boolean;
}

/** Which role key of which reader. */
export interface RoleKeyRequest {
  /** The reader. */
  readonly readerId: string;
  /** What the session may do. */
  readonly role: Role;
  /** Version of the reader's role keys. */
  readonly version: number;
}

/** A role key that stays where it is, as in an HSM. A session asks it six times while it opens, and never again. */
export interface RoleHmac {
  /** HMAC-SHA256 (RFC 2104) under the role key, 32 bytes. */
  hmac(data: Uint8Array): Awaitable<Uint8Array>;
}

/** A role key, 32 bytes, or what computes with it. */
export type RoleKey = Uint8Array | RoleHmac;

/**
 * The keys of readers, for Reader and verifiers. FleetKeys is one. A host that may not have a key gives undefined or
 * throws; both mean that there is none.
 */
export interface KeyProvider {
  /**
   * Key that checks the seals of a reader, 32 bytes; at once, since every tap needs it. A provider without this method
   * leaves the verifying to others: verdicts are "unverified".
   */
  tapKey?(readerId: string, version: number): Uint8Array | undefined;
  /** Was the reader revoked? Its taps are refused then. Default: none was. */
  revoked?(readerId: string): boolean;
  /** Key that opens sessions of a role with a reader. A provider without this method opens none. */
  roleKey?(readerId: string, role: Role, version: number): Awaitable<RoleKey | undefined>;
  /** Versions of a reader's role keys that this host has, newest first. Default: whatever the reader asks for. */
  roleVersions?(readerId: string): Awaitable<readonly number[]>;
  /** The role that its keys are for. Default: all. */
  readonly role?: Role | undefined;
}

/** Keys of one reader, by version. */
export interface HeldReaderKeys {
  /** Role keys; may be empty. */
  readonly roleKeys: ReadonlyMap<number, Uint8Array>;
  /** Tap keys; empty where this host does not verify. */
  readonly tapKeys: ReadonlyMap<number, Uint8Array>;
}

/**
 * Keys that a host was given, and no others.
 *
 * @param role of the role keys; undefined when there are none
 */
export function createHeldKeys(
  kind: string,
  role: Role | undefined,
  readers: ReadonlyMap<string, HeldReaderKeys>,
): KeyProvider {
  const verifies = [...readers.values()].some(({ tapKeys }) => tapKeys.size > 0);
  const tapKey = (readerId: string, version: number) => copyOf(readers.get(readerId)?.tapKeys.get(version));
  const provider: KeyProvider = {
    role,
    ...(verifies && { tapKey }),
    ...(role && {
      roleKey: (readerId: string, wanted: Role, version: number) =>
        wanted === role ? copyOf(readers.get(readerId)?.roleKeys.get(version)) : undefined,
      roleVersions: (readerId: string) => [...(readers.get(readerId)?.roleKeys.keys() ?? [])].sort((a, b) => b - a),
    }),
  };
  return hide(provider, "KeyProvider", kind, { keys: kind });
}

/** What the environment holds for one reader. */
export interface EnvironmentReaderKeys {
  /** Versions of its role key; one or two. Default none. */
  readonly role?: readonly number[] | undefined;
  /** Versions of its tap key. Default none: this host does not verify. */
  readonly tap?: readonly number[] | undefined;
}

/** Options of createEnvironmentKeys. */
export interface EnvironmentKeysOptions {
  /** The role that the role keys are for. */
  readonly role?: Role | undefined;
  /** Readers by id; their keys are read now and not again. */
  readonly readers: Readonly<Record<string, EnvironmentReaderKeys>>;
  /**
   * Beginning of the names. Default "KETUK": version 2 of reader gate-7 is KETUK_ROLE_KEY_GATE_7_2 and
   * KETUK_TAP_KEY_GATE_7_2. What is neither letter nor digit in an id becomes "_".
   */
  readonly prefix?: string | undefined;
  /** Default process.env. */
  readonly environment?: Environment | undefined;
}

/**
 * Keys from environment variables, 64 hexadecimal digits each.
 *
 * @throws KetukError `bad-argument` for a missing or malformed variable and for ids that would share one, `weak-key`
 */
export function createEnvironmentKeys(options: EnvironmentKeysOptions): KeyProvider {
  const { role, prefix = "KETUK", environment = process.env } = options;
  assertText(prefix, "prefix");
  if (role !== undefined) assertOneOf(role, "role", ROLES.slice(1));
  const names = new Set<string>();
  const readers = new Map<string, HeldReaderKeys>();
  const read = (kind: string, id: string, versions: readonly number[], bytes: number) => {
    const keys = new Map<number, Uint8Array>();
    for (const version of versions) {
      assertInteger(version, `readers[${id}]: version`, 0, UINT32_MAX);
      const name = `${prefix}_${kind}_KEY_${id.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}_${version}`;
      if (names.has(name)) throw new KetukError("bad-argument", `two readers would share environment variable ${name}`);
      names.add(name);
      keys.set(version, keyFromVariable(environment, name, bytes));
    }
    return keys;
  };
  for (const [id, held] of Object.entries(options.readers)) {
    assertReaderId(id, "readers");
    const roleVersions = held.role ?? [];
    assertInteger(roleVersions.length, `readers[${id}]: number of role versions`, 0, LIVE_VERSIONS_COUNT);
    if (roleVersions.length && role === undefined) throw new KetukError("bad-argument", '"role" is missing');
    const roleKeys = read("ROLE", id, roleVersions, ROLE_KEY_BYTES);
    readers.set(id, { roleKeys, tapKeys: read("TAP", id, held.tap ?? [], TAP_KEY_BYTES) });
  }
  return createHeldKeys("environment", role, readers);
}

/** Options of createCallbackKeys. */
export interface CallbackKeysOptions {
  /** Tap keys, at once: fetch those of your readers beforehand. Called for every tap. Default: no verifying. */
  readonly tapKey?: ((readerId: string, version: number) => Uint8Array | undefined) | undefined;
  /** Was the reader revoked? Called for every tap. Default: none was. */
  readonly revoked?: ((readerId: string) => boolean) | undefined;
  /** A role key, or an object that computes with it in an HSM. Called once for each session. */
  readonly roleKey?: ((request: RoleKeyRequest) => Awaitable<RoleKey | undefined>) | undefined;
  /** Live versions of a reader's role keys, newest first. Default: whatever the reader asks for. */
  readonly roleVersions?: ((readerId: string) => Awaitable<readonly number[]>) | undefined;
}

/** Keys from callbacks: KMS, HSM, a database. Nothing is kept here, so that a revocation counts at once. */
export function createCallbackKeys(options: CallbackKeysOptions): KeyProvider {
  const { tapKey, revoked, roleKey, roleVersions } = options;
  const provider: KeyProvider = {
    ...(tapKey && { tapKey: (readerId: string, version: number) => tapKey(readerId, version) }),
    ...(revoked && { revoked: (readerId: string) => revoked(readerId) }),
    ...(roleKey && {
      roleKey: (readerId: string, role: Role, version: number) => roleKey({ readerId, role, version }),
    }),
    ...(roleVersions && { roleVersions: (readerId: string) => roleVersions(readerId) }),
  };
  return hide(provider, "KeyProvider", "callback", { keys: "callback" });
}

/** Where a verifier gets tap keys from; undefined when the provider leaves the verifying to others. */
export function tapKeysOf(keys: TapKeySource | KeyProvider): TapKeySource | undefined {
  if (!keys.tapKey) return undefined;
  return {
    tapKey: heldTapKey(keys) ?? ((readerId, version) => keys.tapKey?.(readerId, version)),
    revoked: (readerId) => keys.revoked?.(readerId) ?? false,
  };
}

/** What opens a session. */
export interface FoundRoleKey {
  /** Version to name in Open. */
  readonly version: number;
  /** HMAC-SHA256 under the role key, 32 bytes. */
  readonly hmac: RoleHmac["hmac"];
  /** The key itself, unless it stays elsewhere. */
  readonly key: Uint8Array | undefined;
}

/**
 * The role key to open a session with: of the newest version that both sides have.
 *
 * @param newest version that the reader names in Hello; it may still have the one before
 * @returns undefined when the provider has none
 * @throws KetukError `key-revoked`; what a callback throws
 */
export async function findRoleKey(
  keys: KeyProvider,
  readerId: string,
  role: Role,
  newest: number,
): Promise<FoundRoleKey | undefined> {
  if (keys.revoked?.(readerId)) {
    throw new KetukError("key-revoked", `reader "${readerId}" was revoked`, {
      hint: "give the board a new id and flash it with new keys",
    });
  }
  const versions = (await keys.roleVersions?.(readerId)) ?? [newest];
  const version = versions.find((one) => one <= newest);
  const key = version === undefined ? undefined : await keys.roleKey?.(readerId, role, version);
  if (!key || version === undefined) return undefined;
  if (!(key instanceof Uint8Array)) return { version, key: undefined, hmac: (data) => key.hmac(data) };
  assertBytes(key, "role key", ROLE_KEY_BYTES);
  return { version, key, hmac: (data) => copyBytes(hmacSha256(key, data)) };
}

function copyOf(key: Uint8Array | undefined): Uint8Array | undefined {
  return key && copyBytes(key);
}
