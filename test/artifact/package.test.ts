/** What `npm pack` would publish: the built code, the wire's description, and nothing that is secret or for tests. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);
let files: string[] = [];

beforeAll(() => {
  // Without scripts: what is built is there already, and building again would pull it from under other tests.
  const printed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    stdio: "pipe",
  });
  const [pack] = JSON.parse(printed.toString()) as [{ files: { path: string }[] }];
  files = pack.files.map(({ path }) => path);
}, 60_000);

const text = (path: string) => readFileSync(new URL(path, ROOT), "latin1");

test("has what it needs, and only from these places", () => {
  for (const path of [
    "dist/js/index.js",
    "dist/js/index.whole.js",
    "dist/js/cli.cjs",
    "dist/sdk/index.d.ts",
    "dist/sdk/web/index.js",
    "dist/sdk/crypto/web.js",
    "dist/firmware.bin",
    "SECURITY.md",
    "package.json",
  ])
    expect(files).toContain(path);
  const places =
    /^(dist\/|protocol\/ketuk\.proto$|docs\/(99-ketuk\.rules|troubleshooting\.md)$|(CHANGELOG|SECURITY|README)\.md$|LICENSE$|package\.json$)/;
  expect(files.filter((path) => !places.test(path))).toEqual([]);
});

test("has no test, no fixture, no corpus, no key file, no environment file and no build of a tool", () => {
  const unwanted =
    /(^|\/)(test|tests|fixtures?|corpus|examples?|\.build|\.ci|node_modules|coverage)\/|\.(test|bench|pem|key|p12|env|cfg|log|tsbuildinfo)(\.|$)|\.env|fleet.*\.json|keys?\.json$/i;
  expect(files.filter((path) => unwanted.test(path))).toEqual([]);
});

describe("no secret stands in any file", () => {
  /** Tables of published keys: weak ones, to refuse them, and those of card makers; and the DER heads of RFC 8410. */
  const PUBLIC = /weak|originality|signing\/ed25519|cli\/|keys\//;

  test("no private key, no token, no key file's content", () => {
    const found = files.filter((path) =>
      /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(npm_|ghp_|github_pat_)[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}/.test(text(path)),
    );
    expect(found).toEqual([]);
  });

  test("no key in the code: 32 or 64 hexadecimal digits stand only in tables that are public", () => {
    const hexKey = /(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{64})(?![0-9A-Fa-f])/g;
    const keysIn = (path: string) => text(path).match(hexKey) ?? [];
    // The files of dist/js consist of those of dist/sdk, of which most are not in the package.
    const compiled = readdirSync(new URL("dist/sdk", ROOT), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".js"))
      .map((path) => `dist/sdk/${path}`);
    const known = new Set(compiled.filter((path) => PUBLIC.test(path)).flatMap(keysIn));
    expect(known.size).toBeGreaterThan(10);
    const code = new Set([...compiled, ...files.filter((path) => /^dist\/.*\.c?js$/.test(path))]);
    const found = [...code].filter((path) => !PUBLIC.test(path) && keysIn(path).some((key) => !known.has(key)));
    expect(found).toEqual([]);
  });

  test("no path of the machine it was built on, and no address of one of its services", () => {
    const home = (process.env.HOME ?? "/no-home").replace(/\/$/, "");
    const places = [ROOT.pathname, ...(home.length > 5 ? [`${home}/`] : [])];
    const found = files.filter((path) => places.some((place) => text(path).includes(place)));
    expect(found).toEqual([]);
  });

  test("nothing runs on installation", () => {
    const { scripts } = JSON.parse(text("package.json")) as { scripts: Record<string, string> };
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });
});
