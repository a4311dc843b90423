/** Records on their way in, with a cursor that outlives the process. */
import { beforeEach, describe, expect, test } from "vitest";
import type { KetukError } from "../../../sdk/errors.js";
import { createLinkCounters, type LinkCounters } from "../../../sdk/link/counters.js";
import type { Hello } from "../../../sdk/link/messages.js";
import type { UnreadableEvent } from "../../../sdk/reader/events.js";
import { createIntake, type IntakeOptions } from "../../../sdk/reader/intake.js";
import type { Tap } from "../../../sdk/reader/tap.js";
import { type Cursor, type CursorStore, createMemoryCursorStore } from "../../../sdk/store/cursor.js";
import { createVerifier } from "../../../sdk/verify/index.js";
import { hashOf, type Sealed } from "../../../sdk/verify/seal.js";
import { bootRecord, READER, seal, tapRecord, testKeys } from "../../support/records.js";
import { settle } from "../../support/time.js";

const keys = testKeys();
const hello = (lastCounter: number, epoch = 1) =>
  ({ readerId: READER, epoch, boot: 3, firstCounter: 1, lastCounter, uptimeMs: 0 }) as Hello;

/** Sealed taps 1 to `count`, chained; the first record is a boot. */
function chainOf(count: number): Sealed[] {
  let previous: Uint8Array = new Uint8Array();
  return Array.from({ length: count }, (_, index) => {
    const record = (index === 0 ? bootRecord : tapRecord)({ counter: index + 1, previous });
    previous = hashOf(record);
    return seal(keys, record);
  });
}

const cursorOf = (chain: Sealed[], counter: number): Cursor => ({
  epoch: 1,
  counter,
  hash: hashOf(chain[counter - 1].record),
});

let store: CursorStore;
beforeEach(() => {
  store = createMemoryCursorStore();
});

/** A host process: it starts, and may be forgotten at any moment. */
function start(change: Partial<IntakeOptions> = {}) {
  const counters: LinkCounters = createLinkCounters();
  const seen = { taps: [] as Tap[], acks: [] as number[], errors: [] as KetukError[], asked: 0, kinds: [] as string[] };
  const intake = createIntake({
    verifier: createVerifier({ keys }),
    cursors: store,
    counters: () => counters,
    full: () => false,
    tap: (tap) => seen.taps.push(tap),
    archive: ({ record }) => seen.kinds.push(record.kind),
    failed: (error) => seen.errors.push(error),
    sendAck: (_epoch, counter) => seen.acks.push(counter),
    askHello: () => seen.asked++,
    ...change,
  });
  return { intake, counters, ...seen, seen };
}

