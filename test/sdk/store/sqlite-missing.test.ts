/** A computer without any SQLite. */
import { expect, test, vi } from "vitest";
import { openSqliteCursorStore } from "../../../sdk/index.js";

const missing = vi.hoisted(() => () => {
  throw new Error("Cannot find package");
});
vi.mock("libsql", missing);
vi.mock("node:sqlite", missing);

test("says what to install, and what works without", async () => {
  await expect(openSqliteCursorStore("/nowhere/cursors.db")).rejects.toMatchObject({
    code: "sqlite-missing",
    hint: expect.stringMatching(/npm install libsql@.*openFileCursorStore/),
  });
});
