/** What all examples stand on: schema steps, taps stored exactly once, people who are not real, pages that escape. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { html } from "hono/html";
import { afterEach, describe, expect, test } from "vitest";
import { copiedCard, foreignCard, residentCard } from "../../examples/lib/cards.js";
import { CATEGORIES, DISTRICTS, residentOf } from "../../examples/lib/city.js";
import { all, type Db, inTransaction, one, openDatabase, run } from "../../examples/lib/database.js";
import { addDays, dayAt, hourAt, monthAt, sayDay, sayMoment, sayTime, startOf } from "../../examples/lib/days.js";
import { createInTurn } from "../../examples/lib/in-turn.js";
import { languageOf, rupiah } from "../../examples/lib/language.js";
import { renderPage } from "../../examples/lib/page.js";
import { openStation, type Station } from "../../examples/lib/station.js";

const folders: string[] = [];
const stations: Station[] = [];

afterEach(async () => {
  for (const station of stations.splice(0)) await station.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function file(): string {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-example-"));
  folders.push(folder);
  return join(folder, "data.db");
}

describe("a database", () => {
  const first = "CREATE TABLE visit (uid TEXT NOT NULL) STRICT";
  const second = "ALTER TABLE visit ADD COLUMN shop TEXT";

  test("runs each step once, whenever it was added", () => {
    const path = file();
    const before = openDatabase(path, [first]);
    run(before, "INSERT INTO visit VALUES ('04AA')");
    before.close();
    const after = openDatabase(path, [first, second]);
    expect(all(after, "SELECT * FROM visit")).toEqual([{ uid: "04AA", shop: null }]);
    after.close();
    const again = openDatabase(path, [first, second]);
    expect(one(again, "PRAGMA user_version")).toEqual({ user_version: 2 });
    again.close();
  });

  test("is as it was when a step fails", () => {
    const path = file();
    openDatabase(path, [first]).close();
    expect(() => openDatabase(path, [first, second, "CREATE nonsense"])).toThrow();
    const db = openDatabase(path, [first]);
    expect(one(db, "PRAGMA user_version")).toEqual({ user_version: 1 });
    expect(all<{ name: string }>(db, "PRAGMA table_info(visit)").map(({ name }) => name)).toEqual(["uid"]);
    db.close();
  });

  test("works again after it was locked, whoever met the lock first", () => {
    const path = file();
    const db = openDatabase(path, [first]);
    db.exec("PRAGMA busy_timeout = 10");
    const other = openDatabase(path, [first]);
    other.exec("BEGIN IMMEDIATE");
    expect(() => run(db, "INSERT INTO visit VALUES ('04AA')")).toThrow(/locked/);
    other.exec("ROLLBACK");
    inTransaction(db, () => run(db, "INSERT INTO visit VALUES ('04BB')"));
    expect(all(other, "SELECT uid FROM visit")).toEqual([{ uid: "04BB" }]);
    db.close();
    other.close();
  });

  test("takes bytes as a value, alone and with others", () => {
    const db = openDatabase(":memory:", ["CREATE TABLE file (bytes BLOB NOT NULL) STRICT"]);
    run(db, "INSERT INTO file VALUES (?)", Buffer.from("abc"));
    expect(one<{ n: number }>(db, "SELECT length(bytes) AS n FROM file WHERE bytes = ?", Buffer.from("abc"))?.n).toBe(
      3,
    );
  });

  test("keeps nothing of a transaction that throws", () => {
    const db = openDatabase(":memory:", [first]);
    expect(() =>
      inTransaction(db, () => {
        run(db, "INSERT INTO visit VALUES ('04AA')");
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(all(db, "SELECT * FROM visit")).toEqual([]);
  });
});

describe("a station", () => {
  test("stores every tap exactly once, also when the database refuses at first, and tells genuine from copied", async () => {
    const db = openDatabase(":memory:", ["CREATE TABLE visit (uid TEXT NOT NULL, verdict TEXT NOT NULL) STRICT"]);
    let refusals = 2;
    const station = await openStation({
      id: "desk-1",
      db,
      samples: [residentCard(1), copiedCard(1, "salinan"), foreignCard("asing")],
      onTap(tap) {
        run(db, "INSERT INTO visit VALUES (?, ?)", tap.uidHex, tap.verdict.reason);
        if (refusals-- > 0) throw new Error("database is locked");
      },
    });
    stations.push(station);
    const troubles: string[] = [];
    station.events.on("trouble", (error) => troubles.push(error.message));
    for (const id of ["resident-1", "copy-1", "foreign"]) {
      const stored = new Promise((resolve) => station.events.once("tap", resolve));
      await station.present(id);
      await stored;
    }
    expect(troubles).toEqual(["database is locked", "database is locked"]);
    expect(all<{ verdict: string }>(db, "SELECT * FROM visit").map(({ verdict }) => verdict)).toEqual([
      "genuine",
      "card-refused",
      "too-weak",
    ]);
    expect(station.state).toBe("ready");
  });

  test("takes two taps of a card that is held to it twice at once, one after the other", async () => {
    const db = openDatabase(":memory:", []);
    const station = await openStation({ id: "desk-1", db, samples: [residentCard(1)], onTap() {} });
    stations.push(station);
    const taken: string[] = [];
    const both = new Promise<void>((resolve) => {
      station.events.on("tap", (tap) => {
        taken.push(tap.verdict.reason);
        if (taken.length === 2) resolve();
      });
    });
    await Promise.all([station.present("resident-1"), station.present("resident-1")]);
    await both;
    expect(taken).toEqual(["genuine", "genuine"]);
  });

  test("says that its reader has gone, and that it is back", async () => {
    const db = openDatabase(":memory:", []);
    const station = await openStation({ id: "desk-1", db, onTap() {} });
    stations.push(station);
    const states: string[] = [];
    station.events.on("state", (state) => states.push(state));
    const away = new Promise((resolve) => station.events.once("state", resolve));
    station.virtual?.binding.port?.unplug();
    await away;
    await new Promise((resolve) => station.events.once("state", resolve));
    expect(states).toEqual(["away", "ready"]);
  });
});

describe("a station without hardware, whose database is kept", () => {
  const schema = ["CREATE TABLE visit (key TEXT PRIMARY KEY, uid TEXT NOT NULL, verdict TEXT NOT NULL) STRICT"];
  const visits = (db: Db) => all<{ key: string; verdict: string }>(db, "SELECT * FROM visit ORDER BY rowid");

  async function open(path: string, isFull: () => boolean = () => false) {
    const db = openDatabase(path, schema);
    const station = await openStation({
      id: "desk-1",
      db,
      samples: [residentCard(1), residentCard(2)],
      onTap(tap) {
        if (isFull()) throw new Error("database or disk is full");
        run(db, "INSERT INTO visit VALUES (?, ?, ?)", tap.idempotencyKey, tap.uidHex, tap.verdict.reason);
      },
    });
    return { db, station };
  }
  const stored = (station: Station) => new Promise((resolve) => station.events.once("tap", resolve));
  async function tap(station: Station, id = "resident-1") {
    const told = stored(station);
    await station.present(id);
    await told;
  }

  test("goes on after its end as the same reader: a tap that was not stored comes then, none comes twice", async () => {
    const path = file();
    let isFull = false;
    const first = await open(path, () => isFull);
    await tap(first.station);
    isFull = true;
    const trouble = new Promise((resolve) => first.station.events.once("trouble", resolve));
    await first.station.present("resident-2");
    await trouble;
    // The tap is in the reader alone when both end.
    await first.station.close();
    first.db.close();
    const second = await open(path);
    stations.push(second.station);
    if (visits(second.db).length < 2) await stored(second.station);
    await tap(second.station);
    await tap(second.station, "resident-2");
    const uids = [1, 2, 1, 2].map((number) => residentOf(number).uid);
    expect(all<{ uid: string }>(second.db, "SELECT uid FROM visit ORDER BY rowid").map(({ uid }) => uid)).toEqual(uids);
    expect(new Set(visits(second.db).map(({ verdict }) => verdict))).toEqual(new Set(["genuine"]));
  });

  test("that is killed goes on from what was stored: the counter never falls behind the cursor", async () => {
    const path = file();
    const { db, station } = await open(path);
    stations.push(station);
    for (let count = 0; count < 3; count++) await tap(station);
    await new Promise((resolve) => setTimeout(resolve, 300));
    // What a process leaves behind that is killed now.
    for (const end of ["", "-wal", "-shm"]) copyFileSync(`${path}${end}`, `${path}.killed${end}`);
    const again = await open(`${path}.killed`);
    stations.push(again.station);
    await tap(again.station);
    expect(visits(again.db).slice(0, 3)).toEqual(visits(db));
    expect(new Set(visits(again.db).map(({ key }) => key)).size).toBe(4);
    expect(visits(again.db).map(({ verdict }) => verdict)).toEqual(new Array(4).fill("genuine"));
  });
});

describe("the city", () => {
  test("has residents who differ, live somewhere, and whose numbers are nobody's", () => {
    const residents = Array.from({ length: 5000 }, (_, i) => residentOf(i + 1));
    expect(new Set(residents.map(({ uid }) => uid)).size).toBe(5000);
    expect(new Set(residents.map(({ credential }) => credential)).size).toBe(5000);
    for (const resident of residents) {
      expect(resident.nik).toMatch(/^99\d{14}$/);
      const district = DISTRICTS.find(({ id }) => id === resident.district);
      expect(district?.neighbourhoods).toContain(resident.neighbourhood);
    }
    expect(new Set(residents.map(({ category }) => category))).toEqual(new Set(CATEGORIES));
    expect(new Set(residents.map(({ name }) => name)).size).toBeGreaterThan(300);
    expect(residentOf(77)).toEqual(residentOf(77));
  });
});

test("work in turn goes on after what failed, and whoever asked for that is told", async () => {
  const inTurn = createInTurn();
  const done: string[] = [];
  const first = inTurn(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    done.push("first");
    throw new Error("the disk is full");
  });
  const second = inTurn(async () => done.push("second"));
  await expect(first).rejects.toThrow("the disk is full");
  expect([await second, done]).toEqual([2, ["first", "second"]]);
});

test("days and times are those of the city, wherever the server stands", () => {
  const lateMs = Date.parse("2026-11-22T17:05:09Z");
  expect([dayAt(lateMs), monthAt(lateMs), hourAt(lateMs)]).toEqual(["2026-11-23", "2026-11", 0]);
  expect([dayAt(startOf("2026-11-23") - 1), addDays("2026-12-31", 1)]).toEqual(["2026-11-22", "2027-01-01"]);
  expect([sayTime(lateMs, "id"), sayTime(lateMs, "en"), sayTime(lateMs, "id", true)]).toEqual([
    "00.05",
    "00:05",
    "00.05.09",
  ]);
  expect(sayMoment(lateMs, "id")).toBe("23 November 2026, 00.05");
  expect(sayDay("2026-11-23", "id")).toBe("Senin, 23 November 2026");
});

describe("a page", () => {
  test("is in the language that was asked for last, and escapes what people have typed", async () => {
    const app = new Hono().get("/", (context) => {
      const language = languageOf(context);
      return context.html(
        renderPage({ language, kind: "kiosk", title: { id: "Halo", en: "Hello" }, body: html`<h1>${"<b>&"}</h1>` }),
      );
    });
    const indonesian = await (await app.request("/")).text();
    expect(indonesian).toContain('<html lang="id">');
    expect(indonesian).toContain("<h1>&lt;b&gt;&amp;</h1>");
    const english = await app.request("/?lang=en");
    expect(await english.text()).toContain("<title>Hello</title>");
    const cookie = english.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect(await (await app.request("/", { headers: { cookie } })).text()).toContain("<title>Hello</title>");
  });

  test("writes money as people do", () => {
    expect([rupiah(1_234_567), rupiah(-500), rupiah(0)]).toEqual(["Rp 1.234.567", "-Rp 500", "Rp 0"]);
  });
});
