/** `npm run test:long`: a hundred killed workers. */
import { afterEach, test } from "vitest";
import { killWorkers } from "../support/gateway-siege.js";
import { HAS_MOSQUITTO } from "../support/mosquitto.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test.runIf(HAS_MOSQUITTO)("100 killed workers lose nothing and post nothing twice", async () => {
  await killWorkers(100, closing);
});
