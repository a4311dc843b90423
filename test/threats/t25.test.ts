/**
 * T25: commands from somebody who may not give them: a till that was taken over, a key file that was stolen. Each role
 * has a key of its own; what it may not is refused, counted, and stands in a sealed record.
 */
import { describe, expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createCallbackKeys, createFleetKeys, createFleetSecret, Reader } from "../../sdk/index.js";
import { openAuthenticator } from "../../sdk/link/handshake.js";
import { ROLES, type Role } from "../../sdk/roles.js";
import { createVerifier } from "../../sdk/verify/index.js";
import { sealOf } from "../../sdk/verify/seal.js";
import { createUidCard, createVirtualReader, demoCards } from "../../sdk/virtual/index.js";
import { createRig, type Rig } from "../support/rig.js";

const { Code } = messages;
const NAMES = ROLES.slice(1) as Role[];

/** Opens a session of a role, by its own key unless told otherwise. Returns the code of the answer. */
function open(rig: Rig, role: Role, keyVersion = 1): number {
  rig.host.requestHello();
  rig.advance(200);
  const { hello } = rig.host;
  const hostNonce = createFleetSecret().subarray(0, 16);
  rig.host.send({
    open: { protocol: 1, readerNonce: hello?.nonce ?? null, hostNonce, role: ROLES.indexOf(role), keyVersion },
  });
  rig.advance(300);
  return rig.host.messages.findLast(({ opened }) => opened)?.opened?.code ?? -1;
}

function sessionOf(rig: Rig): number {
  return rig.host.messages.findLast(({ opened }) => opened && !opened.code)?.session ?? 0;
}

function ask(rig: Rig, id: number, body: messages.Request.$Properties): number {
  rig.host.send({ session: sessionOf(rig), request: { id, ...body } });
  rig.advance(300);
  return rig.host.messages.findLast(({ answer }) => answer?.id === id)?.answer?.code ?? -1;
}

const policy = messages.AcceptancePolicy.encode({ version: 9, profiles: [], acceptUid: true }).finish();
/** Every request there is, the lowest role that may send it, and what it comes to then. */
const REQUESTS: [string, messages.Request.$Properties, Role, number][] = [
  ["ping", { ping: {} }, "tap", Code.CODE_OK],
  ["status", { getStatus: {} }, "tap", Code.CODE_OK],
  ["set the clock", { setTime: { wallMs: 1_790_000_000_000 } }, "operator", Code.CODE_OK],
  // There is none on this board.
  ["close the relay", { relay: { pulseMs: 100 } }, "operator", Code.CODE_NOT_WIRED],
  ["signal", { signal: { pattern: 3 } }, "operator", Code.CODE_OK],
  ["speak to a card", { exchange: { apdu: Uint8Array.of(0x60) } }, "issuer", Code.CODE_NO_CARD],
  ["end a loan", { finish: { accepted: true } }, "issuer", Code.CODE_NO_CARD],
  // Even the maintainer needs the policy's own key.
  [
    "store other keys",
    { storeKeys: { data: Uint8Array.of(1), mac: new Uint8Array(32) } },
    "maintainer",
    Code.CODE_FORBIDDEN,
  ],
  ["reset, with nobody at BOOT", { factoryReset: {} }, "maintainer", Code.CODE_NOBODY_THERE],
  ["change the policy", { setPolicy: { policy, mac: new Uint8Array(32) } }, "maintainer", Code.CODE_FORBIDDEN],
];

