/** The conversation of the board with its host: opening, requests, records, acknowledgements, and whatever else comes in. */
import "../support/espruino-globals.js";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { type Answer, Code, type Hello, NoticeKind, type Request } from "../../firmware/link/messages.js";
import { createSession } from "../../firmware/link/session.js";
import { createClock } from "../../firmware/tap/clock.js";
import { createFlashArea } from "../../firmware/tap/flash-area.js";
import { createJournal } from "../../firmware/tap/journal.js";
import {
  CHANNEL_HELLO,
  CHANNEL_LOG,
  CHANNEL_SESSION,
  createFrameDecoder,
  encodeFrame,
  FRAME_LIMIT_TO_HOST,
  HELLO_INTERVAL_MS,
  messages,
  RESEND_INTERVAL_MS,
  SEND_WINDOW,
} from "../../protocol/index.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { FLASH_BASE } from "../../sdk/virtual/flash.js";
import { espruino, resetEspruino } from "../support/espruino-globals.js";

const HOST_NONCE = new Uint8Array(16).fill(9);
const WALL_MS = 1_790_000_000_000;

beforeEach(() => resetEspruino());

/** A session with everything around it, and the host's end of the line. */
function setUp({ lab = false, serve = undefined as ((request: Request) => Answer) | undefined } = {}) {
  const said: { at: number; hello?: messages.Hello; message?: messages.ToHost }[] = [];
  const decoder = createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame(address, payload) {
      const copy = payload.slice();
      const at = espruino.nowUs / 1000;
      if (address === CHANNEL_HELLO) said.push({ at, hello: messages.Hello.decode(copy) });
      else if (address === CHANNEL_SESSION) said.push({ at, message: messages.ToHost.decode(copy) });
      else throw new Error(`the board speaks on channel ${address}`);
    },
    reject: (why) => {
      throw new Error(`the board sent a frame that is rejected: ${why}`);
    },
  });
  let nonces = 0;
  let opened = 0;
  const served: Request[] = [];
  /** Counters of the records that can be signed. */
  const signed: number[] = [];
  const journal = createJournal(createFlashArea(FLASH_BASE, 4));
  const clock = createClock();
  const hello: Hello = { protocolMin: 1, protocolMax: 1, readerId: "gate-7", boot: 3, epoch: lab ? undefined : 1 };
  const session = createSession({
    hello,
    journal,
    clock,
    setTime: clock.set,
    roleKeys: [],
    refused() {},
    random: () => `nonce ${String(++nonces).padStart(10, "0")}`,
    port: { write: (bytes) => decoder.push(Buffer.from(bytes, "latin1")) },
    serve(request) {
      served.push(request);
      return serve ? serve(request) : { id: request.id, code: Code.OK };
    },
    signatureOf: (counter) => (signed.includes(counter) ? "s".repeat(64) : ""),
    opened: () => opened++,
  });

  /** What the board has said since the last call. */
  function heard() {
    return said.splice(0);
  }
  function give(address: number, bytes: Uint8Array): void {
    session.receive(toByteString(encodeFrame(address, bytes)));
  }
  function send(message: messages.ToReader.$Properties): messages.ToHost | undefined {
    give(CHANNEL_SESSION, messages.ToReader.encode(message).finish());
    return heard().at(-1)?.message;
  }
  function nonce(): Uint8Array {
    return Buffer.from(hello.nonce ?? "", "latin1");
  }
  function open(change: messages.Open.$Properties = {}): messages.Opened.$Properties | undefined {
    const message = send({
      open: { protocol: 1, readerNonce: nonce(), hostNonce: HOST_NONCE, wallMs: WALL_MS, ...change },
    });
    return message?.opened ?? undefined;
  }
  function after(ms: number): void {
    for (let left = ms; left > 0; left -= 50) {
      espruino.nowUs += 50_000;
      session.tick();
    }
  }
  /** Records by counter: the record's bytes are its counter in text. */
  function add(...counters: number[]): void {
    for (const counter of counters) {
      const record = messages.SealedRecord.encode({ record: Buffer.from(`record ${counter}`) }).finish();
      journal.append(counter, toByteString(record));
    }
  }
  /** Counters of the records sent since the last call. */
  function records(): number[] {
    return heard().flatMap(({ message }) =>
      message?.record
        ? [
            Number(
              Buffer.from(message.record.record ?? [])
                .toString()
                .slice(7),
            ),
          ]
        : [],
    );
  }
  return {
    session,
    journal,
    clock,
    hello,
    served,
    heard,
    give,
    send,
    nonce,
    open,
    after,
    add,
    records,
    opens: () => opened,
  };
}

