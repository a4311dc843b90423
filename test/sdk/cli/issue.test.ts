/** `ketuk issue`: a batch without hardware, what it prints, how it goes on, and what it refuses. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { run } from "../../../sdk/cli/program.js";

const PROFILE = {
  name: "ticket",
  family: "ultralight-aes",
  slots: { data: { slot: 1, systemId: "my city" }, uid: { slot: 2 } },
  dataKey: "data",
  uidKey: "uid",
  sizeBytes: 16,
};
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-cli-issue-"));
  await ketuk(["keys", "init", "--file", join(folder, "fleet.json")]);
  await writeFile(join(folder, "card.json"), JSON.stringify(PROFILE));
  await writeFile(join(folder, "people.csv"), "id,credential\nana,one\nbudi,two\n");
});
afterEach(() => rm(folder, { recursive: true }));

async function ketuk(args: string[], world: { signal?: AbortSignal; watched?: boolean } = {}) {
  let out = "";
  let err = "";
  const io = {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    colour: false,
    watched: world.watched ?? false,
    env: {},
    signal: world.signal ?? new AbortController().signal,
  };
  const code = await run(args, "1.2.3", io as never);
  return { code, out, err };
}

function issue(more: string[] = [], world?: Parameters<typeof ketuk>[1]) {
  const at = (name: string) => join(folder, name);
  const files = ["--profile", at("card.json"), "--csv", at("people.csv"), "--journal", at("batch.journal")];
  return ketuk(["issue", "--virtual", ...files, "--keys", at("fleet.json"), ...more], world);
}

test("issues a list, as JSON, and finds nothing left to do the second time", async () => {
  const { code, out, err } = await issue(["--json"]);
  const reports = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(reports).toMatchObject([
    { id: "ana", state: "issued", reason: null, isResumed: false },
    { id: "budi", state: "issued" },
  ]);
  expect(reports[0].uid).toMatch(/^04\.\.[0-9A-F]{2}$/);
  expect([code, err]).toEqual([0, "issuing 2 cards\n2 of 2 cards issued and verified\n"]);
  expect(await issue()).toEqual({ code: 0, out: "", err: "2 of 2 cards issued and verified\n" });
  expect(await readFile(join(folder, "batch.journal"), "utf8")).not.toContain("one");
}, 60_000);

test("draws a bar for people", async () => {
  const { out, err } = await issue([], { watched: true });
  expect(err).toContain("[===============               ] 50 % issuing 2 cards");
  expect(out).toMatch(/^issued +04\.\... {2}ana\nissued +04\.\... {2}budi\n$/);
}, 60_000);

test("Ctrl-C ends it between two cards with 130, and the next run goes on", async () => {
  const stop = new AbortController();
  stop.abort();
  const first = await issue([], { signal: stop.signal });
  expect(first.code).toBe(130);
  expect((await issue()).code).toBe(0);
}, 60_000);

test("prints the schema, and says what is wrong with files and options", async () => {
  const { out } = await ketuk(["issue", "--schema"]);
  expect(JSON.parse(out)).toMatchObject({ title: "Ketuk card profile" });
  expect(await ketuk(["issue", "--virtual"])).toMatchObject({ code: 2, err: expect.stringContaining("--profile") });
  await writeFile(join(folder, "card.json"), JSON.stringify({ ...PROFILE, dataKey: "other" }));
  expect(await issue()).toMatchObject({ code: 2, err: expect.stringContaining('no "other"') });
  await writeFile(join(folder, "card.json"), "{");
  expect(await issue()).toMatchObject({ code: 2, err: expect.stringContaining("no JSON") });
  await rm(join(folder, "people.csv"));
  await writeFile(join(folder, "card.json"), JSON.stringify(PROFILE));
  expect(await issue()).toMatchObject({ code: 2, err: expect.stringContaining("ENOENT") });
});
