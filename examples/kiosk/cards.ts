/** Sample cards for the trays: residents, what goes wrong with cards, and the officials of one neighbourhood. */
import { copiedCard, foreignCard, residentCard } from "../lib/cards.js";
import { residentOf } from "../lib/city.js";
import { all, type Db } from "../lib/database.js";
import type { SampleCard } from "../lib/station.js";
import type { Office } from "./residents.js";
import { BLOCKED_RESIDENT, RESIDENT_COUNT } from "./sample.js";

/** The resident who stands at the kiosk in the sample. */
export const SAMPLE_RESIDENT = 1;

/** For the kiosk. */
export function kioskCards(): SampleCard[] {
  const { name } = residentOf(SAMPLE_RESIDENT);
  return [
    residentCard(SAMPLE_RESIDENT),
    residentCard(4),
    residentCard(3),
    copiedCard(SAMPLE_RESIDENT, `${name} (salinan / copy)`),
    foreignCard("Kartu bank / bank card"),
    { ...residentCard(BLOCKED_RESIDENT, "Diblokir / blocked"), id: "blocked" },
    { ...residentCard(RESIDENT_COUNT + 1, "Belum terdaftar / unknown"), id: "unknown" },
    { id: "two", label: "Dua kartu / two cards", make: (keys) => both(keys) },
  ];
}

async function both(keys: Parameters<SampleCard["make"]>[0]) {
  return (await Promise.all([residentCard(SAMPLE_RESIDENT).make(keys), residentCard(4).make(keys)])).flat();
}

/** For the desk: who may approve for the sample resident, and the resident. */
export function deskCards(db: Db): SampleCard[] {
  const { neighbourhood, district } = residentOf(SAMPLE_RESIDENT);
  const heads = (office: Office, area: string, title: string) =>
    all<{ resident: number }>(
      db,
      "SELECT resident FROM official WHERE office = ? AND area = ? ORDER BY resident",
      office,
      area,
    )
      .slice(0, 1)
      .map(({ resident }) => residentCard(resident, `${title}: ${residentOf(resident).name}`));
  return [
    ...heads("neighbourhood", neighbourhood, `Ketua ${neighbourhood}`),
    ...heads("district", district, "Camat"),
    residentCard(SAMPLE_RESIDENT, `Pemohon: ${residentOf(SAMPLE_RESIDENT).name}`),
  ];
}
