/** Workers, brokers and bridges killed with kill -9 in a flood of taps: every tap is posted, and none of them twice. */
import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { createVirtualReader, demoCards } from "../../sdk/virtual/index.js";
import { createGatewayRig, until } from "../support/gateway-rig.js";
import { accountOf, flood, killWorkers, postedKeys, startWorkers } from "../support/gateway-siege.js";
import { HAS_MOSQUITTO, openMosquitto } from "../support/mosquitto.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test.runIf(HAS_MOSQUITTO)(
  "20 killed workers lose nothing and post nothing twice",
  async () => {
    await killWorkers(20, closing);
  },
  180_000,
);

test.runIf(HAS_MOSQUITTO)(
  "a broker that is killed mid-flood loses nothing, with receipts of the workers",
  async () => {
    const broker = await openMosquitto({ persistence: true });
    closing.push(broker.close);
    const rig = await createGatewayRig(broker.options, 10);
    closing.push(rig.close);
    const workers = await startWorkers(broker.options, rig, 2);
    closing.push(workers.stop);
    await rig.bridge({ acknowledge: "stored", receiptTimeoutMs: 1000 });
    const taps = flood(rig, 30);
    for (let kill = 0; kill < 3; kill++) {
      const before = accountOf(workers.db).postings;
      await until(() => accountOf(workers.db).postings > before + 30);
      await broker.kill();
      await broker.start();
    }
    const made = taps.stop();
    await until(() => rig.pending() === 0);
    expect(postedKeys(workers.db)).toEqual(made);
    expect(accountOf(workers.db)).toMatchObject({ postings: made.size, records: made.size + 10, holes: 0, dead: 0 });
    console.log(`3 brokers killed: ${made.size} taps, all posted once`);
  },
  180_000,
);

test.runIf(HAS_MOSQUITTO)(
  "a bridge that is killed between publishing and acknowledging leaves nothing out",
  async () => {
    const broker = await openMosquitto();
    closing.push(broker.close);
    const rig = await createGatewayRig(broker.options, 0);
    closing.push(rig.close);
    const workers = await startWorkers(broker.options, rig, 1);
    closing.push(workers.stop);
    const virtual = createVirtualReader({ id: "gate-1", keys: rig.keys, clock: "real" });
    closing.push(() => virtual.close());
    const { port } = await virtual.serveTcp(0);
    const ready = `tcp://127.0.0.1:${port}`;
    const main = new URL("../../dist/sdk/cli/main.js", import.meta.url).pathname;
    const args = [
      main,
      "bridge",
      "--mqtt",
      broker.options.url,
      "--port",
      ready,
      "--keys",
      rig.keyFile,
      "--id",
      "b",
      "--json",
    ];
    let child: ChildProcess | undefined;
    /** Killed at the first sign that a record was published and may not be acknowledged yet. */
    const bridgeUntil = (event: string) =>
      new Promise<void>((resolve, reject) => {
        const own = spawn("node", args, { stdio: ["ignore", "pipe", "inherit"] });
        child = own;
        own.stdout.on("data", (text) => {
          if (!String(text).includes(`"event":"${event}"`)) return;
          own.once("exit", () => resolve());
          own.kill("SIGKILL");
        });
        own.once("error", reject);
      });
    closing.push(async () => void child?.kill("SIGKILL"));
    const { genuine } = demoCards(virtual.keys);
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 3; i++) await virtual.present(genuine);
      await bridgeUntil(round % 2 ? "up" : "released");
    }
    const last = spawn("node", args, { stdio: "ignore" });
    child = last;
    await until(() => accountOf(workers.db).postings === 12);
    expect(accountOf(workers.db)).toMatchObject({ postings: 12, holes: 0, dead: 0 });
    const code = new Promise((resolve) => last.once("exit", resolve));
    last.kill("SIGINT");
    expect(await code).toBe(130);
  },
  120_000,
);
