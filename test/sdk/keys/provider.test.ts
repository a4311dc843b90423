/** Key providers: role key files, environment, callbacks; what each may not know, and revocation in the verifier. */
import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toHex } from "../../../sdk/bytes.js";
import { createFleetKeys, createFleetSecret } from "../../../sdk/keys/fleet.js";
import { createCallbackKeys, createEnvironmentKeys, findRoleKey, tapKeysOf } from "../../../sdk/keys/provider.js";
import { addReader, createRing, retire, revoke, rotate } from "../../../sdk/keys/ring-changes.js";
import { createRingKeys } from "../../../sdk/keys/ring-keys.js";
import { exportRoleKeys, readKeys } from "../../../sdk/keys/role-keys.js";
import { ROLES, type Role } from "../../../sdk/roles.js";
import { createLogVerifier } from "../../../sdk/verify/log.js";
import { createVerifier } from "../../../sdk/verify/verify.js";
import { READER, seal, tapRecord } from "../../support/records.js";

const NOW = new Date("2026-01-31T12:00:00.000Z");
let ring = addReader(addReader(createRing(NOW), READER, NOW), "gate-9", NOW);
ring = rotate(ring, { purposes: ["role"], reader: READER }, NOW);
const keys = createRingKeys(ring);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-provider-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function exported(role: Role | undefined, verify: boolean, readers: readonly string[] = [READER]) {
  const path = join(folder, `${role}-${verify}.json`);
  const text = JSON.stringify(exportRoleKeys(ring, { role, readers, verify }, NOW));
  await writeFile(path, text, { mode: 0o600 });
  return { text, provider: await readKeys(path) };
}

/** Every key of the fleet that has a name, and the secret, as hexadecimal digits. */
function everyKey(): Map<string, string> {
  const all = new Map([["secret", ring.secrets[0]?.reveal() ?? ""]]);
  for (const id of [READER, "gate-9"]) {
    all.set(`${id} tap`, toHex(keys.tapKey(id, 1)));
    all.set(`${id} policy`, toHex(keys.policyKey(id, 1)));
    all.set(`${id} random`, toHex(keys.randomKey(id, 1)));
    for (const version of keys.roleVersions(id)) {
      for (const role of ROLES.slice(1) as Role[]) {
        all.set(`${id} ${role} ${version}`, toHex(keys.roleKey(id, role, version)));
      }
    }
  }
  return all.set("card", toHex(keys.cardKey(1, 1)));
}

