/** What lets a reader forget a record, by default: the broker's word, and a worker's as soon as there is one. */
import mqtt, { type MqttClient } from "mqtt";
import { afterEach, expect, test } from "vitest";
import { openEmbeddedBroker } from "../../../sdk/bridge/embedded.js";
import { encodeReceipts } from "../../../sdk/bridge/receipts.js";
import { createGatewayRig, until } from "../../support/gateway-rig.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function clientOf(
  url: string,
): Promise<{ client: MqttClient; states: { acknowledge?: string }[]; records: number[] }> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 4 });
  closing.push(() => client.endAsync(true));
  const states: { acknowledge?: string }[] = [];
  const records: number[] = [];
  client.on("message", (topic, payload) => {
    if (topic.includes("/bridge/")) states.push(JSON.parse(payload.toString()));
    if (topic.includes("/record/")) records.push(performance.now());
  });
  await client.subscribeAsync("ketuk/1/#", { qos: 1 });
  return { client, states, records };
}

async function open() {
  const broker = await openEmbeddedBroker();
  closing.push(broker.close);
  const heard = await clientOf(broker.url);
  const rig = await createGatewayRig({ url: broker.url }, 1);
  closing.push(rig.close);
  return { ...heard, rig };
}

test("without workers a record is the broker's, and from the first worker on it stays until that has stored it", async () => {
  const { client, states, rig } = await open();
  await rig.bridge({ receiptTimeoutMs: 300 });
  await until(() => rig.pending() === 0);
  // The state goes out after the releases.
  await until(() => states.at(-1)?.acknowledge === "published");
  await client.publishAsync("ketuk/1/worker/w1", JSON.stringify({ worker: "w1", state: "offline" }), { retain: true });
  await until(() => states.at(-1)?.acknowledge === "stored");
  const counter = rig.boards[0]?.fake.tap() ?? 0;
  const { records } = await clientOf(urlOf(client));
  // It comes again and again, and is still the reader's.
  await until(() => records.length >= 2);
  expect(rig.pending()).toBe(1);
  await until(() => {
    void client.publishAsync("ketuk/1/stored/gate-1", encodeReceipts([{ epoch: 1, counter }]), { qos: 1 });
    return rig.pending() === 0;
  });
});

test("a worker that was there before, and is away, is known from what the broker retains", async () => {
  const { client, records, rig } = await open();
  await client.publishAsync("ketuk/1/worker/w1", JSON.stringify({ worker: "w1", state: "offline" }), {
    retain: true,
    qos: 1,
  });
  await rig.bridge({ receiptTimeoutMs: 300 });
  await until(() => records.length >= 2);
  expect(rig.pending()).toBe(1);
  await client.publishAsync("ketuk/1/stored/gate-1", encodeReceipts([{ epoch: 1, counter: 1 }]), { qos: 1 });
  await until(() => rig.pending() === 0);
});

test("with `published` no worker is waited for", async () => {
  const { client, rig } = await open();
  await client.publishAsync("ketuk/1/worker/w1", JSON.stringify({ worker: "w1", state: "online" }), {
    retain: true,
    qos: 1,
  });
  await rig.bridge({ acknowledge: "published" });
  await until(() => rig.pending() === 0);
});

function urlOf(client: MqttClient): string {
  return `mqtt://127.0.0.1:${client.options.port}`;
}
