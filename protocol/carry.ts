/**
 * Completes dist/ with what tsc does not put there: the host's codec, and within our own files the small parts that we use
 * of large packages, so that nobody has to install the rest (3.8 MB of protobufjs for 30 KB, 1.6 MB of csv-parse for 40 KB). Comments stay where
 * editors show them, in the types, and go from the code.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { bundle, CARRIED } from "./bundle.js";
import { hideFiles } from "./hidden-files.js";
import { shorten } from "./shorten.js";

/** ESM for pages, CommonJS for what bundle.ts makes. */
const FORMATS = { js: "esm", cjs: "cjs" } as const;

async function writeCodec() {
  const input = { "generated/messages": "protocol/generated/messages.js", protobuf: "protocol/protobuf.js" };
  const build = await rolldown({ input, platform: "neutral", treeshake: { moduleSideEffects: true } });
  for (const [ending, format] of Object.entries(FORMATS)) {
    await build.write({
      dir: "dist/protocol",
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

/** Our own files, shortened: together more than half a megabyte. What bundle.ts and `writeCodec` make is short already. */
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
  const texts = ["protobufjs", "long", ...CARRIED].map((name) => {
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
  await writeCodec();
  for (const name of ["generated/messages.d.ts", "protobuf.d.ts"])
    writeFileSync(`dist/protocol/${name}`, plainTypes(readFileSync(`protocol/${name}`, "utf8")));
  await bundle();
  writeFileSync("dist/LICENSES.txt", licences());
  await shrink(hideFiles());
}
