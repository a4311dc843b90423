/** Firmware for readers behind bridges, over a broker in this process and over Mosquitto; and `ketuk update` as a process. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openBridge } from "../../sdk/bridge/bridge.js";
import type { BrokerOptions } from "../../sdk/bridge/broker-options.js";
import { openEmbeddedBroker } from "../../sdk/bridge/embedded.js";
import {
  createFleetKeyFile,
  encodeImage,
  type FirmwareImage,
  type FleetKeys,
  packImage,
  ReaderPool,
  releasePublicKey,
  signImage,
} from "../../sdk/index.js";
import { createVirtualReader, type VirtualReader } from "../../sdk/virtual/index.js";
import { ketuk } from "../support/cli.js";
import { until } from "../support/gateway-rig.js";
import { HAS_MOSQUITTO, openMosquitto } from "../support/mosquitto.js";
import { leaveHalfway, nextImage } from "../support/update-rig.js";

const SEED = new Uint8Array(32).map((_, i) => i * 5 + 3);
const MAIN = new URL("../../dist/js/cli.cjs", import.meta.url).pathname;
const closing: (() => unknown)[] = [];
let folder = "";
let keys: FleetKeys;
const at = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-rollout-"));
  keys = await createFleetKeyFile(at("ring.json"));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(folder, { recursive: true });
});

/** A reader that has all of an image but so many bytes. */
async function reader(
  id: string,
  image: FirmwareImage,
  missingBytes: number,
): Promise<{ virtual: VirtualReader; path: string }> {
  const virtual = createVirtualReader({ id, keys, clock: "real" });
  const whole = image.bytes.length - missingBytes;
  if (whole > 4096) leaveHalfway(virtual.board, image, whole - (whole % 1024));
  closing.push(() => virtual.close());
  return { virtual, path: `tcp://127.0.0.1:${(await virtual.serveTcp(0)).port}` };
}

async function bridgeOf(id: string, paths: readonly string[], broker: BrokerOptions) {
  const pool = await ReaderPool.open({ keys, role: "maintainer", paths: [...paths], list: false });
  const releaseKey = releasePublicKey(SEED);
  const bridge = await openBridge({ broker, readers: pool, id, role: "maintainer", releaseKey, statusIntervalMs: 300 });
  closing.push(
    () => pool.close(),
    () => bridge.close(),
  );
  await until(() => bridge.isUp && pool.readers.length === paths.length);
}

const BROKERS = [
  { name: "aedes", has: true, open: async () => openEmbeddedBroker() },
  {
    name: "Mosquitto",
    has: HAS_MOSQUITTO,
    async open() {
      const { options, close } = await openMosquitto();
      return { url: options.url, close };
    },
  },
];

describe.each(BROKERS.filter(({ has }) => has))("a fleet behind bridges on $name", ({ open }) => {
  async function fleet(image: FirmwareImage, url: string) {
    await writeFile(at("new.img"), encodeImage(image));
    // Somebody takes the records, so that the bridges end without waiting for that.
    const taker = await mqtt.connectAsync(url);
    await taker.subscribeAsync("ketuk/1/record/#", { qos: 1 });
    closing.push(() => taker.endAsync(true));
    for (const bridge of ["hall", "gate"]) {
      const both = await Promise.all([1, 2].map((i) => reader(`${bridge}-${i}`, image, 1024)));
      await bridgeOf(
        bridge,
        both.map(({ path }) => path),
        { url },
      );
    }
  }

  async function update(url: string, ...more: string[]) {
    const files = ["--image", at("new.img"), "--state", at("state.json")];
    const { code, out, err } = await ketuk([
      "update",
      "--fleet",
      "--mqtt",
      url,
      ...files,
      "--watch",
      "1s",
      "--json",
      ...more,
    ]);
    const events = out
      .split("\n")
      .filter(Boolean)
      .map((text) => JSON.parse(text));
    return { code, err, events, end: events.at(-1) };
  }

  test("is brought to another firmware, both bridges in every wave, and is watched meanwhile", async () => {
    const { url, close } = await open();
    closing.push(close);
    const image = signImage(nextImage(), SEED);
    await fleet(image, url);
    const { code, events, end, err } = await update(url, "--waves", "2,100%");
    expect({ code, end }, err).toMatchObject({ code: 0, end: { phase: "done", proved: 4, absent: 0 } });
    const first = events
      .filter(({ event, wave }) => event === "reader" && wave === 1)
      .map(({ reader: id }) => id.split("-")[0]);
    expect(new Set(first)).toEqual(new Set(["hall", "gate"]));
    expect(await update(url)).toMatchObject({ code: 0, end: { phase: "done", proved: 4 } });
  }, 60_000);

  test("takes a firmware that does not work no further than its first reader", async () => {
    const { url, close } = await open();
    closing.push(close);
    await fleet(
      signImage(packImage({ firmware: `!function(){throw 1}();/*${" ".repeat(900)}*/`, number: 5000 }), SEED),
      url,
    );
    const { code, end, err } = await update(url);
    expect({ code, end }, err).toMatchObject({
      code: 1,
      end: { phase: "stopped", reason: "taken-back", "taken-back": 1, waiting: 3 },
    });
  }, 60_000);

  test("refuses what its own maker has not signed, reader by reader", async () => {
    const { url, close } = await open();
    closing.push(close);
    await fleet(
      signImage(
        nextImage(),
        SEED.map((byte) => byte ^ 1),
      ),
      url,
    );
    const { code, events, end } = await update(url);
    expect({ code, end }).toMatchObject({ code: 1, end: { phase: "stopped", reason: "failed", failed: 1 } });
    expect(events.find(({ standing }) => standing === "failed")).toMatchObject({ error: "image-forged" });
  }, 60_000);
});

