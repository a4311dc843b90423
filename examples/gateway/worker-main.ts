/** A worker as a process of its own: as many as there are cores, on as many machines as share the database. */
import { parseArgs } from "node:util";
import { readBrokerOptions } from "ketuk/bridge";
import { runUntilStopped } from "../lib/run.js";
import { listen } from "../lib/server.js";
import { pseudonymsOf, watchKeys } from "./keys.js";
import { createMetricsApp } from "./metrics-page.js";
import { openStore } from "./store.js";
import { startWorker } from "./worker.js";

const HELP = `Takes sealed taps from a broker, verifies them and posts each exactly once.

  node .build/examples/gateway/worker-main.js --mqtt URL --data FILE --keys FILE --id NAME [options]

  --mqtt URL              of the broker; several with commas for a cluster
  --data FILE             SQLite database, shared by the workers of this machine; or postgres://user@host/database for
                          workers on many (npm install pg; its password in PGPASSWORD or the file of PGPASSFILE)
  --keys FILE             key ring, or \`ketuk keys export --verify\`; read again when it changes
  --id NAME               always the same for the same worker
  --metrics-port N        /metrics for Prometheus, on this computer only
  --prefix LEVELS         of the topics
  --lanes N               connections to the broker
  --leave                 for good when it ends: the broker gives its share to the others
  --revive REASON         first takes the dead letters of this reason again, such as unknown-key
  --username NAME --password-file FILE --ca FILE --cert FILE --key FILE

KETUK_PSEUDONYM_SECRET, 64 hexadecimal digits, makes the names of cards last; the same for all workers.
`;

const { values } = parseArgs({
  options: {
    mqtt: { type: "string" },
    data: { type: "string" },
    keys: { type: "string" },
    id: { type: "string" },
    "metrics-port": { type: "string" },
    prefix: { type: "string" },
    lanes: { type: "string" },
    leave: { type: "boolean" },
    revive: { type: "string" },
    username: { type: "string" },
    "password-file": { type: "string" },
    ca: { type: "string" },
    cert: { type: "string" },
    key: { type: "string" },
    help: { type: "boolean" },
  },
});
if (values.help || !values.mqtt || !values.data || !values.keys || !values.id) {
  process.stderr.write(HELP);
  process.exit(values.help ? 0 : 2);
}
const say = (entry: object) => process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
const keys = await watchKeys(values.keys, (error) => say({ event: "keys", error: error.message }));
const store = await openStore(values.data);
const worker = startWorker({
  id: values.id,
  broker: await readBrokerOptions(values.mqtt, { ...values, passwordFile: values["password-file"] }, process.env),
  db: store,
  keys: keys.keys,
  pseudonym: pseudonymsOf(process.env.KETUK_PSEUDONYM_SECRET),
  prefix: values.prefix,
  leaves: values.leave === true,
  ...(values.lanes && { lanes: Number(values.lanes) }),
  log: (entry) => say({ worker: values.id, ...entry }),
});
if (values.revive) {
  const outcomes = await worker.ledger.revive(values.revive);
  say({ event: "revived", reason: values.revive, count: outcomes.filter(({ kind }) => kind !== "dead").length });
}
const parts = [store, { close: () => keys.close() }, worker];
if (values["metrics-port"]) {
  parts.push(await listen(createMetricsApp([worker.figures]), Number(values["metrics-port"])));
}
runUntilStopped(`worker ${values.id}`, parts);
