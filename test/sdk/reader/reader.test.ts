/** A Reader with a fake reader at the other end of an in-memory cable. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Reader } from "../../../sdk/reader/node.js";
import type { ReaderOptions } from "../../../sdk/reader/options.js";
import type { Tap } from "../../../sdk/reader/tap.js";
import { type Cursor, createMemoryCursorStore } from "../../../sdk/store/cursor.js";
import { FakeReader } from "../../support/fake-reader.js";
import { pass, settle, useFakeTime, within } from "../../support/time.js";

let fake: FakeReader;
let reader: Reader | undefined;

beforeEach(() => {
  useFakeTime();
  fake = new FakeReader();
});
afterEach(async () => {
  const closing = reader?.close();
  await pass(500);
  await closing;
  reader = undefined;
  fake.stop();
  vi.useRealTimers();
});

async function open(options: Partial<ReaderOptions> = {}): Promise<Reader> {
  reader = await within(1000, Reader.open({ ...fake.options, ...options }));
  return reader;
}

/** Collects taps in the background. */
function collect(from: Reader, { ack = true, signal }: { ack?: boolean; signal?: AbortSignal } = {}) {
  const taps: Tap[] = [];
  const done = (async () => {
    for await (const tap of from.taps({ signal })) {
      taps.push(tap);
      if (ack) tap.ack();
    }
  })();
  done.catch(() => {});
  return { taps, done };
}

