/** A pool of readers on a computer in memory, on simulated time. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PoolEvents } from "../../../sdk/pool/events.js";
import type { ReaderPoolOptions } from "../../../sdk/pool/options.js";
import { ReaderPool } from "../../../sdk/pool/pool.js";
import { createGate } from "../../../sdk/reader/gate.js";
import type { Tap } from "../../../sdk/reader/tap.js";
import { createPoolHost, type PoolBoard, type PoolHost } from "../../support/pool-host.js";
import { testKeys } from "../../support/records.js";
import { eventually, pass, passUntil, useFakeTime, within } from "../../support/time.js";

const KEYS = testKeys();
const MINUTE_MS = 60_000;

let host: PoolHost;
let pools: ReaderPool[];

beforeEach(() => {
  useFakeTime();
  host = createPoolHost(KEYS);
  pools = [];
});
afterEach(async () => {
  const closing = Promise.all(pools.map((pool) => pool.close()));
  await pass(500);
  await closing;
  host.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function plug(path: string, id: string): PoolBoard {
  const board = host.board(id);
  host.plug(path, board);
  return board;
}

async function open(options: Partial<ReaderPoolOptions> = {}): Promise<ReaderPool> {
  const pool = await ReaderPool.open({ ...host.options, ...options });
  pools.push(pool);
  return pool;
}

/** The pool's own events as words: "added gate-1". */
function watch(pool: ReaderPool): string[] {
  const seen: string[] = [];
  for (const name of ["added", "lost", "found", "removed"] as const) {
    pool.on(`reader-${name}`, ({ id }) => seen.push(`${name} ${id}`));
  }
  return seen;
}

function ports(pool: ReaderPool): PoolEvents["port"][] {
  const seen: PoolEvents["port"][] = [];
  pool.on("port", (event) => seen.push(event));
  return seen;
}

/** Takes and acknowledges taps: "gate-1 #2". */
function take(pool: ReaderPool): string[] {
  const seen: string[] = [];
  void (async () => {
    for await (const tap of pool.taps()) {
      seen.push(`${tap.reader} #${tap.counter}`);
      tap.ack();
    }
  })();
  return seen;
}

