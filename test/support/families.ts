/** Every card family as a fleet would issue it: how a genuine card is made, how a copy, and what the reader is told. */
import { createHash } from "node:crypto";
import { messages } from "../../protocol/index.js";
import { diversifyKey } from "../../sdk/keys/diversify.js";
import type { Picc } from "../../sdk/virtual/air.js";
import {
  createClassicCard,
  createDesfireCard,
  createNtag424Card,
  createUltralightAesCard,
  createUltralightCard,
} from "../../sdk/virtual/cards/index.js";
import type { VirtualReaderConfig } from "../../sdk/virtual/config.js";

const { Family, CommunicationMode, Assurance } = messages;

/** One row of the matrix. */
export interface FamilyRow {
  readonly name: string;
  /** What the app sees of a genuine card. */
  readonly family: string;
  readonly method: string;
  readonly assurance: string;
  readonly weaknesses?: readonly string[];
  readonly profile: messages.Profile.$Properties;
  /** A card with this key. */
  make(key: Uint8Array, rng: () => Uint8Array): Picc;
}

export const UID = Uint8Array.of(0x04, 0xa3, 0x1b, 0x62, 0x5e, 0x77, 0x80);
export const CREDENTIAL = new TextEncoder().encode("resident 0001   ");
const AID = Uint8Array.of(0x4b, 0x54, 0x4b);
const SYSTEM = new TextEncoder().encode("matrix");

/** A key, the same in every run. */
export function keyFor(name: string, lengthBytes = 16): Uint8Array {
  return new Uint8Array(createHash("sha256").update(`key ${name}`).digest().subarray(0, lengthBytes));
}

function diversified(key: Uint8Array, uid = UID, applicationId: Uint8Array = AID): Uint8Array {
  return diversifyKey(key, Buffer.concat([uid, applicationId, SYSTEM]));
}

const desfire = { family: Family.FAMILY_DESFIRE, applicationId: AID, keyNumber: 1, file: 1, length: 16 };
const common = { keySlot: 1, diversified: true, systemId: SYSTEM, minimum: Assurance.ASSURANCE_MUTUAL_AES };

/** @param keyVersion of key 1, as the card tells it */
export function makeDesfire(mode: "plain" | "mac" | "full", extra: object = {}, keyVersion = 0) {
  return (key: Uint8Array, rng: () => Uint8Array) =>
    createDesfireCard({
      uid: UID,
      applications: [
        {
          id: AID,
          keys: [keyFor("application"), diversified(key), keyFor("uid")],
          keyVersions: [0, keyVersion, 0],
          files: [{ number: 1, mode, read: 1, data: CREDENTIAL }],
        },
      ],
      rng,
      ...extra,
    });
}

