/** The shop end to end: virtual reader, till, queue and back end over HTTP, and what may go wrong on the way. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { makeResidentCard } from "../../examples/lib/cards.js";
import { residentOf, SHOPS } from "../../examples/lib/city.js";
import { all, type Db, one, openDatabase } from "../../examples/lib/database.js";
import { listen, type WebServer } from "../../examples/lib/server.js";
import { type BackEndClient, createBackEndClient } from "../../examples/pos/backend-client.js";
import { createBackEndApp } from "../../examples/pos/backend-server.js";
import { type Counter, openCounter } from "../../examples/pos/counter.js";
import { audit, balanceOf } from "../../examples/pos/ledger.js";
import { fillBackEnd, READER_CONFIG } from "../../examples/pos/sample.js";
import { BACKEND_SCHEMA, TILL_SCHEMA } from "../../examples/pos/schema.js";
import { createTill } from "../../examples/pos/till.js";
import { addToBasket } from "../../examples/pos/till-basket.js";
import type { Sale } from "../../examples/pos/till-sales.js";
import { createFleetKeys, createFleetSecret, createSqliteCursorStore, Reader } from "../../sdk/index.js";
import { createVirtualReader } from "../../sdk/virtual/index.js";
import { fillDisk, lockDatabase } from "../support/harm-database.js";

interface World {
  readonly backDb: Db;
  readonly db: Db;
  readonly backEnd: BackEndClient;
  readonly counter: Counter;
  readonly server: WebServer;
}

const folder = mkdtempSync(join(tmpdir(), "ketuk-pos-"));
const closing: (() => Promise<void> | void)[] = [];
let files = 0;
const file = () => join(folder, `${files++}.db`);
const states = (db: Db) => all<Sale>(db, "SELECT * FROM sale ORDER BY id").map(({ state }) => state);

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(backPath = ":memory:"): Promise<World> {
  const fleet = createFleetKeys(createFleetSecret());
  const backDb = openDatabase(backPath, BACKEND_SCHEMA);
  fillBackEnd(backDb, Date.now());
  const server = await listen(createBackEndApp(backDb, fleet), 0);
  const backEnd = createBackEndClient(server.url);
  const db = openDatabase(":memory:", TILL_SCHEMA);
  const counter = await openCounter({ db, shop: SHOPS[0], backEnd, fleet, retryMs: 60_000 });
  closing.push(server.close, counter.close);
  return { backDb, db, backEnd, counter, server };
}

function fill({ counter: { till } }: World, good = "soap") {
  addToBasket(till.db, good, 1);
  till.askPayment(true);
}

/** Until the till has said something that fits. */
async function until({ counter: { till } }: World, fits: () => boolean) {
  while (!fits()) await new Promise<void>((resolve) => till.events.once("change", resolve));
}

describe("a shop", () => {
  test("sells by resident's card and by purse, cut off and connected, and the city agrees on every rupiah", async () => {
    const world = await open();
    const { db, backDb, backEnd, counter } = world;
    const before = balanceOf(backDb, `account:${residentOf(1).uid}`);
    fill(world);
    await counter.station.present("resident-1");
    await until(world, () => states(db)[0] === "done");
    backEnd.isCut = true;
    await counter.till.sync();
    fill(world);
    await counter.station.present("resident-1");
    await until(world, () => states(db)[1] === "offline");
    fill(world);
    await counter.presentPurse?.(true);
    await until(world, () => states(db)[2] === "torn");
    await counter.presentPurse?.(false);
    await until(world, () => states(db)[2] === "offline");
    expect(counter.till.queued).toBe(2);
    backEnd.isCut = false;
    await counter.till.sync();
    expect(states(db)).toEqual(["done", "done", "done"]);
    expect(balanceOf(backDb, `account:${residentOf(1).uid}`)).toBe(before - 10_000);
    expect(balanceOf(backDb, "shop:warung-01")).toBe(15_000);
    expect(balanceOf(db, "due")).toBe(15_000);
    expect([...audit(db), ...audit(backDb)]).toEqual([]);
  }, 30_000);

  test("refuses copies, foreign cards and the wrong district, with words for the customer", async () => {
    const world = await open();
    const { db, counter } = world;
    fill(world);
    for (const [id, reason] of [
      ["copy-1", "card"],
      ["foreign", "card"],
    ]) {
      await counter.station.present(id);
      await until(world, () => counter.till.notice?.kind === "refused");
      expect(counter.till.notice).toEqual({ kind: "refused", reason });
      counter.till.askPayment(true);
    }
    await counter.station.present("resident-29");
    await until(world, () => states(db)[0] === "refused");
    expect(all(db, "SELECT reason FROM sale")).toEqual([{ reason: "servant-district" }]);
  }, 30_000);

  test("takes nothing over the network that is no posting", async () => {
    const { server, backDb } = await open();
    const envelope = { kind: "sale", sealed: "", offline: false, lines: [] };
    const bodies = ["nonsense", "{}", [{ ...envelope, kind: "gift" }], [{ ...envelope, lines: [{ amount: "1" }] }]];
    for (const body of bodies) {
      const init = { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) };
      expect((await fetch(`${server.url}postings`, init)).status).toBe(400);
    }
    const answers = await fetch(`${server.url}postings`, { method: "POST", body: JSON.stringify([envelope]) });
    expect(await answers.json()).toEqual([{ state: "refused", reason: "bad-tap" }]);
    expect(all(backDb, "SELECT 1 FROM tap")).toEqual([]);
  });
});