describe("hello", () => {
  test("is said at once and then once a second until a session opens", () => {
    const s = setUp();
    s.session.tick();
    s.after(3 * HELLO_INTERVAL_MS);
    const times = s.heard().map(({ at, hello }) => (hello ? at : Number.NaN));
    expect(times).toEqual([0, 1000, 2000, 3000]);
    s.open();
    s.heard();
    s.after(5 * HELLO_INTERVAL_MS);
    expect(s.heard()).toEqual([]);
  });

  test("answers a HelloRequest at any time, in a session too", () => {
    const s = setUp();
    s.give(CHANNEL_HELLO, new Uint8Array());
    expect(s.heard()[0]?.hello?.readerId).toBe("gate-7");
    s.open();
    s.give(CHANNEL_HELLO, messages.HelloRequest.encode({ protocolMax: 7 }).finish());
    expect(s.heard()[0]?.hello?.readerId).toBe("gate-7");
  });

  test("names the oldest record waiting", () => {
    const s = setUp();
    s.add(7, 8);
    s.session.tick();
    expect(s.heard()[0]?.hello?.firstCounter).toBe(7);
    s.journal.acknowledge(8);
    s.after(1000);
    expect(s.heard()[0]?.hello?.firstCounter).toBe(0);
  });
});

describe("open", () => {
  test("is answered with the host's nonce and the hello it was made for", () => {
    const s = setUp();
    const nonce = s.nonce();
    const opened = s.open();
    expect(Buffer.from(opened?.hostNonce ?? [])).toEqual(Buffer.from(HOST_NONCE));
    expect(Buffer.from(messages.Hello.decode(opened?.hello ?? new Uint8Array()).nonce)).toEqual(Buffer.from(nonce));
    expect(opened).toMatchObject({ code: 0 });
    expect(s.opens()).toBe(1);
    expect(s.clock.wallMs()).toBe(WALL_MS);
  });

  test.each<[string, messages.Open.$Properties, number]>([
    ["another nonce", { readerNonce: new Uint8Array(16) }, Code.BAD_NONCE],
    ["no nonce", { readerNonce: new Uint8Array() }, Code.BAD_NONCE],
    ["version 0", { protocol: 0 }, Code.BAD_VERSION],
    ["a version to come", { protocol: 2 }, Code.BAD_VERSION],
    ["a host nonce too short", { hostNonce: new Uint8Array(15) }, Code.BAD_REQUEST],
    ["a host nonce too long", { hostNonce: new Uint8Array(17) }, Code.BAD_REQUEST],
    ["no host nonce", { hostNonce: new Uint8Array() }, Code.BAD_REQUEST],
  ])("with %s opens nothing and says why", (_, change, code) => {
    const s = setUp();
    expect(s.open(change)?.code).toBe(code);
    expect(s.opens()).toBe(0);
    expect(s.clock.wallMs()).toBe(0);
    expect(s.send({ session: 1, request: { id: 1, ping: {} } })).toBeUndefined();
    expect(s.open()?.code).toBe(Code.OK);
  });

  test("refused in a session leaves the session as it is", () => {
    const s = setUp();
    s.open();
    expect(s.open({ hostNonce: new Uint8Array(16).fill(5), readerNonce: new Uint8Array(16) })?.code).toBe(
      Code.BAD_NONCE,
    );
    expect(s.send({ session: 1, request: { id: 1, ping: {} } })?.answer?.id).toBe(1);
  });

  test("said again because its answer was lost gets the same answer, and the records that came behind it", () => {
    const s = setUp();
    const message: messages.ToReader.$Properties = {
      open: { protocol: 1, readerNonce: s.nonce(), hostNonce: HOST_NONCE, wallMs: WALL_MS },
    };
    const first = s.send(message);
    s.add(1);
    s.after(100);
    expect(s.records()).toEqual([1]);
    const again = s.send(message);
    expect(again).toEqual(first);
    expect(s.opens()).toBe(1);
    s.after(100);
    expect(s.records()).toEqual([1]);
  });

  test("recorded and played back later opens nothing", () => {
    const s = setUp();
    const old: messages.Open.$Properties = { protocol: 1, readerNonce: s.nonce(), hostNonce: HOST_NONCE };
    s.open(old);
    s.open({ hostNonce: new Uint8Array(16).fill(5) });
    expect(s.send({ open: old })?.opened?.code).toBe(Code.BAD_NONCE);
    expect(s.send({ session: 2, request: { id: 1, ping: {} } })?.answer?.id).toBe(1);
  });

  test("of a second session ends the first: numbers, answers and window begin again", () => {
    const s = setUp();
    s.open();
    s.add(1, 2);
    s.after(100);
    s.records();
    s.send({ session: 1, request: { id: 1, ping: {} } });
    s.open({ hostNonce: new Uint8Array(16).fill(5) });
    expect(s.send({ session: 1, request: { id: 2, ping: {} } })).toBeUndefined();
    expect(s.send({ session: 2, request: { id: 1, ping: {} } })?.session).toBe(2);
    expect(s.served.map((r) => r.id)).toEqual([1, 1]);
    s.after(100);
    expect(s.records()).toEqual([1, 2]);
  });

  test("never uses a nonce twice", () => {
    const s = setUp();
    const nonces = Array.from({ length: 20 }, (_, i) => {
      const nonce = s.nonce().toString();
      s.open({ hostNonce: new Uint8Array(16).fill(i + 1) });
      return nonce;
    });
    expect(new Set(nonces).size).toBe(20);
  });

  test("with an impossible time opens the session and leaves the clock alone", () => {
    const s = setUp();
    expect(s.open({ wallMs: 5 })?.code).toBe(Code.OK);
    expect(s.clock.wallMs()).toBe(0);
  });
});

