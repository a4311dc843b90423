/** What every cursor store does, and what those do that outlive the process. */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Cursor,
  type CursorStore,
  createMemoryCursorStore,
  openFileCursorStore,
  openSqliteCursorStore,
} from "../../../sdk/index.js";

const cursor = (counter: number, epoch = 1): Cursor => ({ epoch, counter, hash: new Uint8Array(32).fill(counter) });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-store-"));
});
afterEach(() => rm(folder, { recursive: true }));

const opens: [string, () => Promise<CursorStore & { close?(): void }>][] = [
  ["file", () => openFileCursorStore(join(folder, "cursors.json"))],
  ["sqlite", () => openSqliteCursorStore(join(folder, "cursors.db"))],
];

describe.each([["memory", async () => createMemoryCursorStore()] as (typeof opens)[0], ...opens])(
  "%s",
  (_name, open) => {
    test("knows the last cursor of each reader, and none of others", async () => {
      const store = await open();
      expect(await store.load("gate-7")).toBeUndefined();
      await store.save("gate-7", cursor(1));
      await store.save("gate-8", cursor(5));
      await store.save("gate-7", cursor(2, 3));
      expect(await store.load("gate-7")).toEqual(cursor(2, 3));
      expect(await store.load("gate-8")).toEqual(cursor(5));
      await store.remove("gate-8");
      expect(await store.load("gate-8")).toBeUndefined();
      store.close?.();
    });
  },
);

describe.each(opens)("%s", (name, open) => {
  test("still knows it when it is opened again", async () => {
    const first = await open();
    await Promise.all([
      first.save("__proto__", cursor(9)),
      first.save("123", cursor(0xffffffff)),
      first.save("a", cursor(3)),
    ]);
    await first.remove("a");
    first.close?.();
    const second = await open();
    expect(await second.load("__proto__")).toEqual(cursor(9));
    expect(await second.load("123")).toEqual(cursor(0xffffffff));
    expect(await second.load("a")).toBeUndefined();
    second.close?.();
  });

  test("keeps others out", async () => {
    const store = await open();
    await store.save("gate-7", cursor(1));
    const path = join(folder, name === "file" ? "cursors.json" : "cursors.db");
    // Windows has no such modes.
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
    store.close?.();
  });
});
