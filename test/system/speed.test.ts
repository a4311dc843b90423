/** The speed of the line between the SDK and the firmware: raised, and let go of whatever happens to either end. */
import { afterEach, expect, test } from "vitest";
import { BAUD_RATE, FAST_BAUD_RATE } from "../../protocol/index.js";
import { Reader, type ReaderOptions, type Tap } from "../../sdk/index.js";
import type { VirtualBinding, VirtualPort } from "../../sdk/virtual/binding.js";
import { createDemoCard, createVirtualReader, type VirtualReader } from "../../sdk/virtual/index.js";
import { changedFirmware } from "../support/changed-firmware.js";

const UID = Uint8Array.of(4, 1, 2, 3, 4, 5, 6);
const WITHIN = { timeout: 10_000, interval: 20 };

let virtual: VirtualReader;
const readers: Reader[] = [];
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
  await virtual.close();
});

async function open(options: ReaderOptions = {}): Promise<Reader> {
  const { path, binding, keys } = virtual;
  const reader = await Reader.open({ path, binding, keys, ...options });
  readers.push(reader);
  return reader;
}

const speed = () => virtual.board.uart.baudRate;

/** A card is held to the reader: counters of the taps that come of it. */
function listen(reader: Reader): number[] {
  const counters: number[] = [];
  void (async () => {
    for await (const tap of reader.taps() as AsyncIterable<Tap>) {
      expect(tap.verdict).toMatchObject({ ok: true });
      counters.push(tap.counter);
      tap.ack();
    }
  })();
  return counters;
}

async function hold(): Promise<void> {
  await virtual.present(createDemoCard(virtual.keys, UID, "resident 0001"));
}

/** The binding of the reader with another port on top. */
function withPort(change: (port: VirtualPort) => Partial<VirtualPort>): VirtualBinding {
  const { binding } = virtual;
  return {
    list: () => binding.list(),
    get port() {
      return binding.port;
    },
    async open(options) {
      const port = await binding.open(options);
      return Object.assign(port, change(port));
    },
  };
}

test("an open reader has the higher speed, and a closed one that of the start", async () => {
  virtual = createVirtualReader({ clock: "real" });
  for (let times = 0; times < 3; times++) {
    const reader = await open();
    expect(speed()).toBe(FAST_BAUD_RATE);
    const counters = listen(reader);
    await hold();
    await expect.poll(() => counters, WITHIN).toHaveLength(1);
    await reader.close();
    await expect.poll(speed, WITHIN).toBe(BAUD_RATE);
    expect(reader.counters).toMatchObject({ slowed: 0, rejectedChecksum: 0, resends: 0, duplicates: 0, outOfOrder: 0 });
  }
});

test("cards that come while it changes are told of once, and at once", async () => {
  virtual = createVirtualReader({ clock: "real" });
  const opening = open();
  const holding = hold();
  const reader = await opening;
  const counters = listen(reader);
  await holding;
  await expect.poll(() => counters, { timeout: 1500, interval: 20 }).toHaveLength(1);
  expect(speed()).toBe(FAST_BAUD_RATE);
});

test("what waited in the journal comes whole", async () => {
  virtual = createVirtualReader({ clock: "fast" });
  for (let i = 0; i < 10; i++) await hold();
  const counters = listen(await open());
  await expect.poll(() => counters, WITHIN).toHaveLength(10);
  expect(counters).toEqual([...counters].sort((a, b) => a - b));
  await expect.poll(speed, WITHIN).toBe(FAST_BAUD_RATE);
});

test("a reader that restarts is found at the speed of the start, and raised again", async () => {
  virtual = createVirtualReader({ clock: "real" });
  const reader = await open();
  const counters = listen(reader);
  virtual.restart();
  expect(speed()).toBe(BAUD_RATE);
  await expect.poll(speed, WITHIN).toBe(FAST_BAUD_RATE);
  await hold();
  await expect.poll(() => counters, WITHIN).toHaveLength(1);
  expect(reader.counters).toMatchObject({ slowed: 1, sessions: 2, reconnects: 0 });
});

