/** Profiles: what is taken, and how a mistake is named. */
import { expect, test } from "vitest";
import { parseIssueProfile } from "../../sdk/issue/parse-profile.js";
import { desfireProfile, ntag424Profile, ultralightAesProfile } from "../support/issue-families.js";

/** The profile with one place changed; undefined takes it away. */
function changed(profile: object, path: string, value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(profile));
  const names = path.split(".");
  const last = names.pop() ?? "";
  const at = names.reduce((object, name) => object[name], copy);
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

test("good profiles are taken as they are, with a link to the schema", () => {
  for (const profile of [desfireProfile, ntag424Profile, ultralightAesProfile]) {
    expect(parseIssueProfile(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
    expect(() => parseIssueProfile({ $schema: "./card-profile.schema.json", ...profile })).not.toThrow();
  }
});

test.each([
  [desfireProfile, "family", "classic", '"profile.family"'],
  [desfireProfile, "masterKey", undefined, '"profile.masterKey" is missing'],
  [desfireProfile, "masterKey", "nobody", 'no "nobody"'],
  [desfireProfile, "slots.card.key", "00112233445566778899AABBCCDDEEFF", '"profile.slots.card.key" is not known'],
  [desfireProfile, "slots.card.slot", -1, "whole number"],
  [desfireProfile, "slots", {}, "empty"],
  [desfireProfile, "application.id", "000000", "is the card"],
  [desfireProfile, "application.id", "4B54", "does not fit"],
  [desfireProfile, "files.1.number", 1, "twice"],
  [desfireProfile, "files.0.rights", { read: 3 }, "names no key"],
  [desfireProfile, "files.0.rights", { write: 1 }, "lets nobody read"],
  [desfireProfile, "files.0.content", { url: "https://example.org" }, "only NTAG 424"],
  [desfireProfile, "files.1.value", -1, "within its limits"],
  [desfireProfile, "files.0.sizeBytes", 0, "files[0]"],
  [ntag424Profile, "keys", ["app"], "1 entries"],
  [ntag424Profile, "files.1.number", 1, "no file of the card"],
  [ntag424Profile, "files.1.sizeBytes", 129, "more than 128"],
  [ntag424Profile, "files.0.sun", undefined, "sun"],
  [ntag424Profile, "files.0.sun", { fileRead: 4 }, "belong together"],
  [ntag424Profile, "files.0.content", { url: "https://example.org/?p={picc}" }, "{mac}"],
  [ntag424Profile, "files.0.sizeBytes", 20, "too small"],
  [ultralightAesProfile, "page", 39, "more than the card has"],
  [ultralightAesProfile, "failureLimit", 3, "failureLimit"],
])("%# is refused: %s", (profile, path, value, why) => {
  expect(() => parseIssueProfile(changed(profile, path, value))).toThrow(
    expect.objectContaining({ code: "bad-argument", message: expect.stringContaining(why) }),
  );
});

test.each([null, [], "profile", 7, {}])("%j is no profile", (value) => {
  expect(() => parseIssueProfile(value)).toThrow(expect.objectContaining({ code: "bad-argument" }));
});
