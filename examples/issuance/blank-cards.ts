/** Blank cards without hardware: as they come from the factory, pulled away too early, or of another city. */
import { randomBytes } from "node:crypto";
import {
  createDesfireCard,
  createNtag424Card,
  createUltralightAesCard,
  type Picc,
  randomUid,
  type VirtualReader,
} from "ketuk/virtual";
import type { CardFamily } from "./profiles.js";

const MAKE: Readonly<Record<CardFamily, (options: { uid: Uint8Array }) => Picc>> = {
  desfire: createDesfireCard,
  ntag424: createNtag424Card,
  "ultralight-aes": createUltralightAesCard,
};

/** A card from the factory. */
export function blankCard(family: CardFamily): Picc {
  return MAKE[family]({ uid: randomUid() });
}

/** A card whose master key nobody here knows. */
export function strangeCard(): Picc {
  return createDesfireCard({ uid: randomUid(), piccKey: randomBytes(16) });
}

/** Holds a card to a reader until `isEnough`, for so long at most. */
export async function holdCard(
  reader: VirtualReader,
  card: Picc,
  mostMs: number,
  isEnough: () => boolean,
): Promise<void> {
  const stepMs = 25;
  reader.place(card);
  for (let ms = 0; ms < mostMs && !isEnough(); ms += stepMs) await reader.advance(stepMs);
  reader.remove(card);
  // Three looks until the reader knows that it has gone.
  await reader.advance(400);
}
