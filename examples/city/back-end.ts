/** The back end of the shops: their books, and its own list of blocked cards. */
import type { FleetKeys } from "ketuk";
import { openBlockList } from "../lib/blocklist.js";
import { openDatabase } from "../lib/database.js";
import { listen } from "../lib/server.js";
import { createBackEndApp } from "../pos/backend-server.js";
import { fillBackEnd } from "../pos/sample.js";
import { BACKEND_SCHEMA } from "../pos/schema.js";
import type { CardDesk } from "./card-desk.js";

/** The back end at work. */
export interface CityBackEnd {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens it, with the people of the sample. */
export async function openBackEnd(
  data: string,
  fleet: FleetKeys,
  desk: CardDesk,
  webPort: number,
): Promise<CityBackEnd> {
  const db = openDatabase(data, BACKEND_SCHEMA);
  fillBackEnd(db, Date.now());
  const blockList = openBlockList({ db, url: desk.url, publicKey: desk.publicKey });
  const server = await listen(createBackEndApp(db, fleet, Date.now, blockList.isBlocked), webPort);
  return {
    url: server.url,
    async close() {
      await blockList.close();
      await server.close();
      db.close();
    },
  };
}
