/** The table of SECURITY.md and the tests say the same: every threat has its row, every row its tests and files. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const rows = readFileSync(new URL("SECURITY.md", ROOT), "utf8")
  .split("\n")
  .filter((line) => /^\| T\d+ \|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));
const here = new URL("./", import.meta.url);
const tests = new Map(
  readdirSync(here)
    .filter((name) => name.endsWith(".test.ts") && name !== "table.test.ts")
    .map((name) => [name.replace(".test.ts", ""), readFileSync(new URL(name, here), "utf8")]),
);

test("every threat from T1 to T31 has one row, in order", () => {
  expect(rows.map((row) => row[1])).toEqual(Array.from({ length: 31 }, (_, i) => `T${i + 1}`));
});

test("every row names a test file here that has a test with its number", () => {
  for (const row of rows) {
    const number = `T${String(row[1]).slice(1).padStart(2, "0")}`;
    const named = [...(row[5] ?? "").matchAll(/`(t\d[\w-]*)`/g)].map((match) => tests.get(match[1] ?? "") ?? "");
    expect(
      named.some(
        (text) =>
          text.includes(`test("${number} `) || text.includes(`(\n    "${number} `) || text.includes(`\`${number} `),
      ),
      number,
    ).toBe(true);
  }
});

test("every file and folder that is named exists", () => {
  for (const row of rows) {
    for (const [, path = ""] of `${row[4]} ${row[5]}`.matchAll(/`((?:firmware|sdk|protocol|test)\/[^`]*)`/g))
      expect(existsSync(new URL(path, ROOT)), path).toBe(true);
  }
});

test("what is not protected says so and why, in the same cell", () => {
  const open = rows.filter((row) => row[3]?.includes("Not protected") || row[3]?.includes("not protected"));
  expect(open.map((row) => row[1])).toEqual(["T8", "T15", "T17", "T20", "T21", "T26", "T27", "T30"]);
});
