/** What may be said of a key ring: fingerprints, versions and times, never a secret. */
import { toHex } from "../bytes.js";
import { READER_PURPOSES } from "../keys/purposes.js";
import { type KeyRing, type KeyVersion, liveVersions, type RingReader, ringFingerprint } from "../keys/ring.js";
import { createRingKeys } from "../keys/ring-keys.js";
import { publicKeyOf } from "../signing/ed25519.js";

/** Version of the key that signs certificates. */
const CERTIFICATE_VERSION = 1;

/** Live and retired versions, newest first. */
interface VersionReport {
  readonly live: readonly number[];
  readonly retired: readonly number[];
}

/** A reader for `--json`. */
export function reportReader(reader: RingReader): Record<string, unknown> {
  const versions = Object.fromEntries(READER_PURPOSES.map((purpose) => [purpose, reportVersions(reader[purpose])]));
  const { id, epoch, slots, created, revoked } = reader;
  return { id, epoch, ...versions, slots, created, revoked: revoked ?? null };
}

/** A ring for `--json`. */
export function reportRing(ring: KeyRing): Record<string, unknown> {
  const secrets = ring.secrets.map(({ version, created, keys }) => ({
    version,
    created,
    fingerprint: keys.fingerprint(),
  }));
  const cards = ring.cards.map(({ slot, versions }) => ({ slot, ...reportVersions(versions) }));
  return {
    fingerprint: ringFingerprint(ring),
    fleetKey: fleetKeyOf(ring),
    secrets,
    cards,
    readers: ring.readers.map(reportReader),
  };
}

/** A ring for people. */
export function ringLines(ring: KeyRing): string {
  const lines = [`fleet ${ringFingerprint(ring)}, made ${ring.created.slice(0, 10)}`];
  lines.push(`fleet key ${fleetKeyOf(ring)}, public: ketuk verify LOG --fleet-key`);
  for (const { version, created, keys } of ring.secrets.slice(0, -1)) {
    lines.push(`secret ${version} ${keys.fingerprint()}, made ${created.slice(0, 10)}`);
  }
  for (const { slot, versions } of ring.cards) lines.push(`card slot ${slot}: ${shortly(versions)}`);
  if (ring.readers.length === 0) lines.push("no readers yet: ketuk keys add-reader ID");
  for (const reader of ring.readers) lines.push(readerLine(reader));
  return `${lines.join("\n")}\n`;
}

/** The public key that proves the readers' certificates, 64 hexadecimal digits. */
function fleetKeyOf(ring: KeyRing): string {
  return toHex(publicKeyOf(createRingKeys(ring).certificateSeed(CERTIFICATE_VERSION))).toLowerCase();
}

/** A reader for people. */
export function readerLine(reader: RingReader): string {
  if (reader.revoked) return `${reader.id}: revoked ${reader.revoked.slice(0, 10)}`;
  const versions = READER_PURPOSES.map((purpose) => `${purpose} ${shortly(reader[purpose])}`).join(", ");
  return `${reader.id}: epoch ${reader.epoch}, ${versions}, card slots ${reader.slots.join(" and ") || "none"}`;
}

function reportVersions(versions: readonly KeyVersion[]): VersionReport {
  const retired = versions.filter((one) => one.retired).map(({ version }) => version);
  return { live: liveVersions(versions), retired };
}

function shortly(versions: readonly KeyVersion[]): string {
  return liveVersions(versions)
    .map((version) => `v${version}`)
    .join(" and ");
}
