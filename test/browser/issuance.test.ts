/** Every screen of the card desk in a real Chromium: pictures, accessibility, both languages, a camera, a phone. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Desk } from "../../examples/issuance/desk.js";
import { cardOf } from "../../examples/issuance/register.js";
import { PHOTO_MAX_BYTES, photoOf } from "../../examples/issuance/residents.js";
import type { Db } from "../../examples/lib/database.js";
import { createAlbum, HAS_CHROMIUM, openBrowser, openScreen } from "../support/browser.js";
import { openSampleDesk, sampleRegister, tapped, untilAsked } from "../support/card-desk.js";

let db: Db;
let desk: Desk;
let browser: Browser;
let page: Page;
const problems: string[] = [];
const album = createAlbum("issuance");

beforeAll(async () => {
  if (!HAS_CHROMIUM) return;
  db = sampleRegister();
  desk = await openSampleDesk(db, { batchClock: "real" });
  browser = await openBrowser();
  const screen = await openScreen(browser, "till");
  page = screen.page;
  screen.problems.push = (...texts) => problems.push(...texts);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

const open = (path: string) => page.goto(`${desk.url}${path}`);

const picture = (name: string, of = page) => album.picture(of, name);

/** Presses a button of the page that leads to another one. */
async function press(text: string, of = page): Promise<void> {
  await Promise.all([of.waitForEvent("load"), of.getByRole("button", { name: text, exact: true }).click()]);
}

/** Presses a button of the tray. */
const tray = (id: string) => page.locator(`[data-sample="${id}"]`).click();

/** A drawn face, as a picture that somebody chooses from a file. */
async function portrait(): Promise<Buffer> {
  const sheet = await browser.newPage({ viewport: { width: 900, height: 700 } });
  await sheet.setContent(`<style>body{margin:0}</style><svg viewBox="0 0 900 700" width="900" height="700">
    <rect width="900" height="700" fill="#c9dbe2"/><path d="M190 700c0-210 110-270 260-270s260 60 260 270z" fill="#27546b"/>
    <rect x="395" y="380" width="110" height="100" rx="40" fill="#b97a56"/><ellipse cx="450" cy="280" rx="125" ry="155" fill="#c98a63"/>
    <path d="M318 270c-20-150 60-190 132-190s155 40 132 190c-20-80-60-105-132-105s-115 25-132 105z" fill="#2a1c16"/>
    <circle cx="402" cy="280" r="12" fill="#2a1c16"/><circle cx="498" cy="280" r="12" fill="#2a1c16"/>
    <path d="M400 350q50 40 100 0" fill="none" stroke="#7d3f2b" stroke-width="10" stroke-linecap="round"/></svg>`);
  const png = await sheet.screenshot();
  await sheet.close();
  return png;
}

const phase = (text: string) => page.getByText(text).first().waitFor({ timeout: 15_000 });

test.skipIf(!HAS_CHROMIUM)(
  "from a face to a live card, on the desk's screen and the resident's phone",
  { timeout: 120_000 },
  async () => {
    await open("");
    await picture("nobody");
    await tapped(desk.check, () => tray("officer"));
    await phase("Selamat bekerja");
    await picture("desk");
    await page.fill("#q", "Citra");
    await press("Cari");
    await page.locator("main table a").first().click();
    await page.waitForURL(/residents\/\d+$/);
    const number = Number(page.url().split("/").pop());
    await picture("person-new");
    await page.getByRole("link", { name: "Ambil foto" }).first().click();
    await page.locator(".no-camera").waitFor();
    await page.setInputFiles("#file", { name: "wajah.png", mimeType: "image/png", buffer: await portrait() });
    await page.getByRole("button", { name: "Pakai foto ini" }).waitFor();
    await picture("photo");
    await Promise.all([
      page.waitForURL(/residents\/\d+$/),
      page.getByRole("button", { name: "Pakai foto ini" }).click(),
    ]);
    const photo = photoOf(db, number);
    expect(photo?.length).toBeLessThan(PHOTO_MAX_BYTES / 2);
    await picture("encode");
    await press("Mulai menulis");
    await untilAsked(desk);
    await picture("encode-waiting");
    await tray("pulled");
    await phase("Kartu terangkat terlalu cepat");
    await picture("encode-torn");
    for (; cardOf(db, number)?.state !== "made"; ) await desk.play("blank");
    await phase("Tempelkan kartu di pembaca pemeriksa");
    await picture("check");
    await tapped(desk.check, () => tray("made"));
    await phase("Tanda terima");
    await page.locator(".receipt-qr svg").waitFor();
    await picture("receipt-desk");

    const { page: phone, problems: phoneProblems } = await openScreen(browser, "phone");
    await phone.goto(`${desk.url}r/${cardOf(db, number)?.token}`);
    await picture("phone-receipt", phone);
    await phone.fill("#name", "Orang Lain");
    await press("Saya sudah terima kartu", phone);
    await picture("phone-wrong-name", phone);
    await phone.fill("#name", (await page.textContent(".who-card h1")) ?? "");
    await press("Saya sudah terima kartu", phone);
    expect(await phone.textContent("h1")).toBe("Terima kasih. Kartu Anda sudah aktif.");
    await picture("phone-signed", phone);
    // The refusal of the wrong name is a 422, which the console notes.
    expect(phoneProblems.filter((text) => !text.includes("422"))).toEqual([]);
    await phone.context().close();

    await phase("Kartu aktif di tangan warga");
    await picture("live");
    await page.fill("#reason", "Hilang di pasar");
    await press("Blokir sekarang");
    expect(cardOf(db, number)).toBeUndefined();
    await picture("replaced");
    await open("blocks");
    await picture("blocks");
    await page.locator(".language").click();
    await page.waitForURL(/lang=en/);
    expect(await page.textContent("h1")).toBe("Blocked cards");
    await picture("blocks-en");
    await open("?lang=id");
    expect(problems).toEqual([]);
  },
);

