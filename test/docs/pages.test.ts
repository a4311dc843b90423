/** The documents lead somewhere, and their figures are those of the program. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { PROTOCOL_MAX, PROTOCOL_MIN } from "../../protocol/index.js";
import { parseCards } from "../../sdk/virtual/index.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const file = (path: string) => readFileSync(join(ROOT, path), "utf8");
const LEFT_OUT = /node_modules|\.build|^dist|docs\/api|coverage/;
const PAGES = readdirSync(ROOT, { withFileTypes: true })
  .filter(({ name }) => !LEFT_OUT.test(name) && !name.startsWith("."))
  .flatMap((entry) => {
    if (!entry.isDirectory()) return [entry.name];
    return readdirSync(join(ROOT, entry.name), { recursive: true, encoding: "utf8" }).map((name) =>
      join(entry.name, name),
    );
  })
  .filter((path) => path.endsWith(".md") && !LEFT_OUT.test(path));

const textOf = (page: string) => file(page).replace(/```[\s\S]*?```/g, "");

/** Paths from the root that a page links to. */
function linksOf(page: string): string[] {
  const targets = textOf(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g);
  return [...targets].map(([, target = ""]) => join(dirname(page), target));
}

test.each(PAGES)("the links of %s lead to files, its tests are there", (page) => {
  for (const target of linksOf(page)) expect(existsSync(join(ROOT, target)), target).toBe(true);
  for (const [path] of textOf(page).matchAll(/(?<=`)test\/[\w/.-]+\.test\.ts(?=`)/g))
    expect(existsSync(join(ROOT, path)), path).toBe(true);
});

/** What a page's headings are called in addresses, as GitHub does it. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-"),
  );
}

test.each(PAGES)("the links of %s into pages lead to headings", (page) => {
  for (const [link, path = "", anchor = ""] of textOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g))
    expect(anchorsOf(path ? join(dirname(page), path) : page), link).toContain(anchor);
});

test.each(PAGES)("the command lines in %s are those of docs/cli.md", (page) => {
  const [, ...parts] = file("docs/cli.md").split(/^## ketuk /m);
  const commands = new Map(parts.map((part) => [part.slice(0, part.indexOf("\n")), part]));
  // A line of a block, or words in backticks; a line that ends in a backslash goes on.
  for (const [line, words = ""] of file(page).matchAll(/(?<=^ {4}|`)(?:npx )?ketuk ((?:\\\n|[^`\n#|])*)/gm)) {
    const [first = "", second = ""] = words.split(/[\s,]+/);
    if (!/^[a-z]/.test(first)) continue;
    const known = commands.get(`${first} ${second}`) ?? commands.get(first);
    expect(known, line).toBeDefined();
    for (const [option] of words.matchAll(/(?<=^|\s)--[a-z][a-z-]*/g)) expect(known, line).toContain(`\`${option}`);
  }
});

describe("README.md", () => {
  const readme = file("README.md");

  test("stays short enough to be read, its two commands on the first screen", () => {
    const lines = readme.split("\n");
    expect(lines.length).toBeLessThanOrEqual(180);
    const first = lines.slice(0, 20).join("\n");
    expect(first).toMatch(/npm ci && npm run demo[\s\S]*npm ci && npm test/);
  });

  test("says its figures as the page does that names their tests", () => {
    const page = file("docs/reliability.md");
    const claims = /A tap that lit[\s\S]*?\n\n/.exec(readme)?.[0] ?? "";
    for (const [figure] of claims.matchAll(/\d[\d,]+/g)) expect(page).toContain(figure);
  });

  test("has security in ten lines, of one line each", () => {
    const lines = (/## Security in ten lines\n\n([\s\S]*?)\n\n/.exec(readme)?.[1] ?? "").split("\n");
    expect(lines.map((line) => Number.parseInt(line, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("lists every example that can be run", () => {
    const { scripts } = JSON.parse(file("package.json")) as { scripts: Record<string, string> };
    for (const name of Object.keys(scripts).filter((one) => one.startsWith("example:")))
      expect(readme).toContain(`npm run ${name}`);
  });
});

test("every guide is reached from the README, over other guides at most", () => {
  const reached = new Set(["README.md"]);
  for (const page of reached)
    for (const target of linksOf(page))
      if (target.endsWith(".md") && existsSync(join(ROOT, target))) reached.add(target);
  for (const name of readdirSync(join(ROOT, "docs")).filter((one) => one.endsWith(".md")))
    expect([...reached]).toContain(`docs/${name}`);
});

test("the Node version is the same everywhere", () => {
  const { engines } = JSON.parse(file("package.json")) as { engines: { node: string } };
  const version = engines.node.match(/\d+\.\d+/)?.[0] ?? "none";
  for (const page of ["README.md", "CONTRIBUTING.md", "docs/support.md"])
    expect(file(page)).toMatch(new RegExp(`(?:Node|Node\\*\\*: from) ${version}`));
});

test("the support policy has the majors of the wire and the marks of what is kept", () => {
  const page = file("docs/support.md");
  expect(page).toContain(`now ${PROTOCOL_MIN} to ${PROTOCOL_MAX}`);
  const mark = Number(/const MARK = (0x[0-9a-f]+)/.exec(file("firmware/tap/journal-format.ts"))?.[1]);
  const name = Buffer.alloc(4);
  name.writeUInt32LE(mark);
  expect(page).toContain(`\`${name.toString()}\``);
  expect(page).toContain("`image-too-old`");
  expect(file("sdk/errors.ts")).toContain('"image-too-old"');
});

test("the folders in the picture of the architecture exist, and its words stay within the frame", () => {
  const svg = file("docs/architecture.svg");
  const [, width = "0"] = / width="(\d+)"/.exec(svg) ?? [];
  const folders = [...svg.matchAll(/\b(?:firmware|sdk)\/[a-z]+\b/g)].map(([path]) => path);
  expect(folders.length).toBeGreaterThan(8);
  for (const folder of folders) expect(existsSync(join(ROOT, folder)), folder).toBe(true);
  for (const [, x = "", size = "", rest = "", words = ""] of svg.matchAll(
    /<text x="(\d+)" y="\d+" font-size="(\d+)"([^>]*)>([^<]*)</g,
  )) {
    const half = /text-anchor="middle"/.test(rest) ? 2 : 1;
    expect(Number(x) + (words.length * Number(size) * 0.56) / half, words).toBeLessThan(Number(width));
  }
});

test("the example file of cards is one", () => {
  expect(parseCards(JSON.parse(file("docs/cards.example.json"))).cards.length).toBeGreaterThan(4);
});
