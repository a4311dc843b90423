/** The whole city as a process of its own: killed in the middle of taps, begun again, and ended by Ctrl-C. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { residentCard } from "../../examples/lib/cards.js";
import { createFleetKeyFile } from "../../sdk/index.js";
import { createVirtualReader } from "../../sdk/virtual/index.js";
import { imbalanceOf, tapsInLog } from "../support/city.js";
import { ketuk } from "../support/cli.js";
import { ended, until } from "../support/pty.js";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Starts the built program and waits for its map. */
async function start(args: readonly string[]): Promise<{ readonly program: ChildProcess; readonly url: string }> {
  const program = spawn(process.execPath, [".build/examples/city/main.js", ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  ends.push(() => program.kill("SIGKILL"));
  let text = "";
  program.stdout?.on("data", (more) => {
    text += more;
  });
  const url = () => /(http:\S+) +the map/.exec(text)?.[1];
  await until(() => url() !== undefined && text.includes("Ctrl-C"), "the map", 30_000);
  return { program, url: url() ?? "" };
}

test("killed in the middle of taps and begun again: one log without a break, every tap everywhere once; Ctrl-C ends it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-city-"));
  ends.push(() => rmSync(folder, { recursive: true }));
  const keyFile = join(folder, "fleet.json");
  const keys = await createFleetKeyFile(keyFile);
  // The kiosk's reader lives longer than the city; the others are in it, and keep their flash in its folder.
  const kiosk = createVirtualReader({ id: "kiosk-1", keys, clock: "real" });
  ends.push(() => kiosk.close());
  const { port } = await kiosk.serveTcp(0);
  const args = [
    "--data",
    folder,
    "--keys",
    keyFile,
    "--kiosk-port",
    `tcp://127.0.0.1:${port}`,
    "--web-port",
    "0",
    "--no-crowd",
  ];
  const [card] = [await residentCard(4).make(keys)].flat();
  const countOf = (reader: string) => tapsInLog(join(folder, "taps.log")).filter((tap) => tap.reader === reader).length;
  const tap = (url: string, place: string) =>
    fetch(new URL(`tap/${place}/genuine`, url), { method: "POST", headers: { "content-type": "application/json" } });

  const first = await start(args);
  await Promise.all(["shop-2", "gate"].map((place) => tap(first.url, place)));
  const taps = [
    kiosk.present(card),
    ...["shop-1", "shop-2", "gate"].map((place) => tap(first.url, place).catch(() => {})),
  ];
  await until(() => countOf("gate-1") === 2, "the last tap at the gate", 10_000);
  first.program.kill("SIGKILL");
  await ended(first.program);
  await Promise.all(taps);
  await kiosk.present(card);

  const second = await start(args);
  await Promise.all(["shop-1", "shop-2"].map((place) => tap(second.url, place)));
  await until(() => countOf("kiosk-1") === 2 && imbalanceOf(folder).length === 0, "every tap everywhere", 15_000);
  expect(countOf("warung-01-till")).toBeGreaterThan(0);
  const { code, out } = await ketuk(["verify", join(folder, "taps.log"), "--keys", keyFile, "--json"]);
  expect([code, JSON.parse(out).readers.length]).toEqual([0, 4]);
  second.program.stdin?.write("check\n");
  second.program.kill("SIGINT");
  await ended(second.program);
  expect(second.program.exitCode).toBe(0);
}, 90_000);