/** `ketuk` as people run it. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  closing.push(() => child.kill("SIGKILL"));
  const text = { out: "", err: "" };
  child.stdout.on("data", (bytes) => {
    text.out += bytes;
  });
  child.stderr.on("data", (bytes) => {
    text.err += bytes;
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, ...text })),
  );
  return { child, ended };
}

describe("ketuk update as a process", () => {
  test("gives a reader another firmware, and leaves its records to the next host", async () => {
    const image = signImage(nextImage(), SEED);
    await writeFile(at("new.img"), encodeImage(image));
    const { path } = await reader("gate-1", image, 1024);
    const releaseKey = Buffer.from(releasePublicKey(SEED)).toString("hex");
    const files = ["--keys", "ring.json", "--image", "new.img", "--release-key", releaseKey];
    const { code, out, err } = await start("update", "--port", path, ...files, "--json").ended;
    expect({ code }, err).toEqual({ code: 0 });
    expect(JSON.parse(out)).toMatchObject({ reader: "gate-1", updated: true, version: "9.8.7", previousNumber: 1000 });
    const records: string[] = [];
    const pool = await ReaderPool.open({ keys, paths: [path], list: false });
    closing.push(() => pool.close());
    pool.on("record", ({ event }) => void records.push(`${event.record.data.counter} ${event.record.kind}`));
    await until(() => records.filter((one) => one.endsWith("firmware-change")).length === 2);
    // From its very first one.
    expect(records.slice(0, 3)).toEqual(["1 boot", "2 time-set", "3 firmware-change"]);
  }, 60_000);

  test("finishes what it has begun after Ctrl-C, however long that takes, and goes on with its state", async () => {
    const image = nextImage();
    await writeFile(at("new.img"), encodeImage(image));
    // Longer than other commands may take to end.
    const both = [await reader("gate-1", image, 16 * 1024), await reader("gate-2", image, 1024)];
    const entries = both.map(({ path }, i) => ({ id: `gate-${i + 1}`, path }));
    await writeFile(at("readers.json"), JSON.stringify({ readers: entries }));
    const line = [
      "update",
      "--fleet",
      "readers.json",
      "--keys",
      "ring.json",
      "--image",
      "new.img",
      "--watch",
      "1s",
      "--json",
    ];
    const first = start(...line);
    const state = at(`ketuk-update-${image.number}.json`);
    await until(() => existsSync(state));
    const stoppedMs = performance.now();
    first.child.kill("SIGINT");
    const { code, out, err } = await first.ended;
    expect({ code }, err).toEqual({ code: 130 });
    expect(performance.now() - stoppedMs).toBeGreaterThan(5000);
    expect(out).toContain('{"event":"reader","reader":"gate-1","wave":1,"standing":"updated"}');
    expect(JSON.parse(await readFile(state, "utf8")).readers[1]).toMatchObject({ id: "gate-2", standing: "waiting" });
    const second = await start(...line).ended;
    expect({ code: second.code }, second.err).toEqual({ code: 0 });
    expect(second.out).toContain('"phase":"done","proved":2');
  }, 60_000);
});