export const FAMILIES: FamilyRow[] = [
  ...(["plain", "mac", "full"] as const).map((mode) => ({
    name: `DESFire EV2, ${mode}`,
    family: "desfire",
    method: "desfire-ev2",
    assurance: "mutual-aes",
    weaknesses: mode === "plain" ? ["plain-credential"] : [],
    profile: {
      ...desfire,
      ...common,
      mode: {
        plain: 0,
        mac: CommunicationMode.COMMUNICATION_MODE_MAC,
        full: CommunicationMode.COMMUNICATION_MODE_FULL,
      }[mode],
    },
    make: makeDesfire(mode),
  })),
  {
    name: "DESFire EV2, wrapped",
    family: "desfire",
    method: "desfire-ev2",
    assurance: "mutual-aes",
    profile: { ...desfire, ...common, mode: CommunicationMode.COMMUNICATION_MODE_FULL, wrapped: true },
    make: makeDesfire("full"),
  },
  {
    name: "DESFire EV2, random UID",
    family: "desfire",
    method: "desfire-ev2",
    assurance: "mutual-aes",
    profile: {
      ...desfire,
      ...common,
      mode: CommunicationMode.COMMUNICATION_MODE_FULL,
      uidKeySlot: 2,
      uidKeyNumber: 2,
    },
    make: makeDesfire("full", { randomUid: true }),
  },
  ...(["plain", "mac", "full"] as const).map((mode) => ({
    name: `DESFire EV1, ${mode}`,
    family: "desfire",
    method: "desfire-ev1",
    assurance: "mutual-aes",
    profile: {
      ...desfire,
      ...common,
      legacyAes: true,
      mode: {
        plain: 0,
        mac: CommunicationMode.COMMUNICATION_MODE_MAC,
        full: CommunicationMode.COMMUNICATION_MODE_FULL,
      }[mode],
    },
    make: makeDesfire(mode, { generation: "ev1" }),
  })),
  {
    name: "NTAG 424 DNA",
    family: "ntag424",
    method: "ntag424",
    assurance: "mutual-aes",
    profile: {
      ...common,
      family: Family.FAMILY_NTAG424,
      keyNumber: 2,
      file: 3,
      length: 16,
      mode: CommunicationMode.COMMUNICATION_MODE_FULL,
    },
    make: (key, rng) =>
      createNtag424Card({
        uid: UID,
        keys: [0, 1, 2, 3, 4].map((n) => (n === 2 ? diversified(key, UID, Uint8Array.of(2)) : keyFor(`ntag ${n}`))),
        files: { 3: { data: CREDENTIAL } },
        rng,
      }),
  },
  {
    name: "Ultralight AES, set up as it should be",
    family: "ultralight-aes",
    method: "ultralight-aes",
    assurance: "mutual-aes",
    profile: {
      ...common,
      family: Family.FAMILY_ULTRALIGHT_AES,
      keyNumber: 0,
      block: 4,
      length: 16,
      mode: CommunicationMode.COMMUNICATION_MODE_MAC,
    },
    make: (key, rng) =>
      createUltralightAesCard({
        uid: UID,
        dataProtKey: diversified(key, UID, new Uint8Array()),
        auth0: 4,
        cmac: true,
        lockConfig: true,
        lockKeys: true,
        content: CREDENTIAL,
        rng,
      }),
  },
  {
    name: "NTAG 215 with a password",
    family: "ultralight",
    method: "password",
    assurance: "password",
    profile: { family: Family.FAMILY_ULTRALIGHT, keySlot: 3, block: 4, length: 16 },
    make: (key) =>
      createUltralightCard({
        type: "ntag215",
        uid: UID,
        password: key.subarray(0, 4),
        pack: key.subarray(4, 6),
        auth0: 4,
        protectReads: true,
        content: CREDENTIAL,
      }),
  },
  {
    name: "MIFARE Classic",
    family: "classic",
    method: "classic",
    assurance: "crypto1",
    profile: { family: Family.FAMILY_CLASSIC, keySlot: 3, block: 4, length: 16 },
    make: (key, rng) => createClassicCard({ uid: UID, sectors: { 1: { keyA: key } }, blocks: { 4: CREDENTIAL }, rng }),
  },
];

/** The configuration of a reader that knows one row. */
export function configFor(row: FamilyRow, more: messages.AcceptancePolicy.$Properties = {}): VirtualReaderConfig {
  return {
    cardKeys: [
      { slot: 1, version: 1, key: keyFor("card") },
      { slot: 2, version: 1, key: keyFor("uid") },
      { slot: 3, version: 1, key: keyFor("card", 6) },
    ],
    policy: { profiles: [row.profile], acceptUid: true, ...more },
  };
}

/** The card key that belongs to a row, and one that does not. */
export function genuineKey(row: FamilyRow): Uint8Array {
  return keyFor("card", row.profile.keySlot === 3 ? 6 : 16);
}
export function wrongKey(row: FamilyRow): Uint8Array {
  return keyFor("somebody else's", row.profile.keySlot === 3 ? 6 : 16);
}