describe.each(NAMES)("T25 the role %s", (role) => {
  test(`T25 ${role} may what it may and nothing else; the rest is refused, counted, and sealed`, async () => {
    const rig = await createRig();
    expect(open(rig, role)).toBe(Code.CODE_OK);
    let forbidden = 0;
    for (const [i, [name, body, lowest, comesTo]] of REQUESTS.entries()) {
      const may = ROLES.indexOf(role) >= ROLES.indexOf(lowest);
      if (!may) forbidden++;
      expect(ask(rig, i + 1, body), name).toBe(may ? comesTo : Code.CODE_FORBIDDEN);
      if (may) continue;
      rig.host.send({ session: sessionOf(rig), ack: { epoch: 1, counter: rig.allRecords().at(-1)?.counter ?? 0 } });
      rig.advance(100);
    }
    rig.host.send({ session: sessionOf(rig), request: { id: 99, getStatus: {} } });
    rig.advance(300);
    const status = rig.host.messages.findLast(({ answer }) => answer?.id === 99)?.answer?.status;
    expect(status?.forbidden ?? 0).toBe(forbidden);
    const sealed = rig.allRecords().flatMap(({ forbidden: record }) => (record ? [record] : []));
    expect(sealed.map(({ role: by, count }) => [by, count])).toEqual(
      Array.from({ length: forbidden }, (_, i) => [ROLES.indexOf(role), i + 1]),
    );
    const lamp = rig.board.pinChanges.filter(({ pin, level }) => pin === "D26" && level).length;
    expect(lamp).toBe(role === "tap" ? 0 : 1);
  });

  test(`T25 the key of ${role} opens no session of another role, of another version, or with another reader`, async () => {
    const rig = await createRig();
    const own = rig.keys.roleKey;
    for (const other of NAMES) {
      if (other === role) continue;
      // He has one key and claims another role with it.
      const stolen = { ...rig, keys: { ...rig.keys, roleKey: () => own("rig", role, 1) } };
      expect(openWith(stolen, other, 1)).toBe(Code.CODE_FORBIDDEN);
    }
    expect(openWith(rig, role, 2)).toBe(Code.CODE_NO_KEY);
    expect(openWith({ ...rig, keys: { ...rig.keys, roleKey: () => own("gate-8", role, 1) } }, role, 1)).toBe(
      Code.CODE_FORBIDDEN,
    );
    const foreign = createFleetKeys(createFleetSecret());
    expect(openWith({ ...rig, keys: foreign }, role, 1)).toBe(Code.CODE_FORBIDDEN);
    expect(openWith({ ...rig, keys: { ...rig.keys, roleKey: () => own("rig", role, 1) } }, role, 1)).toBe(Code.CODE_OK);
  });
});

/** As `open`, with the keys that somebody has. */
function openWith(rig: Rig, role: Role, keyVersion: number): number {
  rig.host.requestHello();
  rig.advance(200);
  const hello = rig.host.hello as messages.Hello;
  const hostNonce = createFleetSecret().subarray(0, 16);
  const terms = { hello, protocol: 1, role, keyVersion, wallMs: 0, hostNonce };
  const authenticator = openAuthenticator(rig.keys.roleKey(hello.readerId, role, keyVersion), terms);
  const fields = { protocol: 1, readerNonce: hello.nonce, hostNonce, keyVersion, authenticator };
  rig.host.sendClear({ open: { ...fields, role: ROLES.indexOf(role) } });
  rig.advance(300);
  return rig.host.messages.findLast(({ opened }) => opened)?.opened?.code ?? -1;
}

test("T25 an answer that was refused is remembered as one: the repeat of a forbidden request is not counted again", async () => {
  const rig = await createRig();
  open(rig, "tap");
  for (let i = 0; i < 3; i++) expect(ask(rig, 7, { signal: { pattern: 3 } })).toBe(Code.CODE_FORBIDDEN);
  rig.host.send({ session: sessionOf(rig), request: { id: 8, getStatus: {} } });
  rig.advance(300);
  expect(rig.host.messages.findLast(({ answer }) => answer?.id === 8)?.answer?.status?.forbidden).toBe(1);
});

test("T25 somebody who asks for what he may not ten thousand times fills no journal: 16 records, then only the count", async () => {
  const rig = await createRig();
  open(rig, "tap");
  for (let id = 1; id <= 40; id++) {
    ask(rig, id, { signal: { pattern: 3 } });
    rig.host.send({ session: sessionOf(rig), ack: { epoch: 1, counter: rig.allRecords().at(-1)?.counter ?? 0 } });
  }
  rig.advance(1000);
  expect(rig.allRecords().filter(({ forbidden }) => forbidden)).toHaveLength(16);
});

