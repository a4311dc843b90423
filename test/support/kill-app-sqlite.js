/** An application for the kill tests, as a user of the package writes it: every tap once in its own SQLite database. */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createSqliteCursorStore, Reader, readFleetKeys } from "ketuk";
import { toLogLine } from "ketuk/verify";
import Database from "libsql";

const [path, folder] = process.argv.slice(2);
const words = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const keys = await readFleetKeys(join(folder, "fleet.json"));
/** Tells the test how far it is, at once. */
const say = (word) => writeSync(1, `${word}\n`);

say("loaded");
await words.next();

const db = new Database(join(folder, "visits.db"));
db.exec("PRAGMA busy_timeout = 2000");
db.exec("PRAGMA journal_mode = WAL");
// No UNIQUE: a tap that is stored twice must show.
db.exec("CREATE TABLE IF NOT EXISTS visit (uid TEXT NOT NULL, counter INTEGER NOT NULL, line TEXT NOT NULL)");
db.exec("CREATE TABLE IF NOT EXISTS other (counter INTEGER NOT NULL, line TEXT PRIMARY KEY)");
const addVisit = db.prepare("INSERT INTO visit (uid, counter, line) VALUES (?, ?, ?)");
const addOther = db.prepare("INSERT OR IGNORE INTO other (counter, line) VALUES (?, ?)");
const store = createSqliteCursorStore(db);

const reader = await Reader.open({
  path,
  keys,
  cursors: store,
  onRecord({ record, sealed }) {
    if (record.kind !== "tap") addOther.run(record.data.counter, toLogLine(sealed));
  },
});
say("open");

// The test says when it is enough: then everything that the reader holds is still taken.
void words.next().then(async () => {
  while ((await reader.status()).pending > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  await reader.close();
  process.exit(0);
});

for await (const tap of reader.taps()) {
  say("got");
  const isNew = store.recordOnce(tap, () => {
    addVisit.run(tap.uidHex, tap.counter, toLogLine(tap.sealed));
    say("inserted");
  });
  if (!isNew) say("known");
  say("stored");
}
