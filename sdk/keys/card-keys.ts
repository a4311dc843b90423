/** Card keys on the host: where they come from, which versions are live, and how a SAM or HSM can keep them. */
import { CARD_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes, assertInteger, assertText } from "../assert.js";
import { copyBytes, joinBytes } from "../bytes.js";
import type { CardChallenge, CardProof } from "../card/proof.js";
import { diversifyKey } from "./diversify.js";
import { keyFromVariable } from "./environment.js";
import type { FleetKeys } from "./fleet.js";
import { hide } from "./hidden.js";
import { LIVE_VERSIONS_COUNT } from "./live-versions.js";

const UINT32_MAX = 0xffffffff;
/** Longest input of AN10922. */
const DIVERSIFICATION_INPUT_BYTES = 31;

/** Which key of which card. */
export interface CardKeyRequest {
  /** Kind of key, as in the reader's configuration: 0 to 2^32 - 1. */
  readonly slot: number;
  /** Version of that kind. */
  readonly version: number;
  /** UID of the card, 4, 7 or 10 bytes. */
  readonly uid: Uint8Array;
  /** DESFire application, 3 bytes in the order sent; undefined for NTAG 424 DNA. */
  readonly applicationId?: Uint8Array | undefined;
  /** Number of the key in the card, 0 to 13. */
  readonly keyNumber: number;
}

/** A value or the promise of one. */
export type Awaitable<T> = T | Promise<T>;

/** What is common to all providers. */
export interface VersionedKeys {
  /** Live versions of a slot, newest first. The first two are tried, each at most once per presentation. */
  versions(slot: number): Awaitable<readonly number[]>;
}

/** Gives card keys away. */
export interface CardKeySource extends VersionedKeys {
  /** The key as it is in the card, 16 bytes, or undefined when there is none. */
  key(request: CardKeyRequest): Awaitable<Uint8Array | undefined>;
}

/** Computes with card keys and keeps them: SAM, HSM, remote signing service. */
export interface CardKeyAuthenticator extends VersionedKeys {
  /**
   * Answers a card's challenge.
   *
   * @returns the token for the card, and the judge of its answer; undefined when there is no such key
   */
  authenticate(request: CardKeyRequest, challenge: CardChallenge): Awaitable<CardProof | undefined>;
}

/** Where the clients of `sdk/card` get their keys. */
export type CardKeyProvider = CardKeySource | CardKeyAuthenticator;

/** How the keys of one slot become the keys of single cards. */
export interface CardKeySlot {
  /** Live versions, newest first; one or two. */
  readonly versions: readonly number[];
  /** Every card has a key of its own, by AN10922. Default true; false puts one key into all cards. */
  readonly diversified?: boolean | undefined;
  /** System identifier of the diversification, as in the reader's profile. Default empty. */
  readonly systemId?: Uint8Array | undefined;
}

/** Slots by number. */
export type CardKeySlots = Readonly<Record<number, CardKeySlot>>;

/**
 * What AN10922 diversifies by: UID, application id (NTAG 424 DNA: one byte key number), system id.
 *
 * @throws KetukError `bad-argument` when that is more than 31 bytes
 */
export function diversificationInput(request: CardKeyRequest, systemId: Uint8Array = new Uint8Array(0)): Uint8Array {
  const place = request.applicationId ?? Uint8Array.of(request.keyNumber);
  const input = joinBytes(request.uid, place, systemId);
  assertBytes(input, "uid, applicationId and systemId", 1, DIVERSIFICATION_INPUT_BYTES);
  return input;
}

/**
 * Card keys from the secret of a fleet.
 *
 * @throws KetukError `bad-argument`
 */
export function createFleetCardKeys(fleet: FleetKeys, slots: CardKeySlots): CardKeySource {
  return createSource("fleet", slots, (slot, version) => fleet.cardKey(slot, version));
}

