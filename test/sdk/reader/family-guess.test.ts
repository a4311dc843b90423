/** What ATQA, SAK and ATS are taken for. */
import { expect, test } from "vitest";
import { guessFamily } from "../../../sdk/reader/family-guess.js";

const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));

test.each([
  ["4403", 0x20, "067577810280", "desfire"],
  ["4403", 0x20, "067777710280", "ntag424"],
  ["0403", 0x20, "0578807002", "isodep"],
  ["4400", 0x00, "", "ultralight"],
  ["0400", 0x08, "", "classic"],
  ["0200", 0x18, "", "classic"],
  ["0400", 0x00, "", "unknown"],
  ["", 0x00, "", "unknown"],
])("ATQA %s, SAK %i, ATS %s is taken for %s", (atqa, sak, ats, family) => {
  expect(guessFamily(hex(atqa), sak, hex(ats))).toBe(family);
});
