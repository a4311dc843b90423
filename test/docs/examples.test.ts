/** The examples in documents and in public comments compile against the package; those that need nothing else run. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";
import { APPLICATION, docExamples, ROOT } from "../support/doc-examples.js";

/** Within the package, so that "ketuk" is the package itself, as it was built. */
const FOLDER = `${ROOT}.build/doc-examples/`;
const EXAMPLES = docExamples().map((example) => ({
  ...example,
  path: `${FOLDER}${example.name.replace(/[/:]/g, "-")}.ts`,
}));

/** Without hardware, database and files: whole programs. */
const RUNS = ["README.md#2", "docs/testing.md#1", "docs/testing.md#2", "sdk/verify/checkpoints.ts#1"];

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
writeFileSync(`${FOLDER}application.d.ts`, APPLICATION);
for (const { path, text } of EXAMPLES) writeFileSync(path, text);
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const options: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  skipLibCheck: true,
  types: ["node"],
  typeRoots: [`${ROOT}node_modules/@types`],
};
const program = ts.createProgram({
  rootNames: [`${FOLDER}application.d.ts`, ...EXAMPLES.map(({ path }) => path)],
  options,
});

test("what examples take from the application is declared", () => {
  const source = program.getSourceFile(`${FOLDER}application.d.ts`);
  expect(program.getSemanticDiagnostics(source).map(({ messageText }) => messageText)).toEqual([]);
  expect(EXAMPLES.length).toBeGreaterThan(15);
});

test.each(EXAMPLES)("$name compiles", ({ path, name }) => {
  const source = program.getSourceFile(path);
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  const words = found.map(({ messageText, start = 0 }) => {
    const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
    return `${name} + ${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
  expect(words).toEqual([]);
});

describe("examples that are whole programs", () => {
  test.each(RUNS)(
    "%s runs",
    (place) => {
      const example = EXAMPLES.find(({ file, number }) => place === `${file}#${number}`);
      if (!example) throw new Error(`there is no ${place}`);
      const path = example.path.replace(/\.ts$/, ".mjs");
      const compilerOptions = { module: ts.ModuleKind.ES2022, target: ts.ScriptTarget.ES2022 };
      writeFileSync(path, ts.transpileModule(example.text, { compilerOptions }).outputText);
      const out = execFileSync(process.execPath, [path], {
        cwd: ROOT,
        encoding: "utf8",
        stdio: "pipe",
        env: { PATH: process.env.PATH },
      });
      if (/node:test/.test(example.text)) expect(out).toMatch(/^[#ℹ] pass 1$/m);
      else expect(out).not.toMatch(/error/i);
    },
    60_000,
  );
});
