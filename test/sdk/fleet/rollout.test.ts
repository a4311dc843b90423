/** The rollout as a state machine: whatever readers do, no wave overtakes another, and too much trouble stops it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterEvent,
  createRollout,
  dueReaders,
  type Rollout,
  type RolloutPolicy,
  resumed,
  retried,
  type Sight,
  withNewcomers,
} from "../../../sdk/fleet/rollout.js";
import { decodeRollout, encodeRollout } from "../../../sdk/fleet/rollout-file.js";

const NEW = 2000;
const POLICY: RolloutPolicy = {
  atOnceCount: 3,
  watchMs: 1000,
  maxFailed: { share: 0.01 },
  maxSilent: { share: 0.01 },
  minTapCount: 0,
};
const GOOD: Sight = { isThere: true, number: NEW, boot: 2, faults: [], tapCount: 5 };

/** What a reader does: its update, and how it is seen afterwards. */
type Fate = { readonly error?: string; readonly sight?: Partial<Sight> | "unheard" };
const FATES: Record<string, Fate> = {
  good: {},
  refused: { error: "refused" },
  back: { error: "update-taken-back" },
  gone: { error: "timeout" },
  restarted: { sight: { boot: 3 } },
  faulty: { sight: { faults: ["chip"] } },
  away: { sight: { isThere: false } },
  unheard: { sight: "unheard" },
  back2: { sight: { number: 1000 } },
};

/** Drives a rollout to its end, one event after the other; `check` sees every state. */
function drive(
  start: Rollout,
  fates: ReadonlyMap<string, Fate>,
  policy = POLICY,
  check: (now: Rollout) => void = () => {},
  steps = 10_000,
) {
  let rollout = start;
  const begun: string[] = [];
  const underway: string[] = [];
  let atMs = 0;
  const apply = (event: Parameters<typeof afterEvent>[1]) => {
    rollout = afterEvent(rollout, event, policy);
    check(rollout);
  };
  for (let i = 0; i < steps; i++) {
    for (const { id } of dueReaders(rollout, policy)) {
      begun.push(id);
      underway.push(id);
      apply({ kind: "begun", id, faults: [] });
    }
    const id = underway.shift();
    const error = id === undefined ? undefined : fates.get(id)?.error;
    if (id !== undefined) apply(error ? { kind: "failed", id, error } : { kind: "updated", id, boot: 2 });
    else if (rollout.phase === "done" || rollout.phase === "stopped") break;
    const sights = new Map<string, Sight>();
    for (const reader of rollout.readers) {
      const sight = fates.get(reader.id)?.sight;
      if (reader.standing === "updated" && sight !== "unheard") sights.set(reader.id, { ...GOOD, ...sight });
    }
    atMs += 300;
    apply({ kind: "looked", sights, atMs });
  }
  return { rollout, begun, underway };
}