/** Options of createEnvironmentCardKeys. */
export interface EnvironmentCardKeysOptions {
  /** Slots; their keys are read now and not again. */
  readonly slots: CardKeySlots;
  /** Beginning of the names. Default "KETUK_CARD_KEY": slot 1, version 2 is KETUK_CARD_KEY_1_2. */
  readonly prefix?: string | undefined;
  /** Default process.env. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Card keys from environment variables, 32 hexadecimal digits each.
 *
 * @throws KetukError `bad-argument` for a missing or malformed variable, `weak-key` for a patterned or published key
 */
export function createEnvironmentCardKeys(options: EnvironmentCardKeysOptions): CardKeySource {
  const { slots, prefix = "KETUK_CARD_KEY", environment = process.env } = options;
  assertText(prefix, "prefix");
  const keys = new Map<string, Uint8Array>();
  for (const [slot, { versions }] of Object.entries(slots)) {
    for (const version of versions)
      keys.set(`${slot}/${version}`, keyFromVariable(environment, `${prefix}_${slot}_${version}`, CARD_KEY_BYTES));
  }
  return createSource("environment", slots, (slot, version) => keys.get(`${slot}/${version}`));
}

/** A callback per card key, or per authentication. */
export interface CallbackCardKeysOptions<Callback> {
  /** Live versions by slot, newest first; one or two each. */
  readonly versions: Readonly<Record<number, readonly number[]>>;
  /** Called once for each attempt. What it throws reaches the caller of `authenticate`. */
  readonly callback: Callback;
}

/**
 * Card keys from a callback: the final key of the card, diversified already.
 *
 * @throws KetukError `bad-argument`
 */
export function createCallbackCardKeys(options: CallbackCardKeysOptions<CardKeySource["key"]>): CardKeySource {
  const { callback } = options;
  return hideCardKeys({ versions: versionsOf(options.versions), key: (request: CardKeyRequest) => callback(request) });
}

/**
 * Authentications by a callback to a SAM or HSM: the card key never comes into this process.
 *
 * @throws KetukError `bad-argument`
 */
export function createCallbackAuthenticator(
  options: CallbackCardKeysOptions<CardKeyAuthenticator["authenticate"]>,
): CardKeyAuthenticator {
  const { callback } = options;
  const versions = versionsOf(options.versions);
  return hideCardKeys({
    versions,
    authenticate: (request: CardKeyRequest, challenge: CardChallenge) => callback(request, challenge),
  });
}

function createSource(
  kind: string,
  slots: CardKeySlots,
  masterKey: (slot: number, version: number) => Uint8Array | undefined,
): CardKeySource {
  const table = new Map<number, CardKeySlot>();
  for (const [name, slot] of Object.entries(slots)) {
    checkVersions(name, slot.versions);
    if (slot.systemId !== undefined) assertBytes(slot.systemId, `slots[${name}].systemId`, 0, 23);
    table.set(Number(name), { ...slot, versions: [...slot.versions] });
  }
  return hideCardKeys(
    {
      versions: (slot: number) => table.get(slot)?.versions ?? [],
      key(request: CardKeyRequest) {
        const slot = table.get(request.slot);
        const master = slot?.versions.includes(request.version) ? masterKey(request.slot, request.version) : undefined;
        if (!slot || !master) return undefined;
        if (slot.diversified === false) return copyBytes(master);
        // A random UID gives a key of no card, and the attempt would count as a failure.
        return isRandomUid(request.uid)
          ? undefined
          : diversifyKey(master, diversificationInput(request, slot.systemId));
      },
    },
    kind,
  );
}

/** ISO/IEC 14443-3, 6.5.4: a UID of 4 bytes beginning with 08 is new at every presentation. */
function isRandomUid(uid: Uint8Array): boolean {
  return uid.length === 4 && uid[0] === 0x08;
}

function versionsOf(versions: Readonly<Record<number, readonly number[]>>): (slot: number) => readonly number[] {
  const table = new Map<number, readonly number[]>();
  for (const [name, list] of Object.entries(versions)) {
    checkVersions(name, list);
    table.set(Number(name), [...list]);
  }
  return (slot) => table.get(slot) ?? [];
}

function checkVersions(slot: string, versions: readonly number[]): void {
  assertInteger(Number(slot), "slot", 0, UINT32_MAX);
  assertInteger(versions.length, `slot ${slot}: number of versions`, 1, LIVE_VERSIONS_COUNT);
  for (const version of versions) assertInteger(version, `slot ${slot}: version`, 0, UINT32_MAX);
}

function hideCardKeys<T extends object>(provider: T, kind = "callback"): T {
  return hide(provider, "CardKeyProvider", kind, { cardKeys: kind });
}