test.skipIf(!HAS_CHROMIUM)(
  "the batch room counts while one watches, pauses, and goes on",
  { timeout: 90_000 },
  async () => {
    await open("batch");
    await picture("batch-empty");
    await page.fill("#count", "500");
    await press("Masukkan ke daftar");
    await press("Mulai");
    await expect
      .poll(async () => Number(await page.textContent("[data-live='issued']")), { timeout: 60_000 })
      .toBeGreaterThan(5);
    await picture("batch-running");
    await press("Jeda");
    await page.getByRole("button", { name: "Lanjutkan" }).waitFor();
    expect(await page.textContent("[data-part='errors']")).toContain("Terangkat terlalu cepat");
    await picture("batch-paused");
  },
);

test.skipIf(!HAS_CHROMIUM)(
  "the calculator does its sums while somebody types, and its address is the plan",
  { timeout: 60_000 },
  async () => {
    await open("plan");
    await page.locator("#plot canvas").waitFor();
    await picture("plan");
    expect(await page.textContent("#result .figure")).toBe("223");
    await page.fill("#stationCount", "16");
    await expect.poll(() => page.textContent("#result .figure")).toBe("112");
    expect(page.url()).toContain("stationCount=16");
    await page.locator(".sums").last().scrollIntoViewIfNeeded();
    await picture("plan-sums");
    await page.goto(`${page.url()}&lang=en`);
    expect(await page.textContent("h1")).toBe("The plan for one million cards");
    await picture("plan-en");
    expect(problems).toEqual([]);
  },
);

test.skipIf(!HAS_CHROMIUM)("a camera takes the portrait", { timeout: 60_000 }, async () => {
  const { page: desktop } = await openScreen(browser, "till");
  // A canvas is the camera: the browser of this test has none.
  await desktop.addInitScript(`navigator.mediaDevices.getUserMedia = async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
    const context = canvas.getContext("2d");
    setInterval(() => { context.fillStyle = "#3a7"; context.fillRect(0, 0, 1280, 720); }, 30);
    return canvas.captureStream(30);
  }`);
  await desktop.goto(`${desk.url}residents/77/photo`);
  await expect.poll(() => desktop.evaluate("document.querySelector('video').videoWidth")).toBe(1280);
  await desktop.getByRole("button", { name: "Ambil foto" }).click();
  await Promise.all([
    desktop.waitForURL(/residents\/77$/),
    desktop.getByRole("button", { name: "Pakai foto ini" }).click(),
  ]);
  const size = await desktop.evaluate(
    "[document.querySelector('.who-card img').naturalWidth, document.querySelector('.who-card img').naturalHeight]",
  );
  expect(size).toEqual([360, 480]);
  await desktop.context().close();
});

test.skipIf(!HAS_CHROMIUM)(
  "no picture has anything that a person with a screen reader or a keyboard would stumble over",
  () => {
    expect(album.found).toEqual({});
  },
);
