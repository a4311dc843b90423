/**
 * The whole city with virtual readers: taps at every place, one log, and that every tap is in the log, at its place and at
 * the gateway exactly once, whatever is pulled out, locked, full, ended or killed meanwhile.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SAMPLE_RESIDENT } from "../../examples/city/cards.js";
import { createConsole } from "../../examples/city/console.js";
import { PLACE_IDS, type PlaceId } from "../../examples/city/day-plan.js";
import { writeDurably } from "../../examples/city/sealed-log.js";
import { createMapApp } from "../../examples/city/server.js";
import { residentOf } from "../../examples/lib/city.js";
import { type Db, openDatabase, run } from "../../examples/lib/database.js";
import { type CityRig, imbalanceOf, openCityRig, tapsInLog } from "../support/city.js";
import { ketuk } from "../support/cli.js";
import { until } from "../support/pty.js";

const ends: (() => unknown)[] = [];

/** A city for the tests of a group; each of them leaves it whole. */
async function open(options: Parameters<typeof openCityRig>[0] = {}): Promise<CityRig> {
  const rig = await openCityRig(options);
  ends.push(() => rig.close());
  return rig;
}

afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Everything that was tapped so far has arrived at the gateway, and stands everywhere once. */
async function settled({ city, folder }: CityRig): Promise<void> {
  const { taps } = city.tally.count();
  await until(() => city.storedCount === taps, `${taps} taps at the gateway`, 15_000);
  expect(imbalanceOf(folder)).toEqual([]);
}

const logOf = ({ folder }: CityRig) => join(folder, "taps.log");
const everywhere = <T>(work: (place: PlaceId) => Promise<T>) => Promise.all(PLACE_IDS.map(work));
const four = <T>(one: T) => PLACE_IDS.map(() => one);

describe("all together", () => {
  let rig: CityRig;
  beforeAll(async () => {
    rig = await open();
  }, 40_000);

  test("each tap comes to its place, into the one log and to the gateway once", async () => {
    expect(await everywhere((place) => rig.tap(place))).toEqual(four("good"));
    expect(await everywhere((place) => rig.tap(place, "copy"))).toEqual(four("counterfeit"));
    expect(await Promise.all([rig.tap("kiosk", "stranger"), rig.tap("gate", "foreign")])).toEqual([
      "unknown",
      "foreign",
    ]);
    await settled(rig);
    expect(rig.city.tally.count()).toMatchObject({
      taps: 10,
      good: 4,
      bad: 6,
      reasons: [["counterfeit", 4], expect.anything(), expect.anything()],
    });
    expect(tapsInLog(logOf(rig))).toHaveLength(10);
  }, 40_000);

  test("ketuk verify finds the log intact, and a changed byte where it is; so does the map", async () => {
    const args = ["--keys", rig.keyFile, "--json"];
    const good = await ketuk(["verify", logOf(rig), ...args]);
    expect([good.code, JSON.parse(good.out).readers.map(({ tapCount }: { tapCount: number }) => tapCount)]).toEqual([
      0,
      [3, 3, 2, 2],
    ]);
    expect(await rig.city.check()).toMatchObject({ intact: true, readerCount: 4, brokenLine: undefined });
    expect(await rig.city.check(7)).toMatchObject({ intact: false, brokenLine: 7 });
    const text = readFileSync(logOf(rig), "utf8");
    const copy = join(rig.folder, "copy.log");
    const at = text.indexOf('"record":"', text.length / 2) + 60;
    writeFileSync(copy, `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`);
    const bad = await ketuk(["verify", copy, ...args]);
    expect([bad.code, JSON.parse(bad.out).firstBreak.line]).toEqual([1, text.slice(0, at).split("\n").length]);
  });

  test("a card that is reported lost is refused at every place within seconds, and taken again when it was found", async () => {
    rig.city.block(true);
    await until(() => rig.city.blocked.placeCount === 4, "all places know", 10_000);
    expect(await everywhere((place) => rig.tap(place))).toEqual(four("blocked"));
    rig.city.block(false);
    await until(() => rig.city.blocked.placeCount === 4, "all places know", 10_000);
    expect(await Promise.all([rig.tap("kiosk"), rig.tap("shop-1"), rig.tap("shop-2")])).toEqual([
      "good",
      "good",
      "good",
    ]);
    await settled(rig);
  }, 40_000);

  test("what the map is told names nobody and no card", async () => {
    const { app, close } = createMapApp(rig.city);
    ends.push(close);
    const reading = (await app.request("/events")).body?.getReader();
    const { taps } = rig.city.tally.count();
    await everywhere((place) => rig.tap(place, "copy"));
    let text = await (await app.request("/")).text();
    while (!text.includes(`"taps":${taps + 4},`)) text += new TextDecoder().decode((await reading?.read())?.value);
    await reading?.cancel();
    expect(text).toContain("Kartu tidak asli");
    for (const { uidHex, idempotencyKey } of tapsInLog(logOf(rig)))
      for (const secret of [uidHex, uidHex.slice(-4), idempotencyKey]) expect(text).not.toContain(secret);
    const { name, nik } = residentOf(SAMPLE_RESIDENT);
    for (const secret of [name, nik]) expect(text).not.toContain(secret);
  }, 40_000);
});

