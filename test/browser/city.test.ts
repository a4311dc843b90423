/** The map of the city in a real Chromium: taps light up, a pulled cable turns grey, the log is checked, both languages. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type City, startCity } from "../../examples/city/city.js";
import { createMapApp, type MapApp } from "../../examples/city/server.js";
import { listen, type WebServer } from "../../examples/lib/server.js";
import { createFleetKeys, createFleetSecret } from "../../sdk/index.js";
import { HAS_CHROMIUM, look, openBrowser, openScreen } from "../support/browser.js";

let browser: Browser;
let folder: string;
let city: City;
let map: MapApp;
let server: WebServer;

beforeAll(async () => {
  if (!HAS_CHROMIUM) return;
  folder = mkdtempSync(join(tmpdir(), "ketuk-map-"));
  city = await startCity({ folder, fleet: createFleetKeys(createFleetSecret()) });
  map = createMapApp(city);
  server = await listen(map.app, 0);
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  map?.close();
  await server?.close();
  await city?.close();
  if (folder) rmSync(folder, { recursive: true });
});

test.runIf(HAS_CHROMIUM)(
  "on a till: a tap lights up and is counted, a copy is refused, a pulled cable greys a place and loses nothing",
  async () => {
    const { page, problems } = await openScreen(browser, "till");
    await page.goto(server.url);
    await page.getByRole("button", { name: "Ketuk kartu: Warung Bu Tini" }).click();
    await page.waitForSelector("#site-shop-1.lit");
    await expect.poll(() => page.locator("#figure-good").innerText()).toBe("1");
    await page.getByRole("button", { name: "Kartu tiruan: Warung Kauman" }).click();
    await page.waitForSelector("#site-shop-2.lit[data-tone=bad]");
    await page.getByRole("button", { name: "Ketuk kartu: Anjungan Layanan" }).click();
    await page.getByRole("button", { name: "Cabut kabel: Gerbang Balai Kota" }).click();
    await page.waitForSelector("#site-gate.gone");
    await page.getByRole("button", { name: "Ketuk kartu: Gerbang Balai Kota" }).click();
    await expect.poll(() => page.locator("#place-gate .note").innerText()).toBe("1 ketukan menunggu");
    expect(await look(page, "city-till")).toEqual([]);
    await page.getByRole("button", { name: "Pasang kabel: Gerbang Balai Kota" }).click();
    await page.waitForSelector("#site-gate.lit[data-tone=good]", { timeout: 15_000 });
    await expect.poll(() => page.locator("#figure-taps").innerText()).toBe("4");
    await expect.poll(() => page.locator("#place-gateway .count").innerText()).toBe("4");
    expect(problems).toEqual([]);
  },
  60_000,
);

test.runIf(HAS_CHROMIUM)(
  "upright and large, with the crowd: the log is intact, a changed letter is found, a lost card is refused everywhere",
  async () => {
    const { page, problems } = await openScreen(browser, "kiosk");
    await page.goto(server.url);
    await page.getByRole("button", { name: "Mulai keramaian" }).click();
    const before = Number(await page.locator("#figure-taps").innerText());
    await expect
      .poll(async () => Number(await page.locator("#figure-taps").innerText()), { timeout: 20_000 })
      .toBeGreaterThan(before + 4);
    await page.getByRole("button", { name: "Periksa semua" }).click();
    await expect.poll(() => page.locator("#log-said").innerText()).toMatch(/^Utuh: \d+ catatan/);
    await page.getByRole("button", { name: "Laporkan hilang" }).click();
    await expect
      .poll(() => page.locator("#lost-said").innerText(), { timeout: 15_000 })
      .toBe("Diblokir, 4 dari 4 tempat tahu.");
    expect(await look(page, "city-upright")).toEqual([]);
    await page.screenshot({ path: ".build/screenshots/city-upright-whole.png", fullPage: true });
    await page.getByRole("button", { name: "Ubah 1 huruf" }).click();
    await expect.poll(() => page.locator("#log-said").innerText()).toMatch(/^Ketahuan: baris \d+ /);
    await page.getByRole("button", { name: "Sudah ditemukan" }).click();
    await page.getByRole("button", { name: "Jeda keramaian" }).click();
    expect(problems).toEqual([]);
  },
  60_000,
);

test.runIf(HAS_CHROMIUM)(
  "on a phone, in English, and the switch goes back",
  async () => {
    const { page, problems } = await openScreen(browser, "phone");
    await page.goto(`${server.url}?lang=en`);
    await page.waitForSelector("#recent li");
    expect(await page.locator("h1").innerText()).toBe("The City of Tirtasari today");
    expect(await look(page, "city-phone")).toEqual([]);
    await page.screenshot({ path: ".build/screenshots/city-phone-whole.png", fullPage: true });
    await page.getByRole("link", { name: "Bahasa Indonesia" }).click();
    expect(await page.locator("h1").innerText()).toBe("Kota Tirtasari hari ini");
    expect(problems).toEqual([]);
  },
  60_000,
);
