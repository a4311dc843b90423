/** Blocked cards at kiosk, shop and gate: refused within the stated time online; offline by the last list, however old. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { requestCertificate } from "../../examples/kiosk/certificates.js";
import { layOnDesk, receiveDeskTap } from "../../examples/kiosk/desk.js";
import { endBlocked, openVisit, receiveTap } from "../../examples/kiosk/visits.js";
import { type BlockList, OLD_LIST_RUPIAH, openBlockList, TRUST_MS } from "../../examples/lib/blocklist.js";
import { createBlockListKeys, signList } from "../../examples/lib/blocklist-document.js";
import { ageOf, blockListOf } from "../../examples/lib/blocklist-place.js";
import { residentCard } from "../../examples/lib/cards.js";
import { residentOf, SHOPS } from "../../examples/lib/city.js";
import { all, type Db, one, openDatabase } from "../../examples/lib/database.js";
import { openCounter } from "../../examples/pos/counter.js";
import { balanceOf } from "../../examples/pos/ledger.js";
import { noticeOf } from "../../examples/pos/pages/notice.js";
import { createPurseCard, PURSE_UID } from "../../examples/pos/sample.js";
import { TILL_SCHEMA } from "../../examples/pos/schema.js";
import { addToBasket } from "../../examples/pos/till-basket.js";
import { openGate } from "../../examples/turnstile/gate.js";
import { seedMembers } from "../../examples/turnstile/members.js";
import { SCHEMA as GATE_SCHEMA } from "../../examples/turnstile/schema.js";
import { createGateApp } from "../../examples/turnstile/server.js";
import { openCardDesk } from "../support/block-desk.js";
import { KEY, MONDAY_MS, openSampleKiosk, PNG, read, sampleDatabase, send, tapCard, tapOf } from "../support/kiosk.js";
import { createPosCity, MORNING } from "../support/pos-city.js";
import { until as untilOr } from "../support/pty.js";

const { privateKey, publicKey } = createBlockListKeys();
const uid = (number: number) => residentOf(number).uid;
const closing: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A list that no network reaches; `take` brings one. */
function offlineList(): BlockList {
  return openBlockList({ db: openDatabase(":memory:", []), publicKey });
}

const listOf = (version: number, signedMs: number, ...uids: string[]) =>
  signList({ version, signedMs, uids: uids.sort() }, privateKey);

/** How long it takes. */
async function until(fits: () => boolean, what: string, waitMs?: number): Promise<number> {
  const beganMs = performance.now();
  await untilOr(fits, what, waitMs);
  return performance.now() - beganMs;
}

/** A jar of honey, its promotion taken off. */
const HONEY = 36_000;
/** What examples/README.md promises; the list itself travels in some ten milliseconds. */
const AT_ONCE_MS = 3000;
/** The same for a gate, whose reader has to hear of it. */
const AT_GATE_MS = 10_000;