test("a host that ended without a word leaves a reader that the next one finds", async () => {
  virtual = createVirtualReader({ clock: "real" });
  await open({ reconnect: false });
  const { port } = virtual.binding;
  // The process was killed: the port is free, and the reader knows nothing of it.
  await port?.close();
  expect(speed()).toBe(FAST_BAUD_RATE);
  await hold();
  const startedMs = performance.now();
  const counters = listen(await open());
  expect(performance.now() - startedMs).toBeLessThan(4000);
  await expect.poll(() => counters, WITHIN).toHaveLength(1);
  expect(speed()).toBe(FAST_BAUD_RATE);
});

test("a port that is pulled out and put back, the board running on", async () => {
  virtual = createVirtualReader({ clock: "real" });
  const reader = await open();
  const counters = listen(reader);
  virtual.binding.port?.unplug();
  await hold();
  await expect.poll(() => counters, WITHIN).toHaveLength(1);
  await expect.poll(speed, WITHIN).toBe(FAST_BAUD_RATE);
  expect(reader.counters).toMatchObject({ reconnects: 1, slowed: 0 });
});

test("a reader that has fallen back without a word is found at the speed of the start", async () => {
  virtual = createVirtualReader({ clock: "real" });
  const reader = await open();
  virtual.board.uart.baudRate = BAUD_RATE;
  await expect.poll(() => reader.counters.slowed, WITHIN).toBe(1);
  await expect(reader.status()).resolves.toBeDefined();
  expect(reader.counters).toMatchObject({ slowed: 1, sessions: 1, reconnects: 0 });
});

test.each<[string, () => Promise<Reader>, number]>([
  ["that is to stay as it is", () => open({ fixedSpeed: true }), 0],
  [
    "whose driver cannot",
    () => {
      const update = () => Promise.reject(new Error("Custom baud rate of 921600 is not supported"));
      return open({ binding: withPort(() => ({ update })) });
    },
    0,
  ],
  [
    // The other end does change, hears rubbish, and changes back.
    "whose driver only says it could",
    () => open({ binding: withPort(() => ({ async update() {} })) }),
    0,
  ],
])("a port %s is at the speed of the start, and no tap is lost", async (_name, begin, slowed) => {
  virtual = createVirtualReader({ clock: "real" });
  const reader = await begin();
  const counters = listen(reader);
  await expect.poll(speed, { timeout: 2500, interval: 20 }).toBe(BAUD_RATE);
  await hold();
  await expect.poll(() => counters, WITHIN).toHaveLength(1);
  expect(speed()).toBe(BAUD_RATE);
  expect(reader.counters).toMatchObject({ slowed, reconnects: 0 });
});

test("a firmware that cannot is not asked", async () => {
  // The bits of Hello.features, whatever the build has called them: without that of the speed.
  const firmware = changedFirmware((es5) => es5.replace(/:71\|/, ":7|"));
  virtual = createVirtualReader({ clock: "real", firmware });
  const reader = await open();
  expect(reader.info.features).not.toContain("speed");
  const counters = listen(reader);
  await hold();
  await expect.poll(() => counters, WITHIN).toHaveLength(1);
  expect(speed()).toBe(BAUD_RATE);
  expect(reader.counters.slowed).toBe(0);
});

test("a line that damages a frame in six is slower before long, and no tap is lost", async () => {
  virtual = createVirtualReader({
    clock: "fast",
    cableFaults: { toHost: [{ kind: "corrupt", probability: 1 / 1200 }] },
  });
  const reader = await open();
  const counters = listen(reader);
  let held = 0;
  while (reader.counters.slowed === 0) {
    await hold();
    await expect.poll(() => counters, WITHIN).toHaveLength(++held);
  }
  await expect.poll(speed, WITHIN).toBe(BAUD_RATE);
  await hold();
  await expect.poll(() => counters, WITHIN).toHaveLength(++held);
  expect(new Set(counters).size).toBe(held);
  expect(speed()).toBe(BAUD_RATE);
});
