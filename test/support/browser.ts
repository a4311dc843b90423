/** A real Chromium for tests of pages: screens as they hang on the wall, pictures to look at, accessibility checked. */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { inject } from "vitest";
import "./programs.js";

/** False where there is no Chromium: the run says so at its end. */
export const HAS_CHROMIUM = inject("programs").chromium === true;

/** Without these a browser looks for hosts on the internet at every start. */
const QUIET = "--disable-background-networking --disable-component-update --disable-sync --no-first-run --disable-quic";

/** Screens that the pages are made for, in CSS pixels. */
export const SCREENS = {
  kiosk: { width: 1080, height: 1920 },
  till: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  wall: { width: 1920, height: 1080 },
} as const;

/** Pictures are kept here for people to look at; CI may collect them. */
const PICTURES = new URL("../../.build/screenshots/", import.meta.url);
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts Chromium; close it in afterAll. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", ...QUIET.split(" ")],
  });
}

/** A page on one of the screens. What goes wrong in it, a console error or a refused request, is in `problems`. */
export async function openScreen(
  browser: Browser,
  screen: keyof typeof SCREENS,
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: SCREENS[screen], reducedMotion: "reduce", locale: "id-ID" });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  return { page, problems };
}

/** Pictures of one example, and what was found on them. */
export interface Album {
  /** Takes a picture; see {@link look}. */
  picture(page: Page, name: string): Promise<void>;
  /** What was found, by picture; empty when nobody stumbles. */
  readonly found: Readonly<Record<string, string[]>>;
}

/** @param example begins the names of its pictures */
export function createAlbum(example: string): Album {
  const found: Record<string, string[]> = {};
  return {
    found,
    async picture(page, name) {
      const lines = await look(page, `${example}-${name}`);
      if (lines.length > 0) found[name] = lines;
    },
  };
}

/**
 * Takes a picture, and says what a person with a screen reader, a keyboard or weak eyes would stumble over.
 *
 * @returns one line for each violation of WCAG 2.1 A and AA that axe-core finds, and one when the page is wider than its screen
 */
export async function look(page: Page, name: string): Promise<string[]> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: new URL(`${name}.png`, PICTURES).pathname });
  // By evaluation, not by a script element: the pages allow none from elsewhere.
  await page.evaluate(AXE);
  const found: string[] = await page.evaluate(`axe
    .run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] })
    .then(({ violations }) => violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ")).join(", ")))`);
  const width: number[] = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
  if (width[0] > width[1]) found.push(`too wide: ${width[0]} of ${width[1]} pixels`);
  return found;
}