describe("readers", () => {
  test("are found on all listed ports, known by their ids, and told of once", async () => {
    plug("a", "gate-1");
    plug("b", "gate-2");
    const pool = await open();
    const seen = watch(pool);
    expect(pool.readers).toEqual([]);
    await passUntil(() => pool.readers.length === 2, "two readers");
    expect(seen.sort()).toEqual(["added gate-1", "added gate-2"]);
    expect(pool.get("gate-2")?.info).toMatchObject({ id: "gate-2", path: "b" });
    expect(pool.get("a")).toBeUndefined();
    expect(host.opened.sort()).toEqual(["a", "b"]);
  });

  test("are added when they are plugged in, within a listing's time", async () => {
    const pool = await open();
    await pass(5000);
    plug("a", "gate-1");
    await pass(2500);
    expect(pool.get("gate-1")).toBeDefined();
  });

  test("are waited for by their id, with a deadline and a signal", async () => {
    const pool = await open();
    const never = within(15_000, pool.find("gate-9")).catch((error: unknown) => error);
    expect(await never).toMatchObject({ code: "timeout", message: expect.stringContaining("gate-9") });
    const stop = new AbortController();
    const stopped = pool.find("gate-9", { signal: stop.signal }).catch((error: unknown) => error);
    stop.abort();
    expect(await stopped).toMatchObject({ code: "aborted" });
    const found = pool.find("gate-1");
    plug("a", "gate-1");
    expect(await eventually(found)).toBe(pool.get("gate-1"));
    expect(await pool.find("gate-1")).toBe(pool.get("gate-1"));
    await expect(pool.find("no id")).rejects.toMatchObject({ code: "bad-argument" });
    const closed = pool.find("gate-9").catch((error: unknown) => error);
    await within(500, pool.close());
    expect(await closed).toMatchObject({ code: "closed" });
  });

  test("keep their Reader over unplugging, and go on where they turn up, none of their taps lost or twice", async () => {
    const { fake, port } = plug("a", "gate-1");
    const pool = await open();
    const [seen, taps] = [watch(pool), take(pool)];
    const reader = await eventually(pool.find("gate-1"));
    fake.tap();
    await pass(100);
    host.unplug("a");
    fake.tap();
    await pass(10_000);
    await expect(reader.ping()).rejects.toMatchObject({ code: "disconnected" });
    expect(pool.state()).toMatchObject({ counts: { open: 0, away: 1 }, ports: [] });
    host.plug("b", { port });
    await pass(2500);
    expect(pool.get("gate-1")).toBe(reader);
    expect(reader.info.path).toBe("b");
    expect(taps).toEqual(["gate-1 #2", "gate-1 #4"]);
    expect(seen).toEqual(["added gate-1", "lost gate-1", "found gate-1"]);
    expect(reader.counters).toMatchObject({ sessions: 2, reconnects: 1 });
    expect(fake.pending).toEqual([]);
  });

  test("that come back and open no session are away all the while, and lost once", async () => {
    const { fake, port } = plug("a", "gate-1");
    const pool = await open();
    const seen = watch(pool);
    await eventually(pool.find("gate-1"));
    const attempts: number[] = [];
    pool.on("state", ({ event }) => event.state === "reconnecting" && attempts.push(event.attempt));
    fake.deafToOpen = true;
    host.unplug("a");
    host.plug("a", { port });
    await pass(MINUTE_MS / 2);
    expect(seen).toEqual(["added gate-1", "lost gate-1"]);
    expect(attempts.slice(0, 3)).toEqual([1, 2, 3]);
    expect(pool.state().readers).toMatchObject([{ state: "away", error: { code: "not-a-reader" } }]);
    fake.deafToOpen = false;
    await pass(5000);
    expect(seen).toEqual(["added gate-1", "lost gate-1", "found gate-1"]);
  });

  test("that swap their ports are told apart", async () => {
    const one = plug("a", "gate-1");
    const two = plug("b", "gate-2");
    const pool = await open();
    await passUntil(() => pool.readers.length === 2, "two readers");
    host.unplug("a");
    host.unplug("b");
    host.plug("a", two);
    host.plug("b", one);
    await passUntil(() => pool.state().counts.open === 2, "both found");
    expect(pool.get("gate-1")?.info.path).toBe("b");
    expect(pool.get("gate-2")?.info.path).toBe("a");
    expect(pool.readers).toHaveLength(2);
  });

  test("that move before their old port is found dead come over as soon as it is", async () => {
    const { fake } = plug("a", "gate-1");
    const pool = await open();
    await eventually(pool.find("gate-1"));
    const seen = watch(pool);
    const fresh = host.board("gate-1");
    fake.mute = true;
    host.plug("b", fresh);
    await passUntil(() => seen.length === 1, "the loss", 15_000);
    await pass(200);
    expect(seen).toEqual(["lost gate-1", "found gate-1"]);
    expect(pool.get("gate-1")?.info.path).toBe("b");
  });

  test("of the same id on two ports: one is taken, the other is told of", async () => {
    plug("a", "gate-1");
    plug("b", "gate-1");
    const pool = await open();
    const refused = ports(pool);
    await pass(5000);
    expect(pool.readers).toHaveLength(1);
    expect(refused[0]).toMatchObject({ id: "gate-1", error: { code: "reader-twice" } });
  });

  test("that are not in `ids`, are in lab state or have no key are left alone and told of", async () => {
    plug("a", "gate-1");
    const other = plug("b", "gate-2");
    const lab = plug("c", "gate-3");
    lab.fake.hello = { ...lab.fake.hello, readerId: "", state: 0 };
    const pool = await open({ ids: ["gate-1", "gate-9"] });
    const refused = ports(pool);
    await pass(MINUTE_MS - 1000);
    expect(pool.readers.map(({ info }) => info.id)).toEqual(["gate-1"]);
    expect(pool.state().missing).toEqual(["gate-9"]);
    expect(refused.map(({ path, id }) => `${path} ${id}`).sort()).toEqual(["b gate-2", "c "]);
    expect(other.fake.heard).toEqual([]);
    expect(other.port.handlers).toBeUndefined();
    expect(pool.state().ports).toMatchObject([
      { path: "b", state: "resting", id: "gate-2", error: { code: "reader-not-found" } },
      { path: "c", state: "resting", id: "" },
    ]);
  });

  test("whose fleet is another one are told of and tried again after a minute, not sooner", async () => {
    plug("a", "gate-1");
    const pool = await open({ keys: testKeys() });
    const refused = ports(pool);
    await pass(MINUTE_MS);
    expect(refused).toMatchObject([{ path: "a", id: "gate-1", error: { code: "not-a-reader" }, delayMs: MINUTE_MS }]);
    expect(pool.readers).toEqual([]);
  });

  test("that the application closes leave the pool and are left alone", async () => {
    const { port } = plug("a", "gate-1");
    const pool = await open();
    const seen = watch(pool);
    const reader = await eventually(pool.find("gate-1"));
    await within(500, reader.close());
    await pass(2 * MINUTE_MS);
    expect(seen).toEqual(["added gate-1", "removed gate-1"]);
    expect(pool.readers).toEqual([]);
    expect(host.opened).toEqual(["a"]);
    expect(pool.state().ports).toMatchObject([{ path: "a", state: "left", id: "gate-1" }]);
    const refused = ports(pool);
    host.unplug("a");
    host.plug("b", { port });
    await pass(5000);
    expect(refused).toMatchObject([{ path: "b", id: "gate-1", error: { code: "reader-not-found" } }]);
    expect(pool.readers).toEqual([]);
  });

  test("that fail for good are told of and tried anew after a minute", async () => {
    const { fake } = plug("a", "gate-1");
    let isBroken = true;
    const cursors = {
      load: () => (isBroken ? { epoch: 1, counter: 99, hash: new Uint8Array(32) } : undefined),
      save: () => {},
      remove: () => {},
    };
    const pool = await open({ cursors });
    const refused = ports(pool);
    await pass(5000);
    expect(refused).toMatchObject([{ path: "a", error: { code: "cursor-conflict" }, delayMs: 60_000 }]);
    expect(pool.readers).toEqual([]);
    isBroken = false;
    const taps = take(pool);
    fake.tap();
    await pass(MINUTE_MS);
    expect(taps).toEqual(["gate-1 #2"]);
  });
});

