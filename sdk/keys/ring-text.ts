/**
 * The text of a key ring, JSON:
 *
 *     { "ketuk": "key-ring", "version": 1, "created": ISO 8601,
 *       "secrets": [ { "version": 1, "created": ..., "secret": "64 hexadecimal digits" } ],
 *       "cards": [ { "slot": 1, "versions": [ { "version": 1, "secret": 1, "created": ... } ] } ],
 *       "readers": [ { "id": "gate-7", "epoch": 1, "slots": [1], "created": ...,
 *                      "tap": [ { "version": 1, "secret": 1, "created": ... } ], "role": [...], "policy": [...] } ] }
 *
 * `retired` and `revoked` are times. Readers that were flashed also have `flashed`, a time, and `board`, a serial number. Lists of versions are newest first.
 */
import { assertReaderId } from "../assert.js";
import { KetukError } from "../errors.js";
import { type Fields, hexOf, integerOf, listOf, textOf, timeOf } from "./fields.js";
import { LIVE_VERSIONS_COUNT } from "./live-versions.js";
import {
  type KeyRing,
  type KeyVersion,
  liveVersions,
  type RingCards,
  type RingReader,
  type RingSecret,
  ringSecret,
} from "./ring.js";

/** What a key ring file says it is. */
export const RING_KIND = "key-ring";
/** Before readers were listed: `secret` and `created`, nothing else. Read, never written. */
const SECRET_KIND = "fleet-key";
const VERSION = 1;
const UINT32_MAX = 0xffffffff;

/** What is written to the file. Holds the secrets. */
export function ringToContent(ring: KeyRing): Record<string, unknown> {
  const secrets = ring.secrets.map(({ version, created, reveal }) => ({ version, created, secret: reveal() }));
  return { ketuk: RING_KIND, version: VERSION, ...ring, secrets };
}

/**
 * A key ring from what is in a file.
 *
 * @throws KetukError `key-file-invalid` with what is wrong, `weak-key`; never with a part of a secret
 */
export function ringFromContent(content: Fields): KeyRing {
  if (content.ketuk === SECRET_KIND) return ringOfSecret(content);
  if (content.ketuk !== RING_KIND) throw invalid(`"ketuk" is not "${RING_KIND}"`);
  integerOf(content, "version", VERSION, VERSION);
  const secrets = listOf(content, "secrets", secretOf);
  const known = new Set(secrets.map(({ version }) => version));
  const versionsOf = (from: Fields, name: string) => {
    const versions = listOf(from, name, versionOf);
    const falling = versions.every(({ version }, i) => i === 0 || version < (versions[i - 1]?.version ?? 0));
    const count = liveVersions(versions).length;
    if (!falling || count < 1 || count > LIVE_VERSIONS_COUNT || versions.some(({ secret }) => !known.has(secret))) {
      throw invalid(`"${name}" is no list of versions, newest first, one or two of them live`);
    }
    return versions;
  };
  const cards = listOf(content, "cards", (card): RingCards => {
    return { slot: integerOf(card, "slot", 0, UINT32_MAX), versions: versionsOf(card, "versions") };
  });
  const readers = listOf(content, "readers", (reader): RingReader => readerOf(reader, versionsOf));
  if (secrets.length === 0 || known.size !== secrets.length) throw invalid('"secrets" is empty or names one twice');
  if (new Set(readers.map(({ id }) => id)).size !== readers.length) throw invalid("a reader is in it twice");
  return { created: timeOf(content, "created"), secrets, cards, readers };
}

function ringOfSecret(content: Fields): KeyRing {
  integerOf(content, "version", VERSION, VERSION);
  const created = content.created === undefined ? new Date(0).toISOString() : timeOf(content, "created");
  const version = { version: 1, secret: 1, created };
  const secret = ringSecret(1, hexOf(content, "secret", 1, 64), created);
  return { created, secrets: [secret], cards: [{ slot: 1, versions: [version] }], readers: [] };
}

function secretOf(from: Fields): RingSecret {
  return ringSecret(integerOf(from, "version", 1, UINT32_MAX), hexOf(from, "secret", 1, 64), timeOf(from, "created"));
}

function versionOf(from: Fields): KeyVersion {
  return {
    version: integerOf(from, "version", 1, UINT32_MAX),
    secret: integerOf(from, "secret", 1, UINT32_MAX),
    created: timeOf(from, "created"),
    ...(from.retired === undefined ? {} : { retired: timeOf(from, "retired") }),
  };
}

function readerOf(from: Fields, versionsOf: (from: Fields, name: string) => KeyVersion[]): RingReader {
  const id = textOf(from, "id");
  assertReaderId(id, "id");
  return {
    id,
    epoch: integerOf(from, "epoch", 1, UINT32_MAX),
    tap: versionsOf(from, "tap"),
    role: versionsOf(from, "role"),
    policy: versionsOf(from, "policy"),
    slots: listOf({ slots: listed(from.slots) }, "slots", (slot) => integerOf(slot, "slot", 0, UINT32_MAX)),
    created: timeOf(from, "created"),
    ...(from.revoked === undefined ? {} : { revoked: timeOf(from, "revoked") }),
    ...(from.board === undefined ? {} : { board: textOf(from, "board") }),
    ...(from.flashed === undefined ? {} : { flashed: timeOf(from, "flashed") }),
  };
}

/** Plain numbers as objects, so that one function checks them all. */
function listed(slots: unknown): unknown {
  return Array.isArray(slots) ? slots.map((slot) => ({ slot })) : slots;
}

function invalid(why: string): KetukError {
  return new KetukError("key-file-invalid", why);
}
