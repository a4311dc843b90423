/**
 * Completes dist/ with what tsc does not put there: the host's codec, and within our own files the small parts that we use
 * of large packages, so that nobody has to install the rest (3.8 MB of protobufjs for 30 KB, 1.6 MB of csv-parse for 40 KB). Comments stay where
 * editors show them, in the types, and go from the code.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type InputOptions, rolldown } from "rolldown";
import ts from "typescript";
import { hideTypes } from "./hidden-types.js";

/** Whose code stands in dist/ after that. Cryptography is none of it: that stays a dependency which anybody can see. */
const CARRIED = ["protobufjs", "long", "csv-parse", "uqr"];

async function write(input: InputOptions["input"] & object, folder: string, platform: "neutral" | "node") {
  // What comes from elsewhere than these packages stays an import.
  const build = await rolldown({
    input,
    platform,
    external: (id) => !/^[./]/.test(id) && !CARRIED.some((name) => id === name || id.startsWith(`${name}/`)),
    treeshake: { moduleSideEffects: true },
  });
  await build.write({
    dir: folder,
    format: "esm",
    comments: false,
    minify: true,
    chunkFileNames: "generated/[name].js",
  });
}

/**
 * Our own code less its comments, which say again what the types say, and both less most of their indentation: together a
 * third of a megabyte. Lines and names stay as they are, for whoever reads a stack trace.
 */
function shrink(folder: string): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, path);
    if (path.endsWith(".d.ts")) writeFileSync(file, outdent(readFileSync(file, "utf8"), new Set()));
    if (!path.endsWith(".js") || path.includes("generated")) continue;
    const compilerOptions = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, removeComments: true };
    const code = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions }).outputText;
    writeFileSync(file, outdent(code, linesOfText(code)));
  }
}

/** One space for four at the beginning of every line, and no empty ones, but where the line is one of `kept`. */
function outdent(text: string, kept: ReadonlySet<number>): string {
  return text
    .split("\n")
    .map((line, index) =>
      kept.has(index) ? line : line.replace(/^(?: {4})+/, (spaces) => " ".repeat(spaces.length / 4)),
    )
    .filter((line, index) => line !== "" || kept.has(index))
    .join("\n");
}

/** Lines that begin within a text in backticks. */
function linesOfText(code: string): Set<number> {
  const lines = new Set<number>();
  const source = ts.createSourceFile("", code, ts.ScriptTarget.ESNext, true);
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateLiteralToken(node)) {
      const [first, last] = [node.getStart(), node.end].map((at) => source.getLineAndCharacterOfPosition(at).line);
      for (let line = (first as number) + 1; line <= (last as number); line++) lines.add(line);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lines;
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

/** Writes the codec, what is carried along, and its licences (dist/LICENSES.txt). After tsc. */
export async function carry(): Promise<void> {
  const codec = { "generated/messages": "protocol/generated/messages.js", protobuf: "protocol/protobuf.js" };
  await write(codec, "dist/protocol", "neutral");
  for (const name of ["generated/messages.d.ts", "protobuf.d.ts"])
    writeFileSync(`dist/protocol/${name}`, plainTypes(readFileSync(`protocol/${name}`, "utf8")));
  shrink("dist/protocol");
  shrink("dist/sdk");
  for (const name of ["issue/csv", "flash/qr"]) {
    if (!existsSync(`dist/sdk/${name}.js`)) throw new Error(`dist/sdk/${name}.js is not there: tsc -b comes first`);
    await write({ [name]: `dist/sdk/${name}.js` }, "dist/sdk", "node");
  }
  writeFileSync("dist/LICENSES.txt", licences());
  hideTypes();
}
