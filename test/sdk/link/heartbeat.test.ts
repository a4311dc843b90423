/** When a silent reader is asked, and when it counts as gone. */
import { expect, test } from "vitest";
import { type Heartbeat, heard, tick } from "../../../sdk/link/heartbeat.js";

const START_MS = 1_790_000_000_000;

/** Ticks every half second until a time; returns what was to be done, and when. */
function run(from: Heartbeat, untilMs: number): { state: Heartbeat; effects: [number, string][] } {
  const effects: [number, string][] = [];
  let state = from;
  for (let ms = state.tickMs - START_MS + 500; ms <= untilMs; ms += 500) {
    const step = tick(state, START_MS + ms);
    state = step.state;
    if (step.effect !== "none") effects.push([ms, step.effect]);
  }
  return { state, effects };
}

test("silence is asked about after 2 s, three times, and then the link is dead", () => {
  expect(run(heard(START_MS), 8000).effects).toEqual([
    [2000, "ask"],
    [4000, "ask"],
    [6000, "ask"],
    [8000, "dead"],
  ]);
});

test("a reader that is busy with a card for 3 s is asked once and lives on", () => {
  const { effects } = run(heard(START_MS), 3000);
  expect(effects).toEqual([[2000, "ask"]]);
  expect(run(heard(START_MS + 3100), 4900).effects).toEqual([]);
});

test("whatever is heard begins anew, also between two questions", () => {
  const silent = run(heard(START_MS), 6500);
  expect(silent.state.askedCount).toBe(3);
  const { effects } = run(heard(START_MS + 6500), 10_500);
  expect(effects).toEqual([
    [8500, "ask"],
    [10_500, "ask"],
  ]);
});

test("after the computer slept it asks at once, and the sleep is no silence", () => {
  const { state } = run(heard(START_MS), 6500);
  const woken = tick(state, START_MS + 3_600_000);
  expect(woken.effect).toBe("ask");
  expect(tick(woken.state, START_MS + 3_600_500).effect).toBe("none");
  expect(tick(woken.state, START_MS + 3_602_000).effect).toBe("ask");
});

test("a clock that was set back is no silence and no endless patience", () => {
  const back = tick(heard(START_MS), START_MS - 86_400_000);
  expect(back.effect).toBe("ask");
  expect(tick(back.state, START_MS - 86_400_000 + 2000).effect).toBe("ask");
});
