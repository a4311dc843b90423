/** Every screen of the shop in a real Chromium: used by touch and keyboard, pictured, checked for accessibility. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BlockList, openBlockList, TRUST_MS } from "../../examples/lib/blocklist.js";
import { createBlockListKeys, signList } from "../../examples/lib/blocklist-document.js";
import { residentOf, SHOPS } from "../../examples/lib/city.js";
import { type Db, openDatabase } from "../../examples/lib/database.js";
import { listen, type WebServer } from "../../examples/lib/server.js";
import { type BackEndClient, createBackEndClient } from "../../examples/pos/backend-client.js";
import { createBackEndApp } from "../../examples/pos/backend-server.js";
import { type Counter, openCounter } from "../../examples/pos/counter.js";
import { fillBackEnd } from "../../examples/pos/sample.js";
import { BACKEND_SCHEMA, TILL_SCHEMA } from "../../examples/pos/schema.js";
import { createTillApp } from "../../examples/pos/till-server.js";
import { createFleetKeys, createFleetSecret } from "../../sdk/index.js";
import { HAS_CHROMIUM, look, openBrowser, openScreen } from "../support/browser.js";

let browser: Browser;
let page: Page;
let customer: Page;
let problems: string[];
let counter: Counter;
let backEnd: BackEndClient;
let till: WebServer;
let city: WebServer;
let db: Db;
let blockList: BlockList;
const { privateKey, publicKey } = createBlockListKeys();
/** As if the card desk had just signed it. */
const takeList = (version: number, ...uids: string[]) =>
  blockList.take(signList({ version, signedMs: Date.now(), uids }, privateKey));