describe("online", () => {
  test("a card that is blocked at the desk ends its visit at the kiosk, and opens none, until it is taken back", async () => {
    const desk = await openCardDesk();
    closing.push(desk.close);
    const db = sampleDatabase();
    const blockList = await desk.follow(db);
    const kiosk = await openSampleKiosk(db, { blockList, desk: undefined });
    closing.push(kiosk.close);
    await tapCard(kiosk.station, "resident-1");
    expect(openVisit(db)).toBeDefined();
    desk.block(uid(1));
    expect(await until(() => openVisit(db) === undefined, "the visit ends")).toBeLessThan(AT_ONCE_MS);
    expect(all(db, "SELECT ended_by FROM visit WHERE tap LIKE 'kiosk-1/%'")).toEqual([{ ended_by: "blocked" }]);
    await tapCard(kiosk.station, "resident-1");
    expect(all(db, "SELECT outcome FROM tap WHERE key LIKE 'kiosk-1/%' ORDER BY rowid")).toEqual([
      { outcome: "welcome" },
      { outcome: "blocked" },
    ]);
    expect((await read(kiosk, "sorry/blocked")).text).toContain("Kartu ini sudah diblokir");
    expect((await read(kiosk, "staff/counter")).text).toContain("Daftar kartu diblokir: terbaru");
    desk.block(uid(1), false);
    await until(() => blockList.version === 2, "the block is taken back");
    await tapCard(kiosk.station, "resident-1");
    expect(openVisit(db)).toBeDefined();
    await send(kiosk, `v/${openVisit(db)}/finish`);
  });

  test("it pays nothing in a shop, whose screen says why, and its money stays", async () => {
    const desk = await openCardDesk();
    closing.push(desk.close);
    const db = openDatabase(":memory:", TILL_SCHEMA);
    const blockList = await desk.follow(db);
    const nobody = async (): Promise<never> => {
      throw new Error("cut");
    };
    const backEnd = { send: nobody, snapshot: nobody };
    const counter = await openCounter({ db, shop: SHOPS[0], backEnd, blockList, retryMs: 60_000 });
    closing.push(counter.close);
    const { till, station } = counter;
    const refused = async (id: string) => {
      till.askPayment(true);
      const stored = new Promise((resolve) => station.events.once("tap", resolve));
      await station.present(id);
      await stored;
      return till.notice;
    };
    addToBasket(db, "soap", 1);
    // The till knows nobody: it has never heard of the back end.
    expect(await refused("resident-1")).toEqual({ kind: "refused", reason: "unknown-card" });
    desk.block(uid(1));
    await until(() => blockList.version === 1, "the list arrives", AT_ONCE_MS);
    expect(await refused("resident-1")).toEqual({ kind: "refused", reason: "blocked" });
    expect(String(await noticeOf(till, "id")?.body)).toContain("Kartu ini diblokir");
    expect([all(db, "SELECT * FROM sale"), all(db, "SELECT * FROM outbox")]).toEqual([[], []]);
  });

  test("it is taken from the reader of a gate, also while all members are on their way", async () => {
    const desk = await openCardDesk();
    closing.push(desk.close);
    const db = openDatabase(":memory:", GATE_SCHEMA);
    seedMembers(db, 3000);
    const blockList = await desk.follow(db);
    const samples = [residentCard(10), residentCard(20)];
    const gate = await openGate({ id: "gate-1", db, blockList, samples, board: { clock: "fast" } });
    closing.push(gate.close);
    const decisions = () =>
      all<{ decision: string }>(db, "SELECT decision FROM passage ORDER BY rowid").map(({ decision }) => decision);
    const first = gate.bring();
    await until(() => gate.members.kind === "bringing" && gate.members.percent > 5, "members are on their way");
    desk.block(uid(10));
    // The first delivery ends for the sake of the change; what it has brought stays.
    expect(await first).toBeUndefined();
    await until(() => gate.members.kind === "current", "all are there", 20_000);
    await tapCard(gate.station, "resident-10");
    await tapCard(gate.station, "resident-20");
    expect(decisions()).toEqual(["blocked", "admitted"]);
    desk.block(uid(10), false);
    desk.block(uid(20));
    const listMs = await until(() => blockList.version === 3, "the next list");
    const readerMs = await until(() => gate.members.kind === "current", "the change is there", AT_GATE_MS);
    expect(listMs + readerMs).toBeLessThan(AT_GATE_MS);
    for (const id of ["resident-10", "resident-20"]) await tapCard(gate.station, id);
    expect(decisions().slice(2)).toEqual(["admitted", "blocked"]);
    const wall = await (await createGateApp(gate, db).request("/")).text();
    for (const words of ["Kartu diblokir", "Daftar kartu diblokir: terbaru"]) expect(wall).toContain(words);
  }, 30_000);
});

describe("a gate whose reader has not heard of a block", () => {
  test("lets the card pass once, raises the alarm, and no more when the reader has heard", async () => {
    const db = openDatabase(":memory:", GATE_SCHEMA);
    seedMembers(db, 40);
    const blockList = offlineList();
    let nowMs = Date.now();
    blockList.take(listOf(1, nowMs));
    const samples = [residentCard(10)];
    const gate = await openGate({ id: "gate-1", db, blockList, samples, now: () => nowMs, board: { clock: "fast" } });
    closing.push(gate.close);
    await gate.bring();
    // The list is here, its way to the reader is not: the cable is out, and the reader decides by itself.
    const away = new Promise((resolve) => gate.station.events.once("state", resolve));
    gate.station.virtual?.binding.port?.unplug();
    blockList.take(listOf(2, nowMs, uid(10)));
    await gate.station.present("resident-10");
    await away;
    await until(() => one(db, "SELECT 1 FROM passage") !== undefined, "the passage arrives", 20_000);
    expect(all(db, "SELECT decision FROM passage")).toEqual([{ decision: "admitted" }]);
    expect(all(db, "SELECT kind FROM alarm")).toEqual([{ kind: "blocked-card" }]);
    await until(() => gate.members.kind === "current", "the reader hears", 20_000);
    await tapCard(gate.station, "resident-10");
    expect(all(db, "SELECT decision FROM passage ORDER BY rowid").at(-1)).toEqual({ decision: "blocked" });
    nowMs = (one<{ at: number }>(db, "SELECT max(at_ms) AS at FROM alarm")?.at ?? 0) + 1000;
    const wall = async () => (await createGateApp(gate, db, () => nowMs).request("/")).text();
    expect(await wall()).toContain("kartu yang sudah diblokir baru saja masuk");
    nowMs += TRUST_MS;
    expect(await wall()).not.toContain("baru saja masuk.");
    // Members pass by an old list too: the wall says how old it is.
    expect(await wall()).toMatch(/Daftar kartu diblokir sudah lama: \d+ jam/);
  }, 30_000);
});

