/** The keys that a key ring gives: live versions of readers that were not revoked, and nothing else. */
import { assertReaderId } from "../assert.js";
import { KetukError } from "../errors.js";
import type { Role } from "../roles.js";
import type { CardKeySlots } from "./card-keys.js";
import type { FleetKeys } from "./fleet.js";
import { hide } from "./hidden.js";
import type { ReaderPurpose } from "./purposes.js";
import { type KeyRing, type KeyVersion, liveVersions, type RingReader, ringFingerprint } from "./ring.js";
import { revokedError } from "./ring-changes.js";

/** Live versions of a card slot. */
export interface CardSlotVersions {
  /** Kind of key, as in the reader's configuration. */
  readonly slot: number;
  /** Newest first. */
  readonly versions: readonly number[];
}

/** Which versions of its keys a reader has. Lists are newest first, one or two long. */
export interface ReaderVersions {
  /** Rises whenever the board is flashed anew or wiped. */
  readonly epoch: number;
  /** Tap keys that are accepted; the reader seals with the first. */
  readonly tap: readonly number[];
  /** Role keys that open sessions. */
  readonly role: readonly number[];
  /** Policy keys; the reader has the first. */
  readonly policy: readonly number[];
  /** Card slots whose keys it holds. */
  readonly cards: readonly CardSlotVersions[];
}

/** Version 1 of everything: a reader that no key ring lists. */
export const FIRST_VERSIONS: ReaderVersions = {
  epoch: 1,
  tap: [1],
  role: [1],
  policy: [1],
  cards: [{ slot: 1, versions: [1] }],
};

/**
 * Keys from a key ring. Methods that give a key throw `key-revoked` for a revoked reader and `key-unknown` for a version
 * that is not live. Readers and card slots that are not listed have keys too, as long as the fleet has one secret.
 */
export interface RingKeys extends FleetKeys {
  /** Was the reader revoked? None of its keys is given out then. */
  revoked(readerId: string): boolean;
  /** Live versions of a reader. @throws KetukError `key-revoked`, `key-unknown`, `bad-argument` */
  readerVersions(readerId: string): ReaderVersions;
  /** Live versions of its role keys, newest first; empty when it is revoked or unknown. */
  roleVersions(readerId: string): readonly number[];
  /** Version of the policy key that a reader has. @throws KetukError `key-revoked`, `key-unknown`, `bad-argument` */
  policyKeyVersion(readerId: string): number;
  /** Live card slots, for createFleetCardKeys. */
  cardSlots(): CardKeySlots;
}

/** How to use a key ring. */
export interface RingKeysOptions {
  /** Gives retired versions too: for logs from before. Revoked readers stay refused. Default false. */
  readonly retired?: boolean | undefined;
}

/** The keys of a ring as it is now. */
export function createRingKeys(ring: KeyRing, { retired = false }: RingKeysOptions = {}): RingKeys {
  const readers = new Map(ring.readers.map((reader) => [reader.id, reader]));
  const secrets = new Map(ring.secrets.map(({ version, keys }) => [version, keys]));
  const slots = new Map(ring.cards.map(({ slot, versions }) => [slot, versions]));
  /** Of whatever is not listed; with two secrets nobody could tell which. */
  const unlisted = ring.secrets.length === 1 ? ring.secrets[0]?.keys : undefined;

  /** Undefined for one that is not listed. */
  function readerOf(id: string): RingReader | undefined {
    assertReaderId(id, "readerId");
    const reader = readers.get(id);
    if (reader?.revoked) throw revokedError(reader);
    if (!reader && !unlisted) throw unknown(`no reader "${id}"`);
    return reader;
  }

  function pick(versions: readonly KeyVersion[] | undefined, version: number, name: string): FleetKeys {
    const entry = versions?.find((one) => one.version === version && (retired || !one.retired));
    const keys = versions ? entry && secrets.get(entry.secret) : unlisted;
    if (!keys) throw unknown(`no live ${name} of version ${version}`);
    return keys;
  }

  function pickFor(id: string, purpose: ReaderPurpose, version: number): FleetKeys {
    return pick(readerOf(id)?.[purpose], version, `${purpose} key of reader "${id}"`);
  }

  function liveCards(slot: number): { slot: number; versions: number[] } {
    return { slot, versions: liveVersions(slots.get(slot) ?? []) };
  }

  const keys: RingKeys = {
    tapKey: (id, version) => pickFor(id, "tap", version).tapKey(id, version),
    roleKey: (id: string, role: Role, version: number) => pickFor(id, "role", version).roleKey(id, role, version),
    policyKey: (id, version) => pickFor(id, "policy", version).policyKey(id, version),
    randomKey(id, version) {
      const newest = readerOf(id)?.tap[0];
      return pick(newest && [newest], newest?.version ?? 0, "random key").randomKey(id, version);
    },
    signingSeed(id, version) {
      const newest = readerOf(id)?.tap[0];
      return pick(newest && [newest], newest?.version ?? 0, "signing key").signingSeed(id, version);
    },
    certificateSeed(version) {
      const newest = ring.secrets.reduce((a, b) => (b.version > a.version ? b : a));
      return newest.keys.certificateSeed(version);
    },
    cardKey: (slot, version) => pick(slots.get(slot), version, `card key of slot ${slot}`).cardKey(slot, version),
    fingerprint: () => ringFingerprint(ring),
    revoked: (id) => readers.get(id)?.revoked !== undefined,
    readerVersions(id) {
      const reader = readerOf(id);
      if (!reader) return { ...FIRST_VERSIONS, cards: ring.cards.map(({ slot }) => liveCards(slot)) };
      const { epoch, tap, role, policy } = reader;
      const live = { tap: liveVersions(tap), role: liveVersions(role), policy: liveVersions(policy) };
      return { epoch, ...live, cards: reader.slots.map(liveCards) };
    },
    roleVersions(id) {
      const reader = readers.get(id);
      if (reader?.revoked || !(reader ?? unlisted)) return [];
      return reader ? liveVersions(reader.role) : FIRST_VERSIONS.role;
    },
    policyKeyVersion: (id) => keys.readerVersions(id).policy[0] ?? 1,
    cardSlots: () => Object.fromEntries(ring.cards.map(({ slot }) => [slot, { versions: liveCards(slot).versions }])),
  };
  return hide(keys, "FleetKeys", keys.fingerprint(), { fingerprint: keys.fingerprint() });
}

function unknown(what: string): KetukError {
  return new KetukError("key-unknown", `there is ${what} in this key ring`, {
    hint: "ketuk keys show lists what there is",
  });
}
