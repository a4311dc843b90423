/** The queue between link and application. */
import { expect, test } from "vitest";
import { createQueue } from "../../../sdk/reader/queue.js";

test("items come out in their order, waited for or not", async () => {
  const queue = createQueue<number>(4);
  const early = queue.take();
  queue.push(1);
  queue.push(2);
  expect(await early).toBe(1);
  expect(await queue.take()).toBe(2);
});

test("it is full at its limit, and not while somebody waits", async () => {
  const queue = createQueue<number>(2);
  queue.push(1);
  expect(queue.full()).toBe(false);
  queue.push(2);
  expect(queue.full()).toBe(true);
});

test("a taker that was cancelled loses no item", async () => {
  const queue = createQueue<number>(2);
  const stop = new AbortController();
  const cancelled = queue.take(stop.signal);
  stop.abort();
  expect(await cancelled).toBeUndefined();
  queue.push(1);
  expect(await queue.take()).toBe(1);
  expect(await queue.take(stop.signal)).toBeUndefined();
});

test("its end reaches those who wait and those who come later", async () => {
  const queue = createQueue<number>(2);
  const waiting = queue.take();
  queue.end(new Error("gone"));
  queue.end();
  await expect(waiting).rejects.toThrow("gone");
  await expect(queue.take()).rejects.toThrow("gone");
});
