/** Without hardware: people who come to the gate, one after the other, now and then one who may not pass. */

import { setTimeout as wait } from "node:timers/promises";
import type { VirtualReader } from "ketuk/virtual";
import { makeResidentCard } from "../lib/cards.js";

/** A resident of the city who is no member. */
const STRANGER = 900_000;
const PAUSE_MS = 900;

/** Begins; the returned function ends it. */
export function startCrowd(virtual: VirtualReader, memberCount: number): () => Promise<void> {
  let isOver = false;
  const working = (async () => {
    for (let i = 1; !isOver; i++) {
      const number = i % 9 === 0 ? STRANGER + i : 1 + ((i * 7919) % memberCount);
      await virtual.present(makeResidentCard(number, virtual.keys));
      await wait(PAUSE_MS + ((i * 613) % 2600));
    }
  })();
  return async () => {
    isOver = true;
    await working;
  };
}
