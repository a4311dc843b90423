/**
 * Keeps the types of files that nobody sees out of the package: those that no entry of package.json leads to. The compiler
 * wants them in dist/, so they are named in dist/.npmignore.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const SPECIFIER = /(?:from|import\()\s*"(\.[^"]+)"/g;

/** Paths of the types that an entry leads to, itself among them. */
function typesFrom(entries: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path) || !existsSync(path)) continue;
    seen.add(path);
    for (const [, specifier] of readFileSync(path, "utf8").matchAll(SPECIFIER))
      waiting.push(join(dirname(path), (specifier as string).replace(/\.js$/, ".d.ts")));
  }
  return seen;
}

/** Writes dist/.npmignore. After everything else has written its types. */
export function hideTypes(): void {
  const { exports, imports } = JSON.parse(readFileSync("package.json", "utf8")) as {
    exports: Record<string, { types?: string }>;
    imports: Record<string, { types: string }>;
  };
  const entries = [...Object.values(exports), ...Object.values(imports)].flatMap(({ types }) => types ?? []);
  const shown = typesFrom(entries.map((path) => join(path)));
  const paths = readdirSync("dist", { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".d.ts"));
  const hidden = paths.filter((path) => !shown.has(join("dist", path))).sort();
  writeFileSync("dist/.npmignore", `${hidden.map((path) => `/${path.replaceAll("\\", "/")}`).join("\n")}\n`);
}
