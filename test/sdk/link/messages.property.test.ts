/** Whatever bytes come in a good frame, decoding them ends, throws nothing and reaches into nothing. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHANNEL_HELLO, CHANNEL_SESSION, messages } from "../../../protocol/index.js";
import { decodeMessage } from "../../../sdk/link/messages.js";
import { tapRecord } from "../../support/records.js";

const channel = fc.constantFrom(1, 2, 3, 4, 99);
const hello = () =>
  messages.Hello.encode({
    protocolMin: 1,
    protocolMax: 1,
    readerId: "a",
    nonce: new Uint8Array(16),
    receiveLimit: 64,
  }).finish();

describe("decoding messages", () => {
  test("never throws on arbitrary bytes and never changes Object", () => {
    const names = Object.getOwnPropertyNames(Object.prototype).join();
    fc.assert(
      fc.property(channel, fc.uint8Array({ maxLength: 1024 }), (on, bytes) => {
        const message = decodeMessage(on, bytes);
        expect(message === undefined || typeof message.kind === "string").toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(names);
  });

  test("never throws on good messages with damaged bytes", () => {
    const good = messages.ToHost.encode({
      session: 1,
      record: { record: tapRecord(), mac: new Uint8Array(32) },
    }).finish();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const bytes = Uint8Array.from(good);
          for (const [at, value] of changes) bytes[at] = value;
          decodeMessage(CHANNEL_SESSION, bytes);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("bounds nesting: groups in groups end in no message", () => {
    for (const tag of [0x0b, 0x13, 0x53]) {
      expect(decodeMessage(CHANNEL_SESSION, new Uint8Array(1000).fill(tag))).toBeUndefined();
      expect(decodeMessage(CHANNEL_HELLO, new Uint8Array(1000).fill(tag))).toBeUndefined();
    }
  });

  test("skips unknown fields", () => {
    const bytes = Buffer.concat([hello(), Buffer.from([0xf8, 0x07, 0x01, 0xfa, 0x07, 0x02, 0x41, 0x41])]);
    expect(decodeMessage(CHANNEL_HELLO, bytes)).toMatchObject({ kind: "hello", hello: { readerId: "a" } });
  });

  test.each([
    ["a nonce of 15 bytes", { nonce: new Uint8Array(15) }],
    ["a reader id with a space", { readerId: "a b" }],
    ["a reader id that runs a terminal", { readerId: "\u001b[2J" }],
    ["a burst limit of 1", { receiveLimit: 1 }],
    ["versions upside down", { protocolMin: 3, protocolMax: 2 }],
  ])("refuses a Hello with %s", (_name, change) => {
    const base = { protocolMin: 1, protocolMax: 1, readerId: "a", nonce: new Uint8Array(16), receiveLimit: 64 };
    expect(decodeMessage(CHANNEL_HELLO, messages.Hello.encode({ ...base, ...change }).finish())).toBeUndefined();
  });

  test("takes control characters out of the texts of Hello", () => {
    const bytes = messages.Hello.encode({
      protocolMin: 1,
      protocolMax: 1,
      nonce: new Uint8Array(16),
      receiveLimit: 64,
      firmwareVersion: "1\u001b[31m\n",
    }).finish();
    expect(decodeMessage(CHANNEL_HELLO, bytes)).toMatchObject({ hello: { firmwareVersion: "1?[31m?" } });
  });

  test("keeps no view into the decoder's buffer", () => {
    const payload = messages.ToHost.encode({
      session: 1,
      record: { record: tapRecord(), mac: new Uint8Array(32).fill(5) },
    }).finish();
    const message = decodeMessage(CHANNEL_SESSION, payload);
    payload.fill(0);
    expect(message).toMatchObject({ kind: "record", sealed: { mac: new Uint8Array(32).fill(5), record: tapRecord() } });
  });
});
