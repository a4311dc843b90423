/** A line to a broker: what it is subscribed to once it is up. */
import mqtt from "mqtt";
import { afterEach, expect, test } from "vitest";
import { openBrokerLine } from "../../../sdk/bridge/broker.js";
import { openEmbeddedBroker } from "../../../sdk/bridge/embedded.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test("a reader that comes while the broker answers the first subscription is subscribed to when the line is up", async () => {
  const broker = await openEmbeddedBroker();
  closing.push(broker.close);
  const filters = ["stored/early"];
  let asked = 0;
  const line = await openBrokerLine({
    broker: { url: broker.url },
    clientId: "line",
    filters() {
      // Another reader in the turn after the request went out, before its answer can be there.
      if (asked++ === 0) queueMicrotask(() => filters.push("stored/late"));
      return [...filters];
    },
  });
  closing.push(() => line.close());
  await new Promise<void>((resolve) => {
    line.on("up", () => resolve());
  });
  const heard = new Promise<string>((resolve) => {
    line.on("message", ({ topic }) => resolve(topic));
  });
  const other = await mqtt.connectAsync(broker.url, { protocolVersion: 4 });
  closing.push(() => other.endAsync(true));
  await other.publishAsync("stored/late", "[]", { qos: 1 });
  expect(await heard).toBe("stored/late");
});
