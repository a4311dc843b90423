/** A link with a fake reader: signs of life, requests in a crowd, what it refuses, how it ends. */
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KetukError } from "../../../sdk/errors.js";
import { findRoleKey } from "../../../sdk/keys/provider.js";
import { createLink, type Link, type LinkHandlers, type PongSample } from "../../../sdk/link/link.js";
import type { SessionAccess } from "../../../sdk/link/opener.js";
import { openSerial } from "../../../sdk/transport/serial.js";
import { FakeReader } from "../../support/fake-reader.js";
import { pass, useFakeTime, within } from "../../support/time.js";

let fake: FakeReader;
let link: Link;
let samples: PongSample[];
let errors: KetukError[];

beforeEach(() => {
  useFakeTime();
  fake = new FakeReader();
  samples = [];
  errors = [];
});
afterEach(async () => {
  fake.stop();
  await within(500, link.close());
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function accessOf({ keys }: FakeReader): SessionAccess {
  return { role: "tap", find: (readerId, newest) => findRoleKey(keys, readerId, "tap", newest) };
}

async function open(handlers: Partial<LinkHandlers> = {}): Promise<void> {
  link = createLink({
    access: accessOf(fake),
    refuses: () => undefined,
    session: () => {},
    sessionOver: () => {},
    news: () => {},
    record: () => {},
    notice: () => {},
    pong: (sample) => samples.push(sample),
    closed: (error) => errors.push(error),
    ...handlers,
  });
  const starting = link.start((to) => openSerial(fake.options, to), new AbortController().signal);
  await pass(1000);
  await starting;
}

test("answers to pings tell the reader's clock, the link's own pings included", async () => {
  await open();
  // What is not acknowledged is sent again and again: no silence, no reason to ask.
  link.ack(1, 1);
  fake.uptimeMs = 5000;
  await within(100, link.request({ kind: "ping" }, {}));
  expect(samples).toEqual([{ hostMs: expect.any(Number), roundTripMs: expect.any(Number), uptimeMs: 5000 }]);
  expect(Math.abs((samples[0]?.hostMs ?? 0) - Date.now())).toBeLessThanOrEqual(100);
  fake.uptimeMs = 9000;
  await pass(3000);
  expect(samples[1]?.uptimeMs).toBe(9000);
  fake.uptimeMs = undefined;
  await within(100, link.request({ kind: "ping" }, {}));
  expect(samples.at(-1)?.uptimeMs).toBe(9000);
});

test("a hundred calls at once are all answered, none is written twice, and an acknowledgement overtakes them", async () => {
  await open();
  const answers: number[] = [];
  const calls = Array.from({ length: 100 }, (_, i) =>
    link.request({ kind: "signal", pattern: i, durationMs: 0 }, { timeoutMs: 20_000 }).then(() => answers.push(i)),
  );
  await pass(50);
  link.ack(1, 1);
  await pass(50);
  expect(fake.acks).toEqual([1]);
  expect(answers.length).toBeLessThan(20);
  await within(10_000, Promise.all(calls));
  expect(answers).toHaveLength(100);
  expect(link.counters.resends).toBe(0);
  // Nor do retries crowd the queue.
  expect(link.counters.framesOut).toBeLessThan(110);
});

test("calls that were cancelled while they waited are not written", async () => {
  await open();
  const stops = Array.from({ length: 50 }, () => new AbortController());
  const calls = stops.map(({ signal }, i) =>
    link.request({ kind: "signal", pattern: i, durationMs: 0 }, { signal }).catch((error: KetukError) => error.code),
  );
  for (const stop of stops) stop.abort();
  await pass(2000);
  expect(new Set(await Promise.all(calls))).toEqual(new Set(["aborted"]));
  // The first one was on its way already.
  expect(fake.heard.filter((message) => message.request?.signal)).toHaveLength(1);
});

test("a reader that says Hello a hundred times is not told a hundred times to open", async () => {
  let sessions = 0;
  fake.deafToOpen = true;
  await open({ session: () => sessions++ });
  for (let i = 0; i < 100; i++) fake.sayHello();
  await pass(100);
  expect(fake.heard.filter((message) => message.open).length).toBeLessThan(10);
  fake.deafToOpen = false;
  await pass(600);
  expect(sessions).toBe(1);
});

test("nothing is said to a reader that is not the one meant", async () => {
  const refusal = new KetukError("reader-not-found", "another one");
  await open({ refuses: () => refusal });
  expect(errors).toEqual([refusal]);
  expect(fake.heard).toEqual([]);
});

test("a transport that can be read but not written is lost, whatever it throws", async () => {
  await open();
  const transport = { path: "x", write: () => Promise.reject(new Error("EIO")), close: async () => {} };
  await within(500, link.close());
  link = createLink({
    access: accessOf(fake),
    refuses: () => undefined,
    session: () => {},
    sessionOver: () => {},
    news: () => {},
    record: () => {},
    notice: () => {},
    pong: () => {},
    closed: (error) => errors.push(error),
  });
  await link.start(async () => transport, new AbortController().signal);
  await pass(50);
  expect(errors).toMatchObject([{ code: "disconnected", cause: { message: "EIO" } }]);
});

test("a session that has carried its share of messages is opened anew, and calls are answered before and after", async () => {
  let overs = 0;
  await open({ access: { ...accessOf(fake), renewAfterCount: 10 }, sessionOver: () => overs++ });
  for (let i = 0; i < 60; i++) {
    const asked = link.request({ kind: "status" }, { timeoutMs: 4000 }).catch((error: KetukError) => error.code);
    await pass(200);
    const answer = await within(4000, asked);
    // The call that met the change says that it may or may not have run, as with a restart.
    expect(typeof answer === "string" ? answer : answer.code).toMatch(/^(ok|restarted)$/);
  }
  expect(link.counters.sessions).toBeGreaterThan(4);
  expect(overs).toBe(link.counters.sessions - 1);
  expect(errors).toEqual([]);
});

test("a role key that stays in an HSM opens sessions all the same, and nothing said meanwhile is lost", async () => {
  const records: number[] = [];
  let asked = 0;
  const find = async (readerId: string, version: number) => ({
    version,
    key: undefined,
    async hmac(data: Uint8Array) {
      asked++;
      await new Promise((resolve) => setTimeout(resolve, 40));
      return createHmac("sha256", fake.keys.roleKey(readerId, "tap", version))
        .update(data)
        .digest();
    },
  });
  await open({ access: { role: "tap", find }, record: () => records.push(records.length) });
  await pass(500);
  expect([asked, link.counters.sessions, records.length]).toEqual([6, 1, 1]);
  expect(link.counters.rejectedForged).toBe(0);
});

test("a key source that fails ends the link with what it said", async () => {
  const find = async () => {
    throw new Error("the HSM is off");
  };
  await open({ access: { role: "tap", find } });
  expect(errors).toMatchObject([{ code: "no-session-key", cause: { message: "the HSM is off" } }]);
});
