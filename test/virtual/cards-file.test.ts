/** Cards described in JSON: each family is what it says, and a mistake is named. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Reader, type Tap } from "../../sdk/index.js";
import {
  CARDS_SCHEMA,
  type CardsFile,
  createVirtualReader,
  parseCards,
  type VirtualReader,
} from "../../sdk/virtual/index.js";

const UID = "04A31B625E7780";
const FILE: CardsFile = {
  cards: [
    { name: "desfire", family: "desfire", uid: UID, credential: "resident 0001" },
    { name: "desfire-copy", family: "desfire", uid: UID, credential: "resident 0001", key: "other" },
    { name: "desfire-given", family: "desfire", uid: "04A31B625E7781", key: "00112233445566778899aabbccddeeff" },
    { name: "ntag", family: "ntag424", uid: "04A31B625E7782", credential: "resident 0002" },
    { name: "ntag-copy", family: "ntag424", uid: "04A31B625E7782", key: "other" },
    { name: "ultralight", family: "ultralight-aes", uid: "04A31B625E7783", credential: "resident 0003" },
    { name: "ultralight-copy", family: "ultralight-aes", uid: "04A31B625E7783", key: "other" },
    { name: "classic", family: "classic", uid: "5A0C9E41", credential: "resident 0004" },
    { name: "classic-copy", family: "classic", uid: "5A0C9E41", key: "other" },
    { name: "foreign", family: "uid", uid: "5A0C9E4200112233AABB" },
  ],
};

describe("described cards at a virtual reader", () => {
  let virtual: VirtualReader;
  let reader: Reader;
  let taps: ReturnType<Reader["taps"]>;
  beforeAll(async () => {
    virtual = createVirtualReader({ cards: FILE });
    reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
    taps = reader.taps();
  });
  afterAll(async () => {
    await reader.close();
    await virtual.close();
  });

  test.each([
    ["desfire", "genuine", "mutual-aes", "resident 0001"],
    ["desfire-copy", "card-refused", "none", ""],
    ["desfire-given", "card-refused", "none", ""],
    ["ntag", "genuine", "mutual-aes", "resident 0002"],
    ["ntag-copy", "card-refused", "none", ""],
    ["ultralight", "genuine", "mutual-aes", "resident 0003"],
    ["ultralight-copy", "card-refused", "none", ""],
    ["classic", "too-weak", "crypto1", "resident 0004"],
    ["classic-copy", "card-refused", "none", ""],
    ["foreign", "too-weak", "uid", ""],
  ])("%s is %s", async (name, verdict, assurance, credential) => {
    await virtual.present(name);
    const tap = (await taps.next()).value as Tap;
    tap.ack();
    expect([tap.verdict.reason, tap.assurance]).toEqual([verdict, assurance]);
    expect(Buffer.from(tap.credential).toString().replace(/\0+$/, "")).toBe(credential);
    expect(tap.uidHex).toBe(FILE.cards.find((card) => card.name === name)?.uid);
  });

  test("a name that is not there is refused with those that are", () => {
    expect(() => virtual.place("ana")).toThrow(
      expect.objectContaining({ code: "bad-argument", hint: expect.stringContaining("desfire-copy") }),
    );
    expect(() => virtual.place("toString")).toThrow(/no card/);
  });
});

test.each<[string, unknown]>([
  ['"cards.cards" is missing', {}],
  ['"cards.cards" has 0 entries', { cards: [] }],
  ['"cards.cards[0].uid" is missing', { cards: [{ name: "a", family: "desfire" }] }],
  ['"cards.cards[0].uid" does not fit', { cards: [{ name: "a", family: "desfire", uid: "5A0C9E41" }] }],
  // A reader would ask this card for the rest of its UID.
  ['"cards.cards[0].uid" does not fit', { cards: [{ name: "a", family: "desfire", uid: "04A31B88625E77" }] }],
  [
    '"cards.cards[0].key" does not fit',
    { cards: [{ name: "a", family: "classic", uid: "5A0C9E41", key: "00".repeat(16) }] },
  ],
  ['"cards.cards[0].key" is not known', { cards: [{ name: "a", family: "uid", uid: "5A0C9E41", key: "fleet" }] }],
  ["two cards", { cards: [1, 2].map(() => ({ name: "a", family: "uid", uid: "5A0C9E41" })) }],
  ["too long", { cards: [{ name: "a", family: "desfire", uid: UID, credential: "é".repeat(17) }] }],
])("a file is refused: %s", (words, json) => {
  expect(() => parseCards(json)).toThrow(words);
  expect(() => createVirtualReader({ cards: json as CardsFile })).toThrow(words);
});

test("the schema for editors is this one; renew it with `vitest -u`", async () => {
  await expect(`${JSON.stringify(CARDS_SCHEMA, undefined, 2)}\n`).toMatchFileSnapshot("../../docs/cards.schema.json");
});
