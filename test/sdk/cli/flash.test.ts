/** `ketuk flash`: what it prints, its exit codes, labels, and that no secret shows. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../../sdk/cli/program.js";
import { flash } from "../../../sdk/flash/flash.js";
import { createFleetKeyFile, readRing } from "../../../sdk/keys/file.js";
import type { BindingInterface } from "../../../sdk/transport/binding.js";
import { createVirtualReader, type VirtualReader, type VirtualReaderOptions } from "../../../sdk/virtual/reader.js";
import { QUICK } from "../../support/flash-rig.js";

let folder = "";
let ring = "";
let boards: VirtualReader[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-cli-flash-"));
  ring = join(folder, "fleet.json");
  await createFleetKeyFile(ring);
});
afterEach(async () => {
  for (const board of boards.splice(0)) await board.close();
  boards = [];
  await rm(folder, { recursive: true });
});

function blank(options: VirtualReaderOptions = {}): string {
  const board = createVirtualReader({ blank: true, ...options });
  boards.push(board);
  return board.path;
}

/** The ports of all boards of a test. */
const binding = {
  list: async () => [],
  async open(options) {
    const board = boards.find(({ path }) => path === options.path);
    if (!board) throw new Error(`No such file or directory, cannot open ${options.path}`);
    return board.binding.open(options);
  },
} as BindingInterface;

async function ketuk(args: string[], { watched = false, signal = new AbortController().signal, env = {} } = {}) {
  let out = "";
  let err = "";
  const io = { out: (text: string) => (out += text), err: (text: string) => (err += text), colour: false, watched };
  const quick: typeof flash = (options) => flash({ ...options, timing: QUICK });
  const code = await run(["flash", "--keys", ring, ...args], "1.2.3", { ...io, env, signal } as never, {
    binding,
    flash: quick,
  });
  return { code, out, err };
}

describe("ketuk flash", () => {
  test("says what it does, what became of the board, and prints the label; no secret", async () => {
    const label = join(folder, "gate.svg");
    const { code, out, err } = await ketuk(["--port", blank(), "--id", "gate-7", "--coupons", "92", "--label", label]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^gate-7 on virtual:virtual-1: epoch 1, firmware \d+\.\d+\.\d+, Espruino 2v29.277, 92 signatures\n/,
    );
    expect(out).toContain("wiring: MFRC522 0x92, self-test passed; no error at any clock\n");
    expect(out).toMatch(/[▀▄█]{5}[\s\S]*\ngate-7 {2}fleet [0-9a-f]{16}\n/i);
    expect(err).toMatch(
      /looking for the prompt\n.*Bluetooth[\s\S]*coupons\n.*loader, firmware[\s\S]*starting the reader/,
    );
    const svg = await readFile(label, "utf8");
    expect(svg).toMatch(/^<svg [\s\S]*<title>Ketuk reader gate-7<\/title>[\s\S]*>gate-7<\/text>[\s\S]*<\/svg>\n$/);
    const { ring: content } = await readRing(ring);
    expect(content.readers[0]).toMatchObject({ id: "gate-7", board: "a0b1c2d3e4f5", flashed: expect.any(String) });
    const secret = content.secrets[0]?.reveal() ?? "none";
    for (const text of [out, err, svg]) expect(text.toUpperCase()).not.toContain(secret.slice(0, 16));
  });

  test("says of bad wires what the doctor says, in its words, and fails", async () => {
    const { code, out } = await ketuk(["--port", blank({ faults: { swapped: "sck-cs" } }), "--coupons", "0"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL +chip +SCK and SDA are swapped {2}\[wires-sck-cs\]\n +-> swap the two wires\n/m);
    expect(out).not.toContain("wiring:");
  });

  test("--json prints one object for each board; several at a time are several readers in one ring", async () => {
    const ports = [blank({ id: "a" }), blank({ id: "b", chipVersion: 0 }), "nowhere"];
    const { code, out, err } = await ketuk(["--json", "--coupons", "0", "--port", ...ports]);
    expect(code).toBe(1);
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(3);
    expect(lines).toContainEqual(expect.objectContaining({ path: "virtual:a", ok: true, coupons: 0, board: "devkit" }));
    expect(lines).toContainEqual(expect.objectContaining({ path: "virtual:b", ok: false, chipVersion: 0 }));
    expect(lines).toContainEqual(expect.objectContaining({ path: "nowhere", ok: false, code: "port-not-found" }));
    expect(err).toMatch(/there is no port nowhere/);
  });

  test("shows a bar to somebody who watches", async () => {
    const { err } = await ketuk(["--port", blank(), "--coupons", "0"], { watched: true });
    expect(err).toMatch(/#{24} (\d+) of \1 bytes, writing loader/);
  });

  test("takes a policy as JSON, and names a field that is wrong before anything is done to the board", async () => {
    const policy = join(folder, "policy.json");
    const profile = {
      family: "desfire",
      applicationId: "4B544B",
      keyNumber: 1,
      keySlot: 1,
      mode: "full",
      diversified: true,
    };
    await writeFile(policy, JSON.stringify({ version: 3, acceptUid: false, profiles: [profile] }));
    const path = blank();
    expect(await ketuk(["--port", path, "--coupons", "0", "--policy", policy])).toMatchObject({ code: 0 });
    for (const wrong of [
      '{"version":0}',
      '{"profiles":[]}',
      "[]",
      "no",
      '{"version":1,"profiles":[{"family":"cat"}]}',
    ]) {
      await writeFile(policy, wrong);
      const { code, out, err } = await ketuk(["--port", path, "--policy", policy]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).not.toContain("looking for the prompt");
    }
  });

  test.each([
    [[]],
    [["--port", "a", "b", "--id", "x"]],
    [["--port", "a", "a"]],
    [["--port", "a", "--coupons", "91"]],
    [["--port", "a", "--coupons", "17756"]],
    [["--port", "a", "--board", "toaster"]],
    [["--port", "a", "--policy", "/nowhere.json"]],
  ])("%j is wrong usage: exit code 2, nothing on stdout", async (args) => {
    expect(await ketuk(args)).toMatchObject({ code: 2, out: "" });
  });

  test("without a key ring nothing is done: exit code 1 and how to make one", async () => {
    await rm(ring);
    const { code, err } = await ketuk(["--port", blank()]);
    expect(code).toBe(1);
    expect(err).toContain("ketuk keys init");
  });

  test("Ctrl-C in the middle: exit code 130, and the same command works afterwards", async () => {
    const path = blank();
    const stop = new AbortController();
    const early = setTimeout(() => stop.abort(), 60);
    const { code, err } = await ketuk(["--port", path, "--coupons", "4600"], { signal: stop.signal });
    clearTimeout(early);
    expect(code).toBe(130);
    expect(err).toContain("run the same command again");
    expect(await ketuk(["--port", path, "--coupons", "0"])).toMatchObject({ code: 0 });
  });
});
