/** What the city's cards are: three kinds as the desk writes them, and as every reader of the city accepts them. */
import { type IssueProfile, parseIssueProfile } from "ketuk";
import { messages } from "ketuk/protocol";
import type { VirtualReaderConfig } from "ketuk/virtual";
import type { Text } from "../lib/language.js";

/** Kinds of cards that the desk makes. */
export const FAMILIES = ["desfire", "ntag424", "ultralight-aes"] as const;
/** See {@link FAMILIES}. */
export type CardFamily = (typeof FAMILIES)[number];

/** What people call them. */
export const FAMILY_NAMES: Readonly<Record<CardFamily, Text>> = {
  desfire: { id: "Kartu warga (DESFire)", en: "Resident card (DESFire)" },
  ntag424: { id: "Stiker (NTAG 424)", en: "Sticker (NTAG 424)" },
  "ultralight-aes": { id: "Sementara (Ultralight AES)", en: "Temporary (Ultralight AES)" },
};

/** Bytes of the credential in every card. */
const CREDENTIAL_BYTES = 32;
/** The readers of the other examples know cards by it. */
const systemId = "ketuk demo";
const APPLICATION = "4B544B";
/** Slot of the read key, the only one that readers need. */
const READ_SLOT = 1;

const slots = {
  read: { slot: READ_SLOT, systemId },
  card: { slot: 10, systemId },
  app: { slot: 11, systemId },
  write: { slot: 12, systemId },
  uid: { slot: 13, systemId },
};
const file = { sizeBytes: CREDENTIAL_BYTES, mode: "full", content: "credential" };

/** What the desk writes; none of them holds a key. */
export const PROFILES: Readonly<Record<CardFamily, IssueProfile>> = {
  desfire: parseIssueProfile({
    name: "resident",
    family: "desfire",
    slots,
    masterKey: "card",
    application: { id: APPLICATION, keys: ["app", "read"] },
    files: [{ ...file, number: 1, rights: { read: 1 } }],
  }),
  ntag424: parseIssueProfile({
    name: "sticker",
    family: "ntag424",
    slots,
    keys: ["app", "write", "read", "write", "write"],
    files: [{ ...file, number: 3, rights: { read: 2 } }],
  }),
  "ultralight-aes": parseIssueProfile({
    name: "temporary",
    family: "ultralight-aes",
    slots,
    dataKey: "read",
    uidKey: "uid",
    sizeBytes: CREDENTIAL_BYTES,
  }),
};

const { Family, CommunicationMode, Assurance } = messages;
const accepted = {
  keySlot: READ_SLOT,
  diversified: true,
  systemId: new TextEncoder().encode(systemId),
  minimum: Assurance.ASSURANCE_MUTUAL_AES,
  length: CREDENTIAL_BYTES,
};

/** What every reader of the city accepts: flash it with the readers. */
export const READER_CONFIG: VirtualReaderConfig = {
  policy: {
    profiles: [
      {
        ...accepted,
        family: Family.FAMILY_DESFIRE,
        applicationId: Uint8Array.of(0x4b, 0x54, 0x4b),
        keyNumber: 1,
        file: 1,
        mode: CommunicationMode.COMMUNICATION_MODE_FULL,
      },
      {
        ...accepted,
        family: Family.FAMILY_NTAG424,
        keyNumber: 2,
        file: 3,
        mode: CommunicationMode.COMMUNICATION_MODE_FULL,
      },
      {
        ...accepted,
        family: Family.FAMILY_ULTRALIGHT_AES,
        keyNumber: 0,
        block: 4,
        mode: CommunicationMode.COMMUNICATION_MODE_MAC,
      },
    ],
  },
};
