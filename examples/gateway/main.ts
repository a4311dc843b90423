/** `npm run example:gateway`: readers, broker, workers and the live page in one process; or the page on a broker of yours. */
import { parseArgs } from "node:util";
import { createFleetKeys, createFleetSecret, ReaderPool } from "ketuk";
import { openBridge, openEmbeddedBroker, readBrokerOptions } from "ketuk/bridge";
import { type Closable, runUntilStopped } from "../lib/run.js";
import { pseudonymsOf, watchKeys } from "./keys.js";
import { openStore } from "./store.js";
import { startVirtualReaders } from "./virtual-readers.js";
import { startWatch } from "./watch.js";
import { startWorker } from "./worker.js";

const HELP = `A city's taps on one page.

  npm run example:gateway -- [options]

  --mqtt URL        a broker; default: one in this process
  --keys FILE       keys of the fleet, for readers of your own at \`ketuk bridge\`; default: virtual readers
  --virtual N       virtual readers; default 3
  --crowd N         so many readers that only the page believes in, to see it full
  --workers N       workers in this process; default 2, with --mqtt and worker processes of your own 0
  --data FILE       the database, or postgres://user@host/database; default: kept in memory
  --web-port N      default 8080
`;

const { values } = parseArgs({
  options: {
    mqtt: { type: "string" },
    keys: { type: "string" },
    virtual: { type: "string" },
    crowd: { type: "string" },
    workers: { type: "string" },
    data: { type: "string" },
    "web-port": { type: "string" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const parts: Closable[] = [];
const embedded = values.mqtt ? undefined : await openEmbeddedBroker();
if (embedded) parts.push(embedded);
const broker = await readBrokerOptions(embedded?.url ?? values.mqtt ?? "", {}, process.env);

const fleet = createFleetKeys(createFleetSecret());
const trouble = (error: Error) => process.stderr.write(`${error.message}\n`);
const watched = values.keys ? await watchKeys(values.keys, trouble) : undefined;
if (watched) parts.push(watched);
const keys = watched?.keys ?? (() => fleet);

const db = await openStore(values.data ?? ":memory:");
parts.push(db);
const pseudonym = pseudonymsOf(process.env.KETUK_PSEUDONYM_SECRET);
const workers = Array.from({ length: Number(values.workers ?? 2) }, (_, i) =>
  startWorker({ id: `page-${i + 1}`, broker, db, keys, pseudonym }),
);
parts.push(...workers);

if (!values.keys) {
  const virtual = startVirtualReaders(fleet, Number(values.virtual ?? 3));
  parts.push(virtual);
  const pool = await ReaderPool.open({ ...virtual.options, role: "operator" });
  const bridge = await openBridge({ broker, readers: pool, id: "page", role: "operator", statusIntervalMs: 5000 });
  parts.push(pool, bridge);
}

const watch = await startWatch({
  broker,
  figures: workers.map(({ figures }) => figures),
  webPort: Number(values["web-port"] ?? 8080),
  crowdCount: values.crowd ? Number(values.crowd) : undefined,
  trouble,
});
parts.push(watch);
runUntilStopped(`${watch.url}   broker ${broker.url}`, parts);
