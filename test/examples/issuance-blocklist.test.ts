/** Blocked cards at a shop: refused at once online, limited offline within the stated time, by no list that is not the desk's. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  addBlockEvent,
  type BlockBell,
  blockedCards,
  createBlockBell,
  serveBlockList,
} from "../../examples/issuance/blocks.js";
import { SCHEMA } from "../../examples/issuance/schema.js";
import { type BlockList, OLD_LIST_RUPIAH, openBlockList, TRUST_MS } from "../../examples/lib/blocklist.js";
import { createBlockListKeys, readList, type SignedList, signList } from "../../examples/lib/blocklist-document.js";
import { type Db, openDatabase } from "../../examples/lib/database.js";
import { listen, type WebServer } from "../../examples/lib/server.js";

const STOLEN = "04A31B625E7780";
const OTHER = "047A5100000001";
const NOON_MS = Date.parse("2026-11-23T12:00:00+07:00");
const { privateKey, publicKey } = createBlockListKeys();
const open: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function shop(options: Partial<Parameters<typeof openBlockList>[0]> = {}): BlockList {
  const list = openBlockList({ db: openDatabase(":memory:", []), publicKey, retryMs: 20, ...options });
  open.push(() => list.close());
  return list;
}

const listOf = (version: number, uids: string[], signedMs = NOON_MS) =>
  signList({ version, signedMs, uids }, privateKey);

describe("at a shop without network", () => {
  test("a blocked card is refused, whatever the amount and however old the list", () => {
    const list = shop();
    expect(list.take(listOf(1, [STOLEN]))).toBe(true);
    for (const laterMs of [0, TRUST_MS, 100 * TRUST_MS])
      expect(list.isBlocked(STOLEN, NOON_MS + laterMs)).toBe("blocked");
    expect(list.isBlocked(OTHER, NOON_MS)).toBe(false);
  });

  test("after the stated time, and not before, larger amounts are refused, and small ones go on", () => {
    const list = shop();
    list.take(listOf(1, [STOLEN]));
    const ask = (laterMs: number, rupiah: number) => list.isBlocked(OTHER, NOON_MS + laterMs, rupiah);
    expect(ask(TRUST_MS, OLD_LIST_RUPIAH + 1)).toBe(false);
    expect(ask(TRUST_MS + 1, OLD_LIST_RUPIAH + 1)).toBe("list-too-old");
    expect(ask(TRUST_MS + 1, OLD_LIST_RUPIAH)).toBe(false);
    expect(ask(TRUST_MS + 1, 0)).toBe(false);
  });

  test("a clock that was set back does not make the list young, and no list at all is an old one", () => {
    const list = shop();
    expect(list.isBlocked(OTHER, NOON_MS, OLD_LIST_RUPIAH + 1)).toBe("list-too-old");
    list.take(listOf(1, []));
    expect(list.isBlocked(OTHER, NOON_MS - 3_600_000, OLD_LIST_RUPIAH + 1)).toBe("list-too-old");
    expect(list.isBlocked(OTHER, NOON_MS - 60_000, OLD_LIST_RUPIAH + 1)).toBe(false);
  });

  test("the list is there again after a restart, and a damaged one counts as none", () => {
    const db = openDatabase(":memory:", []);
    shop({ db }).take(listOf(7, [STOLEN]));
    const again = shop({ db });
    expect([again.version, again.isBlocked(STOLEN, NOON_MS)]).toEqual([7, "blocked"]);
    db.exec("UPDATE blocked_cards SET list = '{'");
    const damaged = shop({ db });
    expect([damaged.version, damaged.isBlocked(OTHER, NOON_MS, 60_000)]).toEqual([0, "list-too-old"]);
    db.exec(`UPDATE blocked_cards SET list = '{"head":"{}","signature":"","uids":[]}'`);
    expect(shop({ db }).version).toBe(0);
  });

  test("a disk that is full keeps no stolen card alive", () => {
    const db = openDatabase(":memory:", []);
    const list = shop({ db });
    const quiet = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    db.exec("PRAGMA query_only = ON");
    expect(list.take(listOf(1, [STOLEN]))).toBe(true);
    expect(list.isBlocked(STOLEN, NOON_MS)).toBe("blocked");
    expect(quiet).toHaveBeenCalledOnce();
    quiet.mockRestore();
  });
});

describe("a list that is not the desk's newest", () => {
  const genuine = listOf(5, [OTHER, STOLEN].sort());

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["a text", "[]"],
    ["another desk's", signList({ version: 9, signedMs: NOON_MS, uids: [] }, createBlockListKeys().privateKey)],
    ["one without a stolen card", { ...genuine, uids: [OTHER] }],
    ["one with a card more", { ...genuine, uids: [...(genuine.uids ?? []), "04"] }],
    ["one with another version", { ...genuine, head: genuine.head.replace("5", "6") }],
    ["one without a signature", { ...genuine, signature: "" }],
  ])("is not taken: %s", (_, list) => {
    expect(readList(list, publicKey, [])).toBeUndefined();
    const mine = shop();
    mine.take(genuine);
    expect(mine.take(list)).toBe(false);
    expect(mine.isBlocked(STOLEN, NOON_MS)).toBe("blocked");
  });

  test("is not taken when it is an older one, played again", () => {
    const mine = shop();
    expect(mine.take(listOf(5, [STOLEN]))).toBe(true);
    expect(mine.take(listOf(4, []))).toBe(false);
    expect(mine.take(listOf(5, [STOLEN], NOON_MS - 1))).toBe(false);
    expect(mine.isBlocked(STOLEN, NOON_MS)).toBe("blocked");
  });

  test("without cards renews the age of the version that is there, and of no other", () => {
    const mine = shop();
    mine.take(listOf(5, [STOLEN]));
    const later = NOON_MS + TRUST_MS;
    const young = (version: number) => signList({ version, signedMs: later, uids: [STOLEN] }, privateKey, version);
    expect(young(5).uids).toBeUndefined();
    expect(mine.take(young(5))).toBe(true);
    expect(mine.signedMs).toBe(later);
    const others: SignedList = signList({ version: 6, signedMs: later, uids: [OTHER] }, privateKey, 6);
    expect(mine.take(others)).toBe(false);
  });
});

describe("with the desk's own endpoint", () => {
  let db: Db;
  let bell: BlockBell;
  let server: WebServer;
  let nowMs = NOON_MS;
  const block = (uid: string, isBlocked = true) => {
    addBlockEvent(db, { uid, isBlocked, reason: "stolen", officer: "Made", nowMs });
    bell.ring();
  };

  beforeEach(async () => {
    nowMs = NOON_MS;
    db = openDatabase(":memory:", SCHEMA);
    bell = createBlockBell();
    const app = new Hono();
    serveBlockList(app, db, bell, () => nowMs);
    server = await listen(app, 0);
    open.push(() => server.close());
  });

  const online = async () => {
    const key = await (await fetch(`${server.url}blocklist/key`)).text();
    return shop({ url: `${server.url}blocklist`, publicKey: key });
  };

  test("a card is refused at once when it is blocked, and taken at once when it is not any more", async () => {
    const list = await online();
    const changed = () => new Promise<number>((resolve) => list.onChange(resolve));
    await vi.waitFor(() => expect(list.signedMs).toBe(NOON_MS));
    expect(list.isBlocked(STOLEN, nowMs)).toBe(false);
    // The shop's question is held by now, or comes in a moment: either way no poll is waited for.
    const first = changed();
    block(STOLEN);
    expect(await first).toBe(1);
    expect(list.isBlocked(STOLEN, nowMs)).toBe("blocked");
    const second = changed();
    block(STOLEN, false);
    expect(await second).toBe(2);
    expect(list.isBlocked(STOLEN, nowMs)).toBe(false);
  });

  test("two shops hear of it, one that was away hears when it is back, and its list has grown old meanwhile", async () => {
    const [near, far] = [await online(), await online()];
    await vi.waitFor(() => expect([near.signedMs, far.signedMs]).toEqual([NOON_MS, NOON_MS]));
    await far.close();
    block(STOLEN);
    await vi.waitFor(() => expect(near.version).toBe(1));
    nowMs += TRUST_MS + 1;
    // Offline it cannot know of this card, but no large amount is at risk any more.
    expect(far.isBlocked(STOLEN, nowMs, OLD_LIST_RUPIAH + 1)).toBe("list-too-old");
    const back = await online();
    await vi.waitFor(() => expect(back.isBlocked(STOLEN, nowMs)).toBe("blocked"));
  });

  test("who has the newest list is sent no cards again, only a younger head", async () => {
    block(STOLEN);
    const ask = async (query: string) => (await (await fetch(`${server.url}blocklist${query}`)).json()) as SignedList;
    expect((await ask("")).uids).toEqual([STOLEN]);
    expect((await ask("?have=0")).uids).toEqual([STOLEN]);
    expect((await ask("?have=1")).uids).toBeUndefined();
    expect((await ask("?have=x&hold=-5")).uids).toEqual([STOLEN]);
    expect(blockedCards(db, nowMs).version).toBe(1);
  });
});

test("a desk that answers nonsense, or nothing, changes nothing, and is asked again", async () => {
  let count = 0;
  const answers = ["", "no json", "{}", JSON.stringify(listOf(3, [STOLEN]))];
  const nonsense: Server = createServer((request, response) => {
    if (request.url?.includes("hold=20000")) return;
    response.end(answers[Math.min(count++, answers.length - 1)]);
  });
  await new Promise<void>((resolve) => nonsense.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    nonsense.closeAllConnections();
    nonsense.close();
  });
  const list = shop({ url: `http://127.0.0.1:${(nonsense.address() as AddressInfo).port}/blocklist` });
  await vi.waitFor(() => expect(list.version).toBe(3), { timeout: 5000 });
  expect(count).toBe(4);
});

test("a list that lies on a plain web server is fetched at a pace", async () => {
  let count = 0;
  const plain: Server = createServer((_, response) => {
    count++;
    response.end(JSON.stringify(listOf(3, [STOLEN])));
  });
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
  open.push(() => void plain.close());
  const list = shop({ url: `http://127.0.0.1:${(plain.address() as AddressInfo).port}/list.json`, retryMs: 100 });
  await vi.waitFor(() => expect(count).toBe(4), { timeout: 5000, interval: 5 });
  expect(list.version).toBe(3);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(count).toBeLessThan(9);
});
