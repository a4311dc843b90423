/**
 * A worker: takes sealed records from the broker, stores them, and only then lets the broker forget them. It can be killed
 * at any moment: what was not committed comes again, what was committed is found repeated.
 */
import { Buffer } from "node:buffer";
import { type BrokerOptions, createTopics, encodeReceipts, recordDigest } from "ketuk/bridge";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import type { Db } from "../lib/database.js";
import { createBatcher } from "./batch.js";
import { gapsOf } from "./chain.js";
import { createFigures, type Figures } from "./figures.js";
import { createStoreLedger, type Incoming, type JudgeOptions, type Outcome, type StoreLedger } from "./ledger.js";
import { type Store, sqliteStore } from "./store.js";

/** Connections: the client acknowledges in order and one at a time, so each of them brings one record to a commit. */
const LANES_COUNT = 8;
const BATCH_MAX_COUNT = 64;
const RETRY_MS = 500;
const FIGURES_MS = 1000;
/** A predecessor that another worker has may be late by so much. */
const GAP_GRACE_MS = 60_000;
/** The broker keeps what was meant for a worker that is away, for a week. */
const SESSION_EXPIRY_S = 7 * 86_400;
const RECEIVE_MAXIMUM = 16;
const RECONNECT_MS = 1000;
const LEAVE_MS = 300;
const USUAL_PORTS = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const;
/** A worker that leaves takes what comes for at most so long, and until nothing has come for a while. */
const DRAIN_MAX_MS = 5000;
const DRAIN_QUIET_MS = 100;

/** How a worker is started. */
export interface WorkerOptions extends JudgeOptions {
  /** Always the same for the same worker: the broker keeps its messages under this name. */
  readonly id: string;
  readonly broker: BrokerOptions;
  /** A SQLite database, or what `openStore` has opened; whoever has opened it closes it. */
  readonly db: Db | Store;
  readonly prefix?: string | undefined;
  /** Workers of a group share the records. */
  readonly group?: string;
  readonly lanes?: number;
  readonly gapGraceMs?: number;
  /**
   * Leaves the group for good when it is closed, so that the broker gives its share to the others. Default: its share waits
   * for it at the broker.
   */
  readonly leaves?: boolean;
  log?(entry: Readonly<Record<string, unknown>>): void;
}

/** A worker at work. */
export interface Worker {
  readonly figures: Figures;
  readonly ledger: StoreLedger;
  /** Is every lane connected and subscribed? */
  readonly isReady: boolean;
  /** Takes nothing new, finishes what it has, says goodbye; its session stays with the broker, unless it leaves. */
  close(): Promise<void>;
}

