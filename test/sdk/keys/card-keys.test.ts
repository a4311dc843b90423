/** Card keys on the host: sources, diversification, versions, and that they are never shown. AN10922; card-vectors.md 2. */
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { proveCardKey } from "../../../sdk/card/proof.js";
import {
  type CardKeyRequest,
  createCallbackAuthenticator,
  createCallbackCardKeys,
  createEnvironmentCardKeys,
  createFleetCardKeys,
  diversificationInput,
} from "../../../sdk/keys/card-keys.js";
import { diversifyKey } from "../../../sdk/keys/diversify.js";
import { createFleetKeys, createFleetSecret } from "../../../sdk/keys/fleet.js";
import { bytes, toHex } from "../../support/pcd.js";

const UID = bytes("04782E21801D80");
const REQUEST: CardKeyRequest = { slot: 1, version: 2, uid: UID, applicationId: bytes("3042F5"), keyNumber: 1 };
const KEY_TEXT = "D0DC47C21DDD19796F0516133B4BAA9A";
const NXP_ABU = new TextEncoder().encode("NXP Abu");

describe("the diversification input", () => {
  it("is that of AN10922: UID, application, system", () => {
    expect(toHex(diversificationInput(REQUEST, NXP_ABU))).toBe("04782E21801D803042F54E585020416275");
    const key = diversifyKey(bytes("00112233445566778899AABBCCDDEEFF"), diversificationInput(REQUEST, NXP_ABU));
    expect(toHex(key)).toBe("A8DD63A3B89D54B37CA802473FDA9175");
  });

  it("has the key number where there is no application: NTAG 424 DNA", () => {
    const request = { ...REQUEST, applicationId: undefined, keyNumber: 3 };
    expect(toHex(diversificationInput(request))).toBe("04782E21801D8003");
  });

  it("ends at 31 bytes", () => {
    expect(() => diversificationInput(REQUEST, new Uint8Array(22))).toThrow("1 to 31 bytes");
  });
});

describe("keys of a fleet", () => {
  const fleet = createFleetKeys(createFleetSecret());

  it("are diversified as the reader does it", () => {
    const keys = createFleetCardKeys(fleet, { 1: { versions: [2, 1], systemId: NXP_ABU } });
    expect(keys.versions(1)).toEqual([2, 1]);
    expect(keys.key(REQUEST)).toEqual(diversifyKey(fleet.cardKey(1, 2), diversificationInput(REQUEST, NXP_ABU)));
    expect(keys.key({ ...REQUEST, version: 1 })).toEqual(
      diversifyKey(fleet.cardKey(1, 1), diversificationInput(REQUEST, NXP_ABU)),
    );
  });

  it("are the same in all cards only where somebody said so", () => {
    const keys = createFleetCardKeys(fleet, { 1: { versions: [2], diversified: false } });
    expect(keys.key(REQUEST)).toEqual(fleet.cardKey(1, 2));
  });

  it("are given for live versions of known slots only", () => {
    const keys = createFleetCardKeys(fleet, { 1: { versions: [2] } });
    expect(keys.key({ ...REQUEST, version: 1 })).toBeUndefined();
    expect(keys.key({ ...REQUEST, slot: 5 })).toBeUndefined();
    expect(keys.versions(5)).toEqual([]);
    expect(keys.versions("__proto__" as never)).toEqual([]);
  });

  it("are not derived from a random UID: the card would count a failure", () => {
    const keys = createFleetCardKeys(fleet, { 1: { versions: [2] }, 2: { versions: [2], diversified: false } });
    expect(keys.key({ ...REQUEST, uid: bytes("08112233") })).toBeUndefined();
    expect(keys.key({ ...REQUEST, uid: bytes("04112233") })).toBeDefined();
    expect(keys.key({ ...REQUEST, slot: 2, uid: bytes("08112233") })).toBeDefined();
  });

  it("have one or two live versions", () => {
    expect(() => createFleetCardKeys(fleet, { 1: { versions: [] } })).toThrow("number of versions");
    expect(() => createFleetCardKeys(fleet, { 1: { versions: [3, 2, 1] } })).toThrow("number of versions");
    expect(() => createFleetCardKeys(fleet, { 1: { versions: [-1] } })).toThrow("version");
    expect(() => createFleetCardKeys(fleet, { x: { versions: [1] } } as never)).toThrow('"slot"');
  });
});