describe("offline, at the kiosk", () => {
  const welcome = (db: Db, list: BlockList, resident: number, atMs: number) =>
    receiveTap(db, tapOf(resident, atMs), atMs, list.isBlocked);

  test("the last list counts however old it is, and everybody else is served", () => {
    const db = sampleDatabase(MONDAY_MS);
    const list = offlineList();
    list.take(listOf(1, MONDAY_MS, uid(4)));
    for (const atMs of [MONDAY_MS, MONDAY_MS + 30 * TRUST_MS]) {
      expect(welcome(db, list, 4, atMs)).toBe("blocked");
      expect(welcome(db, list, 1, atMs)).toBe("welcome");
      expect(endBlocked(db, atMs, list.isBlocked)).toBe(false);
    }
  });

  test("nothing is approved by card while the list is too old: the request waits, and is decided when it is young", () => {
    const db = sampleDatabase(MONDAY_MS);
    const list = offlineList();
    list.take(listOf(1, MONDAY_MS - TRUST_MS));
    const file = { type: "image/png", bytes: PNG } as const;
    const request = requestCertificate(db, "form", 1, "domicile", file, MONDAY_MS)?.id ?? 0;
    const { neighbourhood } = residentOf(1);
    const sql = "SELECT resident FROM official WHERE office = 'neighbourhood' AND area = ? ORDER BY resident";
    const [head, deputy] = all<{ resident: number }>(db, sql, neighbourhood).map(({ resident }) => resident);
    const approve = (person: number, atMs: number) => {
      layOnDesk(db, request, "approve", "", atMs);
      return receiveDeskTap(db, KEY, tapOf(person, atMs), atMs, list.isBlocked);
    };
    expect(approve(head, MONDAY_MS + 1)).toBe("list-too-old");
    list.take(listOf(2, MONDAY_MS, uid(head)));
    expect(approve(head, MONDAY_MS + 2)).toBe("blocked");
    expect(approve(deputy, MONDAY_MS + 3)).toBe("decided");
  });
});

describe("offline, at the till", () => {
  /** Two tills that sell offline, by a list that was signed at 10:00. */
  async function cutCity(...blocked: string[]) {
    const till = offlineList();
    till.take(listOf(1, MORNING, ...blocked));
    const city = createPosCity(["warung-01"], undefined, { till });
    await city.tills[0].sync();
    city.network[0] = "down";
    await city.tills[0].sync();
    return city;
  }
  const buy = (city: Awaited<ReturnType<typeof cutCity>>, number: number, honey: number) => {
    const [till] = city.tills;
    till.clear();
    addToBasket(till.db, "honey", honey);
    till.askPayment(false);
    city.tap(0, number);
    return all<{ state: string; reason: string }>(till.db, "SELECT state, reason FROM sale ORDER BY id").at(-1);
  };

  test("a list that is too old lets small sums pass, and says so when it does not", async () => {
    const city = await cutCity();
    expect(buy(city, 2, 2)).toEqual({ state: "offline", reason: null });
    city.clock += TRUST_MS + 1;
    expect(buy(city, 2, 1)).toEqual({ state: "offline", reason: null });
    expect(OLD_LIST_RUPIAH).toBeLessThan(2 * HONEY);
    expect(buy(city, 2, 2)).toEqual({ state: "refused", reason: "list-too-old" });
    expect(String(await noticeOf(city.tills[0], "id")?.body)).toContain("Rp 50.000");
  });

  test("a basket that was asked for online and is decided offline is judged by the list, too", async () => {
    const city = await cutCity();
    const [till] = city.tills;
    city.network[0] = "up";
    await till.sync();
    city.clock += TRUST_MS + 1;
    expect(buy(city, 2, 2)).toEqual({ state: "asked", reason: null });
    city.network[0] = "down";
    await till.sync();
    expect(all(till.db, "SELECT state, reason FROM sale")).toEqual([{ state: "refused", reason: "list-too-old" }]);
  });

  test("a blocked card pays nothing, shows nothing and gives nothing back", async () => {
    const city = await cutCity(uid(2));
    const [till] = city.tills;
    expect(buy(city, 2, 1)).toBeUndefined();
    expect(till.notice).toEqual({ kind: "refused", reason: "blocked" });
    till.clear();
    city.tap(0, 2);
    expect(till.notice).toEqual({ kind: "refused", reason: "blocked" });
    buy(city, 1, 1);
    till.askCancel(1, [1]);
    city.tap(0, 2);
    expect(till.notice).toEqual({ kind: "refused", reason: "blocked" });
    expect(balanceOf(till.db, "due")).toBe(HONEY);
  });

  test("a purse pays by the same rule, and one that is blocked keeps its money", async () => {
    const stolen = Buffer.from(PURSE_UID).toString("hex").toUpperCase();
    for (const [blocked, laterMs, honey, paid] of [
      [[], 0, 2, true],
      [[], TRUST_MS + 1, 2, false],
      [[], TRUST_MS + 1, 1, true],
      [[stolen], 0, 1, false],
    ] as const) {
      const city = await cutCity(...blocked);
      const [till] = city.tills;
      city.clock += laterMs;
      const card = await createPurseCard(city.fleet);
      addToBasket(till.db, "honey", honey);
      till.askPayment(false);
      expect(await city.purse(0, card)).toBe(paid);
      const reason = blocked.length ? "blocked" : "list-too-old";
      if (!paid) expect(till.notice).toEqual({ kind: "refused", reason });
      expect(balanceOf(till.db, "due")).toBe(paid ? honey * HONEY : 0);
    }
  });
});

