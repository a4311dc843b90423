/** One writer for many. */
import { expect, test } from "vitest";
import { createGroupCommit } from "../../../sdk/store/group-commit.js";
import { settle } from "../../support/time.js";

test("whoever comes during a write shares the next one, and nobody is told before a write that began after the call", async () => {
  const ends: (() => void)[] = [];
  const commit = createGroupCommit(() => new Promise((resolve) => ends.push(resolve)));
  const done: number[] = [];
  const come = (number: number) => void commit().then(() => done.push(number));
  come(1);
  await settle();
  for (let number = 2; number <= 100; number++) come(number);
  await settle();
  expect(ends).toHaveLength(1);
  ends[0]();
  await settle();
  expect(done).toEqual([1]);
  expect(ends).toHaveLength(2);
  ends[1]();
  await settle();
  expect(done).toHaveLength(100);
});

test("a write that fails tells those who shared it, and the next one runs", async () => {
  let writes = 0;
  const commit = createGroupCommit(async () => {
    if (++writes === 1) throw new Error("disk full");
  });
  const [one, two] = [commit(), commit()];
  await expect(one).rejects.toThrow("disk full");
  await expect(two).rejects.toThrow("disk full");
  await commit();
  expect(writes).toBe(2);
});
