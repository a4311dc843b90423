/**
 * An application for the kill tests without a database: taps at least once in a file that only grows, with their
 * idempotency keys, and the cursor in another file.
 */
import { fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openFileCursorStore, Reader, readFleetKeys } from "ketuk";
import { toLogLine } from "ketuk/verify";

const [path, folder] = process.argv.slice(2);
const words = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const keys = await readFleetKeys(join(folder, "fleet.json"));
/** Tells the test how far it is, at once. */
const say = (word) => writeSync(1, `${word}\n`);

say("loaded");
await words.next();

const visits = openSync(join(folder, "visits.log"), "a");
/** The line feed comes first: a line that a kill has cut off stays by itself. */
function append(name, uid, sealed) {
  writeSync(visits, `\n${JSON.stringify({ name, uid, ...JSON.parse(toLogLine(sealed)) })}`);
  say("inserted");
  fsyncSync(visits);
}

const reader = await Reader.open({
  path,
  keys,
  cursors: await openFileCursorStore(join(folder, "cursors.json")),
  onRecord({ record, sealed }) {
    if (record.kind !== "tap") append(`other ${record.data.counter}`, "", sealed);
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
  append(tap.idempotencyKey, tap.uidHex, tap.sealed);
  tap.ack();
  say("stored");
}