describe("a port", () => {
  test("that never opens, is silent, or takes no bytes delays no other and is looked at rarely", async () => {
    const opening = createGate();
    host.beforeOpen = (path) => (path === "hangs" ? opening.promise : Promise.resolve());
    plug("hangs", "gate-1");
    plug("silent", "gate-2").fake.mute = true;
    const stuck = plug("stuck", "gate-3");
    stuck.fake.mute = true;
    let writes = 0;
    stuck.port.transportOf = (transport) => ({
      ...transport,
      write() {
        writes++;
        return new Promise(() => {});
      },
    });
    plug("well", "gate-4");
    const pool = await open();
    const refused = ports(pool);
    await pass(300);
    expect(pool.get("gate-4")).toBeDefined();
    await pass(10_000);
    expect(refused.map(({ path, error }) => `${path} ${error.code}`).sort()).toEqual([
      "silent not-a-reader",
      "stuck not-a-reader",
    ]);
    await pass(40_000);
    expect(host.opened).toHaveLength(4);
    expect(writes).toBe(1);
    opening.resolve();
    await pass(100);
    expect(refused.map(({ path }) => path)).toContain("hangs");
  });

  test("that is busy is tried again, ever more slowly", async () => {
    const { port } = plug("a", "gate-1");
    const held = await port.transport({ bytes() {}, lost() {} }, new AbortController().signal);
    const pool = await open();
    const refused = ports(pool);
    await pass(MINUTE_MS);
    expect(refused[0]).toMatchObject({ error: { code: "port-busy" } });
    expect(refused.length).toBeGreaterThan(6);
    expect(refused.length).toBeLessThan(16);
    await held.close();
    await pass(13_000);
    expect(pool.get("gate-1")).toBeDefined();
  });

  test("with a loose plug makes no storm", async () => {
    const { port } = plug("a", "gate-1");
    const pool = await open();
    const seen = watch(pool);
    await eventually(pool.find("gate-1"));
    for (let second = 0; second < 120; second++) {
      if (port.handlers) {
        host.unplug("a");
        host.plug("a", { port });
      }
      await pass(1000);
    }
    const losses = seen.filter((event) => event === "lost gate-1").length;
    expect(losses).toBeGreaterThan(5);
    expect(losses).toBeLessThan(25);
  });

  test("is closed and forgotten when it goes, and a list that fails takes no reader away", async () => {
    plug("a", "gate-1");
    plug("b", "gate-2").fake.mute = true;
    const pool = await open();
    await pass(2000);
    expect(pool.state().ports).toMatchObject([{ path: "b", state: "looking" }]);
    host.unplug("b");
    await pass(2500);
    expect(pool.state().ports).toEqual([]);
    host.listing = () => Promise.reject(new Error("no udevadm"));
    await pass(10_000);
    host.listing = async () => [];
    await pass(MINUTE_MS);
    expect(pool.state()).toMatchObject({ counts: { open: 1 }, ports: [] });
    expect(pool.state().scans.failed).toBeGreaterThan(0);
    host.listing = undefined;
    await pass(5000);
    expect(host.opened.filter((path) => path === "a")).toHaveLength(1);
  });
});

