/** From any stage a card can be in, the steps lead to a complete card, each done once. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { afterIsoStep, type IsoSeen, nextIsoStep } from "../../sdk/issue/iso-steps.js";
import { afterPageStep, nextPageStep, type PageSeen } from "../../sdk/issue/page-steps.js";

const key = fc.constantFrom("transport" as const, "own" as const);
const file = fc.constantFrom("missing" as const, "staged" as const, "written" as const, "done" as const);
const iso: fc.Arbitrary<IsoSeen> = fc.record({
  card: key,
  hasApplication: fc.boolean(),
  keys: fc.array(key, { minLength: 1, maxLength: 14 }),
  files: fc.array(file, { minLength: 1, maxLength: 8 }),
  isApplicationLocked: fc.boolean(),
  isCardLocked: fc.boolean(),
});

test("DESFire and NTAG 424: every stage ends complete, no step twice, content before rights, keys before content", () => {
  fc.assert(
    fc.property(iso, (start) => {
      const done: string[] = [];
      let seen = start;
      for (let step = nextIsoStep(seen); step; step = nextIsoStep(seen)) {
        done.push(`${step.kind} ${step.index}`);
        if (step.kind === "write-file") expect(seen.keys).not.toContain("transport");
        if (step.kind === "finish-file") expect(seen.files[step.index]).toBe("written");
        if (step.kind.startsWith("lock")) expect(seen.files.every((state) => state === "done")).toBe(true);
        seen = afterIsoStep(seen, step);
        expect(done.length).toBeLessThan(60);
      }
      expect(new Set(done).size).toBe(done.length);
      expect(seen).toMatchObject({ card: "own", hasApplication: true, isApplicationLocked: true, isCardLocked: true });
      expect([...seen.keys, ...seen.files]).not.toEqual(expect.arrayContaining(["transport"]));
    }),
  );
});

test("Ultralight AES: every stage ends complete, and nothing is locked before keys and content are there", () => {
  const flag = fc.boolean();
  const page: fc.Arbitrary<PageSeen> = fc.record({
    hasKeys: flag,
    hasContent: flag,
    hasAccess: flag,
    isProtected: flag,
    isContentLocked: flag,
    areKeysLocked: flag,
    isConfigLocked: flag,
  });
  fc.assert(
    fc.property(page, (start) => {
      let seen = start;
      for (let i = 0, step = nextPageStep(seen); step; i++, step = nextPageStep(seen)) {
        expect(i).toBeLessThan(7);
        if (step.kind.startsWith("lock")) expect(seen).toMatchObject({ hasKeys: true, hasContent: true });
        if (step.kind === "lock-configuration") expect(seen.isProtected).toBe(true);
        seen = afterPageStep(seen, step);
      }
      expect(Object.values(seen)).not.toContain(false);
    }),
  );
});
