/** kill -9 of a real host process on a real pty; kill.long.test.ts kills ten times as often. */
import { expect, inject, test } from "vitest";
import { killFileApp, killSqliteApp } from "../support/kill-scenarios.js";
import "../support/programs.js";

const HAS_SOCAT = inject("programs").socat === true;

test.skipIf(!HAS_SOCAT)(
  "a host that dies 20 times has every tap with a green light once in SQLite",
  async () => {
    await killSqliteApp(20, 9);
    expect.hasAssertions();
  },
  120_000,
);

test.skipIf(!HAS_SOCAT)(
  "a host that dies 10 times has them in a file, and once by their idempotency key",
  async () => {
    await killFileApp(10, 10);
    expect.hasAssertions();
  },
  120_000,
);
