/**
 * All keys of a fleet from one secret: HKDF-SHA256 (RFC 5869) with an empty salt and
 *
 *     info = "ketuk" 00 purpose 00 reader id 00 version (4 bytes, big endian) 00 00 00
 *
 * | key | purpose | reader id | bytes |
 * |---|---|---|---|
 * | tap key of a reader | "tap" | its id | 32 |
 * | random key of a reader | "random" | its id | 16 |
 * | policy key of a reader | "policy" | its id | 32 |
 * | role key of a reader | "role " and the role's name | its id | 32 |
 * | seed of a reader's signing key | "sign" | its id | 32 |
 * | seed of the key that signs certificates | "certificate" | empty | 32 |
 * | master key of cards | "card " and the slot in decimal | empty | 16 |
 *
 * No part holds a 00 before the version, so no two sets of parts give the same info. The three zeros at the end, with
 * the block number 01 that HKDF appends, are what a board's only HMAC appends to everything (protocol/limits.ts): a
 * board that holds the secret's pseudo-random key could derive too.
 */
import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { CARD_KEY_BYTES, ROLE_KEY_BYTES, TAP_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes, assertInteger, assertOneOf, assertReaderId } from "../assert.js";
import { copyBytes, toHex } from "../bytes.js";
import { KetukError } from "../errors.js";
import { KEY_NOTE, newOwner, note, noted } from "../known-readers.js";
import { ROLES, type Role } from "../roles.js";
import { Shelf } from "../shelf.js";
import { holdTapKey } from "./held.js";
import { weaknessOf } from "./weak.js";

/** Bytes of a new fleet secret. */
export const FLEET_SECRET_BYTES = 32;

/** Longest secret in bytes. */
const LONGEST_SECRET_BYTES = 64;

/** Bytes of the key that a reader draws its random numbers from. */
const RANDOM_KEY_BYTES = 16;

/** Private keys of Ed25519, as RFC 8032 has them. */
const SIGNING_SEED_BYTES = 32;

/** The longest of the keys. */
const KEY_MAX_BYTES = 32;

/** Derived keys kept; a fleet of this many readers costs no derivation per tap. */
const CACHE_COUNT = 16_384;

const UINT32_MAX = 0xffffffff;

/** The keys of a fleet. Holds the secret where neither util.inspect nor JSON can see it. */
export interface FleetKeys {
  /** Key that seals the taps of one reader, 32 bytes. Version 0 to 2^32 - 1. @throws KetukError `bad-argument` */
  tapKey(readerId: string, version: number): Uint8Array;
  /** Key from which one reader makes its random numbers, 16 bytes. @throws KetukError `bad-argument` */
  randomKey(readerId: string, version: number): Uint8Array;
  /** Key that seals changes of one reader's acceptance policy, 32 bytes. @throws KetukError `bad-argument` */
  policyKey(readerId: string, version: number): Uint8Array;
  /** Key that opens sessions of one role with one reader, 32 bytes. @throws KetukError `bad-argument` */
  roleKey(readerId: string, role: Role, version: number): Uint8Array;
  /** Master key of the cards in one slot, 16 bytes, AES-128. Slot 0 to 2^32 - 1. @throws KetukError `bad-argument` */
  cardKey(slot: number, version: number): Uint8Array;
  /**
   * Seed of the Ed25519 key with which one reader signs, 32 bytes. The version is that of its signing coupons: never mint
   * twice for one version unless the reader's counter went on. @throws KetukError `bad-argument`
   */
  signingSeed(readerId: string, version: number): Uint8Array;
  /** Seed of the Ed25519 key that signs the fleet's certificates, 32 bytes. @throws KetukError `bad-argument` */
  certificateSeed(version: number): Uint8Array;
  /** 16 hexadecimal digits by which people tell fleets apart; says nothing about the secret. */
  fingerprint(): string;
}

/**
 * The keys that follow from a fleet secret.
 *
 * @param secret 16 to 64 random bytes; copied
 * @throws KetukError `bad-argument`, `weak-key`
 */
