/**
 * The key ring of a fleet: its secrets, its readers, and which version of which key is live. Pure; changes are in
 * ring-changes.ts, its text in ring-text.ts. No key is in it but the secrets: everything else follows from them.
 */
import { toHex } from "../bytes.js";
import { createFleetKeys, type FleetKeys } from "./fleet.js";
import type { ReaderPurpose } from "./purposes.js";

/** One version of a key. */
export interface KeyVersion {
  readonly version: number;
  /** Version of the fleet secret that it follows from. */
  readonly secret: number;
  /** When it was made, ISO 8601. */
  readonly created: string;
  /** Since when it is not accepted any more. */
  readonly retired?: string | undefined;
}

/** A secret of the fleet. */
export interface RingSecret {
  readonly version: number;
  readonly created: string;
  /** What follows from it. */
  readonly keys: FleetKeys;
  /** Upper-case hexadecimal, for the file and for nothing else. */
  reveal(): string;
}

/** The master keys of one kind of card. */
export interface RingCards {
  readonly slot: number;
  /** Newest first. */
  readonly versions: readonly KeyVersion[];
}

/** A reader of the fleet; versions newest first. */
export interface RingReader extends Readonly<Record<ReaderPurpose, readonly KeyVersion[]>> {
  readonly id: string;
  /** Rises whenever the board is flashed anew or wiped. */
  readonly epoch: number;
  /** Card slots whose keys it holds. */
  readonly slots: readonly number[];
  readonly created: string;
  /** Since when none of its keys is given out or accepted. */
  readonly revoked?: string | undefined;
  /** Serial number of the board that it was last flashed onto. */
  readonly board?: string | undefined;
  /** When it was last flashed: the next flashing is another epoch. */
  readonly flashed?: string | undefined;
}

/** Everything that a key ring file holds. */
export interface KeyRing {
  readonly created: string;
  /** Newest first; at least one. */
  readonly secrets: readonly RingSecret[];
  readonly cards: readonly RingCards[];
  readonly readers: readonly RingReader[];
}

/**
 * A secret with its keys.
 *
 * @throws KetukError `weak-key`, `bad-argument`
 */
export function ringSecret(version: number, secret: Uint8Array, created: string): RingSecret {
  const text = toHex(secret);
  return { version, created, keys: createFleetKeys(secret), reveal: () => text };
}

/** Versions that are not retired, newest first. */
export function liveVersions(versions: readonly KeyVersion[]): number[] {
  return versions.filter(({ retired }) => !retired).map(({ version }) => version);
}

/** The name of a fleet: of its first secret, so that it stays when the secret is replaced. */
export function ringFingerprint(ring: KeyRing): string {
  return ring.secrets.at(-1)?.keys.fingerprint() ?? "";
}
