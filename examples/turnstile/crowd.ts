/** Without hardware: people who come to the gate, one after the other, now and then one who may not pass. */

import { Buffer } from "node:buffer";
import { setTimeout as wait } from "node:timers/promises";
import type { VirtualReader } from "ketuk/virtual";
import { createDemoCard } from "ketuk/virtual";
import { residentOf } from "../lib/city.js";

/** A resident of the city who is no member. */
const STRANGER = 900_000;
const PAUSE_MS = 900;

/** Begins; the returned function ends it. */
export function startCrowd(virtual: VirtualReader, memberCount: number): () => Promise<void> {
  let isOver = false;
  const working = (async () => {
    for (let i = 1; !isOver; i++) {
      const number = i % 9 === 0 ? STRANGER + i : 1 + ((i * 7919) % memberCount);
      const { uid, credential } = residentOf(number);
      await virtual.present(createDemoCard(virtual.keys, new Uint8Array(Buffer.from(uid, "hex")), credential));
      await wait(PAUSE_MS + ((i * 613) % 2600));
    }
  })();
  return async () => {
    isOver = true;
    await working;
  };
}
