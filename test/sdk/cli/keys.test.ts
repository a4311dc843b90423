/** `ketuk keys`: what each command does, and that no secret shows anywhere but in the files. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { askHidden } from "../../../sdk/cli/hidden-input.js";
import { run } from "../../../sdk/cli/program.js";
import { readFleetKeys } from "../../../sdk/keys/file.js";
import { createFleetKeys } from "../../../sdk/keys/fleet.js";
import { readKeys } from "../../../sdk/keys/role-keys.js";
import { ROLES, type Role } from "../../../sdk/roles.js";
import { bytes } from "../../support/pcd.js";

const SECRET = "9F3C51D7A08E46B2C47D1EE9035A68119F3C51D7A08E46B2C47D1EE9035A6812";
const PASSPHRASE = "correct horse battery";
const OTHER = "another good passphrase";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-cli-keys-"));
  file = join(folder, "fleet.json");
});
afterEach(() => rm(folder, { recursive: true }));

/** Everything that was printed in a test. */
let printed = "";
async function ketuk(args: string[], world: { env?: Record<string, string>; answers?: string[] } = {}) {
  let out = "";
  let err = "";
  const answers = [...(world.answers ?? [])];
  const io = {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    colour: false,
    env: world.env ?? {},
    signal: new AbortController().signal,
    ...(world.answers && { ask: async () => answers.shift() ?? "" }),
  };
  const code = await run(args, "1.2.3", io as never);
  printed += out + err;
  return { code, out, err };
}
const keysOf = (...args: string[]) => ketuk(["keys", ...args, "--file", file]);
const json = async (...args: string[]) => JSON.parse((await keysOf(...args, "--json")).out);
const writeKnownFleet = () =>
  writeFile(file, JSON.stringify({ ketuk: "fleet-key", version: 1, secret: SECRET }), { mode: 0o600 });

describe("ketuk keys", () => {
  test("add-reader, rotate, retire, revoke, show", async () => {
    await keysOf("init");
    expect(await keysOf("add-reader", "gate-7", "--slots", "1,2")).toMatchObject({
      code: 0,
      out: "gate-7: epoch 1, tap v1, role v1, policy v1, card slots 1 and 2\n",
    });
    expect(await json("add-reader", "gate-8")).toMatchObject({ id: "gate-8", slots: [1], revoked: null });
    expect((await keysOf("add-reader", "gate-8")).code).toBe(2);
    expect((await keysOf("rotate", "--purpose", "tap", "--reader", "gate-7")).out).toContain("tap v2 and v1");
    expect(await keysOf("rotate", "--purpose", "tap", "--reader", "gate-7")).toMatchObject({ code: 2, out: "" });
    const retired = await json("rotate", "--purpose", "all", "--retire");
    expect(retired.readers[0].tap).toEqual({ live: [2], retired: [1] });
    const renewed = await json("rotate", "--purpose", "all", "--new-secret");
    expect(renewed.secrets.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    expect(renewed.cards[0]).toEqual({ slot: 1, live: [2, 1], retired: [] });
    expect((await keysOf("revoke", "gate-7")).out).toMatch(/^gate-7: revoked \d{4}-\d\d-\d\d\n$/);
    expect(await keysOf("revoke", "gate-7")).toMatchObject({ code: 0 });
    expect((await keysOf("show")).out).toMatch(/gate-7: revoked[^\n]*\ngate-8: epoch 1, tap v2 and v1/);
    expect((await json("show")).readers[0].revoked).toMatch(/^\d{4}/);
    expect((await readFleetKeys(file)).revoked("gate-7")).toBe(true);
    expect((await keysOf("export", "--role", "tap", "--reader", "gate-7")).code).toBe(1);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["fleet.json"]);
  });

  test("card keys are those of the fleet, and a slot must be there", async () => {
    await keysOf("init");
    await keysOf("add-reader", "gate-7");
    expect((await keysOf("rotate", "--purpose", "card", "--reader", "gate-7")).code).toBe(2);
    expect((await keysOf("rotate", "--purpose", "card", "--slot", "9")).code).toBe(2);
    expect((await keysOf("rotate", "--purpose", "card", "--slot", "1")).out).toContain("card slot 1: v2 and v1");
    expect((await keysOf("rotate", "--purpose", "tap", "--retire", "--new-secret")).code).toBe(2);
  });

  test("export writes what one host needs, readable by its owner only, and never overwrites", async () => {
    await keysOf("init");
    await keysOf("add-reader", "gate-7");
    await keysOf("add-reader", "gate-8");
    const out = join(folder, "till.json");
    expect(await keysOf("export", "--role", "tap", "--reader", "gate-7", "--out", out)).toMatchObject({
      code: 0,
      out: `${out}\n`,
    });
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const fleet = await readFleetKeys(file);
    expect(await (await readKeys(out)).roleKey?.("gate-7", "tap", 1)).toEqual(fleet.roleKey("gate-7", "tap", 1));
    expect(await keysOf("export", "--role", "tap", "--all", "--out", out)).toMatchObject({ code: 1, out: "" });
    const all = join(folder, "backend.json");
    expect(await json("export", "--verify", "--all", "--out", all)).toEqual({
      out: all,
      role: null,
      verify: true,
      readers: ["gate-7", "gate-8"],
    });
    expect((await readKeys(all)).tapKey?.("gate-8", 1)).toEqual(fleet.tapKey("gate-8", 1));
  });

  test("what is missing or no word of ours is wrong usage", async () => {
    await keysOf("init");
    expect((await keysOf("export", "--reader", "a")).err).toContain("one of --role <name> and --verify is needed");
    expect((await keysOf("export", "--role", "tap")).err).toContain("one of --reader <id...> and --all is needed");
    expect((await keysOf("rotate", "--purpose", "king")).code).toBe(2);
    expect((await keysOf("add-reader", "gate 7")).code).toBe(2);
    expect((await keysOf("add-reader", "gate-7", "--slots", "x")).code).toBe(2);
  });

  test("--help has an example of every command", async () => {
    const { out } = await ketuk(["keys", "--help"]);
    for (const name of ["init", "add-reader", "export", "rotate", "revoke", "show", "passphrase"]) {
      expect(out).toContain(`ketuk keys ${name}`);
    }
  });
});

