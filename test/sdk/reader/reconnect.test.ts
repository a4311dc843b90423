/** A Reader whose port comes and goes, on a computer that exists in memory. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { StateEvent } from "../../../sdk/reader/events.js";
import { Reader } from "../../../sdk/reader/node.js";
import type { ReaderOptions } from "../../../sdk/reader/options.js";
import { createFakeBus, type FakeBus } from "../../support/fake-bus.js";
import { FakePort } from "../../support/fake-port.js";
import { FakeReader } from "../../support/fake-reader.js";
import { testKeys } from "../../support/records.js";
import { eventually, pass, passUntil, settle, useFakeTime, within } from "../../support/time.js";

const KEYS = testKeys();
const A = "/dev/ttyUSB0";
const B = "/dev/ttyUSB1";
const MINUTE_MS = 60_000;

let bus: FakeBus;
let fake: FakeReader;
let fakes: FakeReader[];
let readers: Reader[];

beforeEach(() => {
  useFakeTime();
  bus = createFakeBus();
  fakes = [];
  readers = [];
  fake = addReader("gate-7");
  bus.plug(A, fake.port);
});
afterEach(async () => {
  const closing = Promise.all(readers.map((reader) => reader.close()));
  await pass(500);
  await closing;
  for (const one of fakes) one.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function addReader(id: string): FakeReader {
  const one = new FakeReader(KEYS, new FakePort());
  one.hello = { ...one.hello, readerId: id };
  fakes.push(one);
  return one;
}

async function open(options: Partial<ReaderOptions> = {}): Promise<Reader> {
  const place = options.id === undefined ? { path: A } : {};
  const reader = await eventually(Reader.open({ ...place, binding: bus.binding, keys: KEYS, ...options }));
  readers.push(reader);
  return reader;
}

function watch(reader: Reader) {
  const states: StateEvent[] = [];
  const taps: number[] = [];
  reader.on("state", (event) => states.push(event));
  const done = (async () => {
    for await (const tap of reader.taps()) {
      taps.push(tap.counter);
      tap.ack();
    }
  })();
  done.catch(() => {});
  const names = () => states.map(({ state }) => state);
  const isOpen = () => names().at(-1) === "open";
  return { states, taps, done, names, isOpen };
}

/** Pulls the plug of a board, which has no other supply. */
async function unplug(path: string, board: FakeReader): Promise<void> {
  await bus.unplug(path);
  board.restart();
}

function sessionsAskedOf(board: FakeReader): number {
  return board.heard.filter((message) => message.open).length;
}

