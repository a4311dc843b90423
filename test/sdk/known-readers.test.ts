/** Readers heard of lately: the id that stands there, and only what its own reader, owner and version were given. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { KEY_NOTE, MARK_NOTE, newOwner, note, noted, readReaderId } from "../../sdk/known-readers.js";
import { createVerifier } from "../../sdk/verify/index.js";
import { seal, tapRecord, testKeys } from "../support/records.js";

/** Reads an id between other bytes, as it stands in a record. */
function read(id: string): string | undefined {
  const bytes = new TextEncoder().encode(`x${id}x`);
  return readReaderId(bytes, 1, bytes.length - 1);
}

/** Ids of one checksum: "Aa" and "BB" count the same in it. */
const ALIKE = Array.from({ length: 64 }, (_, number) =>
  Array.from({ length: 6 }, (_, bit) => ((number >>> bit) & 1 ? "Aa" : "BB")).join(""),
);
/** More than there are places. */
const MANY = Array.from({ length: 20_000 }, (_, number) => `gate-${number}`);
/** Beginnings of each other, the longest one as long as an id may be. */
const BEGINNINGS = Array.from({ length: 32 }, (_, count) => "abcdefghijklmnopqrstuvwxyz.-_123".slice(0, count + 1));

test("reads every id as it stands there, again and again", () => {
  const ids = [...MANY, ...ALIKE, ...BEGINNINGS, ...MANY, ...ALIKE, ...BEGINNINGS];
  expect(ids.map(read)).toEqual(ids);
});

test.each(["", "a b", "gäte", "a\0", `${BEGINNINGS.at(-1)}4`])("%j is no id, the second time neither", (id) => {
  expect([read(id), read(id)]).toEqual([undefined, undefined]);
});

test("no id with a zero behind it counts as the one without", () => {
  const taken = MANY.filter((id) => read(id) === id && read(`${id}\0`) !== undefined);
  expect(taken).toEqual([]);
});

test("knows of a reader what was noted for it last, or nothing", () => {
  const owners = [newOwner(), newOwner()];
  const known = new Map<string, number>();
  let found = 0;
  const step = fc.tuple(
    fc.constantFrom(...ALIKE.slice(0, 8), ...BEGINNINGS.slice(0, 8)),
    fc.constantFrom(KEY_NOTE, MARK_NOTE),
    fc.constantFrom(...owners),
    fc.constantFrom(0, 1, 0xffffffff),
    fc.nat(),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 50, maxLength: 200 }), (steps) => {
      for (const [id, kind, owner, what, value] of steps) {
        read(id);
        const name = [id, kind, owner, what].join();
        const before = noted(id, kind, owner, what);
        if (before >= 0) found++;
        expect([-1, known.get(name)]).toContain(before);
        note(id, kind, owner, what, value);
        known.set(name, value);
        expect(noted(id, kind, owner, what)).toBe(value);
      }
    }),
  );
  expect(found).toBeGreaterThan(100);
});

test("a note lasts while others come, and is forgotten with its reader", () => {
  const owner = newOwner();
  for (const [index, id] of MANY.entries()) {
    read(id);
    note(id, MARK_NOTE, owner, 1, index);
  }
  const values = MANY.toReversed().map((id) => {
    read(id);
    return noted(id, MARK_NOTE, owner, 1);
  });
  const lasting = values.filter((value) => value >= 0);
  expect(values.toReversed().filter((value, index) => value !== index && value !== -1)).toEqual([]);
  expect(lasting.length).toBeGreaterThan(MANY.length / 3);
});

test("says nothing of a reader whose id was not read last, and notes nothing for it", () => {
  const owner = newOwner();
  read("gate-7");
  note("gate-7", KEY_NOTE, owner, 1, 5);
  read("gate-8");
  note("gate-7", KEY_NOTE, owner, 1, 6);
  expect([noted("gate-7", KEY_NOTE, owner, 1), noted("gate-8", KEY_NOTE, owner, 1)]).toEqual([-1, -1]);
  note("gate-8", KEY_NOTE, owner, 1, 7);
  expect(noted("gate-7", KEY_NOTE, owner, 1)).toBe(-1);
  read("gate-7");
  expect(noted("gate-7", KEY_NOTE, owner, 1)).toBe(5);
});

test("fleets and verifiers with readers of one name do not meet", () => {
  const fleets = [testKeys(), testKeys()];
  const verifiers = fleets.map((keys) => createVerifier({ keys }));
  const again = createVerifier({ keys: fleets[0] as (typeof fleets)[0] });
  for (const counter of [1, 2, 3]) {
    for (const [index, keys] of fleets.entries()) {
      const sealed = seal(keys, tapRecord({ readerId: "gate-7", counter }), "gate-7");
      const reasons = verifiers.map((verifier) => verifier.verify(sealed).reason);
      expect(reasons).toEqual(index === 0 ? ["genuine", "bad-mac"] : ["bad-mac", "genuine"]);
      expect(again.verify(sealed).reason).toBe(index === 0 ? "genuine" : "bad-mac");
    }
  }
});