describe("nothing is lost or doubled", () => {
  test("when the reader is unplugged in the middle of a sale: the tap waits in it", async () => {
    const world = await open();
    const { db, counter } = world;
    fill(world);
    const { virtual } = counter.station;
    const away = new Promise((resolve) => counter.station.events.once("state", resolve));
    virtual?.binding.port?.unplug();
    await counter.station.present("resident-1");
    await away;
    await until(world, () => states(db)[0] === "done");
    expect(states(db)).toEqual(["done"]);
    expect(balanceOf(db, "due")).toBe(5000);
  }, 30_000);

  test.each([
    ["locked", (_: Db, path: string) => lockDatabase(path)],
    ["full", (db: Db) => fillDisk(db, "sale")],
  ])(
    "while the till's database is %s: the tap is offered again",
    async (_, harm) => {
      const path = file();
      const world = await openOnDisk(path);
      const { db, counter } = world;
      fill(world);
      const heal = harm(db, path);
      const trouble = new Promise<Error>((resolve) => counter.station.events.once("trouble", resolve));
      await counter.station.present("resident-1");
      await trouble;
      expect(states(db)).toEqual([]);
      heal();
      await until(world, () => states(db)[0] === "done");
      expect(states(db)).toEqual(["done"]);
      expect(audit(db)).toEqual([]);
    },
    30_000,
  );

  test.each([
    ["disk is full", (db: Db) => fillDisk(db, "tap")],
    ["database is locked", (_: Db, path: string) => lockDatabase(path)],
  ])(
    "when the back end's %s: the till goes on as without network, and hands in later",
    async (_, harm) => {
      const path = file();
      const world = await open(path);
      const { db, backDb, counter } = world;
      backDb.exec("PRAGMA busy_timeout = 0");
      const heal = harm(backDb, path);
      fill(world);
      await counter.station.present("resident-1");
      await until(world, () => states(db)[0] === "offline");
      heal();
      await counter.till.sync();
      expect(states(db)).toEqual(["done"]);
      expect(audit(backDb)).toEqual([]);
    },
    30_000,
  );

  test("when the process is killed before its commit, or between the commit and the acknowledgement", async () => {
    const fleet = createFleetKeys(createFleetSecret());
    const virtual = createVirtualReader({ id: "warung-01-till", keys: fleet, config: READER_CONFIG });
    const path = file();
    const resident = residentOf(1);
    await virtual.present(makeResidentCard(1, fleet));
    const known: (string | undefined)[] = [];
    for (const killed of ["before the commit", "before the acknowledgement", "not"]) {
      const db = openDatabase(path, TILL_SCHEMA);
      const till = createTill({ db, shop: SHOPS[0], backEnd: await noBackEnd(), now: () => Date.now() });
      await till.sync().catch(() => {});
      if (!known.length) {
        db.prepare("INSERT INTO person (uid, body) VALUES (?, ?)").run(resident.uid, JSON.stringify(knownPerson()));
        addToBasket(db, "soap", 1);
        // The tap is older than the till of this test: it is meant all the same.
        db.prepare("INSERT INTO task (id, body) VALUES (1, ?)").run(
          JSON.stringify({ kind: "pay", since: 0, useAid: true }),
        );
      }
      const cursors = createSqliteCursorStore(db);
      const reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: fleet, cursors });
      const { value: tap } = (await Promise.race([
        reader.taps().next(),
        new Promise((resolve) => setTimeout(() => resolve({ value: undefined }), 300)),
      ])) as { value?: Parameters<typeof till.onTap>[0] & Parameters<typeof cursors.recordOnce>[0] };
      if (tap) {
        const unacknowledged = { ...tap, ack() {} };
        const work = () => {
          till.onTap(tap);
          if (killed === "before the commit") throw new Error("killed");
        };
        try {
          cursors.recordOnce(killed === "not" ? tap : unacknowledged, work);
        } catch (error) {
          expect((error as Error).message).toBe("killed");
        }
      }
      known.push(states(db).join());
      expect(one(db, "SELECT count(*) AS count FROM outbox")).toEqual({ count: known.length > 1 ? 1 : 0 });
      await reader.close();
      db.close();
    }
    expect(known).toEqual(["", "offline", "offline"]);
    await virtual.close();
  }, 30_000);
});

function knownPerson() {
  const { uid, name, district } = residentOf(1);
  const quota = { rice: 1000 };
  return {
    uid,
    name,
    district,
    quota,
    category: "low-income",
    risk: "low",
    role: "resident",
    blocked: false,
    balance: 9000,
  };
}

async function noBackEnd(): Promise<BackEndClient> {
  const client = createBackEndClient("http://127.0.0.1:9/");
  client.isCut = true;
  return client;
}

async function openOnDisk(path: string): Promise<World> {
  const world = await open();
  await world.counter.close();
  const db = openDatabase(path, TILL_SCHEMA);
  db.exec("PRAGMA busy_timeout = 0");
  const counter = await openCounter({
    db,
    shop: SHOPS[0],
    backEnd: world.backEnd,
    fleet: world.counter.station.fleet,
    retryMs: 60_000,
  });
  closing.push(() => void db.close(), counter.close);
  return { ...world, db, counter };
}
