/** The live page over a broker: what bridges and workers say goes into the view, and from there to whoever looks. */
import { type BrokerOptions, createTopics } from "ketuk/bridge";
import { createWebApp, listen } from "../lib/server.js";
import { createCrowd } from "./crowd.js";
import type { Figures } from "./figures.js";
import { addMetrics } from "./metrics-page.js";
import { servePage } from "./page.js";
import { createCityView } from "./view.js";
import { connectAs } from "./worker.js";

/** How the page is started. */
export interface WatchOptions {
  readonly broker: BrokerOptions;
  /** Of the workers in this process, for /metrics. */
  readonly figures: readonly Figures[];
  /** 0 for any free port. */
  readonly webPort: number;
  /** So many readers that only the page believes in. */
  readonly crowdCount?: number | undefined;
  trouble(error: Error): void;
}

/** The page at work. */
export interface Watch {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the page. */
export async function startWatch({ broker, figures, webPort, crowdCount, trouble }: WatchOptions): Promise<Watch> {
  const topics = createTopics();
  const view = createCityView();
  const crowd = crowdCount ? createCrowd(view, crowdCount) : undefined;
  const app = addMetrics(createWebApp("gateway"), [...figures]);
  const page = servePage(app, view, () => crowd?.second());
  const server = await listen(app, webPort);
  const client = connectAs(broker, `ketuk-page-${process.pid}`, { clean: true }, trouble);
  client.on("connect", () => {
    const filters = (["state", "bridge", "worker"] as const).map(topics.every);
    client.subscribe(filters, { qos: 1 });
  });
  client.on("message", (topic, payload, { retain }) => {
    const kind = topics.parse(topic)?.kind;
    try {
      const data = JSON.parse(payload.toString());
      if (kind === "state") view.reader(data);
      else if (kind === "bridge") view.bridge(data);
      // What is retained was counted by somebody before.
      else if (kind === "worker" && !retain) view.worker(data);
    } catch {
      // Not of our making.
    }
  });
  return {
    url: server.url,
    async close() {
      client.end(true);
      page.close();
      await server.close();
    },
  };
}
