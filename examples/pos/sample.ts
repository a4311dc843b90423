/** People, cards and purses to try the shop with, and the policy of its reader. */
import { randomBytes } from "node:crypto";
import { type CardKeySource, createFleetCardKeys, type FleetKeys } from "ketuk";
import { messages } from "ketuk/protocol";
import { createDesfireCard, type DesfireCard, demoProfile, type VirtualReaderConfig } from "ketuk/virtual";
import { copiedCard, foreignCard, residentCard } from "../lib/cards.js";
import { residentOf } from "../lib/city.js";
import { type Db, inTransaction } from "../lib/database.js";
import type { SampleCard } from "../lib/station.js";
import { addPerson, addPurse, addShops } from "./backend-people.js";
import { PURSE } from "./purse.js";

/** UID of the sample purse, and the money on it when it is issued. */
export const PURSE_UID = Uint8Array.of(0x04, 0x5a, 0xcc, 0x77, 0x10, 0x20, 0x30);
/** See {@link PURSE_UID}. */
export const PURSE_VALUE = 100_000;
const SUPERVISOR = 24;
const PEOPLE_COUNT = 60;

/** Resident's cards are proved by the reader; purses are lent to the till, which has their key. */
export const READER_CONFIG: VirtualReaderConfig = {
  policy: {
    profiles: [
      demoProfile(),
      {
        family: messages.Family.FAMILY_DESFIRE,
        applicationId: PURSE.application,
        keySlot: PURSE.keySlot,
        hostHeld: true,
      },
    ],
  },
};

/** The keys of the purses. */
export function purseKeys(fleet: FleetKeys): CardKeySource {
  return createFleetCardKeys(fleet, { [PURSE.keySlot]: { versions: [1] } });
}

/** A purse: a value file that the till may debit, and give the last debit back to. */
export async function createPurseCard(fleet: FleetKeys, uid = PURSE_UID, value = PURSE_VALUE): Promise<DesfireCard> {
  const { application, file, keyNumber, keySlot } = PURSE;
  const key = await purseKeys(fleet).key({ slot: keySlot, version: 1, uid, applicationId: application, keyNumber });
  if (!key) throw new Error("the fleet has no key for purses");
  // Reading, debiting and LimitedCredit take key 1, which tills have; Credit takes key 2, which stays with the city.
  const rights = { read: 1, write: 1, readWrite: 2 };
  return createDesfireCard({
    uid,
    applications: [
      {
        id: application,
        keys: [randomBytes(16), key, randomBytes(16)],
        files: [
          {
            ...{ number: file, type: "value", mode: "full", lower: 0, upper: 1_000_000, value },
            ...rights,
            isLimitedCreditEnabled: true,
          },
        ],
      },
    ],
  });
}

/** For the tray: who they are is on the button. */
export const SAMPLES: readonly SampleCard[] = [
  residentCard(1, "Citra: penerima bantuan"),
  residentCard(2, "Bagus: pencari kerja"),
  residentCard(5, "Wulan: pegawai"),
  residentCard(29, "Utami: pegawai, kecamatan lain"),
  residentCard(SUPERVISOR, "Indah: pengawas"),
  copiedCard(1, "Kartu tiruan"),
  foreignCard("Kartu asing"),
];

/** Fills a new back end with the people of the city. */
export function fillBackEnd(db: Db, now: number): void {
  inTransaction(db, () => {
    addShops(db);
    addPurse(db, Buffer.from(PURSE_UID).toString("hex").toUpperCase(), PURSE_VALUE, now);
    for (let number = 1; number <= PEOPLE_COUNT; number++) {
      const role = number === SUPERVISOR ? "supervisor" : "resident";
      const risk = (["low", "low", "middle", "high"] as const)[number % 4];
      addPerson(db, residentOf(number), { role, risk, balance: 50_000 + (number % 7) * 60_000 }, now);
    }
  });
}