describe("opening", () => {
  test("tells what the reader says about itself", async () => {
    const { info } = await open();
    expect(info).toEqual({
      path: fake.port.path,
      id: "gate-7",
      state: "provisioned",
      boot: 1,
      resetReason: "power",
      epoch: 1,
      chipVersion: 0x92,
      firmwareVersion: "0.1.0",
      firmwareHash: "0102030405060708",
      firmwareNumber: 0,
      interpreter: "2v29 ESP32",
      board: "",
      features: [],
      lastCounter: 1,
    });
  });

  test("neither resets the board nor lets others in, and does not mind lines that cannot be set", async () => {
    await open();
    expect(fake.port.openOptions).toMatchObject({ baudRate: 115200, hupcl: false });
    expect(fake.port.lines).toMatchObject({ dtr: false, rts: false });
  });

  test("asks for Hello at once and writes bursts that every interpreter build can take", async () => {
    await open();
    expect(fake.helloRequests).toBeGreaterThanOrEqual(1);
    for (const burst of fake.port.writes) expect(burst.length).toBeLessThanOrEqual(64);
  });

  test("sets the reader's clock", async () => {
    await open();
    expect(Number(fake.heard[0]?.open?.wallMs)).toBeGreaterThan(1_700_000_000_000);
  });

  test("survives lost, damaged and doubled frames", async () => {
    fake.faults = ["drop", "corrupt", "duplicate", "drop", "corrupt", undefined];
    reader = await within(4000, Reader.open(fake.options));
    expect(reader.counters.rejectedChecksum).toBeGreaterThanOrEqual(1);
    expect(reader.counters.resyncs).toBeGreaterThanOrEqual(1);
  });

  test("skips boot text before the first frame", async () => {
    const opening = Reader.open(fake.options);
    await settle();
    fake.port.send(Buffer.from("ets Jun  8 2016 00:22:57\r\nrst:0x1 (POWERON_RESET)\r\n"));
    reader = await within(1500, opening);
    expect(reader.info.id).toBe("gate-7");
  });

  test.each([
    ["silence", undefined, /nothing was heard/],
    ["boot text", "rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n", /boot messages/],
    [
      "an Espruino console",
      "\r\n ____                 _ \r\n|  __|___ ___ ___ _ _|_|___ ___\r\n Espruino 2v29\r\n>",
      /firmware is not installed/,
    ],
    ["another firmware's text", "T=21.5C RH=40%\r\nT=21.6C RH=41%\r\n", /text was heard/],
    ["bytes of another speed", "\u00f8\u0000\u00e0\u0080\u00f8\u0018\u0000\u00fe\u00c0\u0000", /115200 baud/],
  ])("gives up on %s with a remedy", async (_name, text, hint) => {
    fake.mute = true;
    const opening = Reader.open({ ...fake.options, timeoutMs: 3000 });
    await settle();
    if (text) fake.port.send(Buffer.from(text, "latin1"));
    const failed = within(3500, opening);
    await expect(failed).rejects.toMatchObject({ code: "not-a-reader", hint: expect.stringMatching(hint) });
    await expect(failed).rejects.toThrow(fake.port.path);
    expect(fake.port.open).toBe(false);
  });

  test("names the wire when the reader talks but does not hear", async () => {
    fake.deafToOpen = true;
    await expect(within(3500, Reader.open({ ...fake.options, timeoutMs: 3000 }))).rejects.toMatchObject({
      code: "not-a-reader",
      hint: expect.stringMatching(/TX/),
    });
  });

  test("ends at once when there is no common version, and closes the port", async () => {
    fake.hello = { ...fake.hello, protocolMin: 2, protocolMax: 3 };
    await expect(within(1000, Reader.open(fake.options))).rejects.toMatchObject({ code: "protocol-version" });
    expect(fake.port.open).toBe(false);
  });

  test("can be cancelled, before and meanwhile", async () => {
    fake.mute = true;
    await expect(Reader.open({ ...fake.options, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
    const stop = new AbortController();
    const opening = Reader.open({ ...fake.options, signal: stop.signal });
    await pass(100);
    stop.abort();
    await expect(within(500, opening)).rejects.toMatchObject({ code: "aborted" });
    expect(fake.port.open).toBe(false);
  });

  test.each([[{ path: "" }], [{ path: 7 as never }], [{ timeoutMs: 0 }], [{ minimumAssurance: "strong" as never }]])(
    "refuses %j",
    async (bad) => {
      await expect(Reader.open({ ...fake.options, ...bad })).rejects.toMatchObject({ code: "bad-argument" });
    },
  );
});

describe("taps", () => {
  test("arrive verified, in order, and are acknowledged", async () => {
    const { taps } = collect(await open());
    fake.tap();
    fake.tap({ assurance: 0, refusal: 1 });
    fake.tap({ family: 5, assurance: 1, method: 1 });
    await pass(300);
    expect(taps.map((tap) => [tap.counter, tap.verdict.reason, tap.family])).toEqual([
      [2, "genuine", "desfire"],
      [3, "card-refused", "desfire"],
      [4, "too-weak", "classic"],
    ]);
    expect(fake.pending).toEqual([]);
    expect(taps[0]?.verdict.chain).toBe("linked");
  });

  test("made before the session come first", async () => {
    fake.tap();
    fake.tap();
    const { taps } = collect(await open());
    await pass(200);
    expect(taps.map((tap) => tap.counter)).toEqual([2, 3]);
  });

  test("are unverified without tap keys and rejected with those of another fleet", async () => {
    const one = await open({ keys: { roleKey: fake.keys.roleKey } });
    const { taps } = collect(one);
    fake.tap();
    await pass(200);
    expect(taps[0]?.verdict).toMatchObject({ ok: false, reason: "unverified" });
    await within(500, one.close());
    const { taps: others } = collect(await open({ keys: { ...fake.keys, tapKey: new FakeReader().keys.tapKey } }));
    fake.tap();
    await pass(200);
    expect(others[0]?.verdict.reason).toBe("bad-mac");
  });

  test("that are not acknowledged come once to the application, however often the reader sends them", async () => {
    const one = await open();
    const { taps } = collect(one, { ack: false });
    fake.tap();
    await pass(10_000);
    expect(taps).toHaveLength(1);
    expect(fake.pending).toEqual([2]);
    expect(one.counters.duplicates).toBeGreaterThan(3);
    taps[0]?.ack();
    taps[0]?.ack();
    await pass(100);
    expect(fake.pending).toEqual([]);
  });

  test("are acknowledged again when the reader did not hear it", async () => {
    const one = await open();
    const { taps } = collect(one);
    fake.port.onWrite = () => {};
    fake.tap();
    await pass(100);
    fake.connect();
    await pass(2500);
    expect(taps).toHaveLength(1);
    expect(fake.pending).toEqual([]);
  });

  test("stay in order when noise eats one: nothing later is delivered or acknowledged before it", async () => {
    const one = await open();
    const { taps } = collect(one);
    await pass(100);
    fake.faults = ["corrupt"];
    fake.tap();
    fake.tap();
    fake.tap();
    await pass(500);
    expect(taps).toEqual([]);
    expect(fake.pending).toEqual([2, 3, 4]);
    await pass(3000);
    expect(taps.map((tap) => [tap.counter, tap.verdict.reason])).toEqual([
      [2, "genuine"],
      [3, "genuine"],
      [4, "genuine"],
    ]);
    expect(fake.pending).toEqual([]);
  });

  test("acknowledged out of order are acknowledged to the reader in order", async () => {
    const { taps } = collect(await open(), { ack: false });
    fake.tap();
    fake.tap();
    await pass(200);
    taps[1]?.ack();
    await pass(100);
    expect(fake.pending).toEqual([2, 3]);
    taps[0]?.ack();
    await pass(100);
    expect(fake.pending).toEqual([]);
  });

  test("keep their place when a reader skips counters over a restart", async () => {
    const { taps } = collect(await open(), { ack: false });
    fake.tap();
    await pass(100);
    fake.counter += 60;
    fake.restart();
    fake.tap();
    await pass(3000);
    expect(taps.map((tap) => tap.counter)).toEqual([2]);
    taps[0]?.ack();
    await pass(3000);
    expect(taps.map((tap) => tap.counter)).toEqual([2, 64]);
  });

  test("wait in the reader while the application is slow", async () => {
    const one = await open();
    for (let i = 0; i < 20; i++) fake.tap();
    await pass(500);
    const { taps } = collect(one);
    await pass(20_000);
    expect(taps).toHaveLength(20);
    expect(new Set(taps.map((tap) => tap.idempotencyKey)).size).toBe(20);
    expect(fake.pending).toEqual([]);
  });

  test("end quietly when the signal fires or the reader is closed", async () => {
    const one = await open();
    const stop = new AbortController();
    const first = collect(one, { signal: stop.signal });
    const second = collect(one);
    stop.abort();
    await expect(first.done).resolves.toBeUndefined();
    await within(500, one.close());
    await expect(second.done).resolves.toBeUndefined();
  });
});

describe("a restart of the reader", () => {
  test("is survived: the session is opened again and nothing is lost or doubled", async () => {
    const one = await open();
    const states: string[] = [];
    one.on("state", ({ state }) => states.push(state));
    const { taps } = collect(one);
    fake.tap();
    await pass(200);
    fake.restart();
    fake.tap();
    await pass(3000);
    expect(taps.map((tap) => tap.counter)).toEqual([2, 4]);
    expect(states).toEqual(["reopening", "open"]);
    expect(one.info.boot).toBe(2);
    expect(fake.pending).toEqual([]);
  });

  test("tells what was asked meanwhile that the answer is lost", async () => {
    const one = await open();
    fake.deafToRequests = true;
    const asked = one.status();
    asked.catch(() => {});
    await pass(100);
    fake.restart();
    await pass(1500);
    await expect(asked).rejects.toMatchObject({ code: "restarted" });
  });

  test("is reported as the boot record that the SDK acknowledged", async () => {
    const one = await open();
    const boots: [string, string][] = [];
    one.on("record", ({ record, verdict }) => boots.push([record.data.idempotencyKey, verdict.reason]));
    fake.restart();
    await pass(3000);
    expect(boots).toEqual([["gate-7/1/2", "not-a-tap"]]);
    expect(fake.pending).toEqual([]);
  });
});

describe("what the host has stored", () => {
  test("does not come again after a crash of the host, though the reader never saw the acknowledgement", async () => {
    const cursors = createMemoryCursorStore();
    const first = await open({ cursors });
    const { taps } = collect(first, { ack: false });
    const counters = [fake.tap(), fake.tap()];
    await pass(100);
    // The wire towards the reader is cut before the acknowledgement, then the process dies.
    fake.port.onWrite = () => {};
    taps[0]?.ack();
    await pass(100);
    await within(500, first.close());
    fake.connect();
    expect(fake.pending).toEqual(counters);
    const again = collect(await open({ cursors }));
    await pass(3000);
    expect(again.taps.map((tap) => [tap.counter, tap.verdict.ok, tap.verdict.chain])).toEqual([
      [counters[1], true, "linked"],
    ]);
    expect(fake.pending).toEqual([]);
  });

  test("is saved before the acknowledgement leaves, also at close", async () => {
    const saved: number[] = [];
    const save = async (_id: string, { counter }: Cursor) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      saved.push(counter);
    };
    const one = await open({ cursors: { ...createMemoryCursorStore(), save } });
    const { taps } = collect(one, { ack: false });
    const counter = fake.tap();
    await pass(300);
    taps[0]?.ack();
    await pass(50);
    expect([saved.includes(counter), fake.pending]).toEqual([false, [counter]]);
    await within(500, one.close());
    expect([saved.includes(counter), fake.pending]).toEqual([true, []]);
  });

  test("stays with the reader while the store fails, which is told and tried again", async () => {
    let works = false;
    const save = () => {
      if (!works) throw new Error("disk full");
    };
    const one = await open({ cursors: { ...createMemoryCursorStore(), save } });
    const states: string[] = [];
    one.on("storage", (event) => states.push(event.state));
    const { taps } = collect(one);
    const counter = fake.tap();
    await pass(3000);
    expect([taps.length, fake.pending]).toEqual([1, [1, counter]]);
    works = true;
    await pass(8000);
    expect([fake.pending, states[0], states.at(-1)]).toEqual([[], "failing", "working"]);
  });

  test("and does not fit the reader ends in an error, at open and not in silence", async () => {
    const cursors = createMemoryCursorStore();
    await cursors.save("gate-7", { epoch: 1, counter: 900, hash: new Uint8Array(32) });
    await expect(within(1000, Reader.open({ ...fake.options, cursors }))).rejects.toMatchObject({
      code: "cursor-conflict",
      message: expect.stringContaining("gate-7"),
    });
    expect([fake.acks, fake.port.open]).toEqual([[], false]);
  });
});

describe("acknowledging by itself", () => {
  test("waits until the loop asks for the next tap, so that an error in its body leaves the tap with the reader", async () => {
    const one = await open({ ack: "auto" });
    const counters = [fake.tap(), fake.tap(), fake.tap()];
    const seen: number[] = [];
    const loop = (async () => {
      for await (const tap of one.taps()) {
        seen.push(tap.counter);
        await pass(100);
        expect(fake.acks).not.toContain(tap.counter);
        if (tap.counter === counters[1]) throw new Error("no such account");
      }
    })();
    await expect(loop).rejects.toThrow("no such account");
    await pass(100);
    expect(seen).toEqual(counters.slice(0, 2));
    expect(fake.pending).toEqual(counters.slice(1));
  });

  test("is not the default, and another word for it is refused", async () => {
    await expect(Reader.open({ ...fake.options, ack: "later" as never })).rejects.toMatchObject({
      code: "bad-argument",
    });
    const one = await open();
    const counter = fake.tap();
    const { taps } = collect(one, { ack: false });
    await pass(3000);
    expect([taps.length, fake.pending]).toEqual([1, [counter]]);
  });
});

describe("a slow application", () => {
  test("finds every tap later, in order: what is not taken waits here or in the reader", async () => {
    const one = await open();
    const counters = Array.from({ length: 300 }, () => fake.tap());
    await pass(5000);
    expect(fake.pending).toEqual(counters);
    const { taps } = collect(one);
    await pass(5000);
    expect(taps.map((tap) => tap.counter)).toEqual(counters);
    expect(fake.pending).toEqual([]);
  });
});

describe("dates", () => {
  test("of taps that were made before the reader knew the time come from its uptime, of this boot only", async () => {
    const bootedMs = Date.now() - 60_000;
    fake.hello = { ...fake.hello, uptimeMs: 60_000 };
    fake.wallMs = 0;
    fake.tap();
    const { taps } = collect(await open());
    await pass(500);
    const [tap] = taps;
    expect(tap).toMatchObject({ at: undefined, datedBy: "host" });
    // A record of the fake reader is made at 5 s.
    expect(Math.abs((tap?.datedAt?.getTime() ?? 0) - bootedMs - 5000)).toBeLessThan(1000);
    fake.wallMs = 1_790_000_000_000;
    fake.tap();
    await pass(500);
    expect(taps[1]).toMatchObject({ datedAt: taps[1]?.at, datedBy: "reader" });
  });
});

describe("a lost port, with reconnecting switched off", () => {
  test("ends taps and calls with disconnected, and nothing is left unhandled", async () => {
    const one = await open({ reconnect: false });
    const { done } = collect(one);
    fake.deafToRequests = true;
    const asked = one.status();
    asked.catch(() => {});
    const states: unknown[] = [];
    one.on("state", (event) => states.push(event));
    fake.tap();
    await pass(100);
    fake.port.unplug();
    await pass(100);
    await expect(done).rejects.toMatchObject({ code: "disconnected", hint: expect.any(String) });
    await expect(asked).rejects.toMatchObject({ code: "disconnected" });
    await expect(one.status()).rejects.toMatchObject({ code: "disconnected" });
    await expect(one.taps().next()).rejects.toMatchObject({ code: "disconnected" });
    expect(states).toMatchObject([{ state: "closed", error: { code: "disconnected" } }]);
    await within(300, one.close());
  });
});

describe("a lost port", () => {
  test("while opening rejects open", async () => {
    fake.mute = true;
    const opening = Reader.open(fake.options);
    await pass(100);
    fake.port.unplug();
    await expect(within(200, opening)).rejects.toMatchObject({ code: "disconnected" });
  });

  test("makes later acknowledgements harmless", async () => {
    const one = await open();
    const { taps } = collect(one, { ack: false });
    fake.tap();
    await pass(100);
    fake.port.unplug();
    await pass(50);
    expect(() => taps[0]?.ack()).not.toThrow();
  });
});

describe("calls", () => {
  test("are answered", async () => {
    const one = await open();
    expect(await within(200, one.status())).toMatchObject({ uptimeMs: 12_345, polls: 7, chipFaults: 0 });
    await within(200, one.signal("accepted"));
    await within(200, one.setTime(new Date(1_790_000_000_000)));
    expect(fake.patterns).toEqual([2]);
    expect(fake.heard.map((message) => Number(message.request?.setTime?.wallMs ?? 0))).toContain(1_790_000_000_000);
  });

  test("configure sets clock, policy and keys in this order, what is absent stays, and what fails ends it", async () => {
    const one = await open();
    const asked = () =>
      fake.heard.flatMap(({ request }) =>
        request ? Object.keys(request).filter((name) => /^(set|store)/.test(name)) : [],
      );
    const policy = { version: 2, profiles: [] };
    await within(300, one.configure({ keys: { epoch: 2 }, policy, policyKeys: fake.keys, time: new Date() }));
    expect(asked()).toEqual(["setTime", "setPolicy", "storeKeys"]);
    await within(300, one.configure({}));
    await expect(one.configure({ time: new Date(), policy })).rejects.toMatchObject({ code: "bad-argument" });
    expect(asked()).toHaveLength(3);
    fake.answerCode = 7;
    const refused = one
      .configure({ policy, policyKeys: fake.keys, keys: { epoch: 2 } })
      .catch((error: unknown) => error);
    expect(await within(300, refused)).toMatchObject({ code: "refused" });
    expect(asked().slice(3)).toEqual(["setPolicy"]);
  });

  test("are repeated with the same id until answered, and carried out once", async () => {
    const one = await open();
    fake.faults = ["drop", "drop"];
    await within(2000, one.signal("refused"));
    expect(fake.patterns).toEqual([3]);
    const ids = fake.heard.filter((message) => message.request).map((message) => message.request?.id);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    expect(one.counters.resends).toBeGreaterThanOrEqual(2);
  });

  test("end at their deadline, and a late answer is only counted", async () => {
    const one = await open();
    fake.deafToRequests = true;
    await expect(within(1500, one.status({ timeoutMs: 1000 }))).rejects.toMatchObject({ code: "timeout" });
    fake.send({ session: 1, answer: { id: 1, code: 0 } });
    await pass(50);
    expect(one.counters.stale).toBe(1);
  });

  test("can be cancelled", async () => {
    const one = await open();
    fake.deafToRequests = true;
    const stop = new AbortController();
    const asked = one.status({ signal: stop.signal });
    asked.catch(() => {});
    await pass(50);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: "aborted" });
    await expect(one.status({ signal: stop.signal })).rejects.toMatchObject({ code: "aborted" });
  });

  test("reject when the reader refuses, with its word for it", async () => {
    const one = await open();
    fake.answerCode = 1;
    await expect(within(200, one.signal("off"))).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("unimplemented"),
    });
  });

  test("reject bad arguments and closed readers", async () => {
    const one = await open();
    await expect(one.signal("green" as never)).rejects.toMatchObject({ code: "bad-argument" });
    await expect(one.setTime(new Date(Number.NaN))).rejects.toMatchObject({ code: "bad-argument" });
    await within(500, one.close());
    await expect(one.status()).rejects.toMatchObject({ code: "closed" });
  });
});

