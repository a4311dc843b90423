/** The back end as a process of its own: `node .build/examples/pos/backend-main.js --keys FILE --web-port 8090`. */
import { readFleetKeys } from "ketuk";
import { blockListOf } from "../lib/blocklist-place.js";
import { openDatabase } from "../lib/database.js";
import { readOptions } from "../lib/options.js";
import { runUntilStopped } from "../lib/run.js";
import { listen } from "../lib/server.js";
import { createBackEndApp } from "./backend-server.js";
import { fillBackEnd } from "./sample.js";
import { BACKEND_SCHEMA } from "./schema.js";

const options = readOptions("pos", "The back end of the city's food programme; --keys is needed.");
if (!options.keys) throw new Error("--keys is needed: the keys of the fleet whose taps are verified");
const db = openDatabase(options.data, BACKEND_SCHEMA);
fillBackEnd(db, Date.now());
const blockList = blockListOf(db);
const app = createBackEndApp(db, await readFleetKeys(options.keys), Date.now, blockList?.isBlocked);
const server = await listen(app, options.webPort);
const parts = [{ close: () => void db.close() }, ...(blockList ? [blockList] : []), server];
runUntilStopped(`The city: ${server.url}`, parts);