describe("requests", () => {
  test("repeated get the same answer and are carried out once", () => {
    let count = 0;
    const s = setUp({ serve: (request) => ({ id: request.id, code: Code.OK, status: { taps: ++count } }) });
    s.open();
    const first = s.send({ session: 1, request: { id: 7, getStatus: {} } });
    for (let i = 0; i < 3; i++) expect(s.send({ session: 1, request: { id: 7, getStatus: {} } })).toEqual(first);
    expect(s.served).toHaveLength(1);
  });

  test("are remembered four back, which is as many as a host has under way", () => {
    const s = setUp();
    s.open();
    for (const id of [1, 2, 3, 4]) s.send({ session: 1, request: { id, ping: {} } });
    for (const id of [1, 2, 3, 4]) s.send({ session: 1, request: { id, ping: {} } });
    expect(s.served).toHaveLength(4);
    s.send({ session: 1, request: { id: 5, ping: {} } });
    s.send({ session: 1, request: { id: 1, ping: {} } });
    expect(s.served.map((r) => r.id)).toEqual([1, 2, 3, 4, 5, 1]);
  });

  test.each([0, 2, 99])("under session number %i are not heard", (session) => {
    const s = setUp();
    s.open();
    const bad = s.session.framesBad();
    expect(s.send({ session, request: { id: 1, ping: {} } })).toBeUndefined();
    expect(s.served).toEqual([]);
    expect(s.session.framesBad()).toBe(bad + 1);
  });

  test("before any session are not heard, under number 0 neither", () => {
    const s = setUp();
    expect(s.send({ session: 0, request: { id: 1, ping: {} } })).toBeUndefined();
    expect(s.send({ request: { id: 1, ping: {} } })).toBeUndefined();
    expect(s.served).toEqual([]);
  });
});

