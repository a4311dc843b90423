/** Key files on the disk: passphrases, forged parameters, two writers, power cuts. */
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openText, sealText } from "../../../sdk/keys/envelope.js";
import { fieldsOf } from "../../../sdk/keys/fields.js";
import { createKeyFile, readKeyFile, replaceKeyFile } from "../../../sdk/keys/key-file.js";

/** As little work as a file may ask for. */
const COST = { n: 16_384, r: 8, p: 1 };
const PASSPHRASE = "correct horse battery";
const CONTENT = { ketuk: "key-ring", secret: "9F3C51D7A08E46B2C47D1EE9035A6811" };

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-key-file-"));
  path = join(folder, "fleet.json");
});
afterEach(() => rm(folder, { recursive: true }));

describe("under a passphrase", () => {
  test("a file shows nothing of its content, and gives it back", async () => {
    await createKeyFile(path, CONTENT, PASSPHRASE, COST);
    const text = await readFile(path, "utf8");
    expect(text).not.toContain("9F3C51D7");
    expect(text).not.toContain("key-ring");
    expect((await readKeyFile(path, PASSPHRASE)).content).toEqual(CONTENT);
    expect((await readKeyFile(path, async () => PASSPHRASE)).content).toEqual(CONTENT);
  });

  test("a file asks for it, and tells a wrong one from damage", async () => {
    await createKeyFile(path, CONTENT, PASSPHRASE, COST);
    await expect(readKeyFile(path)).rejects.toMatchObject({ code: "passphrase-needed" });
    await expect(readKeyFile(path, `${PASSPHRASE} `)).rejects.toMatchObject({ code: "wrong-passphrase" });
    const content = JSON.parse(await readFile(path, "utf8"));
    for (const field of ["text", "tag", "nonce"]) {
      const flipped = content[field].replace(/^./, (c: string) => (c === "0" ? "1" : "0"));
      await writeFile(path, JSON.stringify({ ...content, [field]: flipped }));
      await expect(readKeyFile(path, PASSPHRASE)).rejects.toMatchObject({
        code: "key-file-invalid",
        message: expect.stringContaining("the passphrase is right"),
      });
    }
  });

  test("two files of the same content have nothing in common", async () => {
    const [one, two] = [await sealText("x", PASSPHRASE, COST), await sealText("x", PASSPHRASE, COST)];
    for (const field of ["salt", "check", "nonce", "text", "tag"]) expect(one[field]).not.toBe(two[field]);
  });

  test("accents may be typed in either way", async () => {
    const sealed = await sealText("x", "Stra\u00dfencaf\u00e9 42", COST);
    expect(await openText(sealed, () => "Stra\u00dfencafe\u0301 42")).toBe("x");
  });

  test("a short one is refused", async () => {
    await expect(createKeyFile(path, CONTENT, "elevenchars", COST)).rejects.toMatchObject({ code: "bad-argument" });
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    ["too little work", { n: 8192 }],
    ["too much memory", { n: 1_048_576, r: 16 }],
    ["too much time", { n: 1_048_576, p: 16 }],
    ["no power of two", { n: 20_000 }],
    ["another r", { r: 1 }],
    ["another derivation", { kdf: "pbkdf2" }],
    ["another cipher", { cipher: "aes-128-ecb" }],
    ["a short tag", { tag: "00" }],
    ["a later format", { version: 2 }],
  ])("a file that asks for %s is refused before anybody is asked", async (_name, change) => {
    const sealed = { ...(await sealText("x", PASSPHRASE, COST)), ...change };
    const ask = () => expect.unreachable();
    await expect(openText(fieldsOf(sealed, "content"), ask)).rejects.toMatchObject({ code: "key-file-invalid" });
  });

  test("the work that was put in cannot be changed afterwards", async () => {
    const sealed = { ...(await sealText("x", PASSPHRASE, COST)), n: 32_768 };
    await expect(openText(sealed, () => PASSPHRASE)).rejects.toMatchObject({ code: "wrong-passphrase" });
  });
});

describe("replacing a file", () => {
  test("keeps mode, passphrase and link, and leaves nothing beside it", async () => {
    await createKeyFile(path, CONTENT, PASSPHRASE, COST);
    const link = join(folder, "link.json");
    await symlink(path, link);
    await replaceKeyFile(await readKeyFile(link, PASSPHRASE), { ketuk: "new" }, undefined, COST);
    expect((await readKeyFile(path, PASSPHRASE)).content).toEqual({ ketuk: "new" });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(["fleet.json", "link.json"]);
  });

  test("is refused when another program was faster", async () => {
    await createKeyFile(path, CONTENT);
    const [mine, other] = [await readKeyFile(path), await readKeyFile(path)];
    await replaceKeyFile(other, { ketuk: "revoked" });
    await expect(replaceKeyFile(mine, { ketuk: "mine" })).rejects.toMatchObject({ code: "key-file-changed" });
    expect((await readKeyFile(path)).content).toEqual({ ketuk: "revoked" });
    expect(await readdir(folder)).toEqual(["fleet.json"]);
  });

  test("leaves the old content when it cannot be done", async () => {
    await createKeyFile(path, CONTENT);
    const file = await readKeyFile(path);
    await expect(replaceKeyFile(file, { ketuk: "new" }, "short")).rejects.toMatchObject({ code: "bad-argument" });
    expect((await readKeyFile(path)).content).toEqual(CONTENT);
  });

  test("what a power cut left beside it is never read, and hinders nobody", async () => {
    await createKeyFile(path, CONTENT);
    const torn = join(folder, ".fleet.json.0123456789ab.tmp");
    await writeFile(torn, '{"ketuk": "key-r');
    await replaceKeyFile(await readKeyFile(path), { ketuk: "new" });
    expect((await readKeyFile(path)).content).toEqual({ ketuk: "new" });
  });

  test("a file cut off anywhere is refused, never taken for a smaller one", async () => {
    await createKeyFile(path, CONTENT);
    const whole = await readFile(path);
    for (let size = 0; size < whole.length - 2; size++) {
      await writeFile(path, whole.subarray(0, size));
      await expect(readKeyFile(path)).rejects.toMatchObject({ code: "key-file-invalid" });
    }
  });
});

test("a file under a passphrase must be 0600 too", async () => {
  await createKeyFile(path, CONTENT, PASSPHRASE, COST);
  await chmod(path, 0o644);
  await expect(readKeyFile(path, PASSPHRASE)).rejects.toMatchObject({ code: "key-file-permissions" });
});
