/** The key file: made once, readable by its owner only, refused when it is not. */
import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFleetKeyFile, readFleetKeys } from "../../../sdk/keys/file.js";

let folder = "";
let path = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-keys-"));
  path = join(folder, "fleet.json");
});
afterEach(() => rm(folder, { recursive: true }));

const write = (content: unknown, mode = 0o600) =>
  writeFile(path, typeof content === "string" ? content : JSON.stringify(content), { mode });
const good = {
  ketuk: "fleet-key",
  version: 1,
  secret: "9f3c51d7a08e46b2c47d1ee9035a68119f3c51d7a08e46b2c47d1ee9035a6812",
};

describe("a key file", () => {
  test("is made with mode 0600 and read back as the same fleet", async () => {
    const made = await createFleetKeyFile(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readFleetKeys(path)).fingerprint()).toBe(made.fingerprint());
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({
      ketuk: "key-ring",
      version: 1,
      secrets: [{ version: 1, secret: expect.stringMatching(/^[0-9A-F]{64}$/) }],
      cards: [{ slot: 1, versions: [{ version: 1, secret: 1 }] }],
      readers: [],
    });
  });

  test("is made in folders that only the owner may enter", async () => {
    await createFleetKeyFile(join(folder, "a", "b", "fleet.json"));
    expect((await stat(join(folder, "a"))).mode & 0o777).toBe(0o700);
  });

  test("is never overwritten, not even through a link", async () => {
    const made = await createFleetKeyFile(path);
    await expect(createFleetKeyFile(path)).rejects.toMatchObject({ code: "key-file-exists" });
    const link = join(folder, "link.json");
    await symlink(path, link);
    await expect(createFleetKeyFile(link)).rejects.toMatchObject({ code: "key-file-exists" });
    expect((await readFleetKeys(path)).fingerprint()).toBe(made.fingerprint());
  });

  test.each([0o640, 0o604, 0o622, 0o660, 0o644, 0o601])(
    "with mode %o is refused with the command that corrects it",
    async (mode) => {
      await write(good);
      await chmod(path, mode);
      await expect(readFleetKeys(path)).rejects.toMatchObject({
        code: "key-file-permissions",
        hint: `chmod 600 ${path}`,
      });
    },
  );

  test("that is missing says how to make one", async () => {
    await expect(readFleetKeys(path)).rejects.toMatchObject({
      code: "key-file-missing",
      hint: `ketuk keys init --file ${path}`,
    });
  });

  test.each([
    ["not JSON", "secret=9f3c51d7"],
    ["not an object", "7"],
    ["null", "null"],
    ["of another kind", { ...good, ketuk: "card-keys" }],
    ["of another version", { ...good, version: 2 }],
    ["without a secret", { ketuk: "fleet-key", version: 1 }],
    ["with a secret that is no hexadecimal", { ...good, secret: "zz".repeat(32) }],
    ["with half a byte", { ...good, secret: "abc" }],
    ["too long to be one", `${JSON.stringify(good)}${" ".repeat(32 * 1024 * 1024)}`],
  ])("%s is refused without quoting it", async (_name, content) => {
    await write(content);
    const error = await readFleetKeys(path).catch((one) => one);
    expect(error.code).toBe("key-file-invalid");
    expect(`${error.message} ${error.hint} ${error.cause}`).not.toContain("9f3c51d7");
  });

  test("that is a folder is refused", async () => {
    await expect(readFleetKeys(folder)).rejects.toMatchObject({ code: "key-file-invalid" });
  });

  test.each([
    ["short", "9f3c51d7a08e46b2"],
    ["patterned", "00".repeat(32)],
  ])("with a %s secret is refused as weak", async (_name, secret) => {
    await write({ ...good, secret });
    await expect(readFleetKeys(path)).rejects.toMatchObject({
      code: "weak-key",
      message: expect.stringContaining(path),
    });
  });
});
