/** `ketuk/web` in a real Chromium, under a policy that lets no code be made from text: what a person sees. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publicKeyOf } from "../../sdk/signing/ed25519.js";
import { createVirtualReader, demoCards, type VirtualReader } from "../../sdk/virtual/index.js";
import { HAS_CHROMIUM, openBrowser } from "../support/browser.js";
import { tillKeyFile, wireOf } from "../support/web-wire.js";

const FOLDER = fileURLToPath(new URL("reader-page/", import.meta.url));
const POLICY = "default-src 'self'; script-src 'self'";
const TYPES: { readonly [ending: string]: string } = { html: "text/html", js: "text/javascript", json: "text/json" };

let virtual: VirtualReader;
let server: Server;
let browser: Browser;
let page: Page;
const files = new Map<string, string>();
const complaints: string[] = [];

/** As a page is built: from the package by its name, for browsers. */
async function bundle(name: string): Promise<string> {
  const built = await rolldown({ input: FOLDER + name, platform: "browser" });
  const { output } = await built.generate({ format: "esm" });
  await built.close();
  return output[0].code;
}

/** Joins the page's serial port to the virtual reader. */
async function joinWire(): Promise<void> {
  const wire = wireOf(virtual);
  await page.exposeFunction("toReader", (bytes: number[]) => wire.receive(Uint8Array.from(bytes)));
  const send = (bytes: Uint8Array) => {
    const call = `fromReader([${[...bytes]}])`;
    page.evaluate(call).catch(() => {});
  };
  await page.exposeFunction("connectReader", (open: boolean) => wire.connect(open ? send : undefined));
}

beforeAll(async () => {
  if (!HAS_CHROMIUM) return;
  virtual = createVirtualReader({ id: "gate-7", clock: "real", signing: { count: 92 } });
  const fleetPublicKey = [...publicKeyOf(virtual.keys.certificateSeed(1))];
  for (const name of ["page.js", "stand-in.js", "probe.js"]) files.set(name, await bundle(name));
  files.set("keys.json", JSON.stringify({ keys: tillKeyFile(virtual, true), fleetPublicKey }));
  files.set("", readFileSync(`${FOLDER}index.html`, "utf8"));
  files.set("probe.html", '<!doctype html><script type="module" src="probe.js"></script>');
  server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? "";
    response.setHeader("content-security-policy", POLICY);
    response.setHeader("content-type", TYPES[name.split(".").pop() ?? ""] ?? "text/html");
    if (files.has(name)) response.end(files.get(name));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await openBrowser();
  page = await browser.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !/favicon|WebAssembly|404/.test(text)) complaints.push(text);
  });
  await joinWire();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
  await virtual?.close();
});

const address = (name = "") => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;

test.skipIf(!HAS_CHROMIUM)("a page opens the reader, shows a verified tap, survives unplug and replug", async () => {
  await page.goto(address());
  await page.click("#open");
  await page.locator("#state", { hasText: "open: gate-7" }).waitFor();
  const taps = page.locator("#taps li");
  const { genuine, clone } = demoCards(virtual.keys);
  await virtual.present(genuine);
  await taps.nth(0).waitFor();

  await page.evaluate("unplug()");
  await page.locator("#state", { hasText: "reconnecting" }).waitFor();
  // Between two hosts the reader goes on reading.
  await virtual.present(genuine);
  await page.evaluate("plug()");
  await page.locator("#state", { hasText: /^open$/ }).waitFor();
  await taps.nth(1).waitFor();
  await virtual.present(clone);
  await taps.nth(2).waitFor();

  expect(await taps.allTextContents()).toEqual([
    "04A31B625E7780 genuine, signature valid",
    "04A31B625E7780 genuine, signature valid",
    "04A31B625E7780 card-refused, signature valid",
  ]);
  // Nothing made code from text. `long`, which protobufjs loads, tries WebAssembly once and does without it.
  expect(await page.evaluate("violations")).toEqual(["script-src wasm-eval"]);
  expect(complaints).toEqual([]);
});

test.skipIf(!HAS_CHROMIUM)("the policy was in force", async () => {
  const other = await browser.newPage();
  await other.goto(address("probe.html"));
  await other.waitForFunction("document.title !== ''");
  expect(await other.title()).toBe("refused: EvalError");
});
