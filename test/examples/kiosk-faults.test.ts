/** What goes wrong at a service desk: cable, database, disk, process. Nothing is lost, nothing counts twice. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, inject, test } from "vitest";
import { SCHEMA } from "../../examples/kiosk/schema.js";
import { residentCard } from "../../examples/lib/cards.js";
import { all, type Db, openDatabase, run } from "../../examples/lib/database.js";
import { createFleetKeyFile, Reader, readFleetKeys } from "../../sdk/index.js";
import { createVirtualReader } from "../../sdk/virtual/index.js";
import "../support/programs.js";
import { openSampleKiosk, read, sampleDatabase, send, tapCard, visitOf } from "../support/kiosk.js";
import { createPtyFolder, ended, until } from "../support/pty.js";

const HAS_SOCAT = inject("programs").socat === true;
const APP = fileURLToPath(new URL("../support/kiosk-app.js", import.meta.url));
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "ketuk-kiosk-"));
  ends.push(() => rmSync(path, { recursive: true }));
  return path;
}

async function openDesk(db: Db, options: Parameters<typeof openSampleKiosk>[1] = {}) {
  const kiosk = await openSampleKiosk(db, { desk: undefined, ...options });
  ends.push(() => kiosk.close());
  return kiosk;
}

const tapsIn = (db: Db) => all<{ key: string }>(db, "SELECT key FROM tap WHERE key LIKE 'kiosk-1/%' ORDER BY rowid");
const visitsIn = (db: Db) =>
  all<{ tap: string }>(db, "SELECT tap FROM visit WHERE tap LIKE 'kiosk-1/%' ORDER BY rowid");

describe("the database", () => {
  test("is locked by another program for a while: the tap waits and counts once, the form may be sent again", async () => {
    const path = join(folder(), "desk.db");
    const db = sampleDatabase(Date.now(), path);
    db.exec("PRAGMA busy_timeout = 20");
    const kiosk = await openDesk(db);
    await tapCard(kiosk.station, "resident-1");
    const base = visitOf(db) ?? "";
    const other = openDatabase(path, SCHEMA);
    const form = { form: "once", category: "road", place: "Jl. Mawar", words: "Berlubang" };
    other.exec("BEGIN IMMEDIATE");
    const refused = await send(kiosk, `${base}/complaint`, form);
    expect([refused.status, refused.text.includes("tidak akan tercatat dua kali")]).toEqual([503, true]);
    const trouble = new Promise((resolve) => kiosk.station.events.once("trouble", resolve));
    const stored = tapCard(kiosk.station, "resident-4");
    await trouble;
    other.exec("ROLLBACK");
    other.close();
    await stored;
    expect([tapsIn(db).length, visitsIn(db).length]).toEqual([2, 2]);
    // The first resident's visit ended with the second's tap; their own next one takes the same form once.
    await tapCard(kiosk.station, "resident-1");
    const again = visitOf(db);
    await send(kiosk, `${again}/complaint`, form);
    await send(kiosk, `${again}/complaint`, form);
    expect(all(db, "SELECT ticket FROM complaint WHERE form = 'once'")).toHaveLength(1);
  });

  test("is full: nothing half is stored, the tap stays with the reader, and comes in when there is room", async () => {
    const db = sampleDatabase(Date.now(), join(folder(), "desk.db"));
    db.exec("CREATE TABLE filler (x BLOB)");
    const kiosk = await openDesk(db);
    await tapCard(kiosk.station, "resident-1");
    const base = visitOf(db) ?? "";
    const [{ page_count: pages }] = all<{ page_count: number }>(db, "PRAGMA page_count") as [{ page_count: number }];
    db.exec(`PRAGMA max_page_count = ${pages}`);
    const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(900_000)]);
    const form = { form: "full", file: new Blob([png]) };
    const counts = () =>
      all(db, "SELECT (SELECT count(*) FROM upload) AS uploads, (SELECT count(*) FROM request) AS requests");
    const before = counts();
    expect((await send(kiosk, `${base}/certificate/income`, form)).status).toBe(503);
    expect(counts()).toEqual(before);
    // Every page that is left is used up: then not even a tap has room.
    fillUp(db);
    const trouble = new Promise<Error>((resolve) => kiosk.station.events.once("trouble", resolve));
    const stored = tapCard(kiosk.station, "resident-4");
    expect((await trouble).message).toMatch(/full/);
    expect(tapsIn(db)).toHaveLength(1);
    db.exec(`PRAGMA max_page_count = ${pages + 5000}`);
    await stored;
    expect([tapsIn(db).length, visitsIn(db).length]).toEqual([2, 2]);
    await tapCard(kiosk.station, "resident-1");
    expect((await send(kiosk, `${visitOf(db)}/certificate/income`, form)).path).toMatch(/request\/\d+$/);
  });
});

/** Takes all the room that the file has, in its free pages and in those that a visit would write to. */
function fillUp(db: Db): void {
  const untilFull = (insert: (index: number) => void) => {
    try {
      for (let index = 0; ; index++) insert(index);
    } catch (error) {
      expect((error as Error).message).toMatch(/full/);
    }
  };
  for (const size of [4000, 400, 40, 4]) untilFull(() => run(db, `INSERT INTO filler VALUES (zeroblob(${size}))`));
  const tap = "INSERT INTO tap VALUES (?, 'kiosk', '', 0, 0, 'filler')";
  untilFull((index) => run(db, tap, `filler/${index}`));
  // As long as what a tap inserts: one less and it would still find room.
  untilFull((index) => run(db, tap, `filler/${index}/${"0".repeat(100)}`));
}

