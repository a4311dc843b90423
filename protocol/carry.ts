/**
 * Completes dist/ with what tsc does not put there: the host's codec, and within our own files the small parts that we use
 * of large packages, so that nobody has to install the rest (3.8 MB of protobufjs for 30 KB, 1.6 MB of csv-parse for 40 KB). Comments stay where
 * editors show them, in the types, and go from the code.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type InputOptions, rolldown } from "rolldown";
import { bundle } from "./bundle.js";
import { hideFiles } from "./hidden-files.js";
import { shorten } from "./shorten.js";

/** Whose code stands in dist/ after that. Cryptography is none of it: that stays a dependency which anybody can see. */
const CARRIED = ["protobufjs", "long", "csv-parse", "uqr"];

async function write(
  input: InputOptions["input"] & object,
  folder: string,
  platform: "neutral" | "node",
  formats: readonly ("esm" | "cjs")[] = ["esm"],
) {
  // What comes from elsewhere than these packages stays an import.
  const build = await rolldown({
    input,
    platform,
    external: (id) => !/^[./]/.test(id) && !CARRIED.some((name) => id === name || id.startsWith(`${name}/`)),
    treeshake: { moduleSideEffects: true },
  });
  for (const format of formats) {
    const ending = format === "cjs" ? "cjs" : "js";
    await build.write({
      dir: folder,
      format,
      exports: "named",
      comments: false,
      minify: true,
      entryFileNames: `[name].${ending}`,
      chunkFileNames: `generated/[name].${ending}`,
    });
  }
  await build.close();
}

/** Our own files, shortened: together more than half a megabyte. What bundle.ts and `write` make is short already. */
async function shrink(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const text = () => readFileSync(path, "utf8");
    if (path.endsWith(".d.ts")) writeFileSync(path, outdent(text()));
    else if (path.endsWith(".js") && !/generated|^dist.js/.test(path)) writeFileSync(path, await shorten(path, text()));
  }
}

/** One space for four at the beginning of every line, and no empty ones. */
function outdent(types: string): string {
  return types.replace(/^(?: {4})+/gm, (spaces) => " ".repeat(spaces.length / 4)).replace(/\n+/g, "\n");
}

/** The codec's types less what is said of each message's methods, the same 54 times. */
function plainTypes(types: string): string {
  return types.replace(/\/\*\*\n(?:(?!\*\/).)*?\* (?:Creates a new|Encodes the|Decodes an?)\b.*?\*\/\n\s*/gs, "");
}

function licences(): string {
  const texts = CARRIED.map((name) => {
    const folder = join("node_modules", name);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  return `Parts of these packages stand in dist/:\n\n${texts.join("\n\n")}`;
}

/** Writes the codec, what is carried along and its licences (dist/LICENSES.txt), and the files for Node. After tsc. */
export async function carry(): Promise<void> {
  const codec = { "generated/messages": "protocol/generated/messages.js", protobuf: "protocol/protobuf.js" };
  // ESM for pages, CommonJS for what bundle.ts makes.
  await write(codec, "dist/protocol", "neutral", ["esm", "cjs"]);
  for (const name of ["generated/messages.d.ts", "protobuf.d.ts"])
    writeFileSync(`dist/protocol/${name}`, plainTypes(readFileSync(`protocol/${name}`, "utf8")));
  for (const name of ["issue/csv", "flash/qr"]) {
    if (!existsSync(`dist/sdk/${name}.js`)) throw new Error(`dist/sdk/${name}.js is not there: tsc -b comes first`);
    await write({ [name]: `dist/sdk/${name}.js` }, "dist/sdk", "node");
  }
  await bundle();
  writeFileSync("dist/LICENSES.txt", licences());
  await shrink(hideFiles());
}