test("T25 a stolen operator key forges no tap, reads no card key, changes no policy", async () => {
  const rig = await createRig();
  const stolen = rig.keys.roleKey("rig", "operator", 1);
  const secrets = [rig.keys.tapKey("rig", 1), rig.keys.cardKey(1, 1), rig.keys.policyKey("rig", 1)];
  expect(open(rig, "operator")).toBe(Code.CODE_OK);
  // It is another branch of the derivation: no key follows from it, and as a key for seals it makes none that fits.
  for (const secret of secrets) expect(Buffer.from(secret).includes(Buffer.from(stolen.subarray(0, 8)))).toBe(false);
  rig.board.field.place(demoCards(rig.keys).genuine);
  rig.advance(500);
  const genuine = messages.SealedRecord.decode(rig.host.records.at(-1) ?? new Uint8Array());
  const tap = messages.Record.decode(genuine.record);
  const forged = messages.Record.encode({ ...tap, counter: tap.counter + 1 }).finish();
  const verifier = createVerifier({ keys: rig.keys });
  const thief = createVerifier({ keys: { tapKey: () => stolen } });
  expect(thief.verify(genuine).reason).toBe("bad-mac");
  expect(verifier.verify({ record: forged, mac: sealOf(stolen, forged) }).reason).toBe("bad-mac");
  expect(verifier.verify(genuine).ok).toBe(true);
  const mac = sealOf(stolen, policy);
  expect(ask(rig, 1, { setPolicy: { policy, mac } })).toBe(Code.CODE_FORBIDDEN);
  expect(ask(rig, 2, { exchange: { apdu: Uint8Array.of(0x60) } })).toBe(Code.CODE_FORBIDDEN);
  // All that the board ever says to him holds no key: nothing in the protocol asks for one.
  const said = rig.host.messages.map((message) =>
    Buffer.from(messages.ToHost.encode(message).finish()).toString("hex"),
  );
  for (const secret of secrets) expect(said.join()).not.toContain(Buffer.from(secret).toString("hex"));
});

test("T25 two versions of a role key live at once, so that tills can change over one by one", async () => {
  const keys = createFleetKeys(createFleetSecret());
  const roleKeys = [1, 2].map((version) => ({ role: 1, version, key: keys.roleKey("gate-7", "tap", version) }));
  const virtual = createVirtualReader({ id: "gate-7", keys, config: { roleKeys } });
  for (const version of [1, 2]) {
    // A till that has only this version.
    const only = createCallbackKeys({
      roleKey: ({ readerId, role, version: asked }) =>
        asked === version ? keys.roleKey(readerId, role, asked) : undefined,
      roleVersions: () => [version],
    });
    const opening = Reader.open({
      path: virtual.path,
      binding: virtual.binding,
      keys: only,
      role: "tap",
      timeoutMs: 2000,
    });
    const outcome = await opening.then(
      (reader) => reader.close().then(() => "open"),
      (error: { code: string }) => error.code,
    );
    expect(outcome).toBe("open");
  }
  await virtual.close();
  const rig = await createRig({
    config: {
      roleKeys: [
        { role: 4, version: 1, key: createFleetSecret() },
        { role: 4, version: 2, key: createFleetSecret() },
      ],
    },
  }).catch((error: Error) => error.message);
  // Keys that are not the fleet's open nothing.
  expect(rig).toBe("the reader opened no session");
});

test("T25 pass-through needs the issuer's key, a profile that lends the card, and is recorded with a hash of what passed", async () => {
  const rig = await createRig();
  open(rig, "issuer");
  rig.board.field.place(createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) }));
  rig.advance(200);
  expect(ask(rig, 1, { exchange: { apdu: Uint8Array.of(0x60) } })).toBe(Code.CODE_NO_CARD);
});
