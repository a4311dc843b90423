/** The families that a desk issues: a profile each, blank cards, and how to look into a finished one. */

import { parseIssueProfile } from "../../sdk/issue/parse-profile.js";
import type { IssueProfile } from "../../sdk/issue/profile.js";
import { createFleetCardKeys } from "../../sdk/keys/card-keys.js";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { createDesfireCard, createNtag424Card, createUltralightAesCard } from "../../sdk/virtual/cards/index.js";

const fleet = createFleetKeys(Uint8Array.from({ length: 32 }, (_, i) => (i * 73 + 19 * (i % 7)) & 0xff));
export const SYSTEM = "desk";
const systemId = new TextEncoder().encode(SYSTEM);

/** Slots 1 to 8, diversified. */
export const issueKeys = createFleetCardKeys(
  fleet,
  Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((slot) => [slot, { versions: [1], systemId }])),
);
export const issueFleet = fleet;

const slots = Object.fromEntries(
  ["card", "app", "read", "write", "uid", "meta", "mac"].map((name, i) => [name, { slot: i + 1, systemId: SYSTEM }]),
);

export const desfireProfile: IssueProfile = parseIssueProfile({
  name: "resident",
  family: "desfire",
  slots,
  masterKey: "card",
  application: { id: "4B544B", keys: ["app", "read", "write"] },
  files: [
    { number: 1, sizeBytes: 32, mode: "full", rights: { read: 1 }, content: "credential" },
    {
      number: 2,
      type: "value",
      mode: "full",
      rights: { readWrite: 2, read: 1 },
      lowerLimit: 0,
      upperLimit: 1000000,
      value: 0,
    },
  ],
});

export const ntag424Profile: IssueProfile = parseIssueProfile({
  name: "visitor",
  family: "ntag424",
  slots,
  keys: ["app", "meta", "read", "write", "mac"],
  files: [
    {
      number: 2,
      sizeBytes: 160,
      mode: "plain",
      rights: { read: "free", change: 0 },
      content: { url: "https://example.org/t?p={picc}&m={mac}" },
      sun: { metaRead: 1, fileRead: 4 },
    },
    { number: 3, sizeBytes: 32, mode: "full", rights: { read: 2 }, content: "credential" },
  ],
});

export const ultralightAesProfile: IssueProfile = parseIssueProfile({
  name: "ticket",
  family: "ultralight-aes",
  slots,
  dataKey: "read",
  uidKey: "uid",
  sizeBytes: 16,
});

export interface IssueFamily {
  readonly name: string;
  readonly profile: IssueProfile;
  blank(uid: Uint8Array): Picc;
}

/** A UID of its own for each number. */
export function uidOf(n: number): Uint8Array {
  // The fourth byte stays: as 88 it would announce a longer UID.
  return Uint8Array.of(0x04, (n >> 16) & 0x7f, (n >> 8) & 0xff, 0x5e, n & 0xff, 0x77, 0x80);
}

export const ISSUE_FAMILIES: readonly IssueFamily[] = [
  { name: "DESFire EV2", profile: desfireProfile, blank: (uid) => createDesfireCard({ uid }) },
  { name: "DESFire EV1", profile: desfireProfile, blank: (uid) => createDesfireCard({ uid, generation: "ev1" }) },
  { name: "NTAG 424 DNA", profile: ntag424Profile, blank: (uid) => createNtag424Card({ uid }) },
  { name: "Ultralight AES", profile: ultralightAesProfile, blank: (uid) => createUltralightAesCard({ uid }) },
];