describe("listing", () => {
  test("is done once for all readers, and once more in a moment when many are lost at once", async () => {
    for (let i = 0; i < 40; i++) plug(`port-${i}`, `gate-${i}`);
    const pool = await open();
    await passUntil(() => pool.readers.length === 40, "all readers");
    const before = host.lists;
    await pass(20_000);
    expect(host.lists - before).toBeLessThanOrEqual(10);
    const calm = host.lists;
    for (let i = 0; i < 40; i++) host.unplug(`port-${i}`);
    await pass(1000);
    expect(pool.state().counts).toEqual({ open: 0, reopening: 0, away: 40 });
    expect(host.lists - calm).toBeLessThanOrEqual(2);
  });

  test("that hangs is given up, and begun anew ever more rarely", async () => {
    host.listing = () => new Promise(() => {});
    const pool = await open();
    await pass(5 * MINUTE_MS);
    expect(pool.state().scans.failed).toBeGreaterThan(3);
    expect(host.lists).toBeLessThan(8);
    host.listing = undefined;
    plug("a", "gate-1");
    await pool.scan();
    await pass(300);
    expect(pool.get("gate-1")).toBeDefined();
  });

  test("can be left to the application", async () => {
    const pool = await open({ scanIntervalMs: Infinity });
    await pass(10_000);
    plug("a", "gate-1");
    await pass(MINUTE_MS);
    expect(host.lists).toBe(1);
    await pool.scan();
    await pass(300);
    expect(pool.get("gate-1")).toBeDefined();
  });

  test("leaves named paths out, which are looked at in any case", async () => {
    plug("by-name", "gate-1");
    host.listing = async () => [{ path: "ttyUSB0", stablePath: "by-name" }];
    const pool = await open({ paths: ["by-name"] });
    await pass(3000);
    expect(pool.readers).toHaveLength(1);
    expect(host.opened).toEqual(["by-name"]);
  });
});

describe("taps", () => {
  test("come in turns: a reader with a thousand waits no longer than its turn, and lets one with two pass", async () => {
    const busy = plug("a", "busy");
    const calm = plug("b", "calm");
    const pool = await open();
    await passUntil(() => pool.readers.length === 2, "two readers");
    for (let i = 0; i < 1000; i++) busy.fake.tap();
    await pass(500);
    calm.fake.tap();
    calm.fake.tap();
    await pass(100);
    const first: Tap[] = [];
    for await (const tap of pool.taps()) {
      tap.ack();
      first.push(tap);
      if (first.length === 4) break;
    }
    expect(first.map(({ reader }) => reader).sort()).toEqual(["busy", "busy", "calm", "calm"]);
    expect(new Set(first.slice(0, 2).map(({ reader }) => reader)).size).toBe(2);
  });

  test("of each reader wait in the reader, but for a few, while nobody takes them; and all come then, once", async () => {
    const boards = [plug("a", "gate-1"), plug("b", "gate-2"), plug("c", "gate-3")];
    const pool = await open();
    await passUntil(() => pool.readers.length === 3, "three readers");
    for (const { fake } of boards) for (let i = 0; i < 50; i++) fake.tap();
    await pass(MINUTE_MS);
    expect(pool.state().waitingCount).toBeLessThanOrEqual(3 * 4);
    expect(pool.state().readers.map(({ waitingCount }) => waitingCount)).toEqual([4, 4, 4]);
    const taps = take(pool);
    await pass(5000);
    expect(taps).toHaveLength(150);
    expect(new Set(taps).size).toBe(150);
    expect(pool.state()).toMatchObject({ deliveredCount: 150, waitingCount: 0 });
  });

  test("of a reader that does not keep to the window are bounded here", async () => {
    const { fake } = plug("a", "gate-1");
    const pool = await open();
    await eventually(pool.find("gate-1"));
    for (let i = 0; i < 100; i++) {
      fake.tap();
      // As if they were acknowledged: what is held is sent.
      (fake as unknown as { held: unknown[] }).held = (fake as unknown as { held: unknown[] }).held.slice(-1);
    }
    await pass(1000);
    expect(pool.state().waitingCount).toBeLessThanOrEqual(16);
  });

  test("are acknowledged by the loop that asks for the next, when that is wanted", async () => {
    const { fake } = plug("a", "gate-1");
    const pool = await open({ ack: "auto" });
    await eventually(pool.find("gate-1"));
    fake.tap();
    fake.tap();
    await pass(100);
    const taps = pool.taps();
    await taps.next();
    await pass(100);
    expect(fake.pending).toEqual([2, 3]);
    await taps.next();
    await pass(100);
    expect(fake.pending).toEqual([3]);
    await taps.return();
  });

  test("end by the signal of the loop, and with the pool", async () => {
    const pool = await open();
    const stop = new AbortController();
    const one = pool.taps({ signal: stop.signal }).next();
    const two = pool.taps().next();
    await pass(100);
    stop.abort();
    expect(await one).toEqual({ done: true, value: undefined });
    await within(500, pool.close());
    expect(await two).toEqual({ done: true, value: undefined });
  });
});

