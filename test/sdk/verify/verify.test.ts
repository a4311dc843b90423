/** Verdicts: what is genuine, and each way of not being it. */
import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messages } from "../../../protocol/index.js";
import {
  createMemoryReplayStore,
  createVerifier,
  decodeSealed,
  encodeSealed,
  type Sealed,
} from "../../../sdk/verify/index.js";
import { bootRecord, READER, seal, tapRecord, testKeys, UID } from "../../support/records.js";

const keys = testKeys();
const verifier = () => createVerifier({ keys });
const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

describe("a verifier", () => {
  test("finds a sealed DESFire tap genuine and tells all of it", () => {
    const verdict = verifier().verify(seal(keys, tapRecord()));
    expect(verdict).toMatchObject({
      ok: true,
      reason: "genuine",
      chain: "start",
      tap: {
        reader: READER,
        epoch: 1,
        counter: 1,
        idempotencyKey: "gate-7/1/1",
        boot: 3,
        uptimeMs: 5000,
        wallMs: 1_790_000_000_000,
        at: new Date(1_790_000_000_000),
        wallSource: "host",
        family: "desfire",
        uid: UID,
        uidHex: "04A31B625E7780",
        sak: 0x20,
        assurance: "mutual-aes",
        method: "desfire-ev2",
        refusal: "none",
        durationMs: 38.5,
        authenticateUs: 25_500,
      },
    });
  });

  test("takes the bytes of a SealedRecord message as well", () => {
    const sealed = seal(keys, tapRecord());
    expect(verifier().verify(encodeSealed(sealed)).reason).toBe("genuine");
    expect(decodeSealed(encodeSealed(sealed))).toEqual(sealed);
  });

  test("rejects every single flipped bit of record and MAC", () => {
    const sealed = seal(keys, tapRecord());
    for (const part of ["record", "mac"] as const) {
      for (let bit = 0; bit < sealed[part].length * 8; bit++) {
        const altered = Uint8Array.from(sealed[part]);
        altered[bit >> 3] = (altered[bit >> 3] as number) ^ (1 << (bit & 7));
        const { ok, reason } = verifier().verify({ ...sealed, [part]: altered });
        expect(ok).toBe(false);
        expect(["bad-mac", "malformed", "unknown-key"]).toContain(reason);
      }
    }
  });

  test("rejects records and MACs cut short or made longer", () => {
    const sealed = seal(keys, tapRecord());
    for (let length = 0; length < sealed.record.length; length++) {
      expect(verifier().verify({ ...sealed, record: sealed.record.slice(0, length) }).ok).toBe(false);
    }
    for (let length = 0; length < 32; length++) {
      const { reason } = verifier().verify({ ...sealed, mac: sealed.mac.slice(0, length) });
      expect(reason).toBe(length === 0 ? "unsealed" : "bad-mac");
    }
    expect(verifier().verify({ ...sealed, mac: Buffer.concat([sealed.mac, Buffer.alloc(1)]) }).reason).toBe("bad-mac");
    expect(verifier().verify({ ...sealed, record: Buffer.concat([sealed.record, Buffer.from([0x78, 1])]) }).ok).toBe(
      false,
    );
  });

  test("verifies the exact bytes, even where they could be written shorter", () => {
    // An unknown field and a counter as an over-long varint: encoding again would give other bytes.
    const record = Buffer.concat([tapRecord(), Buffer.from([0x18, 0x89, 0x00]), Buffer.from([0xa0, 0x06, 0x01])]);
    const verdict = verifier().verify(seal(keys, record));
    expect(verdict).toMatchObject({ reason: "genuine", tap: { counter: 9 } });
  });

  test("calls a record of a key it does not have unknown-key", () => {
    const strangers = testKeys();
    const source = {
      tapKey: (reader: string, version: number) =>
        reader === "gate-8" ? strangers.tapKey(reader, version) : undefined,
    };
    expect(createVerifier({ keys: source }).verify(seal(keys, tapRecord())).reason).toBe("unknown-key");
    const throwing = {
      tapKey: () => {
        throw new Error("no");
      },
    };
    expect(createVerifier({ keys: throwing }).verify(seal(keys, tapRecord())).reason).toBe("unknown-key");
  });

  test("calls a record of another fleet, reader or key version bad-mac", () => {
    expect(verifier().verify(seal(testKeys(), tapRecord())).reason).toBe("bad-mac");
    expect(verifier().verify(seal(keys, tapRecord(), "gate-8")).reason).toBe("bad-mac");
    expect(verifier().verify(seal(keys, tapRecord({ keyVersion: 2 }), READER, 1)).reason).toBe("bad-mac");
    expect(verifier().verify(seal(keys, tapRecord({ keyVersion: 2 }), READER, 2)).reason).toBe("genuine");
  });

  test("calls a record of a lab reader unsealed", () => {
    expect(verifier().verify({ record: tapRecord({ readerId: "" }), mac: new Uint8Array() }).reason).toBe("unsealed");
  });

  test("says replayed to the same record, to an older one, and to another of the same counter", () => {
    const one = verifier();
    const first = seal(keys, tapRecord({ counter: 5 }));
    expect(one.verify(first).reason).toBe("genuine");
    expect(one.verify(first).reason).toBe("replayed");
    expect(one.verify(seal(keys, tapRecord({ counter: 4 }))).reason).toBe("replayed");
    expect(one.verify(seal(keys, tapRecord({ counter: 5, boot: 9 }))).reason).toBe("replayed");
    expect(one.verify(seal(keys, tapRecord({ counter: 7 }))).reason).toBe("genuine");
  });

  test("keeps readers and epochs apart", () => {
    const one = verifier();
    expect(one.verify(seal(keys, tapRecord({ counter: 5 }))).ok).toBe(true);
    expect(one.verify(seal(keys, tapRecord({ counter: 5, epoch: 2 }))).ok).toBe(true);
    expect(one.verify(seal(keys, tapRecord({ counter: 5, readerId: "gate-8" }), "gate-8")).ok).toBe(true);
  });

  test("does not let a forged record use up a counter", () => {
    const one = verifier();
    expect(one.verify(seal(testKeys(), tapRecord({ counter: 1000 }))).reason).toBe("bad-mac");
    expect(one.verify(seal(keys, tapRecord({ counter: 2 }))).reason).toBe("genuine");
  });

  test("goes on where another verifier with the same store stopped", () => {
    const replay = createMemoryReplayStore();
    const sealed = seal(keys, tapRecord());
    expect(createVerifier({ keys, replay }).verify(sealed).ok).toBe(true);
    expect(createVerifier({ keys, replay }).verify(sealed).reason).toBe("replayed");
  });

  test("tells linked records from gaps and starts", () => {
    const one = verifier();
    const boot = bootRecord({ counter: 1 });
    const second = tapRecord({ counter: 2, previous: hash(boot) });
    const third = tapRecord({ counter: 9, previous: hash(Buffer.from("another")) });
    expect(one.verify(seal(keys, boot))).toMatchObject({
      reason: "not-a-tap",
      chain: "start",
      record: { kind: "boot", data: { interpreter: "2v29 ESP32" } },
    });
    expect(one.verify(seal(keys, second))).toMatchObject({ ok: true, chain: "linked" });
    expect(one.verify(seal(keys, third))).toMatchObject({ ok: true, chain: "gap" });
  });

  test("checks the seal before replay, replay before refusal, refusal before strength", () => {
    const one = verifier();
    const clone = seal(keys, tapRecord({}, { assurance: 0, refusal: 1 }));
    expect(one.verify({ ...clone, mac: new Uint8Array(32) }).reason).toBe("bad-mac");
    expect(one.verify(clone)).toMatchObject({ reason: "card-refused", tap: { refusal: "wrong-key" } });
    expect(one.verify(clone).reason).toBe("replayed");
  });

  test.each([
    [0, "none"],
    [1, "uid"],
    [2, "password"],
    [3, "crypto1"],
  ])("finds assurance %d (%s) too weak by default, and strong enough where that is asked for", (assurance, name) => {
    const sealed = seal(keys, tapRecord({}, { assurance }));
    expect(verifier().verify(sealed)).toMatchObject({ reason: "too-weak", tap: { assurance: name } });
    expect(createVerifier({ keys, minimumAssurance: name as "uid" }).verify(sealed).ok).toBe(true);
  });

  test("never guesses upwards: strengths and refusals of the future do not count as good", () => {
    expect(verifier().verify(seal(keys, tapRecord({}, { assurance: 77 as never }))).reason).toBe("too-weak");
    expect(verifier().verify(seal(keys, tapRecord({}, { refusal: 77 as never }))).reason).toBe("card-refused");
  });

  test.each([
    ["a counter of 0", { counter: 0 }, {}],
    ["a reader id that is none", { readerId: "a b" }, {}],
    ["a hash of 31 bytes", { previous: new Uint8Array(31) }, {}],
    ["a clock beyond what a Date holds", { wallMs: 8.65e15 }, {}],
    ["a UID of 5 bytes", {}, { uid: new Uint8Array(5) }],
    ["a SAK of 256", {}, { sak: 256 }],
  ])("calls %s malformed, sealed or not", (_name, record, tap) => {
    expect(verifier().verify(seal(keys, tapRecord(record, tap))).reason).toBe("malformed");
  });

  test("refuses a 64-bit number that JavaScript would round", () => {
    const huge = Buffer.concat([tapRecord(), Buffer.from([0x28]), Buffer.alloc(8, 0xff), Buffer.from([0x7f])]);
    expect(verifier().verify(seal(keys, huge)).reason).toBe("malformed");
  });

  test("answers any input with a verdict that is not ok, and never throws", () => {
    const one = verifier();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          fc.record({ record: fc.uint8Array(), mac: fc.uint8Array() }),
          fc.anything(),
        ),
        (input) => {
          expect(one.verify(input as Sealed).ok).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("is not shaken by nesting, huge lengths or names like __proto__", () => {
    const nested = Buffer.concat(Array.from({ length: 300 }, () => Buffer.from([0x53])));
    const long = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]);
    const named = tapRecord({ readerId: "__proto__" });
    for (const record of [nested, long]) expect(verifier().verify(seal(keys, record)).reason).toBe("malformed");
    expect(verifier().verify(seal(keys, named, "__proto__"))).toMatchObject({
      ok: true,
      tap: { idempotencyKey: "__proto__/1/1" },
    });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("refuses a minimum that is no strength", () => {
    expect(() => createVerifier({ keys, minimumAssurance: "aes" as never })).toThrow(
      expect.objectContaining({ code: "bad-argument" }),
    );
  });

  test("skips kinds of records that it does not know, but counts them in the chain", () => {
    const one = verifier();
    const future = messages.Record.encode({ readerId: READER, epoch: 1, counter: 1, keyVersion: 1 }).finish();
    expect(one.verify(seal(keys, future)).reason).toBe("not-a-tap");
    expect(one.verify(seal(keys, tapRecord({ counter: 2, previous: hash(future) })))).toMatchObject({
      chain: "linked",
    });
  });

  test("takes the same time for every wrong MAC: compares in one go", () => {
    const sealed = seal(keys, tapRecord());
    for (let i = 0; i < 20; i++)
      expect(verifier().verify({ ...sealed, mac: new Uint8Array(randomBytes(32)) }).reason).toBe("bad-mac");
  });
});
