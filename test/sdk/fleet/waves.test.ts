/** Who is in which wave: sizes as they are written, everybody once, groups spread. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_WAVES, parseSize, parseWaves, planWaves } from "../../../sdk/fleet/waves.js";

const readers = (count: number, groups: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `gate-${i}`, group: `hall-${i % groups}` }));

describe("waves", () => {
  test("are one reader, a hundredth, a tenth and the rest by default", () => {
    expect(planWaves(readers(5000, 7), parseWaves(DEFAULT_WAVES)).map(({ length }) => length)).toEqual([
      1, 49, 450, 4500,
    ]);
    expect(planWaves(readers(3, 1), parseWaves(DEFAULT_WAVES)).map(({ length }) => length)).toEqual([1, 2]);
    expect(planWaves([], parseWaves(DEFAULT_WAVES))).toEqual([]);
  });

  test("have everybody once, and none is empty, whatever their sizes", () => {
    const size = fc.oneof(
      fc.nat(200).map(String),
      fc.nat(100).map((share) => `${share}%`),
    );
    fc.assert(
      fc.property(
        fc.nat(150),
        fc.integer({ min: 1, max: 9 }),
        fc.array(size, { maxLength: 6 }),
        (count, groups, sizes) => {
          const waves = planWaves(
            readers(count, groups),
            sizes.map((text) => parseSize(text, "a wave")),
          );
          expect(waves.every(({ length }) => length > 0)).toBe(true);
          expect(waves.flat().sort()).toEqual(
            readers(count, groups)
              .map(({ id }) => id)
              .sort(),
          );
        },
      ),
    );
  });

  test("have readers of as many groups as they can", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 60 }),
        (count, groups, first) => {
          const all = readers(count, groups);
          const wave = planWaves(all, [{ count: first }])[0] ?? [];
          const met = new Set(wave.map((id) => all.find((one) => one.id === id)?.group));
          expect(met.size).toBe(Math.min(count, groups, first));
        },
      ),
    );
  });

  test("are refused where nobody can say how many that is", () => {
    for (const text of ["", "1,,2", "101%", "-1", "1.5", "ten", "1 %"]) {
      expect(() => parseWaves(text), text).toThrow(/expected a number of readers or a percentage/);
    }
    expect(parseSize("2.5%", "a limit")).toEqual({ share: 0.025 });
  });
});
