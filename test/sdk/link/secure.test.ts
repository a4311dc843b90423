/** The session's handshake and cipher on the host: published vectors, and what must never happen. */
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SESSION_MESSAGES } from "../../../protocol/index.js";
import {
  isOpenedAuthentic,
  type OpenTerms,
  openAuthenticator,
  openChannel,
  openedAuthenticator,
} from "../../../sdk/link/handshake.js";
import { createSecureChannel } from "../../../sdk/link/secure.js";
import { fromHex, sessionVectors, termsOf } from "../../support/session-vectors.js";

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex");

describe("protocol/vectors/session.json", () => {
  test.each(sessionVectors)("$name", (vector) => {
    const key = fromHex(vector.roleKey);
    const terms = termsOf(vector);
    const said = fromHex(vector.said);
    const authenticator = fromHex(vector.openedAuthenticator);
    expect(hex(openAuthenticator(key, terms))).toBe(vector.openAuthenticator);
    expect(isOpenedAuthentic(key, terms, { said, session: vector.session, authenticator })).toBe(true);
    const host = openChannel(key, terms, said, "to host");
    const reader = openChannel(key, terms, said, "to reader");
    for (const { message, sealed } of vector.toHost) {
      expect(hex(reader.seal(fromHex(message)))).toBe(sealed);
      expect(hex(host.open(fromHex(sealed)))).toBe(message);
    }
    for (const { message, sealed } of vector.toReader) {
      expect(hex(host.seal(fromHex(message)))).toBe(sealed);
      expect(hex(reader.open(fromHex(sealed)))).toBe(message);
    }
  });
});

function pair() {
  const keys = Array.from({ length: 4 }, () => randomBytes(32));
  return {
    host: createSecureChannel(keys, "to host"),
    reader: createSecureChannel(keys, "to reader"),
  };
}

describe("a message", () => {
  test("of any length arrives as it was sent", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 8 }), (list) => {
        const { host, reader } = pair();
        for (const message of list) expect(reader.open(host.seal(message) as Uint8Array)).toEqual(Buffer.from(message));
      }),
      { numRuns: 100 },
    );
  });

  test("with any bit flipped is rejected, and the next one is taken", () => {
    const { host, reader } = pair();
    const sealed = host.seal(Buffer.from("nineteen bytes long")) as Uint8Array;
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const forged = Uint8Array.from(sealed);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(reader.open(forged)).toBeUndefined();
    }
    for (let size = 0; size < sealed.length; size++) expect(reader.open(sealed.subarray(0, size))).toBeUndefined();
    expect(reader.open(Buffer.concat([sealed, Buffer.alloc(16)]))).toBeUndefined();
    expect(hex(reader.open(sealed))).toBe(hex(Buffer.from("nineteen bytes long")));
  });

  test("is taken once, and never after a later one", () => {
    const { host, reader } = pair();
    const [a, b, c] = ["a", "b", "c"].map((text) => host.seal(Buffer.from(text)) as Uint8Array);
    expect(reader.open(b as Uint8Array)).toBeDefined();
    for (const old of [a, b]) expect(reader.open(old as Uint8Array)).toBeUndefined();
    expect(reader.open(c as Uint8Array)).toBeDefined();
  });

  test("is of one direction and of one session", () => {
    const { host, reader } = pair();
    const other = pair();
    const sealed = host.seal(Buffer.from("x")) as Uint8Array;
    expect(host.open(sealed)).toBeUndefined();
    expect(other.reader.open(sealed)).toBeUndefined();
    expect(reader.open(sealed)).toBeDefined();
  });

  test("never has the ciphertext or the IV of another, be the words the same", () => {
    const { host, reader } = pair();
    const seen = new Set<string>();
    for (let i = 0; i < 500; i++) {
      for (const end of [host, reader]) {
        // The first block of ciphertext is AES of the first block of the message XOR the IV: equal only if the IV is.
        const block = hex((end.seal(new Uint8Array(20)) as Uint8Array).subarray(8, 24));
        expect(seen.has(block)).toBe(false);
        seen.add(block);
      }
    }
  });
});

test("a session that has sent all it may sends nothing more, and says so", () => {
  const { host } = pair();
  // Nobody waits for two thousand million messages: the counter is what the next one would have.
  const used = createSecureChannel(Array(4).fill(new Uint8Array(32)), "to host", SESSION_MESSAGES - 1);
  expect(used.seal(new Uint8Array(1))).toBeDefined();
  expect(used.seal(new Uint8Array(1))).toBeUndefined();
  expect(used.sent).toBe(SESSION_MESSAGES);
  expect(host.sent).toBe(0);
});

test("whatever the two sides see differently, the reader's proof fails and their keys differ", () => {
  const key = randomBytes(32);
  const terms: OpenTerms = {
    hello: { readerId: "gate-7", epoch: 1, boot: 3, nonce: randomBytes(16) },
    protocol: 1,
    role: "tap",
    keyVersion: 1,
    wallMs: 1_790_000_000_000,
    hostNonce: randomBytes(16),
  };
  const said = randomBytes(90);
  const answer = { said, session: 1, authenticator: openedAuthenticator(key, terms, { said, session: 1 }) };
  expect(isOpenedAuthentic(key, terms, answer)).toBe(true);
  const { hello } = terms;
  const changes: Partial<OpenTerms>[] = [
    { hello: { ...hello, readerId: "gate-8" } },
    { hello: { ...hello, epoch: 2 } },
    { hello: { ...hello, boot: 4 } },
    { hello: { ...hello, nonce: randomBytes(16) } },
    { protocol: 2 },
    { role: "maintainer" },
    { keyVersion: 2 },
    { wallMs: terms.wallMs + 1 },
    { hostNonce: randomBytes(16) },
  ];
  const opens = new Set([hex(openAuthenticator(key, terms))]);
  for (const change of changes) {
    const other = { ...terms, ...change };
    expect(isOpenedAuthentic(key, other, answer)).toBe(false);
    expect(opens.has(hex(openAuthenticator(key, other)))).toBe(false);
    opens.add(hex(openAuthenticator(key, other)));
    const sealed = openChannel(key, other, said, "to reader").seal(Buffer.from("x")) as Uint8Array;
    expect(openChannel(key, terms, said, "to host").open(sealed)).toBeUndefined();
  }
  for (let bit = 0; bit < said.length * 8; bit += 7) {
    const edited = Uint8Array.from(said);
    edited[bit >> 3] = (edited[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(isOpenedAuthentic(key, terms, { ...answer, said: edited })).toBe(false);
  }
  expect(isOpenedAuthentic(key, terms, { ...answer, session: 2 })).toBe(false);
  expect(isOpenedAuthentic(randomBytes(32), terms, answer)).toBe(false);
  expect(isOpenedAuthentic(key, terms, { ...answer, authenticator: new Uint8Array() })).toBe(false);
});

test("no two sessions share a key, though everything but one nonce is the same", () => {
  const key = randomBytes(32);
  const seen = new Set<string>();
  for (let i = 0; i < 2000; i++) {
    const hello = { readerId: "gate-7", epoch: 1, boot: 3, nonce: new Uint8Array(16).fill(1) };
    const hostNonce = new Uint8Array(16);
    hostNonce[0] = i;
    hostNonce[1] = i >> 8;
    const terms: OpenTerms = { hello, protocol: 1, role: "tap", keyVersion: 1, wallMs: 0, hostNonce };
    const channel = openChannel(key, terms, new Uint8Array(4), "to host");
    seen.add(hex(channel.seal(new Uint8Array(16))));
  }
  expect(seen.size).toBe(2000);
});
