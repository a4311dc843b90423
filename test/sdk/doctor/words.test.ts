/** The decision tree for people says what the doctor says: every finding, in its place, with the same advice. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CATALOG } from "../../../sdk/doctor/catalog.js";
import { NAMED_FAULTS } from "../../../sdk/virtual/index.js";

const ROOT = new URL("../../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
const page = text("docs/troubleshooting.md");
const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (\w+) \| (.*) \| (.*) \|$/gm)].map((match) => match.slice(1));

test("docs/troubleshooting.md has a row for every finding, and no other", () => {
  const said = Object.entries(CATALOG).map(([code, { grade, words, advice }]) => [code, grade, words, advice]);
  expect([...rows].sort()).toEqual(said.sort());
});

test("the parts stand in the order in which the doctor looks at them", () => {
  const areas = rows.map(([code = ""]) => CATALOG[code as keyof typeof CATALOG].area);
  const order = ["port", "line", "reader", "chip", "spi", "field", "memory", "journal", "clock", "access"];
  expect(areas.filter((area, i) => area !== areas[i - 1])).toEqual(order);
});

test("every finding says in one line each what it is and what to do", () => {
  for (const [code, { words, advice }] of Object.entries(CATALOG)) {
    expect(words.length, code).toBeLessThan(90);
    expect(advice.length, code).toBeLessThan(115);
    expect(`${words}${advice}`, code).not.toMatch(/[\n|]|\.$/);
  }
});

test("the udev rule names every USB bridge that a reader is looked for on, and is in the package", () => {
  const rule = text("docs/99-ketuk.rules");
  const vendors = /BRIDGE_VENDORS = \[([^\]]*)\]/.exec(text("sdk/transport/list.ts"))?.[1]?.match(/[0-9a-f]{4}/g) ?? [];
  expect(vendors.length).toBeGreaterThan(3);
  for (const vendor of vendors) expect(rule).toContain(`ATTRS{idVendor}=="${vendor}"`);
  const printed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    stdio: "pipe",
  });
  expect(printed.toString()).toContain("docs/99-ketuk.rules");
});

test("named faults are words that a shell takes as they are", () => {
  for (const [name, { words }] of Object.entries(NAMED_FAULTS)) {
    expect(name).toMatch(/^[a-z0-9-]+$/);
    expect(words.length, name).toBeLessThan(60);
  }
});