describe("events", () => {
  test("come typed, and stop when unsubscribed", async () => {
    const one = await open();
    const seen: unknown[] = [];
    one.on("removed", (event) => seen.push(event));
    one.on("fault", (event) => seen.push(event));
    one.on("notice", (event) => seen.push(event));
    const off = one.on("arrived", (event) => seen.push(event));
    fake.notice({ kind: 1, uptimeMs: 10 });
    fake.notice({ kind: 2, value: 7, uptimeMs: 20 });
    fake.notice({ kind: 5, fault: 1, uptimeMs: 30 });
    fake.notice({ kind: 4, uptimeMs: 40 });
    await pass(50);
    off();
    fake.notice({ kind: 1, uptimeMs: 50 });
    await pass(50);
    expect(seen).toEqual([
      {},
      { counter: 7, uptimeMs: 20 },
      {
        fault: "chip-silent",
        cleared: false,
        value: 0,
        remedy: "none",
        hint: expect.stringContaining("wiring"),
        uptimeMs: 30,
      },
      { kind: "several-cards", uptimeMs: 40 },
    ]);
  });
});

describe("closing", () => {
  test("sends waiting acknowledgements, is idempotent, and ends in the state event", async () => {
    const one = await open();
    const states: string[] = [];
    one.on("state", ({ state }) => states.push(state));
    const { taps } = collect(one, { ack: false });
    fake.tap();
    await pass(100);
    taps[0]?.ack();
    await within(500, Promise.all([one.close(), one.close(), one[Symbol.asyncDispose]()]));
    expect(fake.pending).toEqual([]);
    expect(fake.port.open).toBe(false);
    expect(states).toEqual(["closed"]);
  });
});
