/** When a reader's clock is to be set again. */
import { expect, test } from "vitest";
import { createTimeKeeper, maySetTime } from "../../../sdk/reader/time-keeper.js";
import { ROLES, type Role } from "../../../sdk/roles.js";

const OPEN_MS = 1_790_000_000_000;
const MINUTE_MS = 60_000;

/** An answer so long after the session was opened, of a reader whose clock is so far ahead. */
function answer(afterMs: number, aheadMs: number, roundTripMs = 20) {
  const hostMs = OPEN_MS + afterMs;
  return { hostMs, roundTripMs, wallMs: hostMs - roundTripMs / 2 + aheadMs };
}

test("a clock that is off by more than a tenth of a second is set, slow or fast", () => {
  for (const aheadMs of [-111, 111]) expect(createTimeKeeper(OPEN_MS).isDue(answer(MINUTE_MS, aheadMs))).toBe(true);
  for (const aheadMs of [-110, 0, 110]) expect(createTimeKeeper(OPEN_MS).isDue(answer(MINUTE_MS, aheadMs))).toBe(false);
});

test("an answer that was long on its way proves no small error", () => {
  const keeper = createTimeKeeper(OPEN_MS);
  expect(keeper.isDue(answer(MINUTE_MS, -900, 2000))).toBe(false);
  expect(keeper.isDue(answer(MINUTE_MS, -1200, 2000))).toBe(true);
});

test("it is set once a minute at most, whatever the clock says", () => {
  const keeper = createTimeKeeper(OPEN_MS);
  const due: number[] = [];
  for (let ms = 0; ms <= 5 * MINUTE_MS; ms += 2000) if (keeper.isDue(answer(ms, 5000))) due.push(ms);
  expect(due).toEqual([1, 2, 3, 4, 5].map((minute) => minute * MINUTE_MS));
});

test("a reader that does not know the time is told it", () => {
  const sample = { hostMs: OPEN_MS + MINUTE_MS, roundTripMs: 20, wallMs: undefined };
  expect(createTimeKeeper(OPEN_MS).isDue(sample)).toBe(true);
});

test("this computer's clock was set back: the reader's follows at once", () => {
  expect(createTimeKeeper(OPEN_MS).isDue(answer(-1, 5000))).toBe(true);
});

test("the role operator may, and those above it", () => {
  expect((ROLES.slice(1) as Role[]).filter(maySetTime)).toEqual(["operator", "issuer", "maintainer"]);
});
