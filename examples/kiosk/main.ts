/** `npm run example:kiosk`: the service desk of a city, with sample data unless a database is given. */
import { blockListOf } from "../lib/blocklist-place.js";
import { openDatabase } from "../lib/database.js";
import { readOptions } from "../lib/options.js";
import { runUntilStopped } from "../lib/run.js";
import { deskCards, kioskCards } from "./cards.js";
import { loadKey } from "./code.js";
import { openKiosk } from "./kiosk.js";
import { fillWithSample } from "./sample.js";
import { SCHEMA } from "./schema.js";

const options = readOptions("kiosk", "The service desk of a city: tap, choose, done.");
const isKept = options.data !== ":memory:";
const db = openDatabase(options.data, SCHEMA);
fillWithSample(db, Date.now());
const { port, keys } = options;
const blockList = blockListOf(db);
const kiosk = await openKiosk({
  db,
  key: loadKey(isKept ? `${options.data}.key` : undefined),
  webPort: options.webPort,
  blockList,
  kiosk: { port, keys, samples: port ? [] : kioskCards() },
  // Officials need a reader of their own: beside a real kiosk it is never a virtual one.
  desk: port ? deskPlace(process.env.KIOSK_DESK_PORT) : { samples: deskCards(db) },
});

function deskPlace(deskPort: string | undefined) {
  return deskPort ? { port: deskPort, keys } : undefined;
}

const pages: [string, string][] = [
  ["", "the kiosk's screen"],
  ["desk", "approvals by card"],
  ["staff/wards", "free beds"],
  ["staff/counter", "the counter for people without a card"],
  ["office", "complaints and their statistics"],
  ["check", "is a certificate genuine"],
  ["status", "how is a complaint"],
];
const words = pages.map(([path, what]) => `  ${`${kiosk.url}${path}`.padEnd(38)} ${what}`).join("\n");
runUntilStopped(`${words}\n`, [{ close: () => void db.close() }, ...(blockList ? [blockList] : []), kiosk]);
