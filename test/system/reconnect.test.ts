/** The Reader finds its reader again: real ptys with the native serial port, a real TCP server, the built firmware. */
import { autoDetect } from "@serialport/bindings-cpp";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { Reader, type StateEvent } from "../../sdk/index.js";
import type { BindingInterface, PortInfo } from "../../sdk/transport/binding.js";
import { createVirtualReader, demoCards, type VirtualReader } from "../../sdk/virtual/index.js";
import "../support/programs.js";
import { createPtyFolder, type PtyFolder, until } from "../support/pty.js";

const HAS_SOCAT = inject("programs").socat === true;

let folder: PtyFolder;
let virtuals: VirtualReader[];
/** What the computer would list: ptys are in no list of USB adapters. */
let listed: string[];

beforeEach(() => {
  folder = createPtyFolder();
  virtuals = [];
  listed = [];
});
afterEach(async () => {
  await folder.close();
  await Promise.all(virtuals.map((virtual) => virtual.close()));
});

async function board(id: string): Promise<{ virtual: VirtualReader; port: number }> {
  const virtual = createVirtualReader({ id, clock: "real" });
  virtuals.push(virtual);
  return { virtual, port: (await virtual.serveTcp(0)).port };
}

/** The native binding, with a list that has USB ids for the ptys. */
function bindingWithList(): BindingInterface {
  const native = autoDetect();
  const usb = { vendorId: "10c4", productId: "ea60", serialNumber: "0001" };
  const none = { manufacturer: undefined, pnpId: undefined, locationId: undefined };
  return {
    list: async (): Promise<PortInfo[]> => listed.map((path) => ({ path, ...usb, ...none })),
    open: (options) => native.open(options as never),
  };
}

function watch(reader: Reader) {
  const states: StateEvent[] = [];
  const counters: number[] = [];
  reader.on("state", (event) => states.push(event));
  const done = (async () => {
    for await (const tap of reader.taps()) {
      expect(tap.verdict.reason).toBe("genuine");
      counters.push(tap.counter);
      tap.ack();
    }
  })();
  return { states, counters, done, isOpen: () => states.at(-1)?.state === "open" };
}

test.skipIf(!HAS_SOCAT)(
  "unplugged, and plugged in on another path while another reader takes the old one",
  async () => {
    const own = await board("gate-7");
    const decoy = await board("gate-8");
    const { genuine } = demoCards(own.virtual.keys);
    const pty = await folder.plug("ttyUSB0", own.port);
    listed = [pty.path];
    const reader = await Reader.open({ path: pty.path, binding: bindingWithList(), keys: own.virtual.keys });
    const { states, counters, done, isOpen } = watch(reader);
    await own.virtual.present(genuine);
    await until(() => counters.length === 1, "the first tap");

    await pty.unplug();
    listed = [];
    await until(() => states.length > 0, "the loss");
    await expect(reader.status()).rejects.toMatchObject({ code: "disconnected" });
    // Between two hosts the reader goes on reading.
    await own.virtual.present(genuine);
    const old = await folder.plug("ttyUSB0", decoy.port);
    const fresh = await folder.plug("ttyUSB1", own.port);
    listed = [old.path, fresh.path];
    await until(isOpen, "the reconnect", 10_000);
    await until(() => counters.length === 2, "the tap made meanwhile");

    expect(reader.info).toMatchObject({ id: "gate-7", path: fresh.path });
    // The decoy's port is free: another program can have it.
    await using other = await Reader.open({ path: old.path, keys: decoy.virtual.keys });
    expect(other.info.id).toBe("gate-8");
    await reader.close();
    await done;
  },
);

test.skipIf(!HAS_SOCAT)("pulled out in the middle of the board's restart", async () => {
  const own = await board("gate-7");
  const { genuine } = demoCards(own.virtual.keys);
  const pty = await folder.plug("ttyUSB0", own.port);
  const reader = await Reader.open({ path: pty.path, keys: own.virtual.keys });
  const { states, counters, done, isOpen } = watch(reader);
  own.virtual.restart();
  await pty.unplug();
  await until(() => states.some(({ state }) => state === "reconnecting"), "the loss");
  own.virtual.restart();
  await folder.plug("ttyUSB0", own.port);
  await until(isOpen, "the reconnect", 10_000);
  await own.virtual.present(genuine);
  await until(() => counters.length === 1, "a tap");
  expect(reader.info.boot).toBe(3);
  await reader.close();
  await done;
});

test("the server of a reader behind TCP is killed and started again", async () => {
  const virtual = createVirtualReader({ id: "gate-7", clock: "real" });
  virtuals.push(virtual);
  const server = await virtual.serveTcp(0);
  const path = `tcp://127.0.0.1:${server.port}`;
  const reader = await Reader.open({ path, keys: virtual.keys });
  const { states, counters, done, isOpen } = watch(reader);
  const { genuine } = demoCards(virtual.keys);
  await server.close();
  await until(() => states.length > 1, "a vain attempt");
  expect(states[1]).toMatchObject({ state: "reconnecting", attempt: 2, path, error: { code: "port-not-found" } });
  await virtual.present(genuine);
  await virtual.serveTcp(server.port);
  await until(isOpen, "the reconnect", 10_000);
  await until(() => counters.length === 1, "the tap made meanwhile");
  await reader.close();
  await done;
});

test("a reader that nobody is on the line with is looked for, and closing ends the search", async () => {
  const virtual = createVirtualReader({ id: "gate-7", clock: "real" });
  const server = await virtual.serveTcp(0);
  const reader = await Reader.open({ path: `tcp://127.0.0.1:${server.port}`, keys: virtual.keys });
  const { states, done } = watch(reader);
  await virtual.close();
  await until(() => states.length > 0, "the loss");
  await reader.close();
  await done;
  expect(states.at(-1)).toEqual({ state: "closed", error: undefined });
});