describe("passphrases", () => {
  test("come from a file, the environment or the terminal", async () => {
    const secretFile = join(folder, "pass");
    await writeFile(secretFile, `${PASSPHRASE}\nmore\n`, { mode: 0o600 });
    const made = await ketuk(["keys", "init", "--file", file, "--passphrase"], { answers: [PASSPHRASE, PASSPHRASE] });
    expect(made).toMatchObject({ code: 0 });
    expect(await readFile(file, "utf8")).toContain('"sealed-keys"');
    const show = ["keys", "show", "--fingerprint", "--file", file];
    const name = (await ketuk(show, { answers: [PASSPHRASE] })).out;
    expect(name).toMatch(/^[0-9A-F]{16}\n$/);
    expect((await ketuk(show, { env: { KETUK_PASSPHRASE: PASSPHRASE } })).out).toBe(name);
    expect((await ketuk([...show, "--passphrase-file", secretFile])).out).toBe(name);
    expect(await ketuk(show)).toMatchObject({ code: 1, err: expect.stringContaining("is under a passphrase") });
    const wrong = await ketuk(show, { answers: [OTHER] });
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("not its passphrase") });
  });

  test("are set, changed and removed, and changes of the ring keep them", async () => {
    await keysOf("init");
    const change = ["keys", "passphrase", "--file", file];
    expect((await ketuk(change, { answers: [PASSPHRASE, OTHER] })).err).toContain("differ");
    expect((await ketuk(change, { answers: ["short", "short"] })).code).toBe(2);
    expect((await ketuk(change, { answers: [PASSPHRASE, PASSPHRASE] })).code).toBe(0);
    const env = { KETUK_PASSPHRASE: PASSPHRASE };
    expect((await ketuk(["keys", "add-reader", "gate-7", "--file", file], { env })).code).toBe(0);
    expect((await ketuk(change, { env: { ...env, KETUK_NEW_PASSPHRASE: OTHER } })).code).toBe(0);
    expect((await readFleetKeys(file, { passphrase: OTHER })).readerVersions("gate-7").epoch).toBe(1);
    expect((await ketuk([...change, "--remove"], { env: { KETUK_PASSPHRASE: OTHER } })).code).toBe(0);
    expect((await readFleetKeys(file)).readerVersions("gate-7").epoch).toBe(1);
  });

  test("in a file that others may read are refused, and so is one that is not there", async () => {
    const open = join(folder, "pass");
    await writeFile(open, PASSPHRASE, { mode: 0o644 });
    expect((await keysOf("init", "--passphrase-file", open)).err).toContain("chmod 600");
    expect((await keysOf("init", "--passphrase-file", join(folder, "none"))).err).toContain("cannot be read (ENOENT)");
    expect(await readdir(folder)).toEqual(["pass"]);
  });

  test("are typed without being shown", async () => {
    const modes: boolean[] = [];
    let shown = "";
    let type = (_text: string) => {};
    const nothing = () => {};
    const input = {
      setRawMode: (raw: boolean) => modes.push(raw),
      setEncoding: nothing,
      on: (_event: "data", listener: (text: string) => void) => {
        type = listener;
      },
      off: nothing,
      resume: nothing,
      pause: nothing,
    };
    const terminal = { input, print: (text: string) => (shown += text) };
    const answer = askHidden("passphrase: ", terminal);
    for (const text of ["wrong\x15", "pas\x7fss", "phräse", "\r"]) type(text);
    expect(await answer).toBe("passphräse");
    const aborted = askHidden("passphrase: ", terminal);
    type("x\x03");
    await expect(aborted).rejects.toMatchObject({ code: "aborted" });
    expect(modes).toEqual([true, false, true, false]);
    expect(shown).toBe("passphrase: \npassphrase: \n");
  });
});

