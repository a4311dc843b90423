/** The back end as a process of its own: `node .build/examples/pos/backend-main.js --keys FILE --web-port 8090`. */
import { readFleetKeys } from "ketuk";
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
const server = await listen(createBackEndApp(db, await readFleetKeys(options.keys)), options.webPort);
runUntilStopped(`The city: ${server.url}`, [{ close: () => void db.close() }, server]);
