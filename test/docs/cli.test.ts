/** docs/cli.md is what the program says of itself; the README's commands and options are there. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { leaves } from "../support/cli.js";
import { cliPage } from "../support/cli-page.js";

const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("docs/cli.md has every command, option and exit code; renew it with `vitest -u`", async () => {
  await expect(await cliPage()).toMatchFileSnapshot("../../docs/cli.md");
});

const PAGES = [
  "docs/testing.md",
  "docs/keys.md",
  "docs/support.md",
  "docs/application.md",
  "docs/operations.md",
  "README.md",
  "docs/hardware.md",
  "sdk/flash/README.md",
  "sdk/issue/README.md",
];

test.each(PAGES)("the commands of %s exist, with the options that it gives them", (page) => {
  const all = leaves();
  for (const [text] of file(page).matchAll(/(?<=^ {4}|`)ketuk [a-z][^`\n]*/gm)) {
    const leaf = all.filter(({ name }) => `${text} `.startsWith(`ketuk ${name} `)).at(-1);
    const isGroup = /^ketuk keys(?! [a-z])/.test(text);
    expect(leaf ?? isGroup, text).toBeTruthy();
    const known = leaf?.command.options.map(({ long }) => long) ?? [];
    const ours = text.split(/ [|;] | {2,}|, /)[0] ?? "";
    for (const [option] of ours.matchAll(/(?<= )--[a-z-]+/g)) expect([...known, "--help"], text).toContain(option);
  }
});
