/** The build shortens the firmware's own names of properties, and no name that the interpreter knows. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { chooseNames, nativeNames, shortenStrings } from "../../firmware/names.js";
import { detokenise } from "../../sdk/firmware/tokens.js";
import { builtFirmware } from "../../sdk/virtual/board.js";

const types = readFileSync(new URL("../../firmware/espruino.d.ts", import.meta.url), "utf8");

test("every property of espruino.d.ts keeps its name", () => {
  const members = [...types.matchAll(/^ {2}(?:readonly )?(\w+)\??[(:]/gm)].map((match) => `${match[1]}`);
  expect(members.length).toBeGreaterThan(30);
  const native = nativeNames();
  for (const name of members) expect(native, name).toContain(name);
});

test("options of native calls keep their names, and so do the properties of standard objects", () => {
  const native = nativeNames();
  for (const name of "sck miso mosi baud force mode iv keySize iterations hasher VERSION free".split(" ")) {
    expect(native, name).toContain(name);
  }
  for (const name of "length push substr charCodeAt buffer message concat prototype toString".split(" ")) {
    expect(native, name).toContain(name);
  }
});

test("the most used name becomes the shortest", () => {
  const names = chooseNames("var a={uidLength:1,other:2};a.uidLength=a.uidLength+a.other.length;");
  expect([...names]).toEqual([
    ["uidLength", "a"],
    ["other", "b"],
  ]);
});

test("no short name is a word, nor a name that every object of the interpreter has", () => {
  const many = Array.from({ length: 3000 }, (_, i) => `a.property${i}`).join(";");
  const short = [...chooseNames(many).values()];
  expect(new Set(short).size).toBe(3000);
  for (const name of ["as", "do", "if", "in", "is", "of", "on"]) expect(short).not.toContain(name);
});

describe("tables of messages", () => {
  const code = 'var t=FIELDS("2,0epoch,*Asecrets;,,2length");a.epoch=a.secrets';

  test("their names are shortened with the properties, and behind the places of their beginnings, and of the end", () => {
    const names = chooseNames(code);
    expect(names.get("epoch")).toBe("a");
    expect(names.get("secrets")).toBe("b");
    expect(shortenStrings(code, names)).toBe(
      String.raw`var t="\x00\x06\x00\x0e\x00\x172,0a,*Ab,,2length";a.epoch=a.secrets`,
    );
  });

  test("a build that does not understand one of them stops", () => {
    expect(() => shortenStrings("FIELDS('0a')", new Map())).toThrow("FIELDS");
  });
});

test("the firmware has short names of its own and the interpreter's long ones", () => {
  const firmware = detokenise(builtFirmware());
  for (const name of ["readerId", "authenticateUs", "firstCounter", "FIELDS"]) expect(firmware).not.toContain(name);
  // By which an image is numbered.
  expect(firmware).toMatch(/firmwareVersion:"\d+\.\d+\.\d+"/);
  for (const name of [".charCodeAt(", "keySize:", ".erasePage(", ".setConsole("]) expect(firmware).toContain(name);
});
