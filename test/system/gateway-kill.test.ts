/** Workers, brokers and bridges killed with kill -9 in a flood of taps: every tap is posted, and none of them twice. */
import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { createVirtualReader, demoCards } from "../../sdk/virtual/index.js";
import { createGatewayRig, until } from "../support/gateway-rig.js";
import { expectAllPosted, flood, killWorkers, startWorkers, untilStored } from "../support/gateway-siege.js";
import { HAS_MOSQUITTO, openMosquitto } from "../support/mosquitto.js";
import { HAS_POSTGRES, openPostgresServer } from "../support/postgres.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test.runIf(HAS_MOSQUITTO)(
  "20 killed workers lose nothing and post nothing twice, by what the broker brings again",
  async () => {
    await killWorkers({ kills: 20, workers: 2, acknowledge: "published", closing });
  },
  180_000,
);

test.runIf(HAS_MOSQUITTO && HAS_POSTGRES)(
  "killed workers, and a killed PostgreSQL, lose nothing and post nothing twice",
  async () => {
    const server = await openPostgresServer();
    closing.push(server.close);
    await killWorkers({
      kills: 6,
      workers: 3,
      address: server.url,
      closing,
      async after(kill) {
        if (kill % 3 !== 1) return;
        await server.kill();
        await server.start();
      },
    });
  },
  120_000,
);

test.runIf(HAS_MOSQUITTO)(
  "a broker that is killed mid-flood loses nothing, as a bridge is by default with workers that give receipts",
  async () => {
    const broker = await openMosquitto({ persistence: true });
    closing.push(broker.close);
    const rig = await createGatewayRig(broker.options, 10);
    closing.push(rig.close);
    const workers = await startWorkers(broker.options, rig, 2);
    closing.push(workers.stop);
    // They are known to the broker from here on, which is where a bridge looks for them.
    await until(() => workers.lines.filter((line) => line.includes("announced")).length === 2);
    await rig.bridge({ receiptTimeoutMs: 1000 });
    const taps = flood(rig, 30);
    for (let kill = 0; kill < 3; kill++) {
      const before = (await workers.account()).postings;
      await untilStored(workers, ({ postings }) => postings > before + 30);
      await broker.kill();
      await broker.start();
    }
    const made = taps.stop();
    await until(() => rig.pending() === 0);
    await expectAllPosted(workers, made, 10);
    console.log(`3 brokers killed: ${made.size} taps, all posted once`);
  },
  120_000,
);

test.runIf(HAS_MOSQUITTO)(
  "with `published` a broker that is killed takes with it what it had no disk for, and the workers see the gap",
  async () => {
    const broker = await openMosquitto();
    closing.push(broker.close);
    const rig = await createGatewayRig(broker.options, 1);
    closing.push(rig.close);
    const first = await startWorkers(broker.options, rig, 1);
    closing.push(first.stop);
    await rig.bridge({ acknowledge: "published" });
    const [gate] = rig.boards;
    gate?.fake.tap();
    await untilStored(first, ({ postings }) => postings === 1);
    // The worker is away, its session stays: the broker has the records, and the reader may forget them.
    await first.pause();
    for (let i = 0; i < 5; i++) gate?.fake.tap();
    await until(() => rig.pending() === 0);
    await broker.kill();
    await broker.start();
    await first.resume();
    gate?.fake.tap();
    await untilStored(first, ({ holes }) => holes > 0);
    expect(await first.account()).toEqual({ postings: 2, records: 3, holes: 1, dead: 0 });
  },
  60_000,
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
    const main = new URL("../../dist/js/cli.cjs", import.meta.url).pathname;
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
    await untilStored(workers, ({ postings }) => postings === 12);
    expect(await workers.account()).toMatchObject({ postings: 12, holes: 0, dead: 0 });
    const code = new Promise((resolve) => last.once("exit", resolve));
    last.kill("SIGINT");
    expect(await code).toBe(130);
  },
  120_000,
);
