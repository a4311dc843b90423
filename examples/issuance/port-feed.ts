/** The batch room's own reader on a port: people, or a feeder, hold the cards to it. */
import { type FleetKeys, Reader } from "ketuk";
import type { CardFeed } from "./batch.js";

/** Opens it with the role of an issuer. */
export async function openPortFeed(path: string, keys: FleetKeys): Promise<CardFeed> {
  const reader = await Reader.open({ path, keys, role: "issuer" });
  return { reader, reported() {}, close: () => reader.close() };
}
