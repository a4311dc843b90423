/** A pool over the built firmware: virtual readers in memory and over TCP, and real ptys with the native serial port. */
import { autoDetect } from "@serialport/bindings-cpp";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { createFleetKeys, createFleetSecret, type FleetKeys, ReaderPool } from "../../sdk/index.js";
import type { BindingInterface, PortInfo } from "../../sdk/transport/binding.js";
import { createVirtualReader, demoCards, type VirtualReader } from "../../sdk/virtual/index.js";
import "../support/programs.js";
import { createPtyFolder, type PtyFolder, until } from "../support/pty.js";

const HAS_SOCAT = inject("programs").socat === true;

let keys: FleetKeys;
let folder: PtyFolder;
let virtuals: VirtualReader[];
/** What the computer would list: ptys are in no list of USB adapters. */
let listed: string[];

beforeEach(() => {
  keys = createFleetKeys(createFleetSecret());
  folder = createPtyFolder();
  virtuals = [];
  listed = [];
});
afterEach(async () => {
  await folder.close();
  await Promise.all(virtuals.map((virtual) => virtual.close()));
});

function addVirtual(id: string, clock: "fast" | "real"): VirtualReader {
  const virtual = createVirtualReader({ id, keys, clock });
  virtuals.push(virtual);
  return virtual;
}

async function board(id: string): Promise<{ virtual: VirtualReader; port: number }> {
  const virtual = addVirtual(id, "real");
  return { virtual, port: (await virtual.serveTcp(0)).port };
}

function infoOf(path: string): PortInfo {
  const none = { manufacturer: undefined, serialNumber: undefined, pnpId: undefined, locationId: undefined };
  return { path, ...none, vendorId: "10c4", productId: "ea60" };
}

/** The native binding, with the ptys in its list. */
function nativeBinding(): BindingInterface {
  const native = autoDetect();
  return { list: async () => listed.map(infoOf), open: (options) => native.open(options as never) };
}

/** One binding over those of all virtual readers. */
function virtualBinding(): BindingInterface {
  return {
    list: async () => virtuals.map(({ path }) => infoOf(path)),
    async open(options) {
      const virtual = virtuals.find(({ path }) => path === options.path);
      if (!virtual) throw new Error(`No such file or directory, cannot open ${options.path}`);
      return virtual.binding.open(options);
    },
  };
}

/** Takes and acknowledges genuine taps: "gate-1 #2". */
function take(pool: ReaderPool): string[] {
  const seen: string[] = [];
  void (async () => {
    for await (const tap of pool.taps()) {
      seen.push(`${tap.reader} ${tap.verdict.reason} #${tap.counter}`);
      tap.ack();
    }
  })();
  return seen;
}

test("eight readers, a person at each: every tap once; one is pulled out and misses nothing", async () => {
  const ids = Array.from({ length: 8 }, (_, i) => `gate-${i}`);
  for (const id of ids) addVirtual(id, "fast");
  await using pool = await ReaderPool.open({ keys, binding: virtualBinding() });
  const taps = take(pool);
  await Promise.all(ids.map((id) => pool.find(id)));
  await Promise.all(virtuals.map((virtual) => virtual.present(demoCards(keys).genuine)));
  await until(() => taps.length === 8, "eight taps");
  virtuals[3]?.binding.port?.unplug();
  await Promise.all(virtuals.map((virtual) => virtual.present(demoCards(keys).genuine)));
  await until(() => taps.length === 16, "eight more");
  expect(new Set(taps).size).toBe(16);
  expect(taps.filter((tap) => tap.includes(" genuine "))).toHaveLength(16);
  expect(pool.get("gate-3")?.counters.reconnects).toBe(1);
}, 30_000);

