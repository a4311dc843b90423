/** A day of a thousand readers on Mosquitto, in minutes: every tap accounted for. */
import { afterAll, expect, test } from "vitest";
import { HAS_MOSQUITTO } from "../support/mosquitto.js";
import { createRehearsal } from "../support/rehearsal-run.js";

const rehearsal = createRehearsal();
afterAll(rehearsal.close);

test.runIf(HAS_MOSQUITTO)("a day of a thousand readers on Mosquitto leaves no tap unexplained", async () => {
  const seed = process.env.CITY_SEED ?? String(Date.now() % 1_000_000);
  console.log(`CITY_SEED=${seed}`);
  const size = ["--readers", "1000", "--per-bridge", "250", "--boards", "10", "--minutes", "3", "--taps", "10000"];
  const { code, lines } = await rehearsal.run("long", "--mosquitto", "--seed", seed, ...size);
  console.log(JSON.stringify(lines.at(-1)));
  expect(lines.at(-1)).toMatchObject({ event: "ledger", unexplained: 0 });
  expect(Number(lines.at(-1)?.posted)).toBeGreaterThan(9000);
  expect(code).toBe(0);
});