describe("keys of the environment", () => {
  const slots = { 1: { versions: [2], diversified: false } };
  const read = (environment: Record<string, string>) => createEnvironmentCardKeys({ slots, environment });

  it("are read once", () => {
    const environment: Record<string, string> = { KETUK_CARD_KEY_1_2: KEY_TEXT };
    const keys = read(environment);
    environment.KETUK_CARD_KEY_1_2 = "gone";
    expect(toHex(keys.key(REQUEST) as Uint8Array)).toBe(KEY_TEXT);
    const named = createEnvironmentCardKeys({ slots, prefix: "CITY", environment: { CITY_1_2: KEY_TEXT } });
    expect(toHex(named.key(REQUEST) as Uint8Array)).toBe(KEY_TEXT);
  });

  it.each([
    ["a missing one", {}, "bad-argument"],
    ["a short one", { KETUK_CARD_KEY_1_2: KEY_TEXT.slice(2) }, "bad-argument"],
    ["a long one", { KETUK_CARD_KEY_1_2: `${KEY_TEXT}00` }, "bad-argument"],
    ["one that is no hexadecimal", { KETUK_CARD_KEY_1_2: `${KEY_TEXT.slice(1)}g` }, "bad-argument"],
    ["the zero key", { KETUK_CARD_KEY_1_2: "00".repeat(16) }, "weak-key"],
    ["a published one", { KETUK_CARD_KEY_1_2: "5ACE7E50AB65D5D51FD5BF5A16B8205B" }, "weak-key"],
  ])("are refused without being printed: %s", (_name, environment, code) => {
    try {
      read(environment as Record<string, string>);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code });
      expect(`${inspect(error)}`).not.toContain(KEY_TEXT.slice(4, 20));
      expect((error as Error).message).toContain("KETUK_CARD_KEY_1_2");
    }
  });
});

describe("callbacks", () => {
  it("get the request and may answer later", async () => {
    const keys = createCallbackCardKeys({
      versions: { 1: [2] },
      callback: async ({ uid }) => diversifyKey(bytes(KEY_TEXT), uid),
    });
    expect(await keys.key(REQUEST)).toEqual(diversifyKey(bytes(KEY_TEXT), UID));
  });

  it("may keep the key and compute with it", async () => {
    const sam = createCallbackAuthenticator({
      versions: { 1: [2] },
      callback: async (request, challenge) =>
        request.version === 2 ? proveCardKey(bytes(KEY_TEXT), challenge) : undefined,
    });
    expect("key" in sam).toBe(false);
    const challenge = { protocol: "ev2-first", encryptedRndB: bytes("24677DDBD46349E623798FD729006E79") } as const;
    const proof = await sam.authenticate(REQUEST, challenge);
    expect(proof?.token.length).toBe(32);
    expect(await proof?.finish(new Uint8Array(32))).toBeUndefined();
    expect(await sam.authenticate({ ...REQUEST, version: 1 }, challenge)).toBeUndefined();
  });
});

it("no provider shows a key", () => {
  const fleet = createFleetKeys(bytes(`${KEY_TEXT}DABE90DBE09A26C55781F25F951A20C3`));
  const providers = [
    createFleetCardKeys(fleet, { 1: { versions: [1], diversified: false } }),
    createEnvironmentCardKeys({ slots: { 1: { versions: [2] } }, environment: { KETUK_CARD_KEY_1_2: KEY_TEXT } }),
    createCallbackCardKeys({ versions: { 1: [1] }, callback: () => bytes(KEY_TEXT) }),
  ];
  for (const provider of providers) {
    expect(inspect(provider, { depth: 9, showHidden: true })).toMatch(
      /^CardKeyProvider \{ (fleet|environment|callback) \}$/,
    );
    expect(JSON.stringify(provider)).toMatch(/^\{"cardKeys":"(fleet|environment|callback)"\}$/);
  }
});