export function createFleetKeys(secret: Uint8Array): FleetKeys {
  assertBytes(secret, "secret", 0, LONGEST_SECRET_BYTES);
  const weakness = weaknessOf(secret);
  if (weakness) {
    throw new KetukError("weak-key", `"secret" ${weakness}`, {
      hint: "make a random one: ketuk keys init, or createFleetSecret()",
    });
  }
  const { derive, tapKey } = createDerivation(copyBytes(secret));
  const fingerprint = toHex(createHash("sha256").update("ketuk fingerprint").update(secret).digest().subarray(0, 8));
  const label = `FleetKeys { ${fingerprint} }`;
  const keys = {
    tapKey: (readerId: string, version: number) => derive("tap", readerId, version, TAP_KEY_BYTES),
    randomKey: (readerId: string, version: number) => derive("random", readerId, version, RANDOM_KEY_BYTES),
    policyKey: (readerId: string, version: number) => derive("policy", readerId, version, TAP_KEY_BYTES),
    roleKey(readerId: string, role: Role, version: number) {
      assertOneOf(role, "role", ROLES.slice(1));
      return derive(`role ${role}`, readerId, version, ROLE_KEY_BYTES);
    },
    cardKey(slot: number, version: number) {
      assertInteger(slot, "slot", 0, UINT32_MAX);
      return derive(`card ${slot}`, "", version, CARD_KEY_BYTES, OF_FLEET);
    },
    signingSeed: (readerId: string, version: number) => derive("sign", readerId, version, SIGNING_SEED_BYTES),
    certificateSeed: (version: number) => derive("certificate", "", version, SIGNING_SEED_BYTES, OF_FLEET),
    fingerprint: () => fingerprint,
    toJSON: () => ({ fingerprint }),
    [inspect.custom]: () => label,
  };
  holdTapKey(keys, tapKey);
  return Object.freeze(keys);
}

/** A new random fleet secret, 32 bytes. Store it with createFleetKeyFile, or in a key management service. */
export function createFleetSecret(): Uint8Array {
  return copyBytes(randomBytes(FLEET_SECRET_BYTES));
}

/** HKDF info of one derived key; see the head of this file. */
export function derivationInfo(purpose: string, readerId: string, version: number): Uint8Array {
  const end = Buffer.alloc(7);
  end.writeUInt32BE(version);
  return Buffer.concat([Buffer.from(`ketuk\0${purpose}\0${readerId}\0`, "utf8"), end]);
}

/** The key belongs to no reader, and the id is empty. */
const OF_FLEET = true;

/** A new array with the key. */
type Derive = (purpose: string, readerId: string, version: number, bytes: number, isOfFleet?: boolean) => Uint8Array;

function createDerivation(secret: Uint8Array): {
  derive: Derive;
  tapKey(readerId: string, version: number): Uint8Array;
} {
  // By purpose and version, which are few, then by reader: every tap asks, and a name of all three costs more than the search.
  const cache = new Map<string, Map<number, Map<string, number>>>();
  let shelf = new Shelf(KEY_MAX_BYTES);
  let owner = newOwner();
  let count = 0;

  function keep(purpose: string, readerId: string, version: number, key: Uint8Array): number {
    // A record that is not verified yet can name any version: what it fills must be emptied again.
    if (count >= CACHE_COUNT) {
      cache.clear();
      shelf = new Shelf(KEY_MAX_BYTES);
      owner = newOwner();
      count = 0;
    }
    count++;
    const versions = cache.get(purpose) ?? new Map<number, Map<string, number>>();
    const places = versions.get(version) ?? new Map<string, number>();
    cache.set(purpose, versions.set(version, places));
    const at = shelf.add();
    shelf.bytes.set(key, at);
    places.set(readerId, at);
    return at;
  }

  /** Where the key begins on the shelf. */
  function find(purpose: string, readerId: string, version: number, bytes: number, isOfFleet: boolean): number {
    const at = cache.get(purpose)?.get(version)?.get(readerId);
    // What is in the cache was looked at before.
    if (at !== undefined) return at;
    if (!isOfFleet) assertReaderId(readerId, "readerId");
    assertInteger(version, "version", 0, UINT32_MAX);
    const info = derivationInfo(purpose, readerId, version);
    return keep(purpose, readerId, version, new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(), info, bytes)));
  }

  function copyTo(into: Uint8Array, at: number): Uint8Array {
    const { bytes } = shelf;
    for (let i = 0; i < into.length; i++) into[i] = bytes[at + i] as number;
    return into;
  }

  const held = new Uint8Array(TAP_KEY_BYTES);
  return {
    derive: (purpose, readerId, version, bytes, isOfFleet = false) =>
      copyTo(new Uint8Array(bytes), find(purpose, readerId, version, bytes, isOfFleet)),
    tapKey(readerId, version) {
      let at = noted(readerId, KEY_NOTE, owner, version);
      if (at < 0) {
        at = find("tap", readerId, version, TAP_KEY_BYTES, false);
        note(readerId, KEY_NOTE, owner, version, at);
      }
      return copyTo(held, at);
    },
  };
}