describe("the cursor", () => {
  test("moves with taps and with all other kinds, before they are acknowledged", async () => {
    const chain = chainOf(3);
    const { intake, taps, acks } = start();
    intake.hello(hello(3));
    for (const sealed of chain) intake.record(sealed);
    await settle();
    expect([await store.load(READER), acks]).toEqual([cursorOf(chain, 1), [1]]);
    for (const tap of taps) tap.ack();
    await settle();
    expect([await store.load(READER), acks]).toEqual([cursorOf(chain, 3), [1, 3]]);
  });

  test("keeps the next process from delivering what was stored, and tells the reader again", async () => {
    const chain = chainOf(5);
    await store.save(READER, cursorOf(chain, 3));
    const { intake, taps, acks, counters, kinds } = start();
    intake.hello(hello(5));
    for (const sealed of chain) intake.record(sealed);
    expect(taps.map((tap) => tap.counter)).toEqual([4, 5]);
    expect(kinds).toEqual(["tap", "tap"]);
    expect(acks).toEqual([3, 3, 3]);
    expect(counters).toMatchObject({ duplicates: 3, outOfOrder: 0 });
  });

  test("lets the next record follow over skipped counters, and what is not acknowledged comes to the next process", async () => {
    const chain = chainOf(3);
    await store.save(READER, cursorOf(chain, 3));
    const next = seal(keys, tapRecord({ counter: 70, previous: hashOf(chain[2].record) }));
    for (let process = 0; process < 2; process++) {
      const { intake, taps } = start();
      intake.hello(hello(70));
      intake.record(next);
      expect(taps.map((tap) => [tap.counter, tap.verdict.reason])).toEqual([[70, "genuine"]]);
    }
  });

  test("does not rest on a forged record, which would swallow the genuine ones below", async () => {
    const chain = chainOf(3);
    const { intake, taps, acks } = start();
    intake.hello(hello(3));
    intake.record(chain[0]);
    const forged = { record: tapRecord({ counter: 4000, previous: hashOf(chain[0].record) }), mac: new Uint8Array(32) };
    intake.record(forged);
    expect(taps[0].verdict.reason).toBe("bad-mac");
    taps[0].ack();
    await settle();
    expect(acks.at(-1)).toBe(4000);
    expect(await store.load(READER)).toEqual(cursorOf(chain, 1));
  });

  test("is not kept for readers without a name, of which there are many", async () => {
    const { intake, taps, acks } = start({ verifier: undefined });
    intake.hello({ ...hello(1), readerId: "" });
    intake.record({ record: tapRecord({ readerId: "", counter: 1 }), mac: new Uint8Array() });
    taps[0].ack();
    await settle();
    expect(acks).toEqual([1]);
    expect(await store.load("")).toBeUndefined();
  });

  test("stays with its reader when another one comes to the same port", async () => {
    const chain = chainOf(2);
    const { intake, taps, acks } = start();
    intake.hello(hello(2));
    for (const sealed of chain) intake.record(sealed);
    await settle();
    intake.hello({ ...hello(9), readerId: "gate-8" });
    taps[0].ack();
    await settle();
    expect(acks).toEqual([1]);
    expect([await store.load(READER), await store.load("gate-8")]).toEqual([cursorOf(chain, 2), undefined]);
  });
});

describe("a cursor that does not fit", () => {
  test("ends it before anything is taken for stored: the reader has not come that far", async () => {
    const chain = chainOf(5);
    await store.save(READER, { epoch: 1, counter: 900, hash: new Uint8Array(32) });
    const { intake, taps, acks, errors } = start();
    intake.hello(hello(5));
    for (const sealed of chain) intake.record(sealed);
    expect(errors).toMatchObject([{ code: "cursor-conflict", hint: expect.stringContaining("epoch") }]);
    expect([taps, acks]).toEqual([[], []]);
  });

  test("ends it when another genuine record stands at its place, and a forged one there does nothing", async () => {
    const chain = chainOf(3);
    await store.save(READER, cursorOf(chain, 3));
    const { intake, acks, errors } = start();
    intake.hello(hello(3));
    const other = tapRecord({ counter: 3, previous: new Uint8Array(32) });
    intake.record({ record: other, mac: new Uint8Array(32) });
    expect([acks, errors]).toEqual([[], []]);
    intake.record(seal(keys, other));
    expect(errors).toMatchObject([{ code: "cursor-conflict" }]);
  });

  test("is waited for while the reader has not said how far it has come", async () => {
    const chain = chainOf(3);
    await store.save(READER, cursorOf(chain, 3));
    const { intake, acks, seen } = start();
    intake.hello(hello(0));
    intake.record(chain[2]);
    expect([acks, seen.asked]).toEqual([[], 1]);
    intake.hello(hello(3));
    intake.record(chain[2]);
    expect(acks).toEqual([3]);
  });

  test("of an earlier epoch fits: the reader was given new keys", async () => {
    await store.save(READER, { epoch: 1, counter: 900, hash: new Uint8Array(32) });
    const { intake, taps, errors } = start();
    intake.hello(hello(1, 2));
    intake.record(seal(keys, tapRecord({ counter: 1, epoch: 2 })));
    expect([taps.length, errors]).toEqual([1, []]);
  });
});

