/** `npm run test:long`: a hundred killed workers, on each database. */
import { afterEach, test } from "vitest";
import { killWorkers } from "../support/gateway-siege.js";
import { HAS_MOSQUITTO } from "../support/mosquitto.js";
import { HAS_POSTGRES, openPostgresServer } from "../support/postgres.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
}, 60_000);

test.runIf(HAS_MOSQUITTO)("100 killed workers on SQLite lose nothing and post nothing twice", async () => {
  await killWorkers({ kills: 100, workers: 2, acknowledge: "published", closing });
});

test.runIf(HAS_MOSQUITTO && HAS_POSTGRES)(
  "100 killed workers on PostgreSQL lose nothing and post nothing twice",
  async () => {
    const server = await openPostgresServer();
    closing.push(server.close);
    await killWorkers({ kills: 100, workers: 4, address: server.url, closing });
  },
);