describe("the reader", () => {
  test("is unplugged in the middle of a visit: the visit goes on, and the next tap is read when it is back", async () => {
    const db = sampleDatabase();
    const kiosk = await openDesk(db);
    await tapCard(kiosk.station, "resident-1");
    const base = visitOf(db) ?? "";
    const told: string[] = [];
    kiosk.station.events.on("state", (state) => told.push(state));
    kiosk.station.virtual?.binding.port?.unplug();
    await until(() => told.includes("away"), "the loss");
    expect((await send(kiosk, `${base}/hospital`, { hospital: "rsud", clinic: "child" })).path).toMatch(
      /hospital\/\d+$/,
    );
    await until(() => told.includes("ready"), "the return");
    await tapCard(kiosk.station, "resident-4");
    expect((await read(kiosk, visitOf(db) ?? "")).text).toContain("Yanto Cahyono");
    expect(told).toEqual(["away", "ready"]);
  });

  test.skipIf(!HAS_SOCAT)(
    "on a real port: pulled in mid-service and plugged in again; a tap made meanwhile is stored, and opens no visit late",
    async () => {
      const ptys = createPtyFolder();
      await createFleetKeyFile(ptys.path("fleet.json"));
      const fleet = await readFleetKeys(ptys.path("fleet.json"));
      const virtual = createVirtualReader({ id: "kiosk-1", clock: "real", keys: fleet });
      const server = await virtual.serveTcp(0);
      const pty = await ptys.plug("reader", server.port);
      const db = sampleDatabase();
      // So that a tap of the time without a cable is late at once, and nobody has to wait.
      let aheadMs = 0;
      const now = () => Date.now() + aheadMs;
      const place = { port: pty.path, keys: ptys.path("fleet.json") };
      const kiosk = await openSampleKiosk(db, { kiosk: place, desk: undefined, now });
      ends.push(
        () => virtual.close(),
        () => ptys.close(),
        () => kiosk.close(),
      );
      const card = await residentCard(1).make(fleet);
      const hold = () => virtual.present([card].flat()[0]);
      await hold();
      await until(() => visitOf(db) !== undefined, "the visit");
      const base = visitOf(db) ?? "";
      await pty.unplug();
      await until(() => kiosk.station.state === "away", "the loss");
      const said = { form: "pty", category: "waste", place: "Jl. Dahlia", words: "Menumpuk" };
      expect((await send(kiosk, `${base}/complaint`, said)).path).toMatch(/PGD/);
      await send(kiosk, `${base}/finish`);
      await hold();
      aheadMs = 60_000;
      await ptys.plug("reader", server.port);
      await until(() => tapsIn(db).length === 2, "the tap of the time without a cable", 15_000);
      expect(visitOf(db)).toBeUndefined();
      aheadMs = 0;
      await hold();
      await until(() => visitOf(db) !== undefined, "the next visit");
      expect([tapsIn(db).length, visitsIn(db).length]).toEqual([3, 2]);
      expect((await kiosk.station.reader.status()).pending).toBe(0);
    },
  );
});

describe("the process", () => {
  interface App {
    readonly child: ChildProcess;
    readonly lines: string[];
  }
  function start(...args: string[]): App {
    const child = spawn(process.execPath, [APP, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const lines: string[] = [];
    child.stdout?.on("data", (text) => lines.push(...String(text).trim().split("\n")));
    child.stderr?.on("data", (text) => lines.push(`error: ${text}`));
    ends.push(async () => {
      child.kill("SIGKILL");
      await ended(child);
    });
    return { child, lines };
  }
  const says = (app: App, word: string) =>
    until(() => app.lines.some((line) => line.startsWith(word)), `"${word}" of ${app.lines}`, 15_000);

  test.each(["before-commit", "after-commit"] as const)(
    "is killed %s of a tap, and started again on the same file: the tap is there once",
    async (death) => {
      const path = folder();
      const [keys, data] = [join(path, "fleet.json"), join(path, "desk.db")];
      await createFleetKeyFile(keys);
      const fleet = await readFleetKeys(keys);
      const virtual = createVirtualReader({ id: "kiosk-1", clock: "real", keys: fleet });
      ends.push(() => virtual.close());
      const port = `tcp://127.0.0.1:${(await virtual.serveTcp(0)).port}`;
      const first = start(port, keys, data, death);
      await says(first, "open");
      const hold = async () => virtual.present([await residentCard(1).make(fleet)].flat()[0]);
      await hold();
      await ended(first.child);
      expect(first.child.signalCode).toBe("SIGKILL");

      const second = start(port, keys, data, "never");
      await says(second, "open");
      // What was stored does not come again; what was not, does.
      if (death === "before-commit") await says(second, "tap");
      await hold();
      await until(
        () => second.lines.filter((line) => line.startsWith("tap")).length > (death === "before-commit" ? 1 : 0),
        "the next tap",
      );
      second.child.kill("SIGKILL");
      await ended(second.child);
      const db = openDatabase(data, SCHEMA);
      ends.push(() => db.close());
      expect(tapsIn(db)).toHaveLength(2);
      expect(visitsIn(db).map(({ tap }) => tap)).toEqual(tapsIn(db).map(({ key }) => key));
      // Nobody who stood there before the end of the process is still greeted.
      expect(all(db, "SELECT ended_by FROM visit WHERE tap LIKE 'kiosk-1/%' ORDER BY rowid")).toEqual([
        { ended_by: death === "after-commit" ? "restart" : "next-tap" },
        { ended_by: null },
      ]);
      await using reader = await Reader.open({ path: port, keys: fleet });
      expect((await reader.status()).pending).toBeLessThanOrEqual(1);
    },
    30_000,
  );
});