describe("a store that is slow or fails", () => {
  test("holds up records until the cursor is there, and none is lost", async () => {
    const chain = chainOf(4);
    let found: (cursor: Cursor) => void = () => {};
    const loading = new Promise<Cursor>((resolve) => {
      found = resolve;
    });
    const { intake, taps, acks } = start({ cursors: { ...store, load: () => loading } });
    intake.hello(hello(4));
    for (const sealed of chain) intake.record(sealed);
    expect(taps).toEqual([]);
    found(cursorOf(chain, 2));
    await settle();
    expect(taps.map((tap) => tap.counter)).toEqual([3, 4]);
    expect(acks).toEqual([2, 2]);
  });

  test.each([
    [
      "at once",
      () => {
        throw new Error("no such table");
      },
    ],
    ["later", () => Promise.reject(new Error("no such table"))],
  ])("when the cursor cannot be loaded, %s, it ends and never begins from nothing", async (_when, load) => {
    const { intake, taps, acks, errors } = start({ cursors: { ...store, load } });
    intake.hello(hello(2));
    for (const sealed of chainOf(2)) intake.record(sealed);
    await settle();
    expect(errors).toMatchObject([{ code: "store-failed", message: expect.stringContaining("no such table") }]);
    expect([taps, acks]).toEqual([[], []]);
  });
});

describe("a record that cannot be read", () => {
  /** A tap with a UID of 5 bytes, which no card has. */
  const chain = chainOf(2);
  const odd = seal(keys, tapRecord({ counter: 3, previous: hashOf(chain[1].record) }, { uid: new Uint8Array(5) }));
  const after = seal(keys, tapRecord({ counter: 4, previous: hashOf(odd.record) }));

  function run(change: Partial<IntakeOptions>) {
    const one = start({ cursors: undefined, ...change });
    one.intake.hello(hello(4));
    for (const sealed of [...chain, odd, after]) one.intake.record(sealed);
    for (const tap of one.taps) tap.ack();
    return one;
  }

  test("stays with the reader while nobody takes it, but what comes after is delivered", async () => {
    let events: UnreadableEvent[] = [];
    let listens = false;
    const unreadable = (event: UnreadableEvent) => {
      events.push(event);
      return listens;
    };
    const { intake, taps, acks, counters } = run({ unreadable });
    await settle();
    expect(taps.map((tap) => tap.counter)).toEqual([2, 4]);
    expect(acks).toEqual([1, 2]);
    expect(events).toEqual([{ sealed: odd, counter: 3 }]);
    expect(counters.rejectedMessage).toBe(1);
    listens = true;
    events = [];
    intake.record(odd);
    await settle();
    expect([events.length, acks.at(-1)]).toEqual([1, 4]);
    intake.record(odd);
    expect([events.length, acks.at(-1), counters.duplicates]).toEqual([1, 4, 1]);
  });

  test("is acknowledged once the store has set it aside, and not while the store fails", async () => {
    const aside: Sealed[] = [];
    let failures = 1;
    const setAside = async (_reader: string, sealed: Sealed) => {
      if (failures-- > 0) throw new Error("disk full");
      aside.push(sealed);
    };
    const reports: unknown[] = [];
    const cursors = { ...store, setAside };
    const { intake, acks } = run({ cursors, storage: (event) => reports.push(event) });
    await settle();
    expect(acks.at(-1)).toBe(2);
    expect(reports).toMatchObject([{ state: "failing", error: { message: expect.stringContaining("disk full") } }]);
    intake.record(odd);
    await settle();
    expect([aside, acks.at(-1)]).toEqual([[odd], 4]);
  });

  test("of which not even the place can be read is told once, and holds up nobody", async () => {
    const events: UnreadableEvent[] = [];
    const noise = { record: Uint8Array.of(0xff, 0xff), mac: new Uint8Array(32) };
    const { intake, acks } = run({ unreadable: (event) => events.push(event) > 0 });
    for (let time = 0; time < 3; time++) intake.record(noise);
    await settle();
    expect(events.filter((event) => event.counter === undefined)).toEqual([{ sealed: noise, counter: undefined }]);
    expect(acks.at(-1)).toBe(4);
  });
});