describe("records", () => {
  test("go out one at a time, no more than the window without an acknowledgement, the next at once after one", () => {
    const s = setUp();
    s.add(1, 2, 3, 4, 5, 6, 7);
    s.after(1000);
    s.heard();
    s.open();
    s.session.tick();
    expect(s.records()).toEqual([1]);
    s.after(500);
    expect(s.records()).toEqual([2, 3, 4]);
    s.give(CHANNEL_SESSION, messages.ToReader.encode({ session: 1, ack: { epoch: 1, counter: 2 } }).finish());
    expect(s.records()).toEqual([5]);
    s.after(500);
    expect(s.records()).toEqual([6]);
    expect(SEND_WINDOW).toBe(4);
  });

  test("go out again byte for byte when not acknowledged in time, oldest first", () => {
    const s = setUp();
    s.open();
    s.add(1, 2);
    s.after(100);
    expect(s.records()).toEqual([1, 2]);
    s.after(RESEND_INTERVAL_MS - 100);
    expect(s.records()).toEqual([]);
    s.after(200);
    expect(s.records()).toEqual([1, 2]);
    s.send({ session: 1, ack: { epoch: 1, counter: 1 } });
    s.after(RESEND_INTERVAL_MS);
    expect(s.records()).toEqual([2]);
  });

  test("are never sent again after their acknowledgement", () => {
    const s = setUp();
    s.open();
    s.add(1, 2, 3);
    s.after(200);
    s.send({ session: 1, ack: { epoch: 1, counter: 3 } });
    s.records();
    s.after(3 * RESEND_INTERVAL_MS);
    expect(s.records()).toEqual([]);
    expect(s.journal.counters).toEqual([]);
  });

  test.each([
    ["of another epoch", { session: 1, ack: { epoch: 2, counter: 3 } }],
    ["without an epoch", { session: 1, ack: { counter: 3 } }],
    ["of another session", { session: 2, ack: { epoch: 1, counter: 3 } }],
    ["of counter 0", { session: 1, ack: { epoch: 1, counter: 0 } }],
    ["with nothing in it", { session: 1, ack: {} }],
  ])("stay after an acknowledgement %s", (_, message) => {
    const s = setUp();
    s.open();
    s.add(1, 2, 3);
    s.send(message);
    expect(s.journal.counters).toEqual([1, 2, 3]);
  });

  test("of a reader without an epoch (lab state) are acknowledged too", () => {
    const s = setUp({ lab: true });
    s.open();
    s.add(1, 2, 3);
    s.send({ session: 1, ack: { epoch: 0, counter: 2 } });
    expect(s.journal.counters).toEqual([3]);
  });

  test("all arrive in the end, in order, whatever the host loses, and none is lost by a new session", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ acks: fc.boolean(), waits: fc.nat(3000), reopens: fc.boolean() }), { maxLength: 15 }),
        (steps) => {
          resetEspruino();
          const s = setUp();
          const stored: number[] = [];
          let number = 0;
          let nonce = 0;
          const reopen = () => {
            s.open({ hostNonce: new Uint8Array(16).fill(++nonce) });
            number++;
          };
          reopen();
          const take = () => {
            for (const counter of s.records()) if (counter === (stored.at(-1) ?? 0) + 1) stored.push(counter);
          };
          s.add(1, 2, 3, 4, 5, 6, 7, 8, 9);
          for (const { acks, waits, reopens } of steps) {
            s.after(waits);
            if (acks) take();
            else s.heard();
            if (acks) s.send({ session: number, ack: { epoch: 1, counter: stored.at(-1) ?? 0 } });
            if (reopens) reopen();
          }
          for (let i = 0; i < 12; i++) {
            s.after(RESEND_INTERVAL_MS + 500);
            take();
            s.send({ session: number, ack: { epoch: 1, counter: stored.at(-1) ?? 0 } });
          }
          expect(stored).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
          expect(s.journal.counters).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("notices", () => {
  test("go out in a session with the time of the reader, and are dropped without one", () => {
    const s = setUp();
    s.session.notify({ kind: NoticeKind.FULL });
    expect(s.heard()).toEqual([]);
    s.open();
    espruino.nowUs = 5_000_000;
    s.session.notify({ kind: NoticeKind.CARD_REMOVED, value: 12 });
    const notice = s.heard()[0]?.message?.notice;
    expect(notice).toMatchObject({ kind: NoticeKind.CARD_REMOVED, value: 12 });
    expect(Number(notice?.uptimeMs)).toBe(5000);
  });
});

describe("rubbish", () => {
  test.each([
    ["a message that is no protobuf", CHANNEL_SESSION, [0x0f, 0xff]],
    ["a message cut off", CHANNEL_SESSION, [0x12, 0x10, 0x01]],
    ["a message of nothing", CHANNEL_SESSION, []],
    ["a HelloRequest that is none", CHANNEL_HELLO, [0x08]],
    ["the log channel", CHANNEL_LOG, [0x41]],
    ["a channel of no use", 40, [0x41]],
  ])("is counted and changes nothing: %s", (_, channel, bytes) => {
    const s = setUp();
    s.open();
    s.give(channel, Uint8Array.from(bytes));
    expect(s.heard()).toEqual([]);
    expect(s.session.framesBad()).toBe(1);
    expect(s.send({ session: 1, request: { id: 1, ping: {} } })?.answer?.id).toBe(1);
  });

  test("of any kind never throws, and the next good frame is served", () => {
    const frames = fc.oneof(
      fc.uint8Array({ maxLength: 100 }).map(toByteString),
      fc
        .tuple(fc.constantFrom(1, 2, 3, 50), fc.uint8Array({ maxLength: 60 }))
        .map(([channel, payload]) => toByteString(encodeFrame(channel, payload))),
    );
    fc.assert(
      fc.property(fc.array(frames, { maxLength: 10 }), (list) => {
        const s = setUp();
        for (const bytes of list) s.session.receive(bytes);
        s.heard();
        s.session.receive("\x7e");
        expect(s.open()?.code).toBe(Code.OK);
      }),
    );
  });

  test("an answer that cannot be made is no answer, and the board goes on", () => {
    const s = setUp({
      serve: () => {
        throw new Error("out of luck");
      },
    });
    s.open();
    expect(s.send({ session: 1, request: { id: 1, ping: {} } })).toBeUndefined();
    s.after(100);
  });
});