describe("an unplugged reader", () => {
  test("is found again on its path, and its taps go on, none lost and none twice", async () => {
    const reader = await open();
    const { states, taps, names, isOpen } = watch(reader);
    fake.tap();
    await pass(200);
    await unplug(A, fake);
    await pass(100);
    fake.tap();
    await passUntil(() => states.length > 2, "two attempts");
    bus.plug(A, fake.port);
    await passUntil(isOpen, "the reconnect");
    fake.tap();
    await pass(2500);
    expect(taps).toEqual([2, 4, 5]);
    expect(fake.pending).toEqual([]);
    expect(new Set(names().slice(0, -1))).toEqual(new Set(["reconnecting"]));
    expect(states[0]).toMatchObject({ attempt: 1, path: A, error: { code: "disconnected" } });
    expect(states[1]).toMatchObject({ attempt: 2, path: A });
    const { delayMs } = states[0] as { delayMs: number };
    expect(delayMs).toBeGreaterThanOrEqual(187);
    expect(delayMs).toBeLessThanOrEqual(313);
    expect(reader.counters).toMatchObject({ sessions: 2, reconnects: 1 });
  });

  test("is asked nothing meanwhile: calls reject at once and say that it is being looked for", async () => {
    const reader = await open();
    fake.deafToRequests = true;
    const asked = reader.status().catch((error: unknown) => error);
    await pass(50);
    await unplug(A, fake);
    expect(await asked).toMatchObject({ code: "disconnected" });
    await expect(reader.ping()).rejects.toMatchObject({
      code: "disconnected",
      message: expect.stringContaining(A),
      hint: expect.stringMatching(/looked for/),
    });
    bus.plug(A, fake.port);
    fake.deafToRequests = false;
    await passUntil(() => reader.counters.reconnects === 1, "the reconnect");
    expect(await within(200, reader.ping())).toBeGreaterThanOrEqual(0);
  });

  test("is acknowledged again what the application acknowledged while it was away", async () => {
    const reader = await open();
    const taps = reader.taps();
    fake.tap();
    await pass(100);
    const { value: tap } = await taps.next();
    await bus.unplug(A);
    tap?.ack();
    bus.plug(A, fake.port);
    await passUntil(() => reader.counters.reconnects === 1, "the reconnect");
    await pass(300);
    expect(fake.pending).toEqual([]);
    expect(reader.counters.duplicates).toBe(1);
  });

  test("that comes back after ten minutes was looked for at most every 7.5 s", async () => {
    const { isOpen } = watch(await open());
    await unplug(A, fake);
    await pass(10 * MINUTE_MS);
    expect(bus.opened.length).toBeGreaterThan(45);
    expect(bus.opened.length).toBeLessThan(10 * (60 / 7.5) + 8);
    bus.plug(A, fake.port);
    await passUntil(isOpen, "the reconnect");
  }, 60_000);

  test("is found on another path, and the reader that has taken its place is let go unharmed", async () => {
    const reader = await open();
    const { taps, names, isOpen } = watch(reader);
    const decoy = addReader("gate-8");
    await unplug(A, fake);
    bus.plug(A, decoy.port);
    bus.plug(B, fake.port);
    fake.tap();
    await passUntil(isOpen, "the reconnect");
    await pass(300);
    expect(reader.info).toMatchObject({ path: B, id: "gate-7" });
    expect(new Set(names())).toEqual(new Set(["reconnecting", "open"]));
    expect(taps).toEqual([3]);
    expect(decoy.port.open).toBe(false);
    expect(sessionsAskedOf(decoy)).toBe(0);
  });

  test("does not make the Reader open a port that another Reader of this process holds", async () => {
    const other = addReader("gate-8");
    bus.plug(B, other.port);
    await open({ path: B });
    const { names } = watch(await open());
    await unplug(A, fake);
    await pass(MINUTE_MS);
    expect(other.port.openings).toBe(1);
    expect(bus.opened.filter((path) => path === B)).toHaveLength(1);
    expect(new Set(names())).toEqual(new Set(["reconnecting"]));
  });

  test("and another one, plugged in crosswise, both find back", async () => {
    const other = addReader("gate-8");
    bus.plug(B, other.port);
    const first = await open();
    const second = await open({ path: B });
    await unplug(A, fake);
    await unplug(B, other);
    bus.plug(A, other.port);
    bus.plug(B, fake.port);
    await passUntil(() => first.counters.reconnects + second.counters.reconnects === 2, "both reconnects");
    expect([first.info, second.info]).toMatchObject([
      { id: "gate-7", path: B },
      { id: "gate-8", path: A },
    ]);
    expect([fake, other].map(sessionsAskedOf)).toEqual([2, 2]);
  });

  test("in lab state is taken on its own port only", async () => {
    fake.hello = { ...fake.hello, readerId: "", state: 0 };
    const { isOpen } = watch(await open());
    await unplug(A, fake);
    bus.plug(B, fake.port);
    await pass(MINUTE_MS);
    expect(bus.opened).not.toContain(B);
    await bus.unplug(B);
    bus.plug(A, fake.port);
    await passUntil(isOpen, "the reconnect");
  });

  test("leaves a card that is waited for waited for", async () => {
    const reader = await open();
    const served = reader.withCard(async () => ({ accepted: true }));
    await unplug(A, fake);
    bus.plug(A, fake.port);
    await passUntil(() => reader.counters.reconnects === 1, "the reconnect");
    fake.notice({ kind: 8, uid: Uint8Array.of(1, 2, 3, 4), profile: 1 });
    await expect(within(500, served)).resolves.toBeUndefined();
  });
});

