/** The gateway of the city: a broker, a bridge that is fed from the log, a worker that posts every tap once, its page. */
import type { FleetKeys } from "ketuk";
import { openBridge, openEmbeddedBroker } from "ketuk/bridge";
import { pseudonymsOf } from "../gateway/keys.js";
import { SCHEMA } from "../gateway/schema.js";
import { startWatch } from "../gateway/watch.js";
import { startWorker } from "../gateway/worker.js";
import { one, openDatabase } from "../lib/database.js";
import type { LogFeed } from "./log-feed.js";

/** How it is started. */
export interface GatewayOptions {
  /** Database file of the worker. */
  readonly data: string;
  readonly fleet: FleetKeys;
  readonly feed: LogFeed;
  /** 0 for any free port. */
  readonly webPort: number;
  /** The worker has committed a tap of this reader. */
  onStored(reader: string): void;
}

/** The gateway: it may end and begin again; meanwhile the log keeps what is for it. */
export interface Gateway {
  /** Of its page, also while it is away. */
  readonly url: string;
  readonly isRunning: boolean;
  /** Taps in its database at the first start. */
  readonly beforeCount: number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it, in this process. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  let parts: Awaited<ReturnType<typeof open>> | undefined = await open(options);
  const { url, beforeCount } = parts;
  const webPort = Number(new URL(url).port);
  return {
    url,
    beforeCount,
    get isRunning() {
      return parts !== undefined;
    },
    async start() {
      parts ??= await open({ ...options, webPort });
    },
    async stop() {
      const closing = parts;
      parts = undefined;
      await closing?.close();
    },
  };
}

const COUNT = "SELECT (SELECT count(*) FROM posting) + (SELECT count(*) FROM refusal) AS n";

async function open({ data, fleet, feed, webPort, onStored }: GatewayOptions) {
  const embedded = await openEmbeddedBroker();
  const broker = { url: embedded.url };
  const db = openDatabase(data, SCHEMA);
  const beforeCount = one<{ n: number }>(db, COUNT)?.n ?? 0;
  let isClosing = false;
  const trouble = (error: Error) => {
    // The embedded broker knows MQTT 3.1.1, and clients ask for 5 first.
    if (!isClosing && !error.message.includes("protocol version")) process.stderr.write(`gateway: ${error.message}\n`);
  };
  const worker = startWorker({
    id: "city",
    broker,
    db,
    keys: () => fleet,
    pseudonym: pseudonymsOf(undefined),
    // This broker deals nothing out in turns: each lane would get every record.
    lanes: 1,
    log: ({ event, reader, error }) => {
      if (event === "posted" || event === "refused") onStored(String(reader));
      if (error !== undefined) trouble(new Error(String(error)));
    },
  });
  // A broker in memory has nothing on a disk: only the worker's word counts.
  const bridge = await openBridge({
    broker,
    readers: feed.readers,
    id: "city",
    role: "operator",
    acknowledge: "stored",
    statusIntervalMs: 5000,
    receiptTimeoutMs: 5000,
  });
  const watch = await startWatch({ broker, figures: [worker.figures], webPort, trouble });
  return {
    url: watch.url,
    beforeCount,
    async close() {
      isClosing = true;
      await watch.close();
      await bridge.close();
      await worker.close();
      db.close();
      await embedded.close();
    },
  };
}
