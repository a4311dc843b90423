/** `npm run example:issuance`: the card desk of a city, with sample data unless a register is given. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../lib/database.js";
import { readOptions } from "../lib/options.js";
import { runUntilStopped } from "../lib/run.js";
import { openDesk } from "./desk.js";
import { fillWithSample } from "./sample.js";
import { SCHEMA } from "./schema.js";

const options = readOptions("issuance", "The card desk of a city: photo, encode, check, hand over, replace, block.");
const isKept = options.data !== ":memory:";
const db = openDatabase(options.data, SCHEMA);
fillWithSample(db, Date.now());
const { ISSUANCE_CHECK_PORT, ISSUANCE_BATCH_PORT, ISSUANCE_ORIGIN } = process.env;
const desk = await openDesk({
  db,
  webPort: options.webPort,
  port: options.port,
  keys: options.keys,
  checkPort: ISSUANCE_CHECK_PORT,
  batchPort: ISSUANCE_BATCH_PORT,
  origin: ISSUANCE_ORIGIN,
  journalPath: isKept ? `${options.data}.batch.journal` : join(mkdtempSync(join(tmpdir(), "ketuk-batch-")), "journal"),
});

const pages: [string, string][] = [
  ["", "the desk"],
  ["blocks", "blocked cards"],
  ["batch", "the batch room"],
  ["plan", "the plan for one million cards"],
  ["blocklist", "the list that shops and kiosks fetch"],
];
const words = pages.map(([path, what]) => `  ${`${desk.url}${path}`.padEnd(38)} ${what}`).join("\n");
runUntilStopped(`${words}\n`, [{ close: () => void db.close() }, desk]);
