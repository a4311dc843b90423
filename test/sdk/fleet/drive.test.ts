/** The driver of a rollout, in simulated time with readers that do as they are told. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { KetukError } from "../../../sdk/errors.js";
import { type DriveOptions, driveRollout } from "../../../sdk/fleet/drive.js";
import { createRollout, type Rollout, type Sight } from "../../../sdk/fleet/rollout.js";
import type { FleetTargets } from "../../../sdk/fleet/targets.js";
import { pass, passUntil, useFakeTime } from "../../support/time.js";

const NEW = 2000;
const UPDATE_MS = 60_000;
const DAY_MS = 86_400_000;

beforeEach(useFakeTime);
afterEach(() => {
  vi.useRealTimers();
});

/** Readers that run something old, take a minute each, and are then as they should be. */
function fleet(change: Partial<FleetTargets> = {}) {
  const sights = new Map<string, Sight>();
  const begun: string[] = [];
  const released: string[] = [];
  const targets: FleetTargets = {
    isBlind: false,
    list: async () => [],
    sight: async (id) => sights.get(id) ?? { isThere: true, number: 1000, boot: 1, faults: [], tapCount: 0 },
    async update(id) {
      begun.push(id);
      await new Promise((resolve) => setTimeout(resolve, UPDATE_MS));
      sights.set(id, { isThere: true, number: NEW, boot: 2, faults: [], tapCount: 0 });
      return { boot: 2 };
    },
    release: async (ids) => void released.push(...ids),
    close: async () => {},
    ...change,
  };
  return { sights, begun, released, targets };
}

function drive(targets: FleetTargets, waves: string[][], more: Partial<DriveOptions> = {}) {
  const stop = new AbortController();
  const saved: Rollout[] = [];
  let end: Rollout | undefined;
  const policy = { atOnceCount: 2, watchMs: DAY_MS, maxFailed: { count: 0 }, maxSilent: { count: 0 }, minTapCount: 0 };
  const rest = { readerTimeoutMs: 900_000, lookMs: 5000, now: Date.now, signal: stop.signal };
  const changed = (rollout: Rollout) => void saved.push(rollout);
  const rollout = createRollout(NEW, waves);
  void driveRollout({ rollout, policy, targets, changed, ...rest, ...more }).then((result) => {
    end = result;
  });
  return { stop, saved, end: () => end };
}

describe("the driver", () => {
  test("watches each wave for its day before it begins the next, and lets go of it then", async () => {
    const { targets, begun, released } = fleet();
    const { end } = drive(targets, [["a"], ["b", "c", "d"]], { lookMs: 600_000 });
    await pass(UPDATE_MS + 1000);
    expect(begun).toEqual(["a"]);
    vi.advanceTimersByTime(DAY_MS / 2);
    await pass(1000);
    expect([begun, released]).toEqual([["a"], []]);
    for (let i = 0; i < 90; i++) await vi.advanceTimersByTimeAsync(600_000);
    expect([begun.slice(0, 3), released]).toEqual([["a", "b", "c"], ["a"]]);
    for (let i = 0; i < 160; i++) await vi.advanceTimersByTimeAsync(600_000);
    expect([end()?.phase, begun]).toEqual(["done", ["a", "b", "c", "d"]]);
  });

  test("finishes what it has begun when it is told to stop, and begins nothing more", async () => {
    const { targets, begun } = fleet();
    const { stop, end, saved } = drive(targets, [["a", "b", "c"]]);
    await pass(1000);
    stop.abort();
    await pass(UPDATE_MS / 2);
    expect(end()).toBeUndefined();
    await passUntil(() => end() !== undefined, "the end", 2 * UPDATE_MS);
    expect(begun).toEqual(["a", "b"]);
    expect(end()?.readers.map(({ standing }) => standing)).toEqual(["updated", "updated", "waiting"]);
    expect(saved.at(-1)).toBe(end());
  });

  test("does not update who runs the firmware already, and calls gone who takes too long", async () => {
    const { targets, sights, begun } = fleet({
      update: (_id, _progress, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new KetukError("aborted", "too late")));
        }),
    });
    sights.set("a", { isThere: true, number: NEW, boot: 7, faults: [], tapCount: 3 });
    // AbortSignal.timeout keeps real time.
    const { end } = drive(targets, [["a", "b"]], { readerTimeoutMs: 20 });
    await passUntil(() => end() !== undefined, "the end");
    expect(begun).toEqual([]);
    expect(end()).toMatchObject({ phase: "stopped", reason: "silent", readers: [{ boot: 7 }, { error: "timeout" }] });
  });

  test("judges nobody while it hears nothing", async () => {
    let isBlind = false;
    const { targets, sights } = fleet();
    const blinking = Object.defineProperty({ ...targets }, "isBlind", { get: () => isBlind });
    const { end, saved } = drive(blinking, [["a"]], { lookMs: 1000 });
    await passUntil(() => saved.at(-1)?.phase === "watching", "the watch", 2 * UPDATE_MS);
    isBlind = true;
    sights.delete("a");
    for (let i = 0; i < 200; i++) await vi.advanceTimersByTimeAsync(DAY_MS / 100);
    expect(end()).toBeUndefined();
    sights.set("a", { isThere: true, number: NEW, boot: 2, faults: [], tapCount: 0 });
    isBlind = false;
    await passUntil(() => end() !== undefined, "the end");
    expect(end()?.phase).toBe("done");
  });
});