describe("something fails, and the others go on", () => {
  let rig: CityRig;
  let isLogFull = false;
  beforeAll(async () => {
    const log = {
      retryMs: 50,
      write(file: number, line: string) {
        // As a full disk does: half of the line is there.
        writeDurably(file, isLogFull ? line.slice(0, 40) : line);
        if (isLogFull) throw new Error("ENOSPC");
      },
    };
    rig = await open({ log });
  }, 40_000);

  test("every cable is pulled: taps wait in the readers, and come once when these are back", async () => {
    const { city, told } = rig;
    const say = createConsole(city);
    for (const place of PLACE_IDS) expect(await say(`pull ${place}`)).toBe("done");
    await until(() => PLACE_IDS.every((id) => city.seats[id].state === "away"), "all away");
    await everywhere(async (place) => {
      await rig.hold(place, "genuine");
      await rig.hold(place, "copy");
    });
    expect([told, PLACE_IDS.map((id) => city.seats[id].waitingCount)]).toEqual([[], four(2)]);
    for (const place of PLACE_IDS) await say(`plug ${place}`);
    await until(() => told.length === 8, "all taps", 15_000);
    const kiosk = told.filter((one) => one.startsWith("kiosk"));
    expect([kiosk, told.filter((one) => one.startsWith("shop-1"))]).toEqual([
      ["kiosk good", "kiosk counterfeit"],
      // Nobody sells anything to a card that was there while the till was away.
      ["shop-1 info", "shop-1 counterfeit"],
    ]);
    expect(PLACE_IDS.map((id) => city.seats[id].waitingCount)).toEqual(four(0));
    await settled(rig);
  }, 40_000);

  test("a place is ended and begun again: its reader keeps what comes meanwhile, its page is where it was", async () => {
    const seat = rig.city.seats.kiosk;
    const { url } = seat;
    await seat.stop();
    expect(seat.state).toBe("closed");
    const heard = rig.told.length;
    await rig.hold("kiosk", "genuine");
    expect(await rig.tap("shop-1")).toBe("good");
    await seat.start();
    await until(() => rig.told.length === heard + 2, "the tap", 10_000);
    expect([rig.told.at(-1), (await fetch(url)).status]).toEqual(["kiosk good", 200]);
    expect(await rig.tap("kiosk", "copy")).toBe("counterfeit");
    await settled(rig);
  }, 40_000);

  test("one place's database is locked, another's disk is full: the others go on, and both catch up", async () => {
    const { city, folder } = rig;
    const trouble: string[] = [];
    for (const id of PLACE_IDS) city.seats[id].place?.station.events.on("trouble", () => trouble.push(id));
    const locked = openDatabase(join(folder, "kiosk.db"), []);
    city.seats.kiosk.place?.db.exec("PRAGMA busy_timeout = 20");
    const makeRoom = fillUp(city.seats.gate.place?.db as Db);
    locked.exec("BEGIN IMMEDIATE");
    const heard = rig.told.length;
    await Promise.all([rig.hold("kiosk", "genuine"), rig.hold("gate", "genuine")]);
    await until(() => trouble.includes("kiosk") && trouble.includes("gate"), "trouble at both");
    expect(await Promise.all([rig.tap("shop-1"), rig.tap("shop-2")])).toEqual(["good", "good"]);
    expect(rig.told.slice(heard).sort()).toEqual(["shop-1 good", "shop-2 good"]);
    locked.exec("ROLLBACK");
    locked.close();
    makeRoom();
    await until(() => rig.told.length === heard + 4, "both catch up", 10_000);
    await settled(rig);
  }, 40_000);

  test("the gateway is away: every place goes on, the log keeps what the gateway gets later, once", async () => {
    await rig.city.gateway.stop();
    const stored = rig.city.storedCount;
    expect(await Promise.all([rig.tap("kiosk"), rig.tap("shop-2")])).toEqual(["good", "good"]);
    // More than a reader sends without being heard.
    for (let i = 0; i < 5; i++) expect(await rig.tap("kiosk", "copy")).toBe("counterfeit");
    expect(rig.city.storedCount).toBe(stored);
    await rig.city.gateway.start();
    await settled(rig);
  }, 40_000);

  test("the disk of the log is full: a place serves what its reader sends unheard, the rest waits there, nothing is missing", async () => {
    const heard = rig.told.length;
    isLogFull = true;
    for (let i = 0; i < 6; i++) await rig.hold("shop-1", "copy");
    await until(() => rig.told.length === heard + 4, "four taps");
    expect(rig.city.log.state).toBe("failing");
    await rig.hold("shop-1", "copy");
    expect(rig.told.length).toBe(heard + 4);
    isLogFull = false;
    await until(() => rig.told.length === heard + 7, "all taps", 10_000);
    expect(rig.city.log.state).toBe("good");
    await settled(rig);
    expect((await ketuk(["verify", logOf(rig), "--keys", rig.keyFile])).code).toBe(0);
  }, 40_000);
});

/** Takes all the room that a passage could be written to. @returns what gives the disk room again */
function fillUp(db: Db): () => void {
  const [{ page_count: pages }] = db.prepare("PRAGMA page_count").all() as [{ page_count: number }];
  db.exec(`PRAGMA max_page_count = ${pages}`);
  const sql = "INSERT INTO passage VALUES (?, 0, 'filler', 0, 0, '')";
  for (const length of [200, 0]) {
    expect(() => {
      for (let i = 0; ; i++) run(db, sql, `filler/${length}/${i}/`.padEnd(length, "0"));
    }).toThrow(/full/);
  }
  return () => db.exec(`PRAGMA max_page_count = ${pages + 5000}`);
}
