/**
 * Keeps out of the package what no entry of package.json leads to: types that nobody sees, and compiled files that stand in
 * dist/js with the others. The compiler wants them in dist/, so they are named in dist/.npmignore.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const SPECIFIER = /(?:from|import\(|import|require\()\s*"(\.[^"]+)"/g;

/** Where package.json leads to, by the conditions of exports and imports. */
type Targets = string | { readonly [condition: string]: Targets };

function pathsOf(targets: Targets): string[] {
  return typeof targets === "string" ? [join(targets)] : Object.values(targets).flatMap(pathsOf);
}

/** Paths of the files that an entry leads to, itself among them; types lead to types. */
function reachedFrom(entries: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path) || !existsSync(path)) continue;
    seen.add(path);
    const isType = path.endsWith(".d.ts");
    for (const [, specifier] of readFileSync(path, "utf8").matchAll(SPECIFIER))
      waiting.push(join(dirname(path), (specifier as string).replace(/\.js$/, isType ? ".d.ts" : ".js")));
  }
  return seen;
}

/** Writes dist/.npmignore. After everything else has been written. Returns the paths of the files that are not named in it. */
export function hideFiles(): string[] {
  const { exports, imports, bin } = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, Targets>;
  const shown = reachedFrom([exports, imports, bin].flatMap((targets) => (targets ? pathsOf(targets) : [])));
  const paths = readdirSync("dist", { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.(d\.ts|c?js)$/.test(path),
  );
  // The board's files stand beside the folders and are read, not imported.
  const hidden = paths.filter((path) => /[\\/]/.test(path) && !shown.has(join("dist", path))).sort();
  writeFileSync("dist/.npmignore", `${hidden.map((path) => `/${path.replaceAll("\\", "/")}`).join("\n")}\n`);
  return [...shown];
}
