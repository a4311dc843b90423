/** Pseudonyms of cards; the vectors were computed with OpenSSL: `openssl kdf ... HKDF`, then `openssl mac ... CMAC`. */
import { expect, test } from "vitest";
import { createPseudonyms } from "../../../sdk/index.js";

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
const secret = bytes("8f3a6c51d07e24b99b1de85c370a42f6e41b7d20956f8ca3b2580ef4713dc96a");
const uid = bytes("04A31B625E7780");

test.each([
  ["shop-17", 1, "04A31B625E7780", "39F7B541FD6A458FA065942D2A42435B"],
  ["shop-17", 1, "5A0C9E41", "39435B445997CD6EF7A084E1880EF956"],
  ["shop-17", 2, "04A31B625E7780", "5FE076165F60B07EE54C767B6B06412A"],
  ["clinic", 1, "04A31B625E7780", "AD3FB25C0D62721232327ED0D7D8549F"],
  ["clinic", 2, "5A0C9E41", "25CAE5082E2D52B8A26837C2AC8D17E3"],
])("%s, version %i, card %s", (relyingParty, version, card, pseudonym) => {
  expect(createPseudonyms({ secret, relyingParty, version })(bytes(card))).toBe(pseudonym);
});

test("the secret is copied: what the caller does with it later changes nothing", () => {
  const own = secret.slice();
  const pseudonymOf = createPseudonyms({ secret: own, relyingParty: "clinic" });
  own.fill(0);
  expect(pseudonymOf(uid)).toBe("AD3FB25C0D62721232327ED0D7D8549F");
});

test("weak secrets, nameless parties and what is no UID are refused, and no secret is named in the message", () => {
  const weak = () => createPseudonyms({ secret: new Uint8Array(32).fill(0xa7), relyingParty: "clinic" });
  expect(weak).toThrow(expect.objectContaining({ code: "weak-key" }));
  expect(weak).not.toThrow(/a7/i);
  expect(() => createPseudonyms({ secret, relyingParty: "" })).toThrow(
    expect.objectContaining({ code: "bad-argument" }),
  );
  const pseudonymOf = createPseudonyms({ secret, relyingParty: "clinic" });
  expect(() => pseudonymOf(bytes("04A3"))).toThrow(expect.objectContaining({ code: "bad-argument" }));
});
