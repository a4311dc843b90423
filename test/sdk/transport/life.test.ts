/** The end of a transport, where no driver can be made to do the worst at the right moment. */
import { expect, test } from "vitest";
import type { KetukError } from "../../../sdk/errors.js";
import { createLife } from "../../../sdk/transport/life.js";

function live() {
  const heard: Uint8Array[] = [];
  const losses: KetukError[] = [];
  const handlers = { bytes: (bytes: Uint8Array) => heard.push(bytes), lost: (error: KetukError) => losses.push(error) };
  return { life: createLife("port", "look", handlers), heard, losses };
}

test("bytes that a driver brings late are nobody's", async () => {
  const { life, heard, losses } = live();
  life.bytes(Uint8Array.of(1));
  let finish = () => {};
  const closing = life.close(() => new Promise((resolve) => (finish = resolve)));
  life.bytes(Uint8Array.of(2));
  finish();
  await closing;
  life.bytes(Uint8Array.of(3));
  life.lose(new Error("late"));
  expect(heard).toEqual([Uint8Array.of(1)]);
  expect(losses).toEqual([]);
});

test("a write that a driver calls done after the loss was not done", async () => {
  const { life, losses } = live();
  let finish = () => {};
  const writing = life.write(() => new Promise<void>((resolve) => (finish = resolve)));
  life.lose();
  finish();
  await expect(writing).rejects.toMatchObject({ code: "disconnected", hint: "look" });
  expect(losses).toHaveLength(1);
});

test("a failed write is a loss, with what the driver said", async () => {
  const { life, losses } = live();
  const cause = new Error("bad file descriptor");
  await expect(life.write(() => Promise.reject(cause))).rejects.toMatchObject({ code: "disconnected", cause });
  expect(losses).toMatchObject([{ code: "disconnected", cause }]);
});
