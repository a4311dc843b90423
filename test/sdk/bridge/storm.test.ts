/** A broker that comes back is not run over by a city of bridges: pauses are spread, and grow. */
import { describe, expect, test } from "vitest";
import { BROKER_BACKOFF, openBrokerLine, pauseBefore } from "../../../sdk/bridge/broker.js";
import { openEmbeddedBroker } from "../../../sdk/bridge/embedded.js";
import { until } from "../../support/gateway-rig.js";
import { freePort } from "../../support/mosquitto.js";

const BRIDGES = 5000;

/** Chance with a seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Attempts in each slice of time, of bridges that all lost a broker at the same moment and never get it back. */
function attempts(sliceMs: number, endMs: number): number[] {
  const random = chance(42);
  const slices = new Array<number>(Math.ceil(endMs / sliceMs)).fill(0);
  for (let bridge = 0; bridge < BRIDGES; bridge++) {
    let atMs = 0;
    for (let attempt = 1; ; attempt++) {
      atMs += pauseBefore(BROKER_BACKOFF, attempt, random);
      if (atMs >= endMs) break;
      slices[Math.floor(atMs / sliceMs)] = (slices[Math.floor(atMs / sliceMs)] ?? 0) + 1;
    }
  }
  return slices;
}

describe("bridges that lost their broker at the same moment", () => {
  test("try again spread over a second, and never more than a seventh of them in the same tenth", () => {
    const first = attempts(100, 2000);
    expect(Math.max(...first)).toBeLessThan(BRIDGES / 7);
    expect(first.slice(2, 12).every((count) => count > BRIDGES / 50)).toBe(true);
  });

  test("ask a broker that stays away once in a good half minute each", () => {
    const perSecond = attempts(1000, 1_200_000).slice(600);
    const mean = perSecond.reduce((a, b) => a + b, 0) / perSecond.length;
    expect(mean).toBeLessThan(BRIDGES / 30);
    // No wave of them builds up.
    expect(Math.max(...perSecond)).toBeLessThan(2 * mean);
  });

  test("all come back by themselves, and none of them hammers a broker that is away", async () => {
    const port = await freePort();
    let broker = await openEmbeddedBroker(port);
    const backoff = { firstDelayMs: 40, longestDelayMs: 400 };
    const lines = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        openBrokerLine({ broker: { url: broker.url }, clientId: `bridge-${i}`, filters: () => [], backoff }),
      ),
    );
    try {
      await until(() => lines.every(({ isUp }) => isUp));
      const downs = new Array<number>(lines.length).fill(0);
      for (const [i, line] of lines.entries()) {
        line.on("down", () => {
          downs[i] = (downs[i] ?? 0) + 1;
        });
      }
      await broker.close();
      await until(() => lines.every(({ isUp }) => !isUp));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      // In a second with pauses of 40 to 400 ms nobody has tried more than a dozen times.
      expect(Math.max(...downs)).toBeLessThan(16);
      broker = await openEmbeddedBroker(port);
      await until(() => lines.every(({ isUp }) => isUp));
    } finally {
      await Promise.all(lines.map((line) => line.close()));
      await broker.close();
    }
  });
});
