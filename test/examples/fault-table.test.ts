/** The table of faults in examples/README.md: every example has a test for each fault, and the tests are there. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const EXAMPLES = ["kiosk", "pos", "turnstile", "issuance", "city"];
const FAULTS = ["reader unplugged", "database locked", "process killed", "disk full"];

const rows = read("examples/README.md")
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .filter(([, example = "", fault = ""]) => EXAMPLES.includes(example) && FAULTS.includes(fault))
  .map(([, example, fault, file, words]) => ({ example, fault, file, words }));

test("every example has a test for every fault", () => {
  for (const example of EXAMPLES)
    for (const fault of FAULTS)
      expect(
        rows.some((row) => row.example === example && row.fault === fault),
        `${example}: ${fault}`,
      ).toBe(true);
});

test.each(rows)("$example, $fault: $words", ({ file, words }) => {
  expect(words).not.toBe("");
  expect(read(`test/examples/${file}`)).toContain(`"${words}`);
});
