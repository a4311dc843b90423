/** The cursor file: damage, other programs, a disk that refuses. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Cursor, openFileCursorStore } from "../../../sdk/index.js";
import { decodeSealed } from "../../../sdk/verify/seal.js";

const cursor = (counter: number): Cursor => ({ epoch: 1, counter, hash: new Uint8Array(32).fill(counter) });

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-file-"));
  path = join(folder, "cursors.json");
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

test("a file that was cut off anywhere, or changed in a digit, is an error and never an empty one", async () => {
  const store = await openFileCursorStore(path);
  await store.save("gate-7", cursor(41));
  const text = await readFile(path, "utf8");
  const broken = [text.replace('"counter": 41', '"counter": 14'), text.replace('"version": 1', '"version": 2'), "null"];
  // The last character is the line feed, without which the file is whole.
  for (let length = 0; length < text.length - 1; length += 7) broken.push(text.slice(0, length));
  for (const content of broken) {
    await writeFile(path, content);
    await expect(openFileCursorStore(path)).rejects.toMatchObject({
      code: "store-damaged",
      message: expect.stringContaining(path),
      hint: expect.stringContaining("backup"),
    });
  }
});

test("a save that fails says why, and the next one that succeeds holds everything", async () => {
  const store = await openFileCursorStore(path);
  await store.save("gate-7", cursor(1));
  // A folder in the way of the temporary file stops root as well, whom modes do not.
  await rm(`${path}.tmp`, { force: true });
  await mkdir(`${path}.tmp`);
  await expect(store.save("gate-7", cursor(2))).rejects.toMatchObject({
    code: "store-failed",
    hint: expect.any(String),
  });
  expect(await (await openFileCursorStore(path)).load("gate-7")).toEqual(cursor(1));
  await rm(`${path}.tmp`, { recursive: true });
  await store.save("gate-8", cursor(5));
  const again = await openFileCursorStore(path);
  expect([await again.load("gate-7"), await again.load("gate-8")]).toEqual([cursor(2), cursor(5)]);
});

test("a file that another program writes as well is not fought over", async () => {
  const [one, two] = [await openFileCursorStore(path), await openFileCursorStore(path)];
  await one.save("gate-7", cursor(1));
  await expect(two.save("gate-8", cursor(2))).rejects.toMatchObject({
    code: "store-failed",
    message: expect.stringContaining("another program"),
  });
  expect(await (await openFileCursorStore(path)).load("gate-7")).toEqual(cursor(1));
});

test("nothing is left beside the file but records that could not be read, one per line", async () => {
  const store = await openFileCursorStore(path);
  await store.save("gate-7", cursor(1));
  const sealed = [1, 2].map((byte) => ({ record: Uint8Array.of(byte), mac: new Uint8Array(32).fill(byte) }));
  for (const one of sealed) await store.setAside?.("gate-7", one);
  expect((await readdir(folder)).sort()).toEqual(["cursors.json", "cursors.json.unreadable"]);
  const lines = (await readFile(`${path}.unreadable`, "utf8")).trimEnd().split("\n");
  expect(lines.map((line) => decodeSealed(Buffer.from(line, "hex")))).toEqual(sealed);
});
