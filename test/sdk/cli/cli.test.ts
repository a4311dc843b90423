/** The command line, in this process with streams of its own. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../../sdk/cli/program.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-cli-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function ketuk(args: string[], { colour = false, signal = new AbortController().signal, env = {} } = {}) {
  let out = "";
  let err = "";
  const io = { out: (text: string) => (out += text), err: (text: string) => (err += text), colour, env, signal };
  const code = await run(args, "1.2.3", io as never);
  return { code, out, err };
}

describe("ketuk", () => {
  test("--help shows examples and exit codes, --version the version", async () => {
    const help = await ketuk(["--help"]);
    expect(help).toMatchObject({ code: 0, err: "" });
    expect(help.out).toMatch(/Examples:[\s\S]*ketuk demo[\s\S]*Exit codes/);
    expect(await ketuk(["--version"])).toEqual({ code: 0, out: "1.2.3\n", err: "" });
  });

  test.each([
    [["nope"]],
    [["monitor"]],
    [["monitor", "--port", "x", "--virtual"]],
    [["monitor", "--virtual", "--count", "0"]],
    [["list", "--nope"]],
    [["simulate"]],
    [["simulate", "--tcp", "x"]],
    [["keys", "rotate"]],
    [["keys", "export", "--reader", "a"]],
    [["keys", "export", "--role", "king", "--all"]],
    [["keys", "add-reader"]],
  ])("%j is wrong usage: exit code 2, nothing on stdout", async (args) => {
    const { code, out, err } = await ketuk(args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(/error/);
  });

  test("a port that is not there is exit code 1, a message and what to do, and no stack", async () => {
    const { code, out, err } = await ketuk(["monitor", "--port", "/dev/ttyKETUK99"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^ketuk: there is no port \/dev\/ttyKETUK99\n {2}\S/);
    expect(err).not.toMatch(/\n\s+at /);
    const debug = await ketuk(["monitor", "--port", "/dev/ttyKETUK99"], { env: { DEBUG: "ketuk" } });
    expect(debug.err).toMatch(/\n\s+at /);
  });
});

describe("ketuk keys", () => {
  test("init makes a file and prints no secret; show names the same fleet", async () => {
    const file = join(folder, "fleet.json");
    const made = await ketuk(["keys", "init", "--file", file]);
    expect(made).toMatchObject({ code: 0, out: `${file}\n` });
    const [{ secret }] = JSON.parse(await readFile(file, "utf8")).secrets;
    expect(made.out + made.err).not.toContain(secret.slice(0, 8));
    const shown = await ketuk(["keys", "show", "--fingerprint", "--file", file]);
    expect(shown.out).toMatch(/^[0-9A-F]{16}\n$/);
    expect(made.err).toContain(shown.out.trim());
    expect(await ketuk(["keys", "init", "--file", file])).toMatchObject({ code: 1, out: "" });
  });
});

describe("ketuk list", () => {
  test("--json prints objects only", async () => {
    const { code, out } = await ketuk(["list", "--json"]);
    expect(code).toBe(0);
    for (const line of out.split("\n").filter(Boolean)) expect(JSON.parse(line)).toHaveProperty("path");
  });
});
