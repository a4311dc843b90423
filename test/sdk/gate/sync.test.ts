/** Members of a gate: exactly those, whatever was added, taken away or cut in between, with little to send. */
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { Gate as Decision } from "../../../firmware/link/messages.js";
import { createMemoryMemberStore, type Member, type MemberStore } from "../../../sdk/index.js";
import { espruino, resetEspruino } from "../../support/espruino-globals.js";
import { createGateRig, uidOf } from "../../support/gate-rig.js";

beforeEach(() => resetEspruino());

const UNIVERSE = 60;
/** Group 1 never passes: so a test can tell the groups apart. */
const GROUPS = { windows: [{ group: 1 }] };
const DECISIONS = [Decision.ADMITTED, Decision.NO_CLOCK];

/** Group by number of the card; no entry: no member. */
type Members = ReadonlyMap<number, number>;

function listed(members: Members): Member[] {
  return [...members].map(([number, group]) => ({ uid: uidOf(number), group }));
}

function expected(members: Members, number: number): Decision {
  const group = members.get(number);
  return group === undefined ? Decision.NOT_LISTED : (DECISIONS[group] ?? Decision.NONE);
}

const step = fc.record({
  members: fc
    .uniqueArray(fc.tuple(fc.nat(UNIVERSE - 1), fc.nat(1)), { selector: ([number]) => number, maxLength: UNIVERSE })
    .map((pairs): Members => new Map(pairs)),
  cut: fc.option(fc.record({ afterOperations: fc.nat(40), afterBytes: fc.nat(4096) }), { freq: 2 }),
  forgets: fc.boolean(),
});

test("after any changes, power cuts and losses of what the host remembers the gate admits exactly the members", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
      resetEspruino();
      const rig = createGateRig();
      let store: MemberStore = createMemoryMemberStore();
      /** What may be there while a change is under way. */
      let possible: Members[] = [new Map()];
      for (const { members, cut, forgets } of steps) {
        if (forgets) store = createMemoryMemberStore();
        possible.push(members);
        espruino.flash.faults.cut = cut ?? undefined;
        const failed = await rig.sync(listed(members), { store }).then(
          () => false,
          () => true,
        );
        rig.restart();
        for (let number = 0; number < UNIVERSE; number++) {
          const decision = rig.decide(uidOf(number), GROUPS);
          // Half-way through somebody may be missing; nobody passes who is in none of the lists.
          const allowed = [...possible.map((list) => expected(list, number)), Decision.NOT_LISTED];
          expect(allowed).toContain(decision);
        }
        if (failed) await rig.sync(listed(members), { store });
        possible = [members];
        for (let number = 0; number < UNIVERSE; number++) {
          expect(rig.decide(uidOf(number), GROUPS)).toBe(expected(members, number));
        }
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);

test("what is there already is not sent again, and a change costs one piece", async () => {
  const rig = createGateRig();
  const store = createMemoryMemberStore();
  const members = Array.from({ length: 300 }, (_, i) => ({ uid: uidOf(i) }));
  const first = await rig.sync(members, { store });
  expect(first).toMatchObject({ added: 300, removed: 0, rewritten: 0 });
  rig.asked.length = 0;
  expect(await rig.sync(members, { store })).toEqual({ added: 0, removed: 0, rewritten: 0, writtenBytes: 0 });
  expect(rig.asked).toEqual([]);
  const one = await rig.sync([...members.slice(1), { uid: uidOf(1000) }], { store });
  expect(one).toMatchObject({ added: 1, removed: 1, rewritten: 0 });
  expect(rig.asked.length).toBeLessThanOrEqual(2);
});

test("a host that has forgotten everything writes anew what has changed, and leaves alone what is as it should be", async () => {
  const rig = createGateRig();
  const members = Array.from({ length: 300 }, (_, i) => ({ uid: uidOf(i) }));
  await rig.sync(members);
  rig.asked.length = 0;
  expect(await rig.sync(members)).toMatchObject({ rewritten: 0, writtenBytes: 0 });
  expect(await rig.sync(members.slice(1))).toMatchObject({ rewritten: 1 });
  expect(rig.decide(uidOf(0))).toBe(Decision.NOT_LISTED);
});

test("a bucket that is full of entries taken away is written anew, and nobody is lost by it", async () => {
  const rig = createGateRig();
  const store = createMemoryMemberStore();
  let rewritten = 0;
  for (let round = 0; round < 12; round++) {
    const members = Array.from({ length: 12_000 }, (_, i) => ({ uid: uidOf(round * 100_000 + i) }));
    rewritten += (await rig.sync(members, { store })).rewritten;
    expect(rig.decide(members[5]?.uid ?? uidOf(0))).toBe(Decision.ADMITTED);
    expect(rig.decide(uidOf(round * 100_000 - 99_995))).toBe(Decision.NOT_LISTED);
  }
  expect(rewritten).toBeGreaterThan(100);
}, 60_000);

test("100,000 members: all of them pass, strangers do not, and a day's changes are a hundred pieces", async () => {
  const rig = createGateRig();
  const store = createMemoryMemberStore();
  const members = Array.from({ length: 100_000 }, (_, i) => ({ uid: uidOf(i), group: i % 8 }));
  const progress: number[] = [];
  const first = await rig.sync(members, { store, onProgress: ({ buckets }) => progress.push(buckets) });
  expect(first).toMatchObject({ added: 100_000, rewritten: 0 });
  expect(progress).toEqual(Array.from({ length: 128 }, (_, i) => i + 1));
  expect(rig.asked.length).toBeLessThan(1100);
  for (let i = 0; i < 100_000; i += 101) expect(rig.decide(uidOf(i))).toBe(Decision.ADMITTED);
  for (let i = 0; i < 2000; i++) expect(rig.decide(uidOf(1_000_000 + i))).toBe(Decision.NOT_LISTED);
  rig.asked.length = 0;
  const changed = [...members.slice(50), ...Array.from({ length: 50 }, (_, i) => ({ uid: uidOf(200_000 + i) }))];
  expect(await rig.sync(changed, { store })).toMatchObject({ added: 50, removed: 50, rewritten: 0 });
  expect(rig.asked.length).toBeLessThan(101);
  expect(rig.decide(uidOf(7))).toBe(Decision.NOT_LISTED);
  expect(rig.decide(uidOf(200_007))).toBe(Decision.ADMITTED);
}, 120_000);

test("more members than there is room for, groups and UIDs that cannot be are refused before anything is sent", async () => {
  const rig = createGateRig();
  await expect(rig.sync([{ uid: uidOf(1), group: 8 }])).rejects.toMatchObject({ code: "bad-argument" });
  await expect(rig.sync([{ uid: new Uint8Array(5) }])).rejects.toMatchObject({ code: "bad-argument" });
  const many = Array.from({ length: 140_000 }, (_, i) => ({ uid: uidOf(i) }));
  await expect(rig.sync(many)).rejects.toMatchObject({ code: "bad-argument" });
  expect(rig.asked).toEqual([]);
}, 60_000);

test("a call that is cancelled stops, and the next one goes on", async () => {
  const rig = createGateRig();
  const store = createMemoryMemberStore();
  const members = Array.from({ length: 5000 }, (_, i) => ({ uid: uidOf(i) }));
  const stop = new AbortController();
  stop.abort();
  await expect(rig.sync(members, { store, signal: stop.signal })).rejects.toMatchObject({ code: "aborted" });
  expect(rig.asked).toEqual([]);
  expect(await rig.sync(members, { store })).toMatchObject({ added: 5000 });
});
