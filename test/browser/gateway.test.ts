/** The live page with 10,000 readers in a real Chromium: what it shows, that it stays fluid, and who can use it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCrowd } from "../../examples/gateway/crowd.js";
import { servePage } from "../../examples/gateway/page.js";
import { createCityView } from "../../examples/gateway/view.js";
import { createWebApp, listen, type WebServer } from "../../examples/lib/server.js";
import { HAS_CHROMIUM, look, openBrowser, openScreen } from "../support/browser.js";

const COUNT = 10_000;

describe.runIf(HAS_CHROMIUM)("the live page with 10,000 readers", () => {
  let browser: Browser;
  let server: WebServer;
  let page: { close(): void };

  beforeAll(async () => {
    // Ten minutes have passed when somebody looks.
    let nowMs = Date.now() - 600_000;
    const view = createCityView(() => nowMs);
    const crowd = createCrowd(view, COUNT, () => nowMs);
    for (let s = 0; s < 600; s++) {
      nowMs += 1000;
      crowd.second();
      if (s > 0) view.tick();
    }
    const app = createWebApp("gateway");
    page = servePage(app, view, () => {
      nowMs += 1000;
      crowd.second();
    });
    server = await listen(app, 0);
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    page?.close();
    await server?.close();
  });

  test("fits on a wall, tells what needs attention, and axe finds nothing", async () => {
    const { page: wall, problems } = await openScreen(browser, "wall");
    await wall.goto(server.url);
    await wall.waitForSelector(".reader:not([hidden])");
    await wall.waitForSelector("#plot-rate canvas");
    expect(await look(wall, "gateway-wall")).toEqual([]);
    expect(await wall.textContent("#figure-total")).toBe("10.000");
    expect(await wall.evaluate("document.documentElement.scrollHeight <= innerHeight")).toBe(true);
    // Only what is on the screen is in the document.
    expect(await wall.locator(".reader").count()).toBeLessThan(60);
    expect(problems).toEqual([]);
    await wall.close();
  }, 60_000);

  test("scrolls to its end, filters and searches without a long pause", async () => {
    const { page: wall, problems } = await openScreen(browser, "wall");
    await wall.goto(`${server.url}?lang=en`);
    await wall.waitForSelector(".reader:not([hidden])");
    await wall.evaluate(`
      globalThis.longest = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
      }).observe({ type: "longtask", buffered: false });`);
    for (let i = 0; i < 20; i++) {
      await wall.evaluate(`document.getElementById("rows").scrollTop += ${(COUNT * 44) / 20}`);
      await wall.waitForTimeout(60);
    }
    await wall.waitForSelector('[aria-rowindex="10001"]:not([hidden])');
    await wall.click("[data-standing=away]");
    const rows = () => wall.getAttribute("#table", "aria-rowcount").then(Number);
    await expect.poll(rows).toBeLessThan(500);
    expect(await wall.textContent(".reader:not([hidden]) b")).toBe("Away");
    await wall.click("[data-standing='']");
    await wall.fill("#search", "utara-0042");
    await expect.poll(rows).toBe(2);
    const longest = Number(await wall.evaluate("longest"));
    console.log(`longest task of the page while 10,000 readers scrolled by: ${Math.round(longest)} ms`);
    // A limit against what grows with the number of readers, not a measure: this machine does other things, too.
    expect(longest).toBeLessThan(500);
    expect(problems).toEqual([]);
    await wall.close();
  }, 60_000);

  test("is usable on a phone", async () => {
    const { page: phone, problems } = await openScreen(browser, "phone");
    await phone.goto(server.url);
    await phone.waitForSelector(".reader:not([hidden])");
    expect(await look(phone, "gateway-phone")).toEqual([]);
    expect(problems).toEqual([]);
    await phone.close();
  }, 60_000);
});
