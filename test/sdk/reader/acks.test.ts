/** From single acknowledgements to the cumulative one. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createAcks } from "../../../sdk/reader/acks.js";

test("an acknowledgement waits until everything before it is acknowledged", () => {
  const sent: number[] = [];
  const acks = createAcks(({ counter }) => sent.push(counter));
  const [first, second, third] = [1, 2, 3].map((counter) => acks.deliver({ epoch: 1, counter: counter }));
  third();
  second();
  expect(sent).toEqual([]);
  first();
  expect(sent).toEqual([3]);
  first();
  expect(sent).toEqual([3]);
});

test("in any order, what is sent never runs ahead and ends complete", () => {
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 });
  fc.assert(
    fc.property(order, (places) => {
      const sent: number[] = [];
      const acks = createAcks(({ counter }) => sent.push(counter));
      const calls = [10, 11, 12, 13, 14, 15, 16, 17].map((counter) => acks.deliver({ epoch: 1, counter: counter }));
      const done = new Set<number>();
      for (const place of places) {
        done.add(place + 10);
        calls[place]();
        for (let counter = 10; counter <= (sent.at(-1) ?? 0); counter++) expect(done).toContain(counter);
      }
      expect(sent.at(-1)).toBe(17);
    }),
  );
});

test("a record that comes again is acknowledged again only when it was", () => {
  const sent: number[] = [];
  const acks = createAcks(({ counter }) => sent.push(counter));
  const first = acks.deliver({ epoch: 1, counter: 1 });
  acks.repeat({ epoch: 1, counter: 1 });
  expect(sent).toEqual([]);
  first();
  acks.deliver({ epoch: 1, counter: 2 });
  acks.repeat({ epoch: 1, counter: 2 });
  acks.repeat({ epoch: 1, counter: 1 });
  expect(sent).toEqual([1, 1]);
});

test("behind records from before it, what was acknowledged once reaches up to it again", () => {
  const sent: number[] = [];
  const acks = createAcks(({ counter }) => sent.push(counter));
  const deliver = (counter: number) => acks.deliver({ epoch: 1, counter });
  deliver(4)();
  // The reader restarted and went back to 2.
  deliver(2)();
  const third = deliver(3);
  acks.pass({ epoch: 1, counter: 4 });
  expect(sent).toEqual([4, 2]);
  third();
  expect(sent).toEqual([4, 2, 4]);
});

test("behind records from before it, what the application still has is acknowledged by the application alone", () => {
  const sent: number[] = [];
  const acks = createAcks(({ counter }) => sent.push(counter));
  const deliver = (counter: number) => acks.deliver({ epoch: 1, counter });
  const fourth = deliver(4);
  for (const counter of [2, 3]) deliver(counter)();
  acks.pass({ epoch: 1, counter: 4 });
  expect(sent).toEqual([3]);
  fourth();
  expect(sent).toEqual([3, 4]);
});
