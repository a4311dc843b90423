/** Ten thousand losses of one Reader: nothing is left of any of them. In memory, on simulated time. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test, vi } from "vitest";
import { KetukError } from "../../../sdk/errors.js";
import { Reader } from "../../../sdk/reader/node.js";
import { BarePort } from "../../support/bare-port.js";
import { FakeReader } from "../../support/fake-reader.js";
import { testKeys } from "../../support/records.js";

const LOSSES = 10_000;

setFlagsFromString("--expose_gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes in use after everything that can go has gone. */
async function heapBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

test("ten thousand reconnects leave no timer, no listener, no port and no memory", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  const port = new BarePort();
  const fake = new FakeReader(testKeys(), port);
  fake.stop();
  const stop = new AbortController();
  const listeners = vi.spyOn(stop.signal, "addEventListener");
  const opening = Reader.open({
    keys: fake.keys,
    path: "memory",
    transport: port.transport,
    signal: stop.signal,
    reconnect: { firstDelayMs: 1, longestDelayMs: 1 },
  });
  await vi.advanceTimersByTimeAsync(200);
  const reader = await opening;
  let opened = 0;
  reader.on("state", ({ state }) => {
    if (state === "open") opened++;
  });
  const next = reader.taps().next();

  async function lose(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      port.handlers?.lost(new KetukError("disconnected", "gone"));
      fake.heard.length = 0;
      await vi.advanceTimersByTimeAsync(60);
    }
  }

  await lose(500);
  const timers = vi.getTimerCount();
  const before = await heapBytes();
  await lose(LOSSES - 500);
  expect(opened).toBe(LOSSES);
  expect(vi.getTimerCount()).toBe(timers);
  expect(port.transports).toBe(1);
  expect(listeners.mock.calls.length).toBeLessThan(5);
  const grownBytes = (await heapBytes()) - before;
  console.log(`${LOSSES} reconnects: heap ${grownBytes >= 0 ? "+" : ""}${Math.round(grownBytes / 1024)} KiB`);
  // One leaked link would be some 3 KB each, 28 MB in all.
  expect(grownBytes).toBeLessThan(8 * 1024 * 1024);

  fake.tap();
  await vi.advanceTimersByTimeAsync(100);
  expect((await next).value?.counter).toBe(2);
  const closing = reader.close();
  await vi.advanceTimersByTimeAsync(300);
  await closing;
  expect(vi.getTimerCount()).toBe(0);
  expect(port.transports).toBe(0);
  vi.useRealTimers();
}, 120_000);
