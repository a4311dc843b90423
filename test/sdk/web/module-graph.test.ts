/** What `ketuk/web` loads, as a bundler for browsers sees it: nothing of Node, and nothing that makes code from text. */
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";

const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));
const BUILTINS = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

/** Bundles an entry as a page would, by its name; says what was asked for that only Node has. */
async function bundle(entry: string): Promise<{ code: string; modules: string[]; builtins: string[] }> {
  const builtins: string[] = [];
  const watch = {
    name: "watch",
    resolveId(id: string, importer: string | undefined) {
      if (!BUILTINS.has(id)) return null;
      builtins.push(`${id} in ${importer}`);
      return { id, external: true };
    },
  };
  // Before anything is shaken off: what is not loaded cannot fail in a browser that loads modules one by one.
  const built = await rolldown({ input: entry, platform: "browser", treeshake: false, plugins: [watch] });
  const { output } = await built.generate({ format: "esm" });
  await built.close();
  const modules = output.flatMap((part) => (part.type === "chunk" ? part.moduleIds : []));
  return { code: output.map((part) => (part.type === "chunk" ? part.code : "")).join("\n"), modules, builtins };
}

test("no module of Node is asked for, by any module", async () => {
  const { modules, builtins } = await bundle("ketuk/web");
  expect(builtins).toEqual([]);
  expect(modules.some((path) => path.endsWith("/crypto/web.js"))).toBe(true);
  expect(modules.filter((path) => /serialport|crypto\/node\.js|sdk\/(card|virtual|cli)\//.test(path))).toEqual([]);
});

test("no module of the SDK uses what only Node has", async () => {
  const { modules } = await bundle("ketuk/web");
  // protobufjs, which the build puts there, looks whether there is a Buffer and does without.
  const own = modules.filter((path) => path.startsWith(DIST) && !path.endsWith("/generated/protobuf.js"));
  const found = own.filter((path) =>
    /\bBuffer\.\w|\bsetImmediate\b|\brequire\(|(?<![.\w$])global\./.test(readFileSync(path, "utf8")),
  );
  expect(own.length).toBeGreaterThan(40);
  expect(found).toEqual([]);
});

test("no code is made from text", async () => {
  const { code } = await bundle("ketuk/web");
  expect(code).not.toMatch(/\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(["'`]/);
});

test("the same look at `ketuk` finds what it looks for", async () => {
  const { builtins } = await bundle("ketuk");
  expect(builtins.some((found) => found.startsWith("node:net"))).toBe(true);
});
