/** The rehearsal's report in a real Chromium: what it says, that it needs nothing else, and who can read it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderReport } from "../../bench/city/report.js";
import { HAS_CHROMIUM, look, openBrowser, openScreen } from "../support/browser.js";
import { sampleOptions, sampleResult } from "../support/rehearsal-result.js";

test("the report loads nothing from anywhere", () => {
  const page = renderReport(sampleResult(), sampleOptions(), "2 cores");
  expect(page).not.toMatch(/https?:|src=|<script|@import|url\(/);
});

test("a tap without an explanation stands in the headline", () => {
  const result = sampleResult();
  const page = renderReport({ ...result, ledger: { ...result.ledger, unexplained: 2 } }, sampleOptions(), "2 cores");
  expect(page).toContain('<em class="bad">2 unexplained</em>');
});

describe.runIf(HAS_CHROMIUM)("the report", () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "ketuk-report-"));
  const file = join(folder, "city.html");

  beforeAll(async () => {
    writeFileSync(file, renderReport(sampleResult(), sampleOptions(), "2 cores"));
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(["till", "phone"] as const)(
    "is readable on a %s, and axe finds nothing",
    async (screen) => {
      const { page, problems } = await openScreen(browser, screen);
      await page.goto(pathToFileURL(file).href);
      const { width, height } = {
        width: page.viewportSize()?.width ?? 0,
        height: await page.evaluate("document.body.scrollHeight"),
      };
      await page.setViewportSize({ width, height: Number(height) });
      expect(await look(page, `rehearsal-${screen}`)).toEqual([]);
      expect(await page.textContent("h1")).toBe("A city's day: 100,000 taps, 0 unexplained");
      expect(await page.locator("svg[role=img]").count()).toBe(3);
      // As many explanations as marks in a plot.
      expect(await page.locator(".happened li").count()).toBe(await page.locator("svg >> nth=0 >> .badge").count());
      expect(await page.locator(".sizing tbody tr").count()).toBeGreaterThan(10);
      expect(problems).toEqual([]);
      await page.close();
    },
    60_000,
  );
});
