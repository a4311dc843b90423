/** Presence of a card as a table: every state with every look. */
import "../support/espruino-globals.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EMPTY, Look, MISSES, nextPresence } from "../../firmware/tap/detect.js";

const Empty = Look.Empty;
const Card = Look.Card;
const Other = Look.Other;
const Unclear = Look.Unclear;

test.each([
  // state, look, next
  [EMPTY, Empty, EMPTY],
  [EMPTY, Card, 1],
  [EMPTY, Other, EMPTY],
  [1, Empty, 2],
  [1, Card, 1],
  [1, Other, 2],
  [2, Empty, 3],
  [2, Card, 1],
  [2, Other, 3],
  [3, Empty, EMPTY],
  [3, Card, 1],
  [3, Other, EMPTY],
  [EMPTY, Unclear, EMPTY],
  [1, Unclear, 1],
  [2, Unclear, 2],
  [3, Unclear, 3],
])("from %i with look %i to %i", (state, look, next) => {
  expect(nextPresence(state, look)).toBe(next);
});

test("the table names every state", () => {
  expect(MISSES).toBe(3);
});

test("a held card arrives once and leaves once, as long as it is never missed three times in a row", () => {
  const holds = fc.array(
    fc.oneof(fc.constant([Card]), fc.constant([Empty, Card]), fc.constant([Other, Unclear, Empty, Unclear, Card])),
  );
  fc.assert(
    fc.property(holds, (pieces) => {
      const looks = [Empty, Card, ...pieces.flat(), Empty, Empty, Empty, Empty];
      let state: number = EMPTY;
      let arrivals = 0;
      let departures = 0;
      for (const look of looks) {
        const next = nextPresence(state, look);
        if (state === EMPTY && next !== EMPTY) arrivals++;
        if (state !== EMPTY && next === EMPTY) departures++;
        state = next;
      }
      expect({ arrivals, departures }).toEqual({ arrivals: 1, departures: 1 });
    }),
  );
});

test("any looks keep the state within the table, and no departure comes without an arrival", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(Empty, Card, Other, Unclear)), (looks) => {
      let state: number = EMPTY;
      for (const look of looks) {
        const next = nextPresence(state, look);
        expect([0, 1, 2, 3]).toContain(next);
        if (look === Card) expect(next).toBe(1);
        state = next;
      }
    }),
  );
});
