/**
 * Puts the compiled SDK together into a few files for Node, dist/js: an import of a hundred small files takes longer than
 * what is in them. All entries are made at once and share what they have in common, so that an error of one is an instance of
 * the class of the other. `ketuk/web` and `ketuk/protocol` stay as they are compiled: bundlers for pages make their own choice.
 *
 * These files are CommonJS, because only that can be loaded late by a function that answers at once; see fronts.ts.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type OutputOptions, rolldown } from "rolldown";
import { writeFronts } from "./fronts.js";
import { lateModules } from "./late-modules.js";
import { shorten } from "./shorten.js";

/** Packages whose code stands in these files; see CONTRIBUTING.md. Cryptography is none of it: that stays a dependency which anybody can see. */
export const CARRIED = ["commander", "csv-parse", "uqr"];

const FOLDER = "dist/js";
const LIBRARY = {
  index: "dist/sdk/index.js",
  verify: "dist/sdk/verify/index.js",
  bridge: "dist/sdk/bridge/index.js",
  virtual: "dist/sdk/virtual/index.js",
};
const PROGRAM = { cli: "dist/sdk/cli/main.js" };
const PRIMITIVES = resolve("dist/sdk/crypto/node.js");
/** A file of its own, which carry.ts has made. */
const CODEC = resolve("dist/protocol/generated/messages.cjs");

const OUTPUT: OutputOptions = {
  dir: FOLDER,
  format: "cjs",
  entryFileNames: "[name].cjs",
  chunkFileNames: "[name].cjs",
  comments: false,
  minifyInternalExports: false,
  codeSplitting: {
    // A group takes along what its modules import. The entries need the class of errors before all else, and the program needs
    // for its help what things are called and what Node has.
    groups: [
      { name: "errors", test: /\/sdk\/errors\.js$/, priority: 3 },
      { name: "base", test: /^\0late:|\/sdk\/(verify\/names|bridge\/topics|keys\/purposes|roles)\.js$/, priority: 3 },
      { name: "core", test: /\/sdk\/verify\/index\.js$/, priority: 2 },
      { name: "sdk", test: /\/sdk\/index\.js$/, priority: 1 },
    ],
  },
};

const where = {
  name: "where",
  resolveId(id: string, importer: string | undefined) {
    if (id === "#primitives") return PRIMITIVES;
    if (id.endsWith("/generated/messages.js")) return { id: CODEC, external: "relative" as const };
    const isCarried = CARRIED.some((name) => id === name || id.startsWith(`${name}/`));
    return !importer || isCarried || /^[./]/.test(id) ? null : { id, external: true };
  },
};

/** The list of exports, which asks for the code behind each when it is asked for it. */
const LIST = "index.cjs";

/**
 * What a file asks for when it begins, and is better asked for when it is needed: the codec by all of them; everything by the
 * program, which is mostly asked for help, and by the list of exports.
 */
function isLate(file: string, path: string): boolean {
  return path.includes("generated") || file === LIST || file === "cli.cjs";
}

/** Makes the late ones of a file's requires functions, which load at the first call. */
function loadLate(file: string, text: string): string {
  let code = text;
  for (const [line, name = "", path = ""] of text.matchAll(/^(?:const|let) (\w+) = require\("(\.[^"]+)"\);$/gm)) {
    if (!isLate(file, path)) continue;
    const uses = new RegExp(`\\b${name}\\b`, "g");
    const [before = "", after = ""] = code.split(line).map((part) => part.replace(uses, `(${name}())`));
    code = `${before}let ${name}_loaded;\nconst ${name} = () => (${name}_loaded ??= require("${path}"));${after}`;
  }
  if (file !== LIST) return code;
  const getter = 'Object.defineProperty(exports, "$1", { enumerable: true, get: () => $2 });';
  return code.replace(/^exports\.(\w+) = (.*);$/gm, getter);
}

/** Writes dist/js. After tsc and everything else that writes code. */
export async function bundle(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  const build = await rolldown({
    input: { ...LIBRARY, ...PROGRAM },
    platform: "node",
    plugins: [lateModules(), where],
    treeshake: { moduleSideEffects: false },
  });
  await build.write(OUTPUT);
  await build.close();
  for (const name of readdirSync(FOLDER)) {
    const path = join(FOLDER, name);
    const code = readFileSync(path, "utf8");
    writeFileSync(path, await shorten(name, loadLate(name, code)));
  }
  for (const name of Object.keys(LIBRARY)) writeFronts(FOLDER, name);
}
