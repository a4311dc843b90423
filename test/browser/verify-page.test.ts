/** The page that verifies taps without a secret, in a real Chromium: what a person sees, in both languages. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Reader } from "../../sdk/index.js";
import { publicKeyOf } from "../../sdk/signing/ed25519.js";
import { toLogLine } from "../../sdk/verify/index.js";
import type { Sealed } from "../../sdk/verify/seal.js";
import { createVirtualReader, demoCards } from "../../sdk/virtual/index.js";
import "../support/programs.js";

const HAS_CHROMIUM = inject("programs").chromium === true;
const FOLDER = new URL("../../examples/verify-page", import.meta.url);
const TYPES: { readonly [ending: string]: string } = { html: "text/html", js: "text/javascript" };
/** Without these a browser looks for hosts on the internet at every start. */
const QUIET = "--disable-background-networking --disable-component-update --disable-sync --no-first-run --disable-quic";

let server: Server;
let browser: Browser;
let page: Page;
let key: string;
let certificate: string;
const records: Sealed[] = [];

/** A log of three cards at a signing virtual reader. */
async function makeLog(): Promise<void> {
  const virtual = createVirtualReader({ id: "gate-7", signing: { count: 92 } });
  const { path, binding, keys } = virtual;
  let issued: Uint8Array | undefined;
  const reader = await Reader.open({
    path,
    binding,
    keys,
    onRecord(event) {
      records.push(event.sealed);
      issued ??= event.certificate;
    },
  });
  const taps = reader.taps();
  for (const card of Object.values(demoCards(keys))) {
    await virtual.present(card);
    (await taps.next()).value?.ack();
  }
  await reader.close();
  await virtual.close();
  key = Buffer.from(publicKeyOf(keys.certificateSeed(1))).toString("hex");
  certificate = JSON.stringify({ certificate: Buffer.from(issued ?? []).toString("base64") });
}

beforeAll(async () => {
  if (!HAS_CHROMIUM) return;
  await makeLog();
  server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : (request.url ?? "");
    response.setHeader("content-type", TYPES[path.split(".").pop() ?? ""] ?? "text/plain");
    try {
      response.end(readFileSync(new URL(`${FOLDER.href}${path}`)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", ...QUIET.split(" ")],
  });
  page = await browser.newPage({ locale: "en-GB" });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** Gives the page these lines and reads its verdict. */
async function verdictOn(lines: string[], publicKey = key): Promise<string> {
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.fill("#key", publicKey);
  await page.fill("#log", lines.join("\n"));
  await page.click("#check");
  await page.locator("#summary:not(:empty)").waitFor();
  return (await page.textContent("#summary")) ?? "";
}

const log = () => [certificate, ...records.map((sealed) => toLogLine(sealed))];

test.skipIf(!HAS_CHROMIUM)("a genuine log is genuine, line by line, and says whose card it was", async () => {
  expect(await verdictOn(log())).toBe(`${records.length} of ${records.length} records are genuine.`);
  expect(await page.locator("#summary").getAttribute("class")).toBe("good");
  const table = await page.locator("#findings").innerText();
  expect(table).toContain("gate-7");
  expect(table).toMatch(/04A31B625E7780\s+mutual-aes/);
});

test.skipIf(!HAS_CHROMIUM)("a record with one bit changed is not, and the others still are", async () => {
  const lines = log();
  const sealed = records[2] as Sealed;
  const record = Uint8Array.from(sealed.record);
  const at = record.length >> 1;
  record[at] = (record[at] ?? 0) ^ 1;
  lines[3] = toLogLine({ ...sealed, record });
  expect(await verdictOn(lines)).toBe(`${records.length - 1} of ${records.length} records are genuine.`);
  expect(await page.locator("#summary").getAttribute("class")).toBe("bad");
});

test.skipIf(!HAS_CHROMIUM)("under another fleet's key nothing is, and no key is told as such", async () => {
  const other = Buffer.from(publicKeyOf(new Uint8Array(32).fill(7))).toString("hex");
  expect(await verdictOn(log(), other)).toBe(`0 of ${records.length} records are genuine.`);
  expect(await verdictOn(log(), "12")).not.toContain("genuine");
});

test.skipIf(!HAS_CHROMIUM)("speaks Indonesian when asked", async () => {
  await verdictOn(log());
  await page.selectOption("#language", "id");
  await page.click("#check");
  await page.locator("#summary", { hasText: "catatan" }).waitFor();
  expect(await page.title()).toBe("Verifikasi tap Ketuk");
});
