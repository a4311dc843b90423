/** The shop's till and the city's back end die 100 times while people pay, at other moments in every run. */
import { expect, inject, test } from "vitest";
import { livePos } from "../support/pos-processes.js";
import "../support/programs.js";

const HAS_SOCAT = inject("programs").socat === true;
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);

test.skipIf(!HAS_SOCAT)("a shop that dies 100 times loses and doubles no rupiah", async () => {
  const { faults, sales, killCount } = await livePos(130, SEED);
  console.log(`pos-kill: seed ${SEED}, ${killCount} deaths, ${JSON.stringify(sales)}`);
  expect(faults, `seed ${SEED}`).toEqual([]);
});
