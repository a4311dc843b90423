/** The cards that people hold to virtual readers. */
import type { FleetKeys } from "ketuk";
import type { Picc } from "ketuk/virtual";
import { copiedCard, foreignCard, residentCard } from "../lib/cards.js";
import type { SampleCard } from "../lib/station.js";
import { type HeldCard, PEOPLE_COUNT, type PlaceId } from "./day-plan.js";

/** The resident whose card is the sample card; nobody of the crowd has it. */
export const SAMPLE_RESIDENT = PEOPLE_COUNT + 2;
const STRANGER = 900_001;

/** Finds, or makes, what somebody holds to the reader of a place. */
export type CardBox = (place: PlaceId, resident: number, kind: HeldCard) => Promise<Picc>;

/** A card is the same thing each time at a place; each place has its own, since no card can be in two fields at once. */
export function createCardBox(fleet: FleetKeys): CardBox {
  const cards = new Map<string, Picc>();
  return async (place, resident, kind) => {
    const name = `${place} ${kind} ${resident}`;
    const card = cards.get(name) ?? ([await sampleOf(resident, kind).make(fleet)].flat()[0] as Picc);
    cards.set(name, card);
    return card;
  };
}

function sampleOf(resident: number, kind: HeldCard): SampleCard {
  if (kind === "copy") return copiedCard(resident, "");
  if (kind === "foreign") return foreignCard("");
  return residentCard(kind === "stranger" ? STRANGER : resident);
}