describe("a role key file", () => {
  test.each(ROLES.slice(1) as Role[])(
    "of role %s holds that key of that reader and no other, byte for byte",
    async (role) => {
      const { text, provider } = await exported(role, false);
      const found = [...everyKey()].filter(([, hex]) => text.toUpperCase().includes(hex)).map(([name]) => name);
      expect(found).toEqual([`${READER} ${role} 2`, `${READER} ${role} 1`]);
      const key = await provider.roleKey?.(READER, role, 2);
      expect(key).toEqual(keys.roleKey(READER, role, 2));
      expect(provider.role).toBe(role);
      expect(await provider.roleVersions?.(READER)).toEqual([2, 1]);
      for (const other of (ROLES.slice(1) as Role[]).filter((one) => one !== role)) {
        expect(await provider.roleKey?.(READER, other, 2)).toBeUndefined();
      }
      expect(await provider.roleKey?.("gate-9", role, 1)).toBeUndefined();
    },
  );

  test("of an operator forges no tap and verifies none", async () => {
    const { provider } = await exported("operator", false);
    expect(tapKeysOf(provider)).toBeUndefined();
    expect(() => createVerifier({ keys: provider })).toThrow("holds no tap keys");
    const key = (await provider.roleKey?.(READER, "operator", 2)) as Uint8Array;
    const record = tapRecord();
    const forged = { record, mac: new Uint8Array(createHmac("sha256", key).update(record).digest()) };
    expect(createVerifier({ keys }).verify(forged).reason).toBe("bad-mac");
  });

  test("for a back end verifies all its readers and opens no session", async () => {
    const { text, provider } = await exported(undefined, true, [READER, "gate-9"]);
    const found = [...everyKey()].filter(([, hex]) => text.includes(hex)).map(([name]) => name);
    expect(found).toEqual([`${READER} tap`, "gate-9 tap"]);
    expect(createVerifier({ keys: provider }).verify(seal(keys, tapRecord())).reason).toBe("genuine");
    expect(provider.roleKey).toBeUndefined();
    expect(await findRoleKey(provider, READER, "tap", 1)).toBeUndefined();
  });

  test("is not made for readers that are unknown or revoked, nor for nothing", () => {
    const make = (readers: string[], role?: Role) => exportRoleKeys(ring, { role, readers, verify: false }, NOW);
    expect(() => make(["stranger"], "tap")).toThrow("not in this key ring");
    expect(() => make([READER])).toThrow("neither");
    expect(() => make([], "tap")).toThrow("no reader");
    const revoked = revoke(ring, READER, NOW);
    expect(() => exportRoleKeys(revoked, { role: "tap", readers: [READER], verify: true }, NOW)).toThrow("revoked");
  });

  test.each([
    ["a role that is none", { role: "king" }],
    ["a reader id that is none", { readers: [{ id: "a b" }] }],
    ["a short key", { readers: [{ id: "a", roleKeys: [{ version: 1, key: "00" }] }] }],
  ])("with %s is refused", async (_name, change) => {
    const content = exportRoleKeys(ring, { role: "tap", readers: [READER], verify: true }, NOW);
    const path = join(folder, "bad.json");
    await writeFile(path, JSON.stringify({ ...content, ...change }), { mode: 0o600 });
    await expect(readKeys(path)).rejects.toMatchObject({ code: "key-file-invalid" });
  });

  test("with a patterned key is refused as weak", async () => {
    const path = join(folder, "weak.json");
    const readers = [{ id: "a", roleKeys: [{ version: 1, key: "00".repeat(32) }] }];
    const content = { ...exportRoleKeys(ring, { role: "tap", readers: [READER], verify: false }, NOW), readers };
    await writeFile(path, JSON.stringify(content), { mode: 0o600 });
    await expect(readKeys(path)).rejects.toMatchObject({ code: "weak-key" });
  });
});

describe("a revoked reader", () => {
  const revoked = createRingKeys(revoke(ring, READER, NOW));
  const sealed = seal(keys, tapRecord());

  test("has verdict revoked, whatever its seal", () => {
    expect(createVerifier({ keys }).verify(sealed).reason).toBe("genuine");
    expect(createVerifier({ keys: revoked }).verify(sealed)).toMatchObject({ ok: false, reason: "revoked" });
    expect(createVerifier({ keys: revoked }).verify({ ...sealed, mac: new Uint8Array(32) }).reason).toBe("revoked");
  });

  test("breaks a log", () => {
    const log = createLogVerifier({ keys: revoked });
    log.push(sealed, 1);
    expect(log.finish().breaks).toMatchObject([{ kind: "revoked", line: 1 }]);
  });

  test("opens no session", async () => {
    await expect(findRoleKey(revoked, READER, "tap", 2)).rejects.toMatchObject({ code: "key-revoked" });
  });

  test("of a callback counts at once", () => {
    let isRevoked = false;
    const provider = createCallbackKeys({ tapKey: keys.tapKey, revoked: () => isRevoked });
    const verifier = createVerifier({ keys: provider });
    expect(verifier.verify(sealed).reason).toBe("genuine");
    isRevoked = true;
    expect(verifier.verify(sealed).reason).toBe("revoked");
  });

  test("by an object around the fleet's keys counts, however it was put around them", () => {
    const fleet = createFleetKeys(createFleetSecret());
    const own = seal(fleet, tapRecord());
    expect(createVerifier({ keys: fleet }).verify(own).reason).toBe("genuine");
    const none = { tapKey: () => undefined as never };
    for (const around of [{ ...fleet, ...none }, Object.create(fleet, { tapKey: { value: none.tapKey } })])
      expect(createVerifier({ keys: around }).verify(own).reason).toBe("unknown-key");
  });

  test("that cannot be asked about is refused", () => {
    const revokedFails = () => {
      throw new Error("database is down");
    };
    expect(createVerifier({ keys: { tapKey: keys.tapKey, revoked: revokedFails } }).verify(sealed).reason).toBe(
      "unknown-key",
    );
  });
});

