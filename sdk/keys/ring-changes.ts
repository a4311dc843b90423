/** What happens to a key ring: readers join, versions come and go, readers are revoked. Pure: each returns a new ring. */
import { assertInteger, assertReaderId } from "../assert.js";
import { KetukError } from "../errors.js";
import { createFleetSecret } from "./fleet.js";
import { LIVE_VERSIONS_COUNT } from "./live-versions.js";
import { READER_PURPOSES, type Rotatable } from "./purposes.js";
import { type KeyRing, type KeyVersion, liveVersions, type RingReader, type RingSecret, ringSecret } from "./ring.js";

const UINT32_MAX = 0xffffffff;
/** The slot that readers get unless told otherwise. */
const FIRST_SLOT = 1;

/** Which keys a change is about. */
export interface KeyChoice {
  readonly purposes: readonly Rotatable[];
  /** Default: all readers that are not revoked. */
  readonly reader?: string | undefined;
  /** Card slot; default all. */
  readonly slot?: number | undefined;
}

/** A new ring with one random secret, one card slot and no readers. */
export function createRing(now: Date, secret: Uint8Array = createFleetSecret()): KeyRing {
  const created = now.toISOString();
  const first = ringSecret(1, secret, created);
  const cards = [{ slot: FIRST_SLOT, versions: [nextVersion([], first, created)] }];
  return { created, secrets: [first], cards, readers: [] };
}

/**
 * A reader joins, with version 1 of all its keys.
 *
 * @param slots card slots whose keys it holds; new ones begin with version 1
 * @throws KetukError `bad-argument` when it is a member already or was revoked
 */
export function addReader(ring: KeyRing, id: string, now: Date, slots: readonly number[] = [FIRST_SLOT]): KeyRing {
  assertReaderId(id, "reader");
  for (const slot of slots) assertInteger(slot, "slot", 0, UINT32_MAX);
  const known = ring.readers.find((reader) => reader.id === id);
  if (known) {
    throw new KetukError(
      "bad-argument",
      `reader "${id}" is ${known.revoked ? "revoked" : "in this key ring already"}`,
      {
        hint: known.revoked ? "an id that was revoked is never used again: choose another" : undefined,
      },
    );
  }
  const created = now.toISOString();
  const versions = [nextVersion([], newestSecret(ring), created)];
  const reader = { id, epoch: 1, tap: versions, role: versions, policy: versions, slots: [...new Set(slots)], created };
  const missing = reader.slots.filter((slot) => !ring.cards.some((card) => card.slot === slot));
  return {
    ...ring,
    cards: [...ring.cards, ...missing.map((slot) => ({ slot, versions }))],
    readers: [...ring.readers, reader],
  };
}

/** A new random secret. What is rotated from now on follows from it; what is not, still from the one before. */
export function addSecret(ring: KeyRing, now: Date, secret: Uint8Array = createFleetSecret()): KeyRing {
  const version = newestSecret(ring).version + 1;
  return { ...ring, secrets: [ringSecret(version, secret, now.toISOString()), ...ring.secrets] };
}

/**
 * New versions; those before stay live until they are retired.
 *
 * @throws KetukError `bad-argument` when two versions are live already, or there is no such reader or slot
 */
export function rotate(ring: KeyRing, choice: KeyChoice, now: Date): KeyRing {
  const created = now.toISOString();
  const secret = newestSecret(ring);
  return change(ring, choice, (versions, name) => {
    if (liveVersions(versions).length >= LIVE_VERSIONS_COUNT) {
      throw new KetukError("bad-argument", `${name}: versions ${liveVersions(versions).join(" and ")} are both live`, {
        hint: "retire the older one first: ketuk keys rotate ... --retire",
      });
    }
    return [nextVersion(versions, secret, created), ...versions];
  });
}

/**
 * All live versions but the newest end.
 *
 * @throws KetukError `bad-argument` when there is no such reader or slot
 */
export function retire(ring: KeyRing, choice: KeyChoice, now: Date): KeyRing {
  const retired = now.toISOString();
  return change(ring, choice, (versions) =>
    versions.map((one, i) => (i === 0 || one.retired ? one : { ...one, retired })),
  );
}

/** A reader's keys are refused from now on, those of one that never joined too. Repeating it changes nothing. */
export function revoke(ring: KeyRing, id: string, now: Date): KeyRing {
  const known = ring.readers.some((reader) => reader.id === id);
  const members = known ? ring : addReader(ring, id, now, []);
  const readers = members.readers.map((reader) =>
    reader.id === id && !reader.revoked ? { ...reader, revoked: now.toISOString() } : reader,
  );
  return { ...members, readers };
}

/**
 * A reader is about to be flashed anew: records are counted from 1 again, under the next epoch.
 *
 * @throws KetukError `bad-argument` when there is no such reader
 */
export function raiseEpoch(ring: KeyRing, id: string): KeyRing {
  memberOf(ring, id);
  const readers = ring.readers.map((reader) => (reader.id === id ? { ...reader, epoch: reader.epoch + 1 } : reader));
  return { ...ring, readers };
}

/**
 * A reader that has keys.
 *
 * @throws KetukError `bad-argument` when it is not in the ring, `key-revoked`
 */
export function memberOf(ring: KeyRing, id: string): RingReader {
  assertReaderId(id, "reader");
  const reader = ring.readers.find((one) => one.id === id);
  if (!reader) {
    throw new KetukError("bad-argument", `reader "${id}" is not in this key ring`, {
      hint: `ketuk keys add-reader ${id}`,
    });
  }
  if (reader.revoked) throw revokedError(reader);
  return reader;
}

/** Says that a reader was revoked. */
export function revokedError({ id, revoked }: Pick<RingReader, "id" | "revoked">): KetukError {
  return new KetukError("key-revoked", `reader "${id}" was revoked on ${revoked?.slice(0, 10)}`, {
    hint: "give the board a new id and flash it with new keys",
  });
}

type ChangeVersions = (versions: readonly KeyVersion[], name: string) => readonly KeyVersion[];

function change(ring: KeyRing, choice: KeyChoice, with_: ChangeVersions): KeyRing {
  if (choice.reader !== undefined) memberOf(ring, choice.reader);
  if (choice.slot !== undefined && !ring.cards.some(({ slot }) => slot === choice.slot)) {
    throw new KetukError("bad-argument", `there is no card slot ${choice.slot} in this key ring`);
  }
  const readers = ring.readers.map((reader) => {
    if (reader.revoked || (choice.reader !== undefined && reader.id !== choice.reader)) return reader;
    const changed = { ...reader };
    for (const purpose of READER_PURPOSES) {
      if (choice.purposes.includes(purpose)) changed[purpose] = with_(reader[purpose], `${reader.id}, ${purpose} key`);
    }
    return changed;
  });
  if (!choice.purposes.includes("card")) return { ...ring, readers };
  const cards = ring.cards.map((card) =>
    choice.slot === undefined || card.slot === choice.slot
      ? { ...card, versions: with_(card.versions, `card slot ${card.slot}`) }
      : card,
  );
  return { ...ring, readers, cards };
}

function newestSecret(ring: KeyRing): RingSecret {
  const [newest] = ring.secrets;
  if (!newest) throw new Error("a key ring has a secret");
  return newest;
}

function nextVersion(versions: readonly KeyVersion[], secret: RingSecret, created: string): KeyVersion {
  return { version: (versions[0]?.version ?? 0) + 1, secret: secret.version, created };
}