const fleet = fc
  .array(
    fc.array(fc.constantFrom(...Object.keys(FATES), "good", "good", "good", "good"), { minLength: 1, maxLength: 6 }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((waves) => {
    const fates = new Map<string, Fate>();
    const ids = waves.map((wave, w) =>
      wave.map((fate, i) => {
        fates.set(`w${w}-${i}`, FATES[fate] as Fate);
        return `w${w}-${i}`;
      }),
    );
    return { waves: ids, fates };
  });

const isBad = (fate: Fate | undefined) => fate?.error !== undefined || fate?.sight !== undefined;

describe("a rollout", () => {
  test("without trouble proves every reader, one wave after the other, and ends", () => {
    const { rollout, begun } = drive(createRollout(NEW, [["a"], ["b", "c"], ["d", "e", "f", "g"]]), new Map());
    expect(begun).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
    expect([rollout.phase, ...new Set(rollout.readers.map(({ standing }) => standing))]).toEqual(["done", "proved"]);
    expect(createRollout(NEW, []).phase).toBe("done");
  });

  test("never begins a wave before the one before was watched, and never more readers at once than it may", () => {
    fc.assert(
      fc.property(fleet, fc.integer({ min: 1, max: 4 }), ({ waves, fates }, atOnceCount) => {
        const lenient = { ...POLICY, atOnceCount, maxFailed: { share: 1 }, maxSilent: { share: 1 } };
        drive(createRollout(NEW, waves), fates, lenient, ({ readers, wave: present }) => {
          const busy = readers.filter(({ standing }) => standing === "updating");
          expect(busy.length).toBeLessThanOrEqual(atOnceCount);
          for (const { wave, standing } of readers) {
            if (wave > present) expect(standing).toBe("waiting");
            if (wave < present) expect(["waiting", "updating", "updated"]).not.toContain(standing);
          }
        });
      }),
    );
  });

  test("stops in the first wave with more trouble than is allowed, and begins nobody after that", () => {
    fc.assert(
      fc.property(fleet, ({ waves, fates }) => {
        const { rollout, begun } = drive(createRollout(NEW, waves), fates);
        const trouble = waves.findIndex((ids) => ids.some((id) => isBad(fates.get(id))));
        expect(rollout.phase).toBe(trouble < 0 ? "done" : "stopped");
        const reached = trouble < 0 ? waves : waves.slice(0, trouble + 1);
        expect(reached.flat()).toEqual(expect.arrayContaining(begun));
        for (const { wave, standing } of rollout.readers) {
          if (trouble >= 0 && wave > trouble) expect(standing).toBe("waiting");
          if (trouble < 0 || wave < trouble) expect(standing).toBe("proved");
        }
        expect(dueReaders(rollout, POLICY)).toEqual([]);
      }),
    );
  });

  test("counts trouble as it is: within the limits it goes on, and a firmware that is taken back never does", () => {
    fc.assert(
      fc.property(fleet, ({ waves, fates }) => {
        const lenient = { ...POLICY, maxFailed: { share: 1 }, maxSilent: { count: 99 } };
        const { rollout } = drive(createRollout(NEW, waves), fates, lenient);
        const back = [...fates].some(
          ([, { error, sight }]) => error === "update-taken-back" || (sight !== "unheard" && sight?.number),
        );
        expect(rollout.phase).toBe(back ? "stopped" : "done");
        expect(rollout.reason).toBe(back ? "taken-back" : undefined);
        if (!back)
          for (const { id, standing } of rollout.readers) expect(standing === "proved").toBe(!isBad(fates.get(id)));
      }),
    );
  });

  test("comes to the same end when it is interrupted anywhere, written down and gone on with", () => {
    fc.assert(
      fc.property(fleet, fc.nat(30), ({ waves, fates }, steps) => {
        const whole = drive(createRollout(NEW, waves), fates);
        const half = drive(createRollout(NEW, waves), fates, POLICY, () => {}, steps).rollout;
        const text = encodeRollout({ image: "ab", rollout: half });
        const again = drive(resumed(decodeRollout(text).rollout), fates).rollout;
        // Within the wave of a stop it is a matter of order who was still begun.
        const endOf = ({ phase, wave, readers }: Rollout) => {
          return [phase, wave, readers.filter((reader) => reader.wave !== wave)];
        };
        expect(endOf(again)).toEqual(endOf(whole.rollout));
      }),
    );
  });

  test("goes on after a stop when it is told to, and tries those again that failed", () => {
    fc.assert(
      fc.property(fleet, ({ waves, fates }) => {
        const stopped = drive(createRollout(NEW, waves), fates).rollout;
        const { rollout, begun } = drive(retried(resumed(stopped)), new Map());
        expect(rollout.phase).toBe("done");
        expect(rollout.readers.every(({ standing }) => standing === "proved")).toBe(true);
        for (const { id, standing } of stopped.readers)
          expect(begun.includes(id)).toBe(!["proved", "updated"].includes(standing));
      }),
    );
  });

  test("watches a wave for its whole time, and wants the taps that it was told to want", () => {
    const start = afterEvent(createRollout(NEW, [["a"]]), { kind: "begun", id: "a", faults: ["relay"] }, POLICY);
    const updated = afterEvent(start, { kind: "updated", id: "a", boot: 2 }, POLICY);
    const look = (rollout: Rollout, atMs: number, sight: Partial<Sight>, policy = POLICY) =>
      afterEvent(rollout, { kind: "looked", sights: new Map([["a", { ...GOOD, ...sight }]]), atMs }, policy);
    // What was broken before is not the firmware's.
    const watching = look(updated, 0, { faults: ["relay"] });
    expect(watching).toMatchObject({ phase: "watching", watchedSinceMs: 0 });
    expect(look(watching, 999, { isThere: false }).phase).toBe("watching");
    expect(look(watching, 1000, {}).phase).toBe("done");
    const few = look(watching, 1000, { tapCount: 4 }, { ...POLICY, minTapCount: 5 });
    expect([few.phase, few.reason, few.readers[0]?.standing]).toEqual(["stopped", "failed", "tapless"]);
  });

  test("takes newcomers into its last wave, or into one more", () => {
    const begun = withNewcomers(createRollout(NEW, [["a"], ["b"]]), ["b", "c"]);
    expect(begun.readers.map(({ id, wave }) => `${id}${wave}`)).toEqual(["a0", "b1", "c1"]);
    const done = drive(createRollout(NEW, [["a"]]), new Map()).rollout;
    expect(withNewcomers(done, ["a"])).toBe(done);
    const { rollout, begun: late } = drive(withNewcomers(done, ["z"]), new Map());
    expect([late, rollout.phase]).toEqual([["z"], "done"]);
  });
});

test("a state file that is none is refused", () => {
  for (const text of [
    "",
    "{}",
    '{"format":"ketuk-rollout-1","image":"a","number":1,"phase":"asleep","wave":0,"readers":[]}',
  ]) {
    expect(() => decodeRollout(text)).toThrow("no state of an update");
  }
});
