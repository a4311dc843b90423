/** What applications can import: the names are held here, all of them named, and none of their types is `any`. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface Entry {
  readonly types: string;
}

const { exports: entries } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as {
  exports: Record<string, Entry | string>;
};
/** "ketuk/verify" and the declarations it stands for. */
const ENTRIES = Object.entries(entries).flatMap(([path, entry]): [string, string][] =>
  typeof entry === "string" ? [] : [[path.replace(".", "ketuk"), `${ROOT}${entry.types.slice(2)}`]],
);

/** As strict an application as there is, with nothing but what the package asks for. */
const program = ts.createProgram({
  rootNames: ENTRIES.map(([, file]) => file),
  options: {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    types: ["node"],
    typeRoots: [`${ROOT}node_modules/@types`],
  },
});
const checker = program.getTypeChecker();
const OURS = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${ROOT}dist/`));

function exportsOf(file: string): string[] {
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  if (!symbol) throw new Error(`${file} is no module: build first`);
  return checker
    .getExportsOfModule(symbol)
    .map((one) => {
      const target = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
      return `${target.flags & ts.SymbolFlags.Value ? "" : "type "}${one.name}`;
    })
    .sort((a, b) => a.replace("type ", "").localeCompare(b.replace("type ", ""), "en"));
}

/** Where a file of declarations says `any`, as "path:line: text". */
function anyIn(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push(`${source.fileName.slice(ROOT.length)}:${line + 1}: ${node.parent.getText(source)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test("the names that can be imported are these; renew them with `vitest -u` and say so in CHANGELOG.md", async () => {
  const lines = ENTRIES.flatMap(([name, file]) => exportsOf(file).map((exported) => `${name}: ${exported}`));
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("public-api.txt");
});

test.each(ENTRIES)("%s exports names one by one: no default, no star", (_name, file) => {
  expect(exportsOf(file)).not.toContain("default");
  expect(readFileSync(file, "utf8")).not.toMatch(/^export \*/m);
});

describe("types", () => {
  test("are never any, in no declaration that an application can reach", () => {
    expect(OURS.length).toBeGreaterThan(50);
    expect(OURS.flatMap(anyIn)).toEqual([]);
  });

  test("resolve, every one: what does not would be any", () => {
    const diagnostics = OURS.flatMap((source) => [...program.getSemanticDiagnostics(source)]);
    const texts = diagnostics.map(
      ({ file, messageText }) =>
        `${file?.fileName.slice(ROOT.length)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
    expect(texts).toEqual([]);
  });
});
