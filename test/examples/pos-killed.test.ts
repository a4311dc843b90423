/** The shop's till and the city's back end, killed at random moments of a sale on a real pty: every rupiah is there once. */
import { existsSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { livePos } from "../support/pos-processes.js";
import "../support/programs.js";

const HAS_SOCAT = inject("programs").socat === true;
const IS_BUILT = existsSync(new URL("../../.build/examples/pos/main.js", import.meta.url));

test.skipIf(!HAS_SOCAT)(
  "till, back end and cable die while people pay by card and by purse: nothing is lost or doubled",
  async ({ skip }) => {
    if (!IS_BUILT) skip("the examples are not built: npm run build");
    const { faults, sales, killCount } = await livePos(5, 8);
    expect(faults).toEqual([]);
    expect(killCount).toBeGreaterThan(2);
    expect(sales.done).toBeGreaterThan(1);
  },
  120_000,
);
