/** A shop on the map: its till, with a shopkeeper who sells something to whoever comes. */
import type { Picc } from "ketuk/virtual";
import { openBlockList } from "../lib/blocklist.js";
import { SHOPS } from "../lib/city.js";
import { type Db, inTransaction, one, openDatabase } from "../lib/database.js";
import { listen } from "../lib/server.js";
import { createBackEndClient } from "../pos/backend-client.js";
import { readerOfShop } from "../pos/backend-people.js";
import { openCounter } from "../pos/counter.js";
import { READER_CONFIG } from "../pos/sample.js";
import { TILL_SCHEMA } from "../pos/schema.js";
import { addToBasket, basketOf, knownPerson, taskOf } from "../pos/till-basket.js";
import { createTillApp } from "../pos/till-server.js";
import { askedSale } from "../pos/till-tap.js";
import { type HoldCard, type Place, type PlaceOptions, soon } from "./place.js";
import { bad, faultOfTap, outcomeOfLook, outcomeOfSale, type SaleFacts } from "./stories.js";

/** Which shops are on the map. */
export const SHOP_OF = { "shop-1": SHOPS[0], "shop-2": SHOPS[2] } as const;

/** How a till's virtual reader is made. */
export const TILL_READER = { idOf: readerOfShop, config: READER_CONFIG };

/** What people buy. */
const BASKETS: readonly (readonly (readonly [good: string, quantity: number])[])[] = [
  [["rice", 1000]],
  [["eggs", 4]],
  [
    ["rice", 500],
    ["crisps", 1],
  ],
  [["noodles", 2]],
  [["cookies", 1]],
];
/** The back end answers within this, or the till decides by itself. */
const PATIENCE_MS = 4000;

/** Opens a shop. */
export async function openShopPlace(
  id: keyof typeof SHOP_OF,
  backEndUrl: string,
  options: PlaceOptions,
): Promise<Place> {
  const shop = SHOP_OF[id];
  const { fleet, port, virtual, webPort, onRecord, onStored } = options;
  const db = openDatabase(options.data, TILL_SCHEMA);
  const backEnd = createBackEndClient(backEndUrl);
  const blockList = openBlockList({ db, url: options.blockListUrl, publicKey: options.blockListKey });
  const counter = await openCounter({ db, shop, backEnd, fleet, port, virtual, onRecord, onStored, blockList });
  const { till, station } = counter;
  const server = await listen(createTillApp({ ...counter, backEnd }), webPort);
  const isFree = () => !taskOf(db) && basketOf(db).length === 0;
  let customers = 0;

  async function buy(card: Picc, hold: HoldCard): Promise<void> {
    const basket = BASKETS[customers++ % BASKETS.length];
    inTransaction(db, () => {
      for (const [good, quantity] of basket) addToBasket(db, good, quantity);
    });
    till.askPayment(true);
    await hold(card);
    await soon(() => !taskOf(db), PATIENCE_MS / 4);
    await soon(() => askedSale(db) === undefined, PATIENCE_MS);
    till.stop();
    till.clear();
  }

  return {
    id,
    url: server.url,
    station,
    db,
    blockList,
    knows: (version) => blockList.version === version,
    outcomeOf(tap) {
      const sale = saleOfTap(db, tap.idempotencyKey);
      if (sale) return outcomeOfSale(sale);
      const fault = faultOfTap(tap);
      if (fault) return fault;
      if (blockList.isBlocked(tap.uidHex, Date.now()) === "blocked") return bad("blocked");
      return outcomeOfLook(tap.method === "host" || isKnown(db, tap.uidHex));
    },
    onDecided: (handler) => void till.events.on("change", handler),
    async visit(card, hold) {
      if (await soon(isFree, PATIENCE_MS)) await buy(card, hold);
    },
    // Whoever has filled the basket on the till's own page pays for that.
    sample: (card, hold) => (isFree() ? buy(card, hold) : hold(card)),
    async close() {
      await server.close();
      await counter.close();
      await blockList.close();
      db.close();
    },
  };
}
const SALE = `SELECT state, reason, coalesce(sum(gross - discount), 0) AS rupiah, coalesce(sum(pay = 'aid'), 0) AS aid
  FROM sale LEFT JOIN sale_line ON sale_line.sale = sale.id WHERE sale.key = ? GROUP BY sale.id`;

function saleOfTap(db: Db, key: string): SaleFacts | undefined {
  return one<SaleFacts>(db, SALE, key);
}

function isKnown(db: Db, uid: string): boolean {
  return knownPerson(db, uid) !== undefined;
}
