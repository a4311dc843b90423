/** Workers behind a bridge, on a broker in this process and on Mosquitto: the same promises, shared or not. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import mqtt, { type IClientOptions } from "mqtt";
import { afterEach, describe, expect, test } from "vitest";
import { pseudonymsOf } from "../../examples/gateway/keys.js";
import { SCHEMA } from "../../examples/gateway/schema.js";
import { createCityView } from "../../examples/gateway/view.js";
import { startWorker, type Worker } from "../../examples/gateway/worker.js";
import { openDatabase } from "../../examples/lib/database.js";
import type { BrokerOptions } from "../../sdk/bridge/broker-options.js";
import { openEmbeddedBroker } from "../../sdk/bridge/embedded.js";
import { encodeSealed } from "../../sdk/verify/seal.js";
import { createGatewayRig, until } from "../support/gateway-rig.js";
import { accountOf, flood, postedKeys } from "../support/gateway-siege.js";
import { HAS_MOSQUITTO, HAS_OPENSSL, openMosquitto } from "../support/mosquitto.js";
import { seal, tapRecord, testKeys } from "../support/records.js";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Opened {
  readonly options: BrokerOptions;
  close(): Promise<void>;
}

const BROKERS: { name: string; version: 4 | 5; has: boolean; open(): Promise<Opened> }[] = [
  {
    name: "aedes",
    version: 4,
    has: true,
    async open() {
      const { url, close } = await openEmbeddedBroker();
      return { options: { url }, close };
    },
  },
  { name: "Mosquitto", version: 5, has: HAS_MOSQUITTO, open: () => openMosquitto() },
  {
    name: "Mosquitto with TLS and client certificates",
    version: 5,
    has: HAS_MOSQUITTO && HAS_OPENSSL,
    async open() {
      const { options, folder, close } = await openMosquitto({ tls: true });
      const read = (name: string) => readFileSync(join(folder, name), "utf8");
      return { options: { ...options, ca: read("ca.pem"), cert: read("client.pem"), key: read("client.key") }, close };
    },
  },
];

describe.each(BROKERS.filter(({ has }) => has))("workers on $name", ({ open, version }) => {
  test("post every tap once, give receipts, bury what is forged, and drain", async () => {
    const { options, close } = await open();
    closing.push(close);
    const rig = await createGatewayRig(options, 4);
    closing.push(rig.close);
    const db = openDatabase(":memory:", SCHEMA);
    const log: object[] = [];
    const start = (id: string): Worker =>
      startWorker({
        id,
        broker: options,
        db,
        keys: () => rig.keys,
        pseudonym: pseudonymsOf(undefined),
        lanes: 2,
        log: (entry) => void log.push(entry),
      });
    const workers = [start("w1"), start("w2")];
    await until(() => workers.every(({ isReady }) => isReady));
    const client = await mqtt.connectAsync(options.url, { ...options, protocolVersion: version } as IClientOptions);
    closing.push(() => client.endAsync(true));
    const dead: string[] = [];
    client.on("message", (topic) => void dead.push(topic));
    await client.subscribeAsync("ketuk/1/dead/#", { qos: 1 });
    await rig.bridge({ acknowledge: "stored", receiptTimeoutMs: 2000 });
    const made = new Set<string>();
    for (const { id, fake } of rig.boards) for (let i = 0; i < 10; i++) made.add(`${id}/1/${fake.tap()}`);
    const forged = encodeSealed(seal(testKeys(), tapRecord({ readerId: "gate-1", counter: 99 }), "gate-1"));
    await client.publishAsync("ketuk/1/record/gate-1", Buffer.from(forged), { qos: 1 });
    await until(() => rig.pending() === 0 && dead.length > 0);
    expect(postedKeys(db)).toEqual(made);
    expect(accountOf(db)).toMatchObject({ records: 44, holes: 0, dead: 1 });
    expect(new Set(dead)).toEqual(new Set(["ketuk/1/dead/bad-mac/gate-1"]));
    const posted = log.filter((entry) => "event" in entry && entry.event === "posted");
    expect(posted).toHaveLength(40);
    await Promise.all(workers.map((worker) => worker.close()));
    db.close();
  });

  async function flooded(leaves: boolean) {
    const { options, close } = await open();
    closing.push(close);
    const rig = await createGatewayRig(options, 4);
    closing.push(rig.close);
    const db = openDatabase(":memory:", SCHEMA);
    const more = { keys: () => rig.keys, pseudonym: pseudonymsOf(undefined), lanes: 2, leaves };
    const start = (id: string): Worker => startWorker({ id, broker: options, db, ...more });
    const [first, second] = [start("w1"), start("w2")];
    await until(() => first.isReady && second.isReady);
    await rig.bridge({ acknowledge: "stored", receiptTimeoutMs: 1000 });
    const taps = flood(rig, 20);
    await until(() => accountOf(db).postings > 50);
    const endedMs = performance.now();
    await first.close();
    expect(performance.now() - endedMs).toBeLessThan(5000);
    return { rig, db, taps, start, second };
  }

  test("leave in the middle of a flood, and the others post everything from there on", async () => {
    const { rig, db, taps, second } = await flooded(true);
    const before = accountOf(db).postings;
    await until(() => accountOf(db).postings > before + 50);
    const made = taps.stop();
    await until(() => rig.pending() === 0);
    expect(postedKeys(db)).toEqual(made);
    await second.close();
    db.close();
  });

  test("end in the middle of a flood, and find their share when they are back", async () => {
    const { rig, db, taps, start, second } = await flooded(false);
    const again = start("w1");
    const before = accountOf(db).postings;
    await until(() => accountOf(db).postings > before + 50);
    const made = taps.stop();
    await until(() => rig.pending() === 0);
    expect(postedKeys(db)).toEqual(made);
    await Promise.all([second.close(), again.close()]);
    db.close();
  });
});

test("the view tells readers apart by what they need, and keeps them in order", () => {
  let nowMs = 1_790_000_000_000;
  const view = createCityView(() => nowMs);
  const state = {
    bridge: "b1",
    state: "open" as const,
    sinceMs: nowMs,
    atMs: nowMs,
    epoch: 1,
    boot: 1,
    lastCounter: 1,
  };
  const more = { firmware: "0.1.0", firmwareNumber: 1000, board: "devkit", faults: [] };
  const journal = (freeBytes: number) => ({ pendingCount: 9, totalBytes: 1000, freeBytes });
  view.reader({ ...state, ...more, reader: "ready" });
  view.reader({ ...state, ...more, reader: "filling", journal: journal(200) });
  view.reader({ ...state, ...more, reader: "fault", faults: ["chip"] });
  view.reader({ ...state, ...more, reader: "gapped" });
  view.reader({ ...state, ...more, reader: "silent" });
  view.reader({ ...state, ...more, reader: "lost", state: "away" });
  view.reader({ ...state, ...more, reader: "orphan", bridge: "b2" });
  view.bridge({ bridge: "b2", state: "offline" });
  nowMs += 16 * 60_000;
  const worker = {
    worker: "w",
    state: "online" as const,
    atMs: nowMs,
    repeated: 0,
    refused: { "too-weak": 3 },
    dead: {},
  };
  const gaps = [{ reader: "gapped", count: 1, sinceMs: nowMs }];
  const latency = [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  view.worker({ ...worker, posted: 2, latency, readers: { ready: 2 }, gaps });
  const summary = view.tick();
  expect(summary).toMatchObject({ total: 7, perSecond: 2, posted: 2, workers: 1, refused: [["too-weak", 3]] });
  expect(view.rows({ from: 0, count: 9 }).rows.map(({ id, standing }) => `${id} ${standing}`)).toEqual([
    "lost away",
    "orphan away",
    "fault fault",
    "gapped gapped",
    "filling filling",
    "silent silent",
    "ready ready",
  ]);
  expect(view.rows({ from: 0, count: 9, standing: "away", search: "OR" })).toMatchObject({ total: 1 });
  nowMs += 60_000;
  view.tick();
  expect(view.rows({ from: 6, count: 1 }).rows[0]?.perMinute).toBeCloseTo(2 / Math.E);
});
