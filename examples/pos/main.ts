/** `npm run example:pos`: a shop's till and, unless it is told of another, the city's back end beside it. */
import { readFleetKeys } from "ketuk";
import { blockListOf } from "../lib/blocklist-place.js";
import { SHOPS } from "../lib/city.js";
import { openDatabase } from "../lib/database.js";
import { readOptions } from "../lib/options.js";
import { type Closable, runUntilStopped } from "../lib/run.js";
import { listen } from "../lib/server.js";
import { virtualFleet } from "../lib/virtual-board.js";
import { createBackEndClient } from "./backend-client.js";
import { createBackEndApp } from "./backend-server.js";
import { openCounter } from "./counter.js";
import { fillBackEnd } from "./sample.js";
import { BACKEND_SCHEMA, TILL_SCHEMA } from "./schema.js";
import { createTillApp } from "./till-server.js";

const ABOUT = `The till of a neighbourhood shop, and the back end of the city's food programme.
KETUK_SHOP=warung-03 chooses the shop, KETUK_BACK_END=http://... a back end that runs elsewhere.`;

const options = readOptions("pos", ABOUT);
const shop = SHOPS.find(({ id }) => id === (process.env.KETUK_SHOP ?? "warung-01"));
if (!shop) throw new Error(`KETUK_SHOP is none of ${SHOPS.map(({ id }) => id).join(", ")}`);
const parts: Closable[] = [];
const db = openDatabase(options.data, TILL_SCHEMA);
const fleet = options.keys ? await readFleetKeys(options.keys) : virtualFleet(db);
const blockList = blockListOf(db);
parts.push({ close: () => void db.close() }, ...(blockList ? [blockList] : []));
let backEndUrl = process.env.KETUK_BACK_END;
if (!backEndUrl) {
  const cityDb = openDatabase(options.data === ":memory:" ? options.data : `${options.data}.city`, BACKEND_SCHEMA);
  fillBackEnd(cityDb, Date.now());
  const app = createBackEndApp(cityDb, fleet, Date.now, blockList?.isBlocked);
  const server = await listen(app, options.webPort && options.webPort + 1);
  backEndUrl = server.url;
  parts.push({ close: () => void cityDb.close() }, server);
}
const backEnd = createBackEndClient(backEndUrl);
const counter = await openCounter({ db, shop, backEnd, blockList, fleet, port: options.port });
const server = await listen(createTillApp({ ...counter, backEnd }), options.webPort);
parts.push(counter, server);
runUntilStopped(`${shop.name}: ${server.url} (customer: ${server.url}customer)\nThe city: ${backEndUrl}`, parts);