describe("the role key of a session", () => {
  const hmac = (key: Uint8Array, data: Uint8Array) => new Uint8Array(createHmac("sha256", key).update(data).digest());
  const data = new TextEncoder().encode("ketuk open");

  test("is of the newest version that both sides have", async () => {
    expect((await findRoleKey(keys, READER, "tap", 2))?.version).toBe(2);
    expect((await findRoleKey(keys, READER, "tap", 1))?.version).toBe(1);
    expect(
      (await findRoleKey(createRingKeys(retire(ring, { purposes: ["role"] }, NOW)), READER, "tap", 2))?.version,
    ).toBe(2);
    const plain = createCallbackKeys({ roleKey: ({ version }) => keys.roleKey(READER, "tap", version) });
    expect((await findRoleKey(plain, READER, "tap", 2))?.version).toBe(2);
    expect(
      await findRoleKey(createRingKeys(retire(ring, { purposes: ["role"] }, NOW)), READER, "tap", 1),
    ).toBeUndefined();
  });

  test("may stay in an HSM", async () => {
    const secret = keys.roleKey(READER, "issuer", 2);
    const asked: unknown[] = [];
    const provider = createCallbackKeys({
      roleKey(request) {
        asked.push(request);
        return { hmac: async (bytes) => hmac(secret, bytes) };
      },
    });
    const [far, near] = [
      await findRoleKey(provider, READER, "issuer", 2),
      await findRoleKey(keys, READER, "issuer", 2),
    ];
    expect(asked).toEqual([{ readerId: READER, role: "issuer", version: 2 }]);
    expect(far?.key).toBeUndefined();
    expect(await far?.hmac(data)).toEqual(hmac(secret, data));
    expect(await near?.hmac(data)).toEqual(hmac(secret, data));
  });
});

describe("the environment", () => {
  const role = toHex(keys.roleKey("gate-9", "tap", 1));
  const tap = toHex(keys.tapKey("gate-9", 1));
  const options = { role: "tap", readers: { "gate-9": { role: [1], tap: [1] } } } as const;

  test("gives the keys that it was told to have, read once", async () => {
    const environment: Record<string, string> = { KETUK_ROLE_KEY_GATE_9_1: role, KETUK_TAP_KEY_GATE_9_1: tap };
    const provider = createEnvironmentKeys({ ...options, environment });
    environment.KETUK_TAP_KEY_GATE_9_1 = "gone";
    expect(provider.tapKey?.("gate-9", 1)).toEqual(keys.tapKey("gate-9", 1));
    expect(provider.tapKey?.("gate-9", 2)).toBeUndefined();
    expect(await provider.roleKey?.("gate-9", "tap", 1)).toEqual(keys.roleKey("gate-9", "tap", 1));
    expect(await provider.roleKey?.("gate-9", "maintainer", 1)).toBeUndefined();
    provider.tapKey?.("gate-9", 1)?.fill(0);
    expect(provider.tapKey?.("gate-9", 1)).toEqual(keys.tapKey("gate-9", 1));
    expect(inspect(provider, { depth: 9, showHidden: true })).toBe("KeyProvider { environment }");
    expect(JSON.stringify(provider)).toBe('{"keys":"environment"}');
  });

  test.each([
    ["a missing variable", { KETUK_ROLE_KEY_GATE_9_1: role }, "bad-argument"],
    ["a short one", { KETUK_ROLE_KEY_GATE_9_1: role, KETUK_TAP_KEY_GATE_9_1: tap.slice(2) }, "bad-argument"],
    ["a weak one", { KETUK_ROLE_KEY_GATE_9_1: role, KETUK_TAP_KEY_GATE_9_1: "00".repeat(32) }, "weak-key"],
  ])("is refused with %s, which is not printed", (_name, environment, code) => {
    try {
      createEnvironmentKeys({ ...options, environment: environment as Record<string, string> });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code, message: expect.stringContaining("KETUK_TAP_KEY_GATE_9_1") });
      expect(inspect(error)).not.toContain(tap.slice(2, 18));
    }
  });

  test("does not give one variable to two readers", () => {
    const readers = { "gate-9": { tap: [1] }, "gate.9": { tap: [1] } };
    const environment = { KETUK_TAP_KEY_GATE_9_1: tap };
    expect(() => createEnvironmentKeys({ readers, environment })).toThrow("two readers would share");
  });
});