describe("the city's back end", () => {
  test("posts nothing for a blocked card, tells the tills, and lets an old list stop large sums that are asked for", async () => {
    const list = offlineList();
    list.take(listOf(1, MORNING));
    const city = createPosCity(["warung-01"], undefined, { city: list });
    const [till] = city.tills;
    await till.sync();
    const buy = async (honey: number) => {
      till.clear();
      addToBasket(till.db, "honey", honey);
      till.askPayment(false);
      city.tap(0, 2);
      await till.sync();
      return all<{ state: string; reason: string }>(till.db, "SELECT state, reason FROM sale ORDER BY id").at(-1);
    };
    city.clock += TRUST_MS + 1;
    expect(await buy(2)).toEqual({ state: "refused", reason: "list-too-old" });
    expect(await buy(1)).toEqual({ state: "done", reason: null });
    list.take(listOf(2, city.clock, uid(2)));
    expect(await buy(1)).toEqual({ state: "refused", reason: "blocked" });
    expect(balanceOf(city.backDb, `account:${uid(2)}`)).toBe(200_000 - HONEY);
    // From the snapshot the till knows it without a list of its own.
    city.network[0] = "down";
    await till.sync();
    expect(await buy(1)).toEqual({ state: "refused", reason: "blocked" });
  });
});

describe("a place", () => {
  test("says how old its list is, and warns when it is too old", () => {
    const list = offlineList();
    const at = (ms: number) => {
      const { tone, text } = ageOf(list, MONDAY_MS + ms);
      return `${tone}: ${text.id} / ${text.en}`;
    };
    expect(at(0)).toBe("warn: Daftar kartu diblokir belum diterima / No list of blocked cards yet");
    list.take(listOf(1, MONDAY_MS));
    expect(at(59_000)).toBe("good: Daftar kartu diblokir: terbaru / Blocked cards: up to date");
    expect(at(60_000)).toBe("good: Daftar kartu diblokir: umur 1 menit / Blocked cards: list is 1 minute old");
    expect(at(TRUST_MS)).toBe("good: Daftar kartu diblokir: umur 8 jam / Blocked cards: list is 8 hours old");
    expect(at(TRUST_MS + 1)).toBe(
      "warn: Daftar kartu diblokir sudah lama: 8 jam / Blocked cards: list is too old, 8 hours",
    );
    expect(at(9 * TRUST_MS)).toBe(
      "warn: Daftar kartu diblokir sudah lama: 3 hari / Blocked cards: list is too old, 3 days",
    );
  });

  test("takes address and key from its environment: neither, both, or an error", async () => {
    const path = mkdtempSync(join(tmpdir(), "ketuk-list-"));
    closing.push(() => rmSync(path, { recursive: true }));
    const desk = await openCardDesk();
    closing.push(desk.close);
    desk.block(uid(1));
    const keyFile = join(path, "desk.pem");
    writeFileSync(keyFile, desk.publicKey);
    const db = openDatabase(":memory:", []);
    expect(blockListOf(db, {})).toBeUndefined();
    expect(() => blockListOf(db, { KETUK_BLOCKLIST: desk.url })).toThrow("KETUK_BLOCKLIST_KEY");
    const list = blockListOf(db, { KETUK_BLOCKLIST: desk.url, KETUK_BLOCKLIST_KEY: keyFile });
    closing.push(() => list?.close());
    await until(() => list?.isBlocked(uid(1), Date.now()) === "blocked", "the list is there");
  });
});
