/** Bridge and worker as processes: what they tell a monitor, what the broker says when they are killed, another member of a cluster. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEmbeddedBroker } from "../../sdk/bridge/embedded.js";
import { createFleetKeyFile } from "../../sdk/keys/file.js";
import { createGatewayRig, until } from "../support/gateway-rig.js";
import { freePort, HAS_MOSQUITTO, openMosquitto } from "../support/mosquitto.js";

const ROOT = new URL("../../", import.meta.url).pathname;
const closing: (() => unknown)[] = [];
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-processes-"));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(folder, { recursive: true });
});

function start(program: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [join(ROOT, program), ...args], { cwd: folder, stdio: "ignore" });
  closing.push(() => child.kill("SIGKILL"));
  return child;
}

test.runIf(HAS_MOSQUITTO)(
  "tell Prometheus what they do, and are said to be offline by the broker when they are killed",
  async () => {
    const broker = await openMosquitto();
    closing.push(broker.close);
    await createFleetKeyFile(join(folder, "ring.json"));
    const says = new Map<string, string>();
    const client = await mqtt.connectAsync(broker.options.url);
    closing.push(() => client.endAsync(true));
    client.on("message", (topic, payload) => void says.set(topic, JSON.parse(payload.toString()).state));
    await client.subscribeAsync(["ketuk/1/bridge/+", "ketuk/1/worker/+"], { qos: 1 });
    const port = await freePort();
    const files = ["--mqtt", broker.options.url, "--keys", "ring.json"];
    const more = ["--data", "city.db", "--id", "w1", "--metrics-port", String(port)];
    const worker = start(".build/examples/gateway/worker-main.js", ...files, ...more);
    const bridge = start("dist/js/cli.cjs", "bridge", ...files, "--virtual", "2", "--id", "hall");
    await until(() => says.get("ketuk/1/bridge/hall") === "online" && says.get("ketuk/1/worker/w1") === "online");
    const metrics = () => fetch(`http://127.0.0.1:${port}/metrics`).then((response) => response.text());
    while (!/^ketuk_records_total\{outcome="posted",reason="genuine",worker="w1"\} [1-9]/m.test(await metrics())) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await metrics()).toMatch(/^ketuk_gapped_readers\{worker="w1"\} 0$/m);
    worker.kill("SIGKILL");
    bridge.kill("SIGKILL");
    await until(() => says.get("ketuk/1/bridge/hall") === "offline" && says.get("ketuk/1/worker/w1") === "offline");
  },
  40_000,
);

test("a bridge goes to another member of a cluster when its own is gone", async () => {
  const [first, second] = [await openEmbeddedBroker(), await openEmbeddedBroker()];
  const client = await mqtt.connectAsync(second.url);
  const seen: string[] = [];
  client.on("message", (topic) => void seen.push(topic));
  await client.subscribeAsync("ketuk/1/record/#", { qos: 1 });
  closing.push(second.close, () => client.endAsync(true));
  const rig = await createGatewayRig({ url: `${first.url},${second.url}` }, 1);
  closing.push(rig.close);
  const bridge = await rig.bridge();
  await until(() => bridge.isUp && rig.pending() === 0);
  await first.close();
  await until(() => !bridge.isUp);
  rig.boards[0]?.fake.tap();
  await until(() => rig.pending() === 0);
  expect(seen).toEqual(["ketuk/1/record/gate-1"]);
});