describe("a reader that falls silent", () => {
  test("for 3 s over a slow card is left in peace", async () => {
    const { states } = watch(await open());
    await pass(5000);
    fake.mute = true;
    await pass(3000);
    fake.mute = false;
    await pass(10_000);
    expect(states).toEqual([]);
  });

  test("for good is looked for after some 8 s, and taken when it speaks again", async () => {
    const { states, names, isOpen } = watch(await open());
    fake.mute = true;
    await pass(6500);
    expect(states).toEqual([]);
    await pass(2000);
    expect(states).toMatchObject([
      { state: "reconnecting", error: { code: "disconnected", message: expect.stringContaining(A) } },
    ]);
    fake.mute = false;
    await passUntil(isOpen, "the reconnect");
    expect(names()).toEqual(["reconnecting", "open"]);
  });

  test("in the middle of its restart is looked for too", async () => {
    const { names, isOpen } = watch(await open());
    fake.restart();
    await pass(1200);
    fake.restart();
    fake.deafToOpen = true;
    await pass(10_000);
    expect(names()).toEqual(["reopening", "open", "reopening", "reconnecting"]);
    fake.deafToOpen = false;
    await passUntil(isOpen, "the reconnect");
  });

  test("is asked for a sign of life as soon as the computer wakes, and the sleep does not count", async () => {
    const { states } = watch(await open());
    await pass(1000);
    const pings = () => fake.heard.filter((message) => message.request?.ping).length;
    const before = pings();
    vi.setSystemTime(Date.now() + 60 * MINUTE_MS);
    await pass(600);
    expect(pings()).toBe(before + 1);
    await pass(5000);
    expect(states).toEqual([]);
  });

  test("because its driver takes no bytes any more is looked for", async () => {
    const { states, isOpen } = watch(await open());
    fake.port.stuck = true;
    await pass(8000);
    expect(states[0]).toMatchObject({ state: "reconnecting", error: { code: "disconnected" } });
    fake.port.stuck = false;
    await passUntil(isOpen, "the reconnect");
  });

  test("and is swapped behind its port for another is not confused with it", async () => {
    const { names } = watch(await open());
    fake.hello = { ...fake.hello, readerId: "gate-8" };
    fake.restart();
    await pass(5000);
    expect(new Set(names())).toEqual(new Set(["reconnecting"]));
    expect(sessionsAskedOf(fake)).toBe(1);
  });
});

describe("what else goes wrong", () => {
  test("a list of ports that fails or never comes does not end the search", async () => {
    const { isOpen } = watch(await open());
    bus.listing = () => Promise.reject(new Error("udevadm"));
    await unplug(A, fake);
    await pass(2000);
    bus.listing = () => new Promise(() => {});
    await pass(10_000);
    bus.plug(A, fake.port);
    await passUntil(isOpen, "the reconnect");
  });

  test("a port whose opening ends too late is closed again", async () => {
    const { isOpen } = watch(await open());
    await unplug(A, fake);
    bus.plug(A, fake.port);
    let openNow = () => {};
    bus.beforeOpen = () => new Promise((resolve) => (openNow = resolve));
    await pass(10_000);
    bus.beforeOpen = async () => {};
    openNow();
    await passUntil(isOpen, "the reconnect");
    expect(fake.port.openings).toBe(3);
    expect(sessionsAskedOf(fake)).toBe(2);
  });

  test("a protocol that nobody here speaks is told with every attempt, and does not end it", async () => {
    const { states, isOpen } = watch(await open());
    await unplug(A, fake);
    fake.hello = { ...fake.hello, protocolMin: 2, protocolMax: 2 };
    bus.plug(A, fake.port);
    const told = () => states.some((each) => each.state === "reconnecting" && each.error.code === "protocol-version");
    await passUntil(told, "the attempt");
    fake.hello = { ...fake.hello, protocolMin: 1, protocolMax: 1 };
    await passUntil(isOpen, "the reconnect");
  });
});

describe("closing", () => {
  const MOMENTS: [string, () => Promise<void>][] = [
    ["in a pause", () => pass(50)],
    [
      "while a port is being opened",
      async () => {
        bus.plug(A, fake.port);
        bus.beforeOpen = () => new Promise((resolve) => setTimeout(resolve, 1000));
        await pass(600);
      },
    ],
    [
      "while a reader is awaited",
      async () => {
        fake.mute = true;
        bus.plug(A, fake.port);
        await pass(3000);
        expect(fake.port.open).toBe(true);
      },
    ],
    [
      "while ports are listed",
      async () => {
        bus.listing = () => new Promise((resolve) => setTimeout(() => resolve([]), 500));
        await pass(500);
      },
    ],
    [
      "out of the handler that hears of the loss",
      async () => {
        readers[0]?.on("state", () => void readers[0]?.close());
        await pass(1000);
      },
    ],
  ];

  test.each(MOMENTS)("%s leaves no timer and no port", async (_name, untilThen) => {
    const reader = await open();
    const { states, done } = watch(reader);
    await unplug(A, fake);
    await untilThen();
    await within(1500, reader.close());
    await expect(done).resolves.toBeUndefined();
    expect(states.at(-1)).toEqual({ state: "closed", error: undefined });
    expect(fake.port.open).toBe(false);
    for (const one of fakes) one.stop();
    expect(vi.getTimerCount()).toBe(0);
    const { length } = states;
    await pass(MINUTE_MS);
    expect(states).toHaveLength(length);
    await expect(reader.ping()).rejects.toMatchObject({ code: "closed" });
  });

  test("frees the port for the next Reader", async () => {
    const first = await open();
    await expect(eventually(Reader.open({ path: A, keys: KEYS, binding: bus.binding }))).rejects.toMatchObject({
      code: "port-busy",
      message: expect.stringContaining(A),
    });
    await within(500, first.close());
    expect((await open()).info.path).toBe(A);
  });
});

