/** Readers to a broker: the same promises on a broker in this process, on Mosquitto, and on Mosquitto with certificates. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { afterEach, describe, expect, test } from "vitest";
import type { BrokerOptions } from "../../sdk/bridge/broker-options.js";
import { openEmbeddedBroker } from "../../sdk/bridge/embedded.js";
import { encodeReceipts } from "../../sdk/bridge/receipts.js";
import { createVerifier } from "../../sdk/verify/index.js";
import { createGatewayRig, type GatewayRig, until } from "../support/gateway-rig.js";
import { HAS_MOSQUITTO, HAS_OPENSSL, openMosquitto } from "../support/mosquitto.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Opened = { options: BrokerOptions };

const BROKERS: { name: string; version: 4 | 5; has: boolean; open(): Promise<Opened> }[] = [
  {
    name: "aedes",
    version: 4,
    has: true,
    async open() {
      const broker = await openEmbeddedBroker();
      closing.push(broker.close);
      return { options: { url: broker.url } };
    },
  },
  {
    name: "Mosquitto",
    version: 5,
    has: HAS_MOSQUITTO,
    async open() {
      const broker = await openMosquitto();
      closing.push(broker.close);
      return broker;
    },
  },
  {
    name: "Mosquitto with TLS and client certificates",
    version: 5,
    has: HAS_MOSQUITTO && HAS_OPENSSL,
    async open() {
      const broker = await openMosquitto({ tls: true });
      closing.push(broker.close);
      const read = (name: string) => readFileSync(join(broker.folder, name), "utf8");
      return { options: { ...broker.options, ca: read("ca.pem"), cert: read("client.pem"), key: read("client.key") } };
    },
  },
];

async function listen(options: BrokerOptions, version: 4 | 5, filter = "#") {
  const seen: IPublishPacket[] = [];
  const { url, ...secrets } = options;
  const more = { ...secrets, protocolVersion: version, reconnectPeriod: 50 } as IClientOptions;
  const client: MqttClient = await mqtt.connectAsync(url, more);
  client.on("message", (_topic, _payload, packet) => void seen.push(packet));
  await client.subscribeAsync(filter, { qos: 1 });
  closing.push(() => client.endAsync(true));
  const of = (kind: string) => seen.filter(({ topic }) => topic.split("/")[2] === kind);
  return { client, seen, of };
}

async function rigOf(
  options: BrokerOptions,
  count: number,
  role?: "tap" | "operator" | "maintainer",
): Promise<GatewayRig> {
  const rig = await createGatewayRig(options, count, role);
  closing.push(rig.close);
  return rig;
}

describe.each(BROKERS.filter(({ has }) => has))("a bridge to $name", ({ version, open }) => {
  test("carries every record, sealed and untouched, and lets readers forget only what the broker has", async () => {
    const { options } = await open();
    const { of } = await listen(options, version);
    const rig = await rigOf(options, 3);
    for (const { fake } of rig.boards) for (let i = 0; i < 5; i++) fake.tap();
    const bridge = await rig.bridge();
    await until(() => rig.pending() === 0 && of("record").length === 18);
    const verifier = createVerifier({ keys: rig.keys });
    const verdicts = of("record").map(({ payload }) => verifier.verify(new Uint8Array(payload as Buffer)));
    expect(verdicts.filter(({ ok }) => ok)).toHaveLength(15);
    expect(verdicts.filter(({ reason }) => reason === "not-a-tap")).toHaveLength(3);
    expect(verdicts.every(({ chain }) => chain !== "gap")).toBe(true);
    expect(bridge.heldCount()).toBe(0);
    if (version === 5) {
      const { contentType, userProperties } = of("record")[0]?.properties ?? {};
      expect(contentType).toBe("application/vnd.ketuk.sealed-record");
      expect(userProperties).toMatchObject({ epoch: "1", counter: "1", kind: "boot", bridge: "hall" });
    }
  });

  test("keeps the state of readers and of itself retained, and says goodbye", async () => {
    const { options } = await open();
    // Without anybody who wants the records the readers keep them.
    await listen(options, version);
    const rig = await rigOf(options, 2);
    const bridge = await rig.bridge();
    await until(() => rig.pool.readers.length === 2 && bridge.isUp && rig.pending() === 0);
    rig.host.unplug("port-2");
    await until(() => rig.pool.state().counts.away === 1);
    const { of } = await listen(options, version);
    const states = () => of("state").map(({ payload }) => JSON.parse(payload.toString()));
    await until(() => states().some(({ reader, state }) => reader === "gate-2" && state === "away"));
    expect(states().find(({ reader }) => reader === "gate-1")).toMatchObject({ state: "open", bridge: "hall" });
    await bridge.close();
    await until(() => of("bridge").some(({ payload }) => JSON.parse(payload.toString()).state === "offline"));
  });

  test("carries out what its role allows, once, and answers everything", async () => {
    const { options } = await open();
    await listen(options, version);
    const rig = await rigOf(options, 1, "operator");
    const bridge = await rig.bridge();
    await until(() => bridge.isUp && rig.pool.readers.length === 1 && rig.pending() === 0);
    const { client, of } = await listen(options, version, "ketuk/1/answer/#");
    const ask = (name: string, body: object) =>
      client.publishAsync(`ketuk/1/command/gate-1/${name}`, JSON.stringify({ to: "desk", ...body }), { qos: 1 });
    // Until the subscription of the bridge stands.
    await until(() => {
      void ask("status", { id: "first" });
      return of("answer").length > 0;
    });
    await ask("signal", { id: "1", pattern: "accepted" });
    await ask("signal", { id: "1", pattern: "accepted" });
    await ask("update", { id: "2" });
    await ask("dance", { id: "3" });
    await ask("signal", { id: "4", pattern: "disco" });
    const answers = () => of("answer").map(({ payload }) => JSON.parse(payload.toString()));
    await until(() => ["2", "3", "4"].every((id) => answers().some((one) => one.id === id)));
    const codeOf = (id: string) => answers().find((one) => one.id === id)?.code;
    expect(["first", "1", "2", "3", "4"].map(codeOf)).toEqual([
      "ok",
      "ok",
      "forbidden",
      "unknown-command",
      "bad-argument",
    ]);
    expect(rig.boards[0]?.fake.patterns).toEqual([2]);
  });

  test("with receipts: keeps a record until a worker has stored it, and publishes it again when nobody says so", async () => {
    const { options } = await open();
    const { client, of } = await listen(options, version);
    const rig = await rigOf(options, 1);
    await rig.bridge({ acknowledge: "stored", receiptTimeoutMs: 300 });
    await until(() => of("record").length >= 3);
    expect(rig.pending()).toBe(1);
    await until(() => {
      void client.publishAsync("ketuk/1/stored/gate-1", encodeReceipts([{ epoch: 1, counter: 1 }]), { qos: 1 });
      return rig.pending() === 0;
    });
  });
});

test.runIf(HAS_MOSQUITTO && HAS_OPENSSL)(
  "TLS lets nobody in without a certificate, and trusts no unknown broker",
  async () => {
    const broker = await openMosquitto({ tls: true });
    closing.push(broker.close);
    const read = (name: string) => readFileSync(join(broker.folder, name), "utf8");
    for (const secrets of [{ ca: read("ca.pem") }, { cert: read("client.pem"), key: read("client.key") }]) {
      const rig = await rigOf({ ...broker.options, ...secrets }, 1);
      const bridge = await rig.bridge();
      const error = await new Promise<Error>((resolve) => bridge.on("down", (event) => resolve(event.error)));
      expect(error.message).toContain("is away");
      expect(rig.pending()).toBe(1);
    }
  },
);

test.runIf(HAS_MOSQUITTO)(
  "a record that nobody has subscribed to stays with its reader until somebody does",
  async () => {
    const broker = await openMosquitto();
    closing.push(broker.close);
    const rig = await rigOf(broker.options, 1);
    const bridge = await rig.bridge();
    const refused = await new Promise<Error>((resolve) => bridge.on("refused", (event) => resolve(event.error)));
    expect([refused.message, rig.pending()]).toEqual(["nobody has subscribed to it", 1]);
    await listen(broker.options, 5);
    await until(() => rig.pending() === 0);
  },
);