test("readers behind TCP are named by their paths and known by their ids; a server that restarts is found again", async () => {
  const one = addVirtual("gate-1", "real");
  const two = addVirtual("gate-2", "real");
  const server = await one.serveTcp(0);
  const other = await two.serveTcp(0);
  const paths = [server.port, other.port].map((port) => `tcp://127.0.0.1:${port}`);
  await using pool = await ReaderPool.open({ keys, paths, list: false });
  const taps = take(pool);
  await Promise.all([pool.find("gate-1"), pool.find("gate-2")]);
  await server.close();
  await until(() => pool.state().counts.away === 1, "the loss");
  await two.present(demoCards(keys).genuine);
  await one.present(demoCards(keys).genuine);
  await until(() => taps.length === 1, "the tap of the one that is there");
  await one.serveTcp(server.port);
  await until(() => taps.length === 2, "the tap made meanwhile");
  expect(taps.map((tap) => tap.slice(0, 14))).toEqual(["gate-2 genuine", "gate-1 genuine"]);
});

test.skipIf(!HAS_SOCAT)(
  "on real ptys: plugged in while it runs, unplugged, renamed while another takes the old path, reset again and again",
  async () => {
    const one = await board("gate-1");
    const two = await board("gate-2");
    await using pool = await ReaderPool.open({ keys, binding: nativeBinding(), scanIntervalMs: 100 });
    const taps = take(pool);
    const lost: string[] = [];
    pool.on("reader-lost", ({ id, error }) => lost.push(`${id} ${error.code}`));
    const pty = await folder.plug("ttyUSB0", one.port);
    listed = [pty.path];
    const reader = await pool.find("gate-1");
    await one.virtual.present(demoCards(keys).genuine);
    await until(() => taps.length === 1, "the first tap");

    await pty.unplug();
    listed = [];
    await until(() => lost.length === 1, "the loss");
    await one.virtual.present(demoCards(keys).genuine);
    const old = await folder.plug("ttyUSB0", two.port);
    const fresh = await folder.plug("ttyUSB1", one.port);
    listed = [old.path, fresh.path];
    await pool.find("gate-2");
    await until(() => taps.length === 2, "the tap made meanwhile");
    expect(lost).toEqual(["gate-1 disconnected"]);
    expect(pool.get("gate-1")).toBe(reader);
    expect([reader.info.path, pool.get("gate-2")?.info.path]).toEqual([fresh.path, old.path]);

    // A storm of resets at one reader leaves the other alone.
    for (let i = 0; i < 5; i++) {
      one.virtual.restart();
      await two.virtual.present(demoCards(keys).genuine);
    }
    await until(() => taps.length === 7, "five taps at the other", 10_000);
    await until(() => pool.state().counts.open === 2, "the reader that was reset", 15_000);
    await one.virtual.present(demoCards(keys).genuine);
    await until(() => taps.length === 8, "its next tap");
    expect(new Set(taps).size).toBe(8);
    expect(taps.filter((tap) => tap.startsWith("gate-2 genuine"))).toHaveLength(5);
  },
  60_000,
);

test.skipIf(!HAS_SOCAT)(
  "on real ptys: five times unplugged and plugged in, nothing is lost and nothing is left",
  async () => {
    const one = await board("gate-1");
    const pool = await ReaderPool.open({ keys, binding: nativeBinding(), scanIntervalMs: 100 });
    const taps = take(pool);
    for (let i = 1; i <= 5; i++) {
      const pty = await folder.plug(`ttyUSB${i % 2}`, one.port);
      listed = [pty.path];
      await until(() => pool.state().counts.open === 1, `plug ${i}`, 15_000);
      await one.virtual.present(demoCards(keys).genuine);
      await until(() => taps.length === i, `tap ${i}`);
      await pty.unplug();
      listed = [];
      await until(() => pool.state().counts.away === 1, `loss ${i}`);
    }
    expect(new Set(taps).size).toBe(5);
    expect(pool.readers).toHaveLength(1);
    await until(() => pool.state().ports.length === 0, "the ports forgotten");
    await pool.close();
  },
  60_000,
);
