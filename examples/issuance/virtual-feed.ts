/** Cards for the batch room without hardware: one after the other, now and then one that is pulled, or of another city. */
import { type FleetKeys, Reader } from "ketuk";
import type { Picc } from "ketuk/virtual";
import type { CardFeed } from "./batch.js";
import { BATCH_FAMILY } from "./batch.js";
import { blankCard, holdCard, strangeCard } from "./blank-cards.js";

/** The third card is pulled once, the fifth is strange, and so many later the next. */
const isPulled = (count: number) => count % 25 === 3;
const isStrange = (count: number) => count % 40 === 5;
const PULLED_AFTER_MS = 350;
const HOLD_MS = 5000;

/** How the cards are fed. */
export interface VirtualFeed {
  /** A reader with its cards; a card that is half-made when the room pauses comes first the next time. */
  open(): Promise<CardFeed>;
}

/** @param clock "fast" where nobody watches */
export function createVirtualFeed(fleet: FleetKeys, clock: "real" | "fast" = "real"): VirtualFeed {
  let count = 0;
  let card: Picc | undefined;
  return {
    async open() {
      const { createVirtualReader } = await import("ketuk/virtual");
      const virtual = createVirtualReader({ id: "batch-1", keys: fleet, clock });
      const { path, binding } = virtual;
      const reader = await Reader.open({ path, binding, keys: fleet, role: "issuer" });
      let isClosed = false;
      let isDone = false;
      const playing = (async () => {
        while (!isClosed) {
          isDone = false;
          const isNew = card === undefined;
          count += isNew ? 1 : 0;
          card ??= isStrange(count) ? strangeCard() : blankCard(BATCH_FAMILY);
          const isEnough = () => isDone || isClosed;
          if (isNew && isPulled(count)) await holdCard(virtual, card, PULLED_AFTER_MS, isEnough);
          // A card that came before it was asked for has to be presented anew.
          await holdCard(virtual, card, HOLD_MS, isEnough);
          if (isDone) card = undefined;
        }
      })();
      return {
        reader,
        reported: ({ state }) => {
          if (state !== "torn") isDone = true;
        },
        async close() {
          // The card that was reported last is done, also when the loop has not seen it yet.
          isClosed = true;
          await playing;
          await reader.close();
          await virtual.close();
        },
      };
    },
  };
}
