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
    // A group takes along what its modules import. The class of errors is small, and the entries need it before all else.
    groups: [
      { name: "errors", test: /\/sdk\/errors\.js$/, priority: 3 },
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
    // Packages stay packages.
    return importer && !/^[./]/.test(id) ? { id, external: true } : null;
  },
};

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
    writeFileSync(path, await shorten(name, readFileSync(path, "utf8")));
  }
  for (const name of Object.keys(LIBRARY)) writeFronts(FOLDER, name);
}
