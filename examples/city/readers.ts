/** The virtual readers of the city, each with its cable; what their flash holds lies in one database. */
import type { FleetKeys } from "ketuk";
import type { VirtualReaderOptions } from "ketuk/virtual";
import { openDatabase } from "../lib/database.js";
import { PLACE_IDS, type PlaceId } from "./day-plan.js";
import { GATE_READER } from "./place-gate.js";
import { KIOSK_READER } from "./place-kiosk.js";
import { SHOP_OF, TILL_READER } from "./place-shop.js";
import { createPlug, type Plug } from "./plug.js";

/** The readers. */
export interface Readers {
  /** Undefined where the reader is a real one. */
  plugOf(id: PlaceId): Plug | undefined;
  /** Before anything is stored that this reader has said. @throws when the database does */
  save(readerId: string): void;
  close(): Promise<void>;
}

const MADE: Readonly<Record<PlaceId, VirtualReaderOptions>> = {
  kiosk: { id: KIOSK_READER },
  "shop-1": { id: TILL_READER.idOf(SHOP_OF["shop-1"].id), config: TILL_READER.config },
  "shop-2": { id: TILL_READER.idOf(SHOP_OF["shop-2"].id), config: TILL_READER.config },
  gate: GATE_READER,
};

/** @param ports of real readers: their places get none */
export function openReaders(data: string, fleet: FleetKeys, ports: Partial<Record<PlaceId, string>>): Readers {
  const db = openDatabase(data, []);
  const plugs = new Map(
    PLACE_IDS.filter((id) => !ports[id]).map((id) => [id, createPlug(db, { keys: fleet, ...MADE[id] })]),
  );
  return {
    plugOf: (id) => plugs.get(id),
    save(readerId) {
      for (const plug of plugs.values()) if (plug.virtual.id === readerId) plug.save();
    },
    async close() {
      for (const plug of plugs.values()) {
        plug.save();
        await plug.close();
      }
      db.close();
    },
  };
}
