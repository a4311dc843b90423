/** kill -9 of a real host process on a real pty, 200 times and at other moments in every run. */
import { expect, inject, test } from "vitest";
import { killFileApp, killSqliteApp } from "../support/kill-scenarios.js";
import "../support/programs.js";

const HAS_SOCAT = inject("programs").socat === true;
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);

test.skipIf(!HAS_SOCAT)("a host that dies 200 times has every tap with a green light once in SQLite", async () => {
  await killSqliteApp(200, SEED);
  expect.hasAssertions();
});

test.skipIf(!HAS_SOCAT)(
  "a host that dies 200 times has them in a file, and once by their idempotency key",
  async () => {
    await killFileApp(200, SEED + 1);
    expect.hasAssertions();
  },
);
