/** The plan for a million cards: its sums by hand, its stock day by day, whatever anybody types. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_PLAN, LIMITS, makePlan, type PlanInput, readPlanInput } from "../../examples/issuance/plan.js";
import { daysOf } from "../../examples/issuance/plan-days.js";
import { linesOf } from "../../examples/issuance/plan-lines.js";

test("a million cards at eight stations, as it comes out on paper", () => {
  const plan = makePlan(DEFAULT_PLAN);
  // 3600 / 75 = 48, of it 85 %.
  expect(plan.perHour).toBeCloseTo(40.8, 9);
  // 8 x 2 x 7 x 40.8 = 4,569.6
  expect(plan.perDay).toBe(4569);
  // 1,000,000 / 0.985 = 1,015,228.4
  expect(plan.blankCount).toBe(1_015_229);
  expect(plan.spoiledCount).toBe(15_229);
  // 1,015,229 / 4,569 = 222.2
  expect(plan.workDays).toBe(223);
  expect(plan.weeks).toBe(38);
  expect(plan.shiftCount).toBe(223 * 16);
  expect(plan.reorderAt).toBe(4569 * 40);
  expect(plan.firstStock).toBe(200_000);
  expect(plan.deliveryCount).toBe(5);
  expect(plan.quorum).toBe(3);
  expect(plan.ceremonyPersonHours).toBe(2 * 7 * 3);
  expect(plan.totalRupiah).toBe(1_015_229 * 18_500 + 8 * 14_000_000 + 3568 * 225_000);
  expect(plan.rupiahPerCard).toBe(Math.round(plan.totalRupiah / 1_000_000));
});

test("a hundred cards without spoilage need a hundred blanks, and twice the stations half the days", () => {
  const few = { ...DEFAULT_PLAN, cardCount: 100, spoilagePercent: 0 };
  expect(makePlan(few).blankCount).toBe(100);
  const once = makePlan({ ...DEFAULT_PLAN, utilisationPercent: 100, secondsPerCard: 60, spoilagePercent: 0 });
  const twice = makePlan({ ...once.input, stationCount: 16 });
  expect([once.workDays, twice.workDays]).toEqual([149, 75]);
});

const inputs: fc.Arbitrary<PlanInput> = fc
  .record(
    Object.fromEntries(
      Object.entries(LIMITS).map(([name, [least, most]]) => [
        name,
        fc.integer({ min: Math.ceil(least), max: Math.min(most, name === "cardCount" ? 300_000 : most) }),
      ]),
    ),
  )
  .map((record) => record as unknown as PlanInput);

test("no day needs a blank that is not there, and on the last day every card is made and none is left", () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const plan = makePlan(input);
      fc.pre(plan.workDays < 5000);
      const days = daysOf(plan);
      const last = days[days.length - 1];
      expect(days).toHaveLength(plan.workDays + 1);
      expect(last).toEqual({ day: plan.workDays, madeCount: input.cardCount, stockCount: 0, orderedCount: 0 });
      for (const { stockCount, orderedCount } of days)
        expect(Math.min(stockCount, orderedCount)).toBeGreaterThanOrEqual(0);
      expect(plan.blankCount - plan.spoiledCount).toBe(input.cardCount);
    }),
  );
});

test("what is typed wrong takes the default, what is too large the largest, and a comma is a point", () => {
  expect(readPlanInput({})).toEqual(DEFAULT_PLAN);
  const typed = {
    stationCount: "many",
    cardCount: "1e12",
    spoilagePercent: "2,5",
    shiftsPerDay: "-4",
    orderCount: " ",
  };
  expect(readPlanInput(typed)).toEqual({
    ...DEFAULT_PLAN,
    cardCount: 20_000_000,
    spoilagePercent: 2.5,
    shiftsPerDay: 1,
  });
});

test("the page shows the numbers that the sums are made of", () => {
  const parts = linesOf(makePlan(DEFAULT_PLAN));
  const days = parts[0]?.lines.find(({ what }) => what.en === "Work days");
  expect(days?.sum.id).toBe("1.015.229 ÷ (8 stasiun × 571,1)");
  expect(days?.result.en).toBe("223 days");
  const cost = parts[3]?.lines[0];
  expect(cost?.sum.en).toBe("1,015,229 × Rp\u00a018,500");
  expect(cost?.result.id).toBe("Rp\u00a018.781.736.500");
});
