/** The service desk on the map. */
import { kioskCards } from "../kiosk/cards.js";
import { loadKey } from "../kiosk/code.js";
import { openKiosk } from "../kiosk/kiosk.js";
import { fillWithSample } from "../kiosk/sample.js";
import { SCHEMA } from "../kiosk/schema.js";
import { endVisit, openVisit, outcomeOf } from "../kiosk/visits.js";
import { openBlockList } from "../lib/blocklist.js";
import { openDatabase } from "../lib/database.js";
import { type Place, type PlaceOptions, setTime, soon } from "./place.js";
import { outcomeAtKiosk } from "./stories.js";

/** Reader id of the desk. */
export const KIOSK_READER = "kiosk-1";
/** The desk answers within this. */
const PATIENCE_MS = 2000;
/** So long somebody of the crowd stands there. */
const STAY_MS = 1500;

/** Opens the desk. */
export async function openKioskPlace(options: PlaceOptions): Promise<Place> {
  const { data, fleet, port, virtual, webPort, onRecord, onStored } = options;
  const db = openDatabase(data, SCHEMA);
  fillWithSample(db, Date.now());
  const blockList = openBlockList({ db, url: options.blockListUrl, publicKey: options.blockListKey });
  const kiosk = await openKiosk({
    db,
    key: loadKey(`${data}.key`),
    webPort,
    kiosk: { fleet, port, virtual, onRecord, onStored, samples: virtual ? kioskCards() : [] },
    desk: undefined,
    blockList,
  });
  await setTime(kiosk.station.reader);

  return {
    id: "kiosk",
    url: kiosk.url,
    station: kiosk.station,
    db,
    blockList,
    knows: (version) => blockList.version === version,
    outcomeOf({ idempotencyKey }) {
      const found = outcomeOf(db, idempotencyKey);
      return found && outcomeAtKiosk(found.outcome);
    },
    onDecided() {},
    async visit(card, hold) {
      // Somebody is at the screen: one waits for one's turn.
      await soon(() => !openVisit(db), PATIENCE_MS);
      if (openVisit(db)) return;
      await hold(card);
      if (!(await soon(() => openVisit(db) !== undefined, PATIENCE_MS))) return;
      const token = openVisit(db);
      await new Promise((resolve) => setTimeout(resolve, STAY_MS));
      if (openVisit(db) !== token) return;
      endVisit(db, "finish", Date.now());
      kiosk.service.kiosk.tell({ kind: "go", to: "/" });
    },
    sample: (card, hold) => hold(card),
    async close() {
      await kiosk.close();
      await blockList.close();
      db.close();
    },
  };
}