describe("opening by id", () => {
  test("finds the reader among the ports, and leaves the others alone", async () => {
    const other = addReader("gate-8");
    bus.plug(B, other.port);
    const reader = await open({ id: "gate-8" });
    expect(reader.info).toMatchObject({ id: "gate-8", path: B });
    expect(fake.port.open).toBe(false);
    expect(sessionsAskedOf(fake)).toBe(0);
  });

  test("names the readers that were found instead", async () => {
    bus.plug(B, addReader("gate-8").port);
    const opening = Reader.open({ id: "gate-9", keys: KEYS, binding: bus.binding });
    await expect(eventually(opening)).rejects.toMatchObject({
      code: "reader-not-found",
      message: expect.stringMatching(/gate-9.*ttyUSB0: gate-7.*ttyUSB1: gate-8/),
    });
    expect(fake.port.open).toBe(false);
  });

  test("waits for a board that still starts, and gives up after 15 s", async () => {
    fake.mute = true;
    const opening = Reader.open({ id: "gate-7", keys: KEYS, binding: bus.binding });
    opening.catch(() => {});
    await pass(7000);
    fake.mute = false;
    const reader = await eventually(opening);
    readers.push(reader);
    await within(500, reader.close());
    fake.mute = true;
    await expect(eventually(Reader.open({ id: "gate-7", keys: KEYS, binding: bus.binding }))).rejects.toMatchObject({
      code: "reader-not-found",
      message: expect.stringContaining(`${A}: not-a-reader`),
    });
  });

  test("of several at once finds each", async () => {
    const ids = ["gate-8", "gate-9", "gate-10"];
    for (const [i, id] of ids.entries()) bus.plug(`/dev/ttyUSB${i + 1}`, addReader(id).port);
    const opening = ["gate-7", ...ids].reverse().map((id) => Reader.open({ id, keys: KEYS, binding: bus.binding }));
    let found = 0;
    for (const one of opening)
      one.then(
        () => found++,
        () => {},
      );
    await passUntil(() => found === 4, "all openings");
    readers = await Promise.all(opening);
    expect(readers.map(({ info }) => [info.id, info.path])).toEqual([
      ["gate-10", "/dev/ttyUSB3"],
      ["gate-9", "/dev/ttyUSB2"],
      ["gate-8", "/dev/ttyUSB1"],
      ["gate-7", A],
    ]);
  });

  test("on a path refuses another reader there", async () => {
    const opening = Reader.open({ path: A, id: "gate-8", keys: KEYS, binding: bus.binding });
    await expect(eventually(opening)).rejects.toMatchObject({
      code: "reader-not-found",
      message: expect.stringMatching(/gate-8.*gate-7/),
    });
    expect(sessionsAskedOf(fake)).toBe(0);
  });
});

describe("opening a reader that is not there yet", () => {
  test("waits for it when told to", async () => {
    await bus.unplug(A);
    const opening = Reader.open({ path: A, keys: KEYS, binding: bus.binding, wait: true });
    await pass(2 * MINUTE_MS);
    bus.plug(A, fake.port);
    const reader = await eventually(opening);
    readers.push(reader);
    expect(reader.counters.reconnects).toBe(0);
  });

  test("ends by its signal", async () => {
    await bus.unplug(A);
    const stop = new AbortController();
    const opening = Reader.open({ path: A, keys: KEYS, binding: bus.binding, wait: true, signal: stop.signal });
    opening.catch(() => {});
    await pass(5000);
    stop.abort();
    await expect(within(500, opening)).rejects.toMatchObject({ code: "aborted" });
    fake.stop();
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test.each<[string, Partial<ReaderOptions>]>([
  ["neither path nor id", { path: undefined }],
  ["an id that no reader can have", { id: "gate 7" }],
  ["an id alone for a transport", { path: undefined, id: "gate-7", transport: async () => Promise.reject() }],
  ["an unknown wish", { reconnect: "never" as never }],
  ["a pause of nothing", { reconnect: { firstDelayMs: 0 } }],
  ["a ceiling below the first pause", { reconnect: { firstDelayMs: 500, longestDelayMs: 100 } }],
])("%s is a bad argument", async (_name, bad) => {
  await expect(Reader.open({ path: A, keys: KEYS, binding: bus.binding, ...bad })).rejects.toMatchObject({
    code: "bad-argument",
  });
});
