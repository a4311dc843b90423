/** The wall beside the gate in a real Chromium: plots, list, alarm, languages, on a large display and on a phone. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBlockList } from "../../examples/lib/blocklist.js";
import { createBlockListKeys, signList } from "../../examples/lib/blocklist-document.js";
import { residentCard } from "../../examples/lib/cards.js";
import { residentOf } from "../../examples/lib/city.js";
import { type Db, openDatabase, run } from "../../examples/lib/database.js";
import { listen, type WebServer } from "../../examples/lib/server.js";
import { type Gate, openGate } from "../../examples/turnstile/gate.js";
import { seedMembers } from "../../examples/turnstile/members.js";
import { SCHEMA } from "../../examples/turnstile/schema.js";
import { createGateApp } from "../../examples/turnstile/server.js";
import { HAS_CHROMIUM, look, openBrowser, openScreen } from "../support/browser.js";

/** Monday, 08:40 in Jakarta. */
const NOW_MS = Date.UTC(2026, 10, 23, 1, 40, 7);
const DECISIONS = ["admitted", "admitted", "admitted", "admitted", "admitted", "not-listed", "admitted", "passed-back"];

let browser: Browser;
let db: Db;
let gate: Gate;
let server: WebServer;

/** A busy quarter of an hour. */
function seedPassages(): void {
  for (let i = 0; i < 420; i++) {
    const wave = 1 + Math.sin(i / 35);
    const atMs = NOW_MS - Math.floor(i * 2100 - wave * 900);
    const decision = DECISIONS[(i * 5) % DECISIONS.length];
    const durationUs = 84_000 + ((i * 7919) % 34_000) + (i % 13 === 0 ? 60_000 : 0);
    const party = decision === "not-listed" ? null : i % 3;
    const card = ((i * 40_503) % 65_536).toString(16).padStart(4, "0").toUpperCase();
    run(db, "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)", `seed/${i}`, atMs, decision, durationUs, party, card);
  }
}

beforeAll(async () => {
  if (!HAS_CHROMIUM) return;
  db = openDatabase(":memory:", SCHEMA);
  seedMembers(db, 300);
  seedPassages();
  const { privateKey, publicKey } = createBlockListKeys();
  const blockList = openBlockList({ db, publicKey });
  blockList.take(signList({ version: 1, signedMs: NOW_MS - 180_000, uids: [residentOf(20).uid] }, privateKey));
  gate = await openGate({
    id: "gate-1",
    db,
    blockList,
    now: () => NOW_MS,
    board: { clock: "fast" },
    samples: [residentCard(10, "Pegawai"), residentCard(20, "Diblokir")],
  });
  await gate.bring();
  server = await listen(
    createGateApp(gate, db, () => NOW_MS),
    0,
  );
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await gate?.close();
});

test.runIf(HAS_CHROMIUM)(
  "on the wall: figures, both plots drawn, the last cards without whole UIDs, live",
  async () => {
    const { page, problems } = await openScreen(browser, "wall");
    await page.goto(server.url);
    await page.waitForSelector("#throughput canvas");
    await page.waitForSelector("#histogram canvas");
    expect(await look(page, "turnstile-wall")).toEqual([]);
    expect(await page.locator("tbody tr").count()).toBe(10);
    const { scrollHeight, innerHeight } = (await page.evaluate(
      "({ scrollHeight: document.documentElement.scrollHeight, innerHeight })",
    )) as { scrollHeight: number; innerHeight: number };
    expect(scrollHeight).toBeLessThanOrEqual(innerHeight);
    const before = await page.locator(".kpi .figure").nth(1).innerText();
    await page.getByRole("button", { name: "Pegawai" }).click();
    await expect.poll(() => page.locator(".kpi .figure").nth(1).innerText(), { timeout: 10_000 }).not.toBe(before);
    await page.getByRole("button", { name: "Diblokir" }).click();
    await page.waitForSelector("td >> text=Kartu diblokir");
    await page.waitForSelector("#throughput canvas");
    expect(await look(page, "turnstile-wall-blocked")).toEqual([]);
    // As if that card had passed before the reader had heard of the block.
    run(db, "INSERT INTO alarm VALUES (?, 'blocked-card')", NOW_MS - 5000);
    await page.getByRole("button", { name: "Buka atau tutup pintu" }).click();
    await page.waitForSelector("text=pintu tertahan terbuka", { timeout: 20_000 });
    expect(await look(page, "turnstile-wall-alarm")).toEqual([]);
    // Drawn anew with the page: as large as before.
    const heights = await page.locator(".plot canvas").evaluateAll((found) => found.map((one) => one.clientHeight));
    for (const height of heights) expect(height).toBeGreaterThan(150);
    expect(heights).toHaveLength(2);
    await page.getByRole("button", { name: "Buka atau tutup pintu" }).click();
    await page.waitForSelector("text=pintu tertahan terbuka", { state: "detached", timeout: 10_000 });
    expect(await page.locator(".alarm").innerText()).toContain("kartu yang sudah diblokir");
    expect(problems).toEqual([]);
  },
  60_000,
);

test.runIf(HAS_CHROMIUM)(
  "on a phone, in English",
  async () => {
    const { page, problems } = await openScreen(browser, "phone");
    await page.goto(`${server.url}?lang=en`);
    await page.waitForSelector("#histogram canvas");
    expect(await look(page, "turnstile-phone")).toEqual([]);
    expect(await page.locator("h1").innerText()).toBe("City Hall Gate");
    await page.screenshot({ path: ".build/screenshots/turnstile-phone-whole.png", fullPage: true });
    expect(problems).toEqual([]);
  },
  60_000,
);
