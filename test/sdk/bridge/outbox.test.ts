/** Messages that wait for a broker: their order, their window, and what a lost connection does to them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createOutbox, type Outgoing } from "../../../sdk/bridge/outbox.js";

test("keeps to its window, and goes on with every acknowledgement", () => {
  const outbox = createOutbox<string>(2);
  for (const message of ["a", "b", "c"]) outbox.add({ message });
  const first = outbox.next() as Outgoing<string>;
  expect([first.message, outbox.next()?.message, outbox.next()]).toEqual(["a", "b", undefined]);
  outbox.acked(first);
  expect([outbox.next()?.message, outbox.count()]).toEqual(["c", 2]);
  outbox.limit(0);
  outbox.add({ message: "d" });
  expect(outbox.next()).toBeUndefined();
});

test("sends again in the old order what a lost connection has left, before everything else", () => {
  const outbox = createOutbox<string>(3);
  for (const message of ["a", "b", "c", "d"]) outbox.add({ message });
  const taken = [outbox.next(), outbox.next(), outbox.next()] as Outgoing<string>[];
  outbox.acked(taken[1] as Outgoing<string>);
  outbox.lost();
  expect([outbox.next(), outbox.next(), outbox.next()].map((one) => one?.message)).toEqual(["a", "c", "d"]);
});

test("calls done once, and only for what is in flight", () => {
  const outbox = createOutbox<string>(1);
  let done = 0;
  outbox.add({ message: "a", done: () => done++ });
  const sent = outbox.next() as Outgoing<string>;
  outbox.lost();
  // The acknowledgement of the connection before comes late.
  outbox.acked(sent);
  expect(done).toBe(0);
  const again = outbox.next() as Outgoing<string>;
  outbox.acked(again);
  outbox.acked(again);
  expect([done, outbox.count()]).toEqual([1, 0]);
});

test("keeps of a state the newest, also when an older one was in flight", () => {
  const outbox = createOutbox<string>(1);
  outbox.add({ message: "old", key: "gate-1" });
  outbox.add({ message: "newer", key: "gate-1" });
  expect(outbox.next()?.message).toBe("newer");
  outbox.add({ message: "newest", key: "gate-1" });
  outbox.lost();
  expect([outbox.next()?.message, outbox.count()]).toEqual(["newest", 1]);
});

test("loses nothing and holds nothing back, whatever happens in whatever order", () => {
  const steps = fc.array(fc.constantFrom("add", "take", "ack", "lose", "refuse"), { maxLength: 200 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 4 }), (actions, window) => {
      const outbox = createOutbox<number>(window);
      const flying: Outgoing<number>[] = [];
      const done: number[] = [];
      let made = 0;
      const life = {
        add() {
          const message = made++;
          outbox.add({ message, done: () => void done.push(message) });
        },
        take() {
          const next = outbox.next();
          if (next) flying.push(next);
          return next !== undefined;
        },
        ack() {
          const one = flying.shift();
          if (one) outbox.acked(one);
        },
        refuse() {
          const one = flying.shift();
          if (one) outbox.refused(one);
        },
        lose() {
          outbox.lost();
          flying.length = 0;
        },
      };
      for (const action of actions) {
        life[action]();
        expect(flying.length).toBeLessThanOrEqual(window);
      }
      life.lose();
      while (life.take()) life.ack();
      expect([...done].sort((a, b) => a - b)).toEqual(Array.from({ length: made }, (_, i) => i));
    }),
  );
});