beforeAll(async () => {
  if (!HAS_CHROMIUM) return;
  const fleet = createFleetKeys(createFleetSecret());
  const backDb = openDatabase(":memory:", BACKEND_SCHEMA);
  fillBackEnd(backDb, Date.now());
  city = await listen(createBackEndApp(backDb, fleet), 0);
  backEnd = createBackEndClient(city.url);
  db = openDatabase(":memory:", TILL_SCHEMA);
  blockList = openBlockList({ db, publicKey });
  const longAgoMs = Date.now() - TRUST_MS - 3_600_000;
  blockList.take(signList({ version: 1, signedMs: longAgoMs, uids: [] }, privateKey));
  counter = await openCounter({ db, shop: SHOPS[0], backEnd, blockList, fleet, retryMs: 60_000 });
  till = await listen(createTillApp({ ...counter, backEnd }), 0);
  browser = await openBrowser();
  ({ page, problems } = await openScreen(browser, "till"));
  ({ page: customer } = await openScreen(browser, "till"));
  await page.goto(till.url);
  await customer.goto(`${till.url}customer`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await till?.close();
  await counter?.close();
  await city?.close();
});

/** Touches goods so many times, and sees each in the basket. */
async function put(good: string, times = 1) {
  for (let i = 0; i < times; i++) {
    const changed = page.waitForResponse((response) => response.url() === till.url && response.ok());
    await page.click(`#good-${good}`);
    await changed;
  }
}

describe.skipIf(!HAS_CHROMIUM)("the till", () => {
  test("sells by touch, asks for the card, thanks, and prints a receipt", async () => {
    await page.waitForSelector("text=sudah lama: 9 jam");
    expect(await look(page, "pos-till-old-list")).toEqual([]);
    takeList(2);
    await page.goto(till.url);
    await page.waitForSelector("text=Daftar kartu diblokir: terbaru");
    expect(await look(page, "pos-till-empty")).toEqual([]);
    expect(await look(customer, "pos-customer-welcome")).toEqual([]);
    await put("rice", 4);
    await put("noodles", 6);
    await put("crisps", 1);
    await put("honey", 1);
    await page.waitForSelector("#less-honey");
    expect(await look(page, "pos-till-basket")).toEqual([]);
    await page.keyboard.press("F2");
    await page.waitForSelector("text=Silakan tempelkan kartu");
    await customer.waitForSelector("text=Silakan tempelkan kartu");
    expect(await look(page, "pos-till-tap")).toEqual([]);
    expect(await look(customer, "pos-customer-tap")).toEqual([]);
    await page.click('[data-sample="resident-1"]');
    await page.waitForSelector("text=Terima kasih, sudah dibayar");
    await customer.waitForSelector("text=Terima kasih, sudah dibayar");
    expect(await look(page, "pos-till-paid")).toEqual([]);
    expect(await look(customer, "pos-customer-paid")).toEqual([]);
    await page.click("#receipt");
    await page.waitForSelector(".receipt");
    expect(await look(page, "pos-receipt")).toEqual([]);
    await page.emulateMedia({ media: "print" });
    await look(page, "pos-receipt-print");
    await page.emulateMedia({ media: "screen" });
    expect(problems).toEqual([]);
  }, 120_000);

  test("refuses in words, tells a torn purse, and sells on without network", async () => {
    await page.goto(till.url);
    await page.click("#next");
    await page.waitForSelector("text=Sentuh barang");
    await put("soap", 2);
    await page.click("#pay");
    await page.waitForSelector("text=Silakan tempelkan kartu");
    await page.click('[data-sample="resident-29"]');
    await page.waitForSelector("text=kecamatan tempat tinggal");
    expect(await look(page, "pos-till-refused")).toEqual([]);
    await page.click("#demo-network");
    await page.waitForSelector("text=Tanpa jaringan");
    await page.click("#demo-purse-pulled");
    await page.waitForSelector("text=terlalu cepat diangkat");
    expect(await look(customer, "pos-customer-torn")).toEqual([]);
    await page.click("#demo-purse");
    await page.waitForSelector("text=Terima kasih, tercatat");
    expect(await look(page, "pos-till-offline")).toEqual([]);
    await page.click("#next");
    await page.click('[data-sample="resident-2"]');
    await page.waitForSelector("text=Sisa jatah bantuan bulan ini");
    await customer.waitForSelector("text=Sisa jatah bantuan bulan ini");
    expect(await look(customer, "pos-customer-card")).toEqual([]);
    await page.click("#demo-network");
    await page.waitForSelector("text=Terhubung ke pusat");
    expect(problems).toEqual([]);
  }, 120_000);

  test("refuses a blocked card in words, to shopkeeper and customer", async () => {
    takeList(3, residentOf(2).uid);
    await page.goto(till.url);
    await page.click('[data-sample="resident-2"]');
    await page.waitForSelector("text=Kartu ini diblokir");
    await customer.waitForSelector("text=Kartu ini diblokir");
    expect(await look(page, "pos-till-blocked")).toEqual([]);
    expect(await look(customer, "pos-customer-blocked")).toEqual([]);
    expect(problems).toEqual([]);
  }, 120_000);

  test("takes goods back by card, lists the day, and draws its report; the city sees the same", async () => {
    await page.goto(`${till.url}sale/1`);
    await page.locator(".check input").nth(1).uncheck();
    expect(await look(page, "pos-cancel")).toEqual([]);
    await page.click(".danger");
    await page.waitForSelector("text=kartu pengawas");
    await page.click('[data-sample="resident-24"]');
    await page.waitForSelector("text=Barang dikembalikan");
    await page.goto(`${till.url}sales`);
    expect(await look(page, "pos-sales")).toEqual([]);
    await page.goto(`${till.url}report`);
    await page.waitForSelector("#chart canvas");
    expect(await look(page, "pos-report")).toEqual([]);
    expect(await page.textContent("main")).toContain("Buku kas seimbang");
    await page.goto(city.url);
    expect(await look(page, "pos-city")).toEqual([]);
    expect(await page.textContent("main")).toContain("Buku kas seimbang");
    expect(problems).toEqual([]);
  }, 120_000);

  test("speaks English at a touch, is used by keyboard alone, and fits a phone", async () => {
    await page.goto(till.url);
    await page.click(".language");
    await page.waitForSelector("text=Next customer");
    await page.focus("#next");
    await page.keyboard.press("Enter");
    await page.waitForSelector("text=Touch the goods");
    await page.focus("#good-tea");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#more-tea");
    await page.waitForFunction("document.activeElement?.id === 'good-tea'");
    await page.keyboard.press("F2");
    await page.waitForSelector("text=Please tap the card");
    expect(await look(page, "pos-till-english")).toEqual([]);
    await page.keyboard.press("Escape");
    await page.waitForSelector("#pay");
    for (const [path, name] of [
      ["sales", "Sales"],
      ["report", "report"],
      ["customer", "Tap your card"],
    ]) {
      await page.goto(`${till.url}${path}`);
      expect(await page.textContent("main")).toContain(path === "customer" ? "Tea" : name);
      expect(await look(page, `pos-${path}-english`)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(till.url);
    expect(await look(page, "pos-phone")).toEqual([]);
    expect(problems).toEqual([]);
  }, 120_000);
});
