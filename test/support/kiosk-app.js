/** The service desk as a process of its own, for the fault tests: it can be told to die around the commit of a tap. */
import { writeSync } from "node:fs";
import { openKiosk } from "../../.build/examples/kiosk/kiosk.js";
import { fillWithSample } from "../../.build/examples/kiosk/sample.js";
import { SCHEMA } from "../../.build/examples/kiosk/schema.js";
import { openDatabase } from "../../.build/examples/lib/database.js";

const [port, keys, data, death] = process.argv.slice(2);
const db = openDatabase(data, SCHEMA);
fillWithSample(db, Date.now());
const countTaps = () => db.prepare("SELECT count(*) AS n FROM tap").all()[0].n;
const beforeCount = countTaps();
const exec = db.exec.bind(db);
db.exec = (sql) => {
  const isTap = sql === "COMMIT" && countTaps() > beforeCount;
  if (isTap && death === "before-commit") process.kill(process.pid, "SIGKILL");
  const result = exec(sql);
  // Stored, not yet acknowledged.
  if (isTap && death === "after-commit") process.kill(process.pid, "SIGKILL");
  return result;
};
const kiosk = await openKiosk({ db, key: new Uint8Array(32), webPort: 0, kiosk: { port, keys }, desk: undefined });
kiosk.station.events.on("tap", ({ idempotencyKey }) => writeSync(1, `tap ${idempotencyKey}\n`));
writeSync(1, `open ${kiosk.url}\n`);