/** Starts it; it connects by itself, and again whenever the broker was away. */
export function startWorker(options: WorkerOptions): Worker {
  const { id, broker, db, now = Date.now, gapGraceMs = GAP_GRACE_MS, log = () => {} } = options;
  const topics = createTopics(options.prefix);
  const figures = createFigures(id);
  const store = "transact" in db ? db : sqliteStore(db);
  const ledger = createStoreLedger({ ...options, store, now });
  const ready = new Set<MqttClient>();
  const filters = new Map<MqttClient, string>();
  let isClosing = false;
  let takenMs = 0;
  /** Bridges look for workers: from then on they wait for receipts. */
  let isAnnounced = false;

  const batcher = createBatcher<Incoming, Outcome>({
    maxCount: BATCH_MAX_COUNT,
    retryMs: RETRY_MS,
    async work(items) {
      const startedMs = performance.now();
      const outcomes = await ledger.take(items);
      figures.commit((performance.now() - startedMs) / 1000, items.length);
      return outcomes;
    },
    failed(error) {
      figures.failed();
      log({ event: "commit-failed", error: error.message });
    },
  });

  const lanes = Array.from({ length: options.lanes ?? LANES_COUNT }, (_, lane) => openLane(lane));

  function openLane(lane: number): MqttClient {
    const will = {
      topic: topics.worker(id),
      payload: Buffer.from(JSON.stringify({ worker: id, state: "offline" })),
      qos: 1,
      retain: true,
    } as const;
    const client = connectAs(broker, `ketuk-worker-${id}-${lane}`, { clean: false, will }, (error) =>
      log({ event: "broker", error: error.message }),
    );
    client.on("connect", (connack) => {
      if (isClosing) return;
      const isShared =
        client.options.protocolVersion === 5 && connack.properties?.sharedSubscriptionAvailable !== false;
      const filter = isShared ? topics.shared("record", options.group ?? "workers") : topics.every("record");
      filters.set(client, filter);
      client.subscribe(filter, { qos: 1 }, (error) => {
        if (error) log({ event: "subscribe-failed", filter, error: error.message });
        else ready.add(client);
      });
    });
    client.on("close", () => ready.delete(client));
    // PUBACK goes out when `done` is called.
    client.handleMessage = (packet, done) => void take(client, packet.topic, packet.payload, () => done());
    return client;
  }

  async function take(client: MqttClient, topic: string, payload: Buffer | string, done: () => void): Promise<void> {
    const reader = topics.parse(topic)?.levels[0];
    if (reader === undefined) return done();
    takenMs = performance.now();
    const bytes = new Uint8Array(typeof payload === "string" ? Buffer.from(payload) : payload);
    const outcome = await batcher.add({ reader, payload: bytes });
    settle(client, outcome, bytes);
    done();
  }

  function settle(client: MqttClient, outcome: Outcome, payload: Uint8Array): void {
    const { kind, reason, reader, epoch, counter, card, latencyMs } = outcome;
    figures.count(outcome);
    log({ event: kind, reason, reader, epoch, counter, card, latencyMs });
    const receipt = { epoch, counter, digest: recordDigest(payload) };
    if (counter > 0) client.publish(topics.stored(reader), encodeReceipts([receipt]), { qos: 0 });
    if (kind !== "dead") return;
    const properties = { userProperties: { reason, reader } };
    const is5 = client.options.protocolVersion === 5;
    client.publish(topics.dead(reason, reader), Buffer.from(payload), { qos: 1, ...(is5 && { properties }) });
  }

  const telling = setInterval(() => void tell(), FIGURES_MS);
  let looking: Promise<void> | undefined;

  async function tell(): Promise<void> {
    figures.waiting(batcher.count());
    looking ??= lookForGaps();
    const [first] = ready;
    first?.publish(topics.worker(id), JSON.stringify(figures.take(now())), { qos: 0, retain: true });
    if (first && !isAnnounced) log({ event: "announced" });
    isAnnounced ||= first !== undefined;
  }

  async function lookForGaps(): Promise<void> {
    try {
      figures.gaps(await store.read(() => gapsOf(now() - gapGraceMs)));
    } catch (error) {
      log({ event: "database", error: (error as Error).message });
    }
    looking = undefined;
  }

  /** The broker deals nothing more to this worker; what it has been dealt before is taken. */
  async function leaveGroup(): Promise<void> {
    const shared = [...ready].filter((client) => filters.get(client)?.startsWith("$share/"));
    // A broker that deals nothing gives everything to everybody: there is no share to give up, and no end to wait for.
    if (shared.length === 0) return;
    await Promise.all(
      shared.map((client) => soon(client.unsubscribeAsync(filters.get(client) as string), DRAIN_MAX_MS)),
    );
    const endMs = performance.now() + DRAIN_MAX_MS;
    const isBusy = () => batcher.count() > 0 || performance.now() - takenMs < DRAIN_QUIET_MS;
    while (isBusy() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** Commits and acknowledges what is there. */
  async function drain(): Promise<void> {
    // Without an answer the broker keeps the rest.
    for (const client of lanes) client.handleMessage = () => {};
    const endMs = performance.now() + DRAIN_MAX_MS;
    while (batcher.count() > 0 && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 5));
    // One turn for the acknowledgements of the last batch.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  return {
    figures,
    ledger,
    get isReady() {
      return ready.size === lanes.length;
    },
    async close() {
      clearInterval(telling);
      isClosing = true;
      await looking;
      if (options.leaves) await leaveGroup();
      await drain();
      const [first] = ready;
      const offline = JSON.stringify({ worker: id, state: "offline" });
      await soon(first?.publishAsync(topics.worker(id), offline, { qos: 1, retain: true }));
      await Promise.all(lanes.map(leave));
    },
  };
}

/** Says goodbye. A client with a message that it does not take any more hears nothing behind that: it is cut off. */
async function leave(client: MqttClient): Promise<void> {
  await soon(client.endAsync(false));
  client.end(true);
}

/** Waits for something, but not for long. */
async function soon(what: Promise<unknown> | undefined, ms = LEAVE_MS): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, ms));
  await Promise.race([what?.catch(() => {}), late]);
}

/**
 * A client of MQTT 5 that goes down to 3.1.1 where the broker knows no better, and comes back by itself.
 *
 * @param trouble told of every error but a broker's that knows no better
 */
export function connectAs(
  { url, ...secrets }: BrokerOptions,
  clientId: string,
  more: IClientOptions,
  trouble: (error: Error) => void = () => {},
): MqttClient {
  const given = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== undefined));
  // A cluster's members one after the other, each client beginning with another one.
  const urls = url.split(",").map((one) => one.trim());
  const [{ protocol, hostname, port, pathname }, ...others] = urls.map((one) => new URL(one));
  const scheme = protocol.slice(0, -1) as "mqtt" | "mqtts" | "ws" | "wss";
  const usual = USUAL_PORTS[scheme];
  const client = mqtt.connect({
    ...given,
    ...more,
    clientId,
    protocolVersion: 5,
    protocol: scheme,
    hostname,
    host: hostname,
    path: pathname || undefined,
    port: Number(port) || usual,
    ...(others.length > 0 && {
      servers: urls.map((one) => ({
        host: new URL(one).hostname,
        port: Number(new URL(one).port) || usual,
        protocol: scheme,
      })),
    }),
    // Not at the same moment as all the others.
    reconnectPeriod: RECONNECT_MS * (0.5 + 2 * Math.random()),
    keepalive: 20,
    resubscribe: false,
    properties: { sessionExpiryInterval: more.clean === false ? SESSION_EXPIRY_S : 0, receiveMaximum: RECEIVE_MAXIMUM },
  } as IClientOptions);
  client.on("error", (error) => {
    const { code } = error as { code?: number };
    if (client.options.protocolVersion !== 5 || (code !== 1 && code !== 132)) return trouble(error);
    client.options.protocolVersion = 4;
    delete client.options.properties;
    setImmediate(() => client.reconnect());
  });
  return client;
}
