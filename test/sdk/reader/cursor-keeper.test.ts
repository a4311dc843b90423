/** The cursor is saved, then the acknowledgement goes. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createCursorKeeper } from "../../../sdk/reader/cursor-keeper.js";
import type { StorageEvent } from "../../../sdk/reader/events.js";
import type { Cursor, CursorStore } from "../../../sdk/store/cursor.js";
import { pass, settle, useFakeTime, within } from "../../support/time.js";

beforeEach(useFakeTime);
afterEach(() => {
  vi.useRealTimers();
});

const at = (counter: number): Cursor => ({ epoch: 1, counter, hash: new Uint8Array(32) });

function setUp(save: (cursor: Cursor) => void | Promise<void>) {
  const saved: number[] = [];
  const sent: number[] = [];
  const events: StorageEvent[] = [];
  const store: CursorStore = {
    load: () => undefined,
    remove: () => {},
    async save(_reader, cursor) {
      await save(cursor);
      saved.push(cursor.counter);
    },
  };
  const keeper = createCursorKeeper({
    readerId: "gate-7",
    store,
    send: ({ counter }) => {
      expect(saved.at(-1) ?? 0).toBeGreaterThanOrEqual(counter);
      sent.push(counter);
    },
    report: (event) => events.push(event),
  });
  return { keeper, saved, sent, events };
}

test("acknowledgements of one moment, and those during a save, share a save", async () => {
  const ends: (() => void)[] = [];
  const { keeper, saved, sent } = setUp(() => new Promise((resolve) => ends.push(resolve)));
  for (const counter of [1, 2, 3]) keeper.advance(at(counter), at(counter));
  await settle();
  expect(ends).toHaveLength(1);
  for (const counter of [4, 5]) keeper.advance(at(counter), at(counter));
  await settle();
  expect([ends.length, sent]).toEqual([1, []]);
  ends[0]();
  await settle();
  ends[1]();
  await settle();
  expect([saved, sent]).toEqual([
    [3, 5],
    [3, 5],
  ]);
  expect(keeper.cursor()).toEqual(at(5));
});

test("a save that fails is reported, tried again ever more slowly, and nothing is acknowledged meanwhile", async () => {
  let failures = 3;
  const { keeper, sent, events } = setUp(() => {
    if (failures-- > 0) throw new Error("disk full");
  });
  keeper.advance(at(1), at(1));
  await pass(200);
  keeper.advance(at(2), at(2));
  await pass(1000);
  expect(sent).toEqual([]);
  expect(events.map((event) => event.state === "failing" && event.retryMs)).toEqual([250, 500, 1000]);
  expect(events[0]).toMatchObject({ error: { code: "store-failed", message: expect.stringContaining("disk full") } });
  await pass(1000);
  expect(sent).toEqual([2]);
  expect(events.at(-1)).toEqual({ state: "working" });
});

test("one that comes again is sent again at once, and the cursor never goes back", async () => {
  const { keeper, saved, sent } = setUp(() => {});
  keeper.advance(at(7), at(7));
  await settle();
  keeper.advance(at(7), at(7));
  keeper.advance(at(5), at(5));
  await settle();
  expect([saved, sent]).toEqual([[7], [7, 7, 5]]);
});

test("closing waits for the save, tries a failing one once more, and does not wait for one that hangs", async () => {
  const slow = setUp(() => new Promise((resolve) => setTimeout(resolve, 300)));
  slow.keeper.advance(at(1), at(1));
  await within(400, slow.keeper.close());
  expect(slow.sent).toEqual([1]);

  let attempts = 0;
  const failing = setUp(() => {
    attempts++;
    throw new Error("gone");
  });
  failing.keeper.advance(at(1), at(1));
  await pass(50);
  await within(10, failing.keeper.close());
  expect([attempts, failing.sent]).toEqual([2, []]);
  expect(failing.events.at(-1)).toMatchObject({ state: "failing", retryMs: undefined });
  await pass(20_000);
  expect(attempts).toBe(2);

  const hanging = setUp(() => new Promise(() => {}));
  hanging.keeper.advance(at(1), at(1));
  await pass(10);
  await within(2000, hanging.keeper.close());
});