test("no command prints a secret, a key or a passphrase, in words, in JSON or in errors", async () => {
  const fleet = createFleetKeys(bytes(SECRET));
  const secrets: Uint8Array[] = [bytes(SECRET), new TextEncoder().encode(PASSPHRASE), fleet.cardKey(1, 1)];
  for (const version of [1, 2]) {
    secrets.push(
      fleet.tapKey("gate-7", version),
      fleet.policyKey("gate-7", version),
      fleet.randomKey("gate-7", version),
    );
    for (const role of ROLES.slice(1) as Role[]) secrets.push(fleet.roleKey("gate-7", role, version));
  }
  const commands = [
    ["add-reader", "gate-7"],
    ["add-reader", "gate-7"],
    ["rotate", "--purpose", "tap"],
    ["rotate", "--purpose", "tap"],
    ["export", "--role", "maintainer", "--verify", "--reader", "gate-7", "--out", join(folder, "a.json")],
    ["export", "--role", "maintainer", "--verify", "--reader", "gate-7", "--out", join(folder, "a.json")],
    ["show"],
    ["show", "--fingerprint"],
    ["passphrase"],
    ["revoke", "gate-7"],
    ["init"],
  ];
  printed = "";
  for (const more of [[], ["--json"]]) {
    await rm(join(folder, "a.json"), { force: true });
    await writeKnownFleet();
    for (const command of commands) {
      const args = ["keys", ...command, ...more, "--file", file];
      await ketuk(args, { env: { DEBUG: "ketuk", KETUK_PASSPHRASE: PASSPHRASE, KETUK_NEW_PASSPHRASE: PASSPHRASE } });
    }
    await writeFile(file, `{"ketuk":"key-ring","secrets":[{"secret":"${SECRET}`, { mode: 0o600 });
    await ketuk(["keys", "show", ...more, "--file", file], { env: { DEBUG: "ketuk" } });
    await writeFile(file, JSON.stringify({ ketuk: SECRET, secret: SECRET, version: SECRET }), { mode: 0o600 });
    await ketuk(["keys", "show", ...more, "--file", file], { env: { DEBUG: "ketuk" } });
  }
  expect(printed).toContain(fleet.fingerprint());
  expect(await readFile(join(folder, "a.json"), "utf8")).toContain(
    Buffer.from(fleet.tapKey("gate-7", 2)).toString("hex").toUpperCase(),
  );
  for (const secret of secrets) {
    const copy = Buffer.from(secret);
    const short = copy.subarray(0, 9);
    for (const shown of [copy.toString("latin1"), short.toString("base64"), short.toString("base64url")]) {
      expect(printed).not.toContain(shown);
    }
    expect(printed.toLowerCase()).not.toContain(copy.toString("hex").slice(0, 16));
  }
});

test("no option takes a secret as its value", async () => {
  const { out } = await ketuk(["keys", "--help"]);
  const names = [...out.matchAll(/^ {2}([a-z-]+)(?: \[options\])/gm)].map(([, name]) => name as string);
  expect(names).toHaveLength(7);
  for (const name of names) {
    const help = (await ketuk(["keys", name, "--help"])).out;
    expect(help).not.toMatch(/--(?:passphrase|new-passphrase|secret|key|new-secret) </);
  }
});
