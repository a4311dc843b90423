/** The session of a provisioned reader on the board: the same vectors as on the host, and who gets in with what. */
import "../support/espruino-globals.js";
import { beforeEach, describe, expect, test } from "vitest";
import { authenticatorOf, isAuthentic, keyFor, transcriptOf } from "../../firmware/link/handshake.js";
import { type Request, Role } from "../../firmware/link/messages.js";
import { roleFor } from "../../firmware/link/roles.js";
import { createSecure } from "../../firmware/link/secure.js";
import { ROLES } from "../../sdk/roles.js";
import { fromHex, hexOf, resetEspruino } from "../support/espruino-globals.js";
import { sessionVectors } from "../support/session-vectors.js";

beforeEach(() => resetEspruino());

describe("protocol/vectors/session.json", () => {
  test.each(sessionVectors)("$name", (vector) => {
    const key = fromHex(vector.roleKey);
    const { readerId, epoch, boot, protocol, keyVersion, session } = vector;
    const hello = { readerId, epoch, boot, nonce: fromHex(vector.readerNonce) };
    const open = {
      protocol,
      keyVersion,
      role: ROLES.indexOf(vector.role) as Role,
      hostNonce: fromHex(vector.hostNonce),
      wallMs: Number(vector.wallMs),
      authenticator: fromHex(vector.openAuthenticator),
    };
    expect(isAuthentic(key, hello, open)).toBe(true);
    expect(isAuthentic(key, { ...hello, boot: boot - 1 }, open)).toBe(false);
    expect(isAuthentic(key, hello, { ...open, authenticator: "" })).toBe(false);
    const transcript = transcriptOf(hello, open, fromHex(vector.said));
    expect(hexOf(transcript)).toBe(vector.transcript);
    expect(hexOf(authenticatorOf(key, transcript, session))).toBe(vector.openedAuthenticator);
    const secure = createSecure();
    // Of another session, and made ahead there: nothing of it may be left.
    secure.start(key, "another transcript, 32 bytes long");
    secure.prepare();
    secure.start(key, transcript);
    for (const { message, sealed } of vector.toHost) {
      expect(hexOf(secure.encipher(fromHex(message)))).toBe(sealed);
      secure.prepare();
    }
    for (const { message, sealed } of vector.toReader) expect(hexOf(secure.decipher(fromHex(sealed)))).toBe(message);
  });
});

describe("a message", () => {
  const [vector] = sessionVectors;
  if (!vector) throw new Error("no vectors");
  const [first, second] = vector.toReader.map(({ sealed }) => fromHex(sealed)) as [string, string];
  function start() {
    const secure = createSecure();
    secure.start(fromHex(vector?.roleKey ?? ""), fromHex(vector?.transcript ?? ""));
    return secure;
  }

  test("with any bit flipped, cut or prolonged is rejected, and the right one is taken afterwards", () => {
    const secure = start();
    for (let bit = 0; bit < first.length * 8; bit++) {
      const bytes = Buffer.from(first, "latin1");
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(secure.decipher(bytes.toString("latin1"))).toBe("");
    }
    for (let size = 0; size < first.length; size++) expect(secure.decipher(first.substr(0, size))).toBe("");
    expect(secure.decipher(first + first)).toBe("");
    expect(secure.decipher(first)).not.toBe("");
  });

  test("is taken once, and never after a later one", () => {
    const secure = start();
    expect(secure.decipher(second)).not.toBe("");
    expect(secure.decipher(second)).toBe("");
    expect(secure.decipher(first)).toBe("");
  });

  test("of an earlier session means nothing in the next", () => {
    const secure = start();
    secure.start(fromHex(vector.roleKey), "another transcript, 32 bytes long");
    expect(secure.decipher(first)).toBe("");
  });
});

test("a key is found by role and version, and by nothing less", () => {
  const keys = [
    { role: Role.TAP, version: 1, key: "tap 1" },
    { role: Role.TAP, version: 2, key: "tap 2" },
    { role: Role.MAINTAINER, version: 1, key: "maintainer" },
  ];
  expect(keyFor(keys, { role: Role.TAP, keyVersion: 2 })).toBe("tap 2");
  expect(keyFor(keys, { role: Role.MAINTAINER, keyVersion: 1 })).toBe("maintainer");
  for (const open of [
    {},
    { role: Role.TAP },
    { role: Role.OPERATOR, keyVersion: 1 },
    { role: Role.TAP, keyVersion: 3 },
  ])
    expect(keyFor(keys, open)).toBe("");
});

test.each<[string, Request, Role]>([
  ["ping", { id: 1, ping: {} }, Role.TAP],
  ["getStatus", { id: 1, getStatus: {} }, Role.TAP],
  ["something unknown", { id: 1 }, Role.TAP],
  ["setTime", { id: 1, setTime: {} }, Role.OPERATOR],
  ["signal", { id: 1, signal: {} }, Role.OPERATOR],
  ["exchange", { id: 1, exchange: {} }, Role.ISSUER],
  ["finish", { id: 1, finish: {} }, Role.ISSUER],
  ["setPolicy", { id: 1, setPolicy: {} }, Role.MAINTAINER],
])("%s needs the role it is meant for", (_, request, role) => {
  expect(roleFor(request)).toBe(role);
});

test("of several bodies in one request the highest role counts", () => {
  expect(roleFor({ id: 1, ping: {}, setPolicy: {} })).toBe(Role.MAINTAINER);
});
