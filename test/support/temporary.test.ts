/** The temporary folder of a run: programs find it, others may pass through it, and nothing of it stays. */
import { existsSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { setup } from "./temporary.js";

test("a run has a temporary folder of its own, and takes along at its end what was left in it", () => {
  const before = tmpdir();
  // That of this run.
  expect(basename(before)).toMatch(/^ketuk-\w{6}$/);
  const end = setup();
  const folder = tmpdir();
  expect([dirname(folder), statSync(folder).mode & 0o777]).toEqual([before, 0o755]);
  writeFileSync(join(mkdtempSync(join(folder, "ketuk-left-")), "file"), "behind");
  end();
  expect([existsSync(folder), tmpdir()]).toEqual([false, before]);
});
