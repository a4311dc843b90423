/** What holds for every command: help with examples and exit codes, --json, no secret as a value, help with typing errors. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ketuk, leaves } from "../../support/cli.js";

const LEAVES = leaves();

describe.each(LEAVES)("ketuk $name", ({ path, command }) => {
  test("has help with examples of itself and its exit codes", async () => {
    const { code, out, err } = await ketuk([...path, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const examples = /\nExamples:\n((?: {2}.*\n)+)/.exec(out)?.[1] ?? "";
    expect(examples).toContain(`ketuk ${path.join(" ")}`);
    expect(out).toMatch(/\nExit codes: .*\b2 wrong usage/);
  });

  test("says what each option is for", () => {
    for (const option of command.options) expect(option.description, option.flags).not.toBe("");
    expect(command.description()).not.toBe("");
  });

  test("takes secrets from files, the environment or the terminal, never from an option's value", () => {
    // Public keys and names of purposes are no secrets; what else sounds like one has to be a file.
    const isPublic = ["--fleet-key", "--release-key"];
    for (const { long, flags, required, optional } of command.options) {
      if (!(required || optional) || isPublic.includes(long ?? "")) continue;
      if (/secret|pass|key|token|seed|\bpin\b|credential/.test(flags)) expect(flags).toMatch(/<(file|path)/);
    }
    for (const argument of command.registeredArguments)
      expect(argument.name()).not.toMatch(/secret|pass|key|token|seed|pin/);
  });

  test("names the nearest option to one that it does not know", async () => {
    const { code, out, err } = await ketuk([...path, "--halp"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/unknown option '--halp'\n\(Did you mean --help\?\)/);
  });
});

test("an unknown command names the nearest one", async () => {
  expect(await ketuk(["monitr"])).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("Did you mean monitor"),
  });
  expect(await ketuk(["keys", "shw"])).toMatchObject({ code: 2, err: expect.stringContaining("Did you mean show") });
});

describe("--json", () => {
  let folder = "";
  const at = (name: string) => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ketuk-json-"));
    await ketuk(["keys", "init", "--file", at("fleet.json")]);
    await ketuk(["keys", "add-reader", "gate-7", "--file", at("fleet.json")]);
    await ketuk(["monitor", "--virtual", "--count", "2", "--log", at("taps.log")]);
    const profile = {
      ...{ name: "ticket", family: "ultralight-aes", dataKey: "data", uidKey: "uid", sizeBytes: 16 },
      slots: { data: { slot: 1, systemId: "my city" }, uid: { slot: 2 } },
    };
    await writeFile(at("card.json"), JSON.stringify(profile));
    await writeFile(at("readers.json"), '{"readers": [{"id": "gate-7", "path": "/dev/nothing"}]}');
    await writeFile(at("people.csv"), "id,credential\nana,one\n");
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  /** For each command: lines that do something, and lines that fail. A command that is missing here fails the test. */
  const ring = () => ["--file", at("fleet.json")];
  const LINES: Record<string, () => (readonly string[])[]> = {
    demo: () => [["demo"]],
    list: () => [["list"]],
    doctor: () => [
      ["doctor", "--virtual"],
      ["doctor", "--virtual", "--fault", "list"],
      ["doctor", "--virtual", "--fault", "nothing"],
      ["doctor", "--port", at("nothing")],
    ],
    monitor: () => [
      ["monitor", "--virtual", "--count", "1"],
      ["monitor", "--port", at("nothing")],
    ],
    bridge: () => [["bridge", "--mqtt", "embedded", "--virtual", "1"]],
    "keys init": () => [
      ["keys", "init", "--file", at("new.json")],
      ["keys", "init", ...ring()],
    ],
    "keys add-reader": () => [["keys", "add-reader", "gate-8", ...ring()]],
    "keys rotate": () => [["keys", "rotate", "--purpose", "role", ...ring()]],
    "keys revoke": () => [["keys", "revoke", "gate-8", ...ring()]],
    "keys show": () => [
      ["keys", "show", ...ring()],
      ["keys", "show", "--fingerprint", ...ring()],
    ],
    "keys export": () => [["keys", "export", "--verify", "--all", "--out", at("verify.json"), ...ring()]],
    "keys passphrase": () => [["keys", "passphrase", "--remove", ...ring()]],
    issue: () => [
      [
        "issue",
        "--virtual",
        "--profile",
        at("card.json"),
        "--csv",
        at("people.csv"),
        "--keys",
        at("fleet.json"),
        "--journal",
        at("journal"),
      ],
      ["issue", "--schema"],
    ],
    flash: () => [["flash", "--port", at("nothing"), "--keys", at("fleet.json")]],
    simulate: () => [["simulate", "--tcp", "0", "--every", "0.1"]],
    update: () => [
      ["update", "--port", at("nothing"), "--keys", at("fleet.json")],
      ["update", "--fleet", at("readers.json"), "--keys", at("fleet.json"), "--state", at("state.json")],
      ["update", "--fleet", at("nothing"), "--keys", at("fleet.json")],
    ],
    verify: () => [
      ["verify", at("taps.log")],
      ["verify", at("nothing")],
    ],
  };
  /** Prints a script. */
  const WITHOUT = ["completion"];

  test.each(LEAVES.filter(({ name }) => !WITHOUT.includes(name)))(
    "$name puts nothing but JSON lines on stdout, whether it works or not",
    async ({ name, command }) => {
      expect(command.options.map(({ long }) => long)).toContain("--json");
      const lines = LINES[name]?.() ?? [];
      expect(lines, `no line for ketuk ${name} in this test`).not.toHaveLength(0);
      for (const line of lines) {
        const { out, err } = await ketuk([...line, "--json"], {
          signal: AbortSignal.timeout(["simulate", "bridge"].includes(name) ? 4000 : 20_000),
        });
        // The command line itself has to be right.
        expect(err).not.toMatch(/^error: /);
        for (const text of out.split("\n").slice(0, -1)) expect(typeof JSON.parse(text), text).toBe("object");
        expect(out === "" || out.endsWith("\n")).toBe(true);
        // Who has no result says why.
        if (out === "" && name !== "list") expect(err).toMatch(/^ketuk: |ketuk: /);
      }
    },
    30_000,
  );
});