describe("events and state", () => {
  test("of every reader come under one name, those from before and those to come", async () => {
    const one = plug("a", "gate-1");
    const pool = await open();
    await eventually(pool.find("gate-1"));
    const seen: string[] = [];
    const off = pool.on("arrived", ({ id }) => seen.push(id));
    const two = plug("b", "gate-2");
    await eventually(pool.find("gate-2"));
    one.fake.notice({ kind: 1, uptimeMs: 11 });
    two.fake.notice({ kind: 1, uptimeMs: 22 });
    await pass(100);
    expect(seen).toEqual(["gate-1", "gate-2"]);
    off();
    one.fake.notice({ kind: 1, uptimeMs: 33 });
    await pass(100);
    expect(seen).toHaveLength(2);
  });

  test("records are told from the very first one on", async () => {
    plug("a", "gate-1").fake.tap();
    const pool = await open();
    const seen: string[] = [];
    pool.on("state", ({ id, event }) => seen.push(`${id} ${event.state}`));
    pool.on("reader-added", ({ id }) => seen.push(`${id} added`));
    pool.on("record", ({ id, event }) => seen.push(`${id} ${event.record.kind}`));
    await pass(1000);
    expect(seen).toEqual(["gate-1 added", "gate-1 open", "gate-1 boot", "gate-1 tap"]);
  });

  test("state tells of every reader, every port and the sums", async () => {
    const one = plug("a", "gate-1");
    const two = plug("b", "gate-2");
    const pool = await open();
    take(pool);
    await passUntil(() => pool.readers.length === 2, "two readers");
    one.fake.tap();
    await pass(500);
    host.unplug("b");
    two.fake.mute = true;
    await pass(500);
    const state = pool.state();
    expect(state.readers).toMatchObject([
      { id: "gate-1", path: "a", state: "open", error: undefined, waitingCount: 0 },
      { id: "gate-2", path: "b", state: "away", error: { code: "disconnected" } },
    ]);
    expect(state).toMatchObject({ counts: { open: 1, reopening: 0, away: 1 }, deliveredCount: 1 });
    expect(state.counters.sessions).toBe(2);
    expect(state.counters.framesIn).toBe(pool.readers.reduce((sum, { counters }) => sum + counters.framesIn, 0));
  });

  test("a board that restarts reopens on its port", async () => {
    const { fake } = plug("a", "gate-1");
    const pool = await open();
    const states: string[] = [];
    pool.on("state", ({ event }) => states.push(event.state));
    await eventually(pool.find("gate-1"));
    fake.restart();
    await pass(3000);
    expect(states).toEqual(["open", "reopening", "open"]);
    expect(host.opened).toEqual(["a"]);
  });
});

describe("closing", () => {
  test("closes every reader and port, ends by signal, and can be done twice", async () => {
    const { port } = plug("a", "gate-1");
    const silent = plug("b", "gate-2");
    silent.fake.mute = true;
    const stop = new AbortController();
    const pool = await open({ signal: stop.signal });
    const seen = watch(pool);
    const reader = await eventually(pool.find("gate-1"));
    stop.abort();
    await within(500, pool.close());
    await pool.close();
    expect([port.handlers, silent.port.handlers]).toEqual([undefined, undefined]);
    await expect(reader.ping()).rejects.toMatchObject({ code: "closed" });
    expect(seen).toEqual(["added gate-1"]);
    await expect(ReaderPool.open({ ...host.options, signal: stop.signal })).rejects.toMatchObject({ code: "aborted" });
  });

  test("does not wait for a port that never opens", async () => {
    host.beforeOpen = () => new Promise(() => {});
    plug("a", "gate-1");
    const pool = await open();
    await pass(100);
    const closing = pool.close().then(() => "closed");
    expect(await within(3500, closing)).toBe("closed");
  });

  test("options are checked", async () => {
    for (const options of [{ ids: ["a b"] }, { paths: [""] }, { scanIntervalMs: 5 }, { list: false as const }]) {
      await expect(ReaderPool.open(options)).rejects.toMatchObject({ code: "bad-argument" });
    }
  });
});
