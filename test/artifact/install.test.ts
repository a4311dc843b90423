/** The packed package in somebody else's empty project: imported, required, compiled against, run; light, without a compiler. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url).pathname;
const LIMITS = { packages: 20, bytes: 8_000_000 };
/** Browsers' own entries import nothing of Node; Node can import them all the same. */
const ENTRIES = Object.keys(packageJson(ROOT).exports).filter((entry) => entry !== "./package.json");

let folder = "";

function packageJson(path: string): { exports: Record<string, unknown>; scripts?: Record<string, string> } {
  return JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
}

/** Runs a program in the project; what it prints. */
function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd: folder, stdio: "pipe", encoding: "utf8" });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ketuk-install-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  // Without scripts: what is built is there already, and a compiler shall not be needed.
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], {
    cwd: ROOT,
    stdio: "pipe",
  });
  const [archive] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  run("npm", "install", "--ignore-scripts", "--no-fund", "--no-audit", "--prefer-offline", `./${archive}`);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the packed package, installed in an empty project", () => {
  const names = ENTRIES.map((entry) => entry.replace(".", "ketuk"));

  test("is imported, all entries", () => {
    const script = names.map((name) => `console.log(Object.keys(await import("${name}")).length > 0)`).join("\n");
    writeFileSync(join(folder, "all.mjs"), script);
    expect(run(process.execPath, "all.mjs").trim().split("\n")).toEqual(names.map(() => "true"));
  });

  test("is required, all entries", () => {
    const script = names.map((name) => `console.log(Object.keys(require("${name}")).length > 0)`).join("\n");
    writeFileSync(join(folder, "all.cjs"), script);
    expect(run(process.execPath, "all.cjs").trim().split("\n")).toEqual(names.map(() => "true"));
  });

  test("its types hold in the strictest project", () => {
    writeFileSync(
      join(folder, "app.ts"),
      `import { Reader, type Tap } from "ketuk";
import { createVirtualReader } from "ketuk/virtual";
const virtual = createVirtualReader();
await using reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
for await (const tap of reader.taps()) {
  const told: string = show(tap);
  console.log(told);
  tap.ack();
}
function show(tap: Tap): string {
  return \`\${tap.uidHex} \${tap.verdict.reason}\`;
}
// @ts-expect-error a Reader has no such member: the types are there, and not "any"
reader.nothing;
`,
    );
    const options = {
      module: "nodenext",
      strict: true,
      noEmit: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
    };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          ...options,
          target: "es2022",
          lib: ["es2023", "esnext.disposable"],
          // As somebody has it who uses Node from TypeScript.
          typeRoots: [join(ROOT, "node_modules/@types")],
          types: ["node"],
        },
        files: ["app.ts"],
      }),
    );
    const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    expect(run(process.execPath, tsc, "-p", ".")).toBe("");
  });

  test("its command runs the demonstration", () => {
    const lines = run("npx", "--no-install", "ketuk", "demo", "--json").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).verdict)).toEqual(["genuine", "card-refused", "too-weak"]);
  });

  test(`is at most ${LIMITS.packages} packages and ${LIMITS.bytes / 1e6} MB, and nothing of it has to be compiled`, () => {
    const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as {
      packages: Record<string, { hasInstallScript?: boolean; optional?: boolean }>;
    };
    const installed = Object.entries(lock.packages).filter(([path]) => path !== "");
    const present = installed.filter(([path]) => {
      try {
        return statSync(join(folder, path)).isDirectory();
      } catch {
        return false;
      }
    });
    const bytes = Number(run("du", "-sb", "--exclude=.package-lock.json", "node_modules").split("\t")[0]);
    console.log(`installed: ${present.length} packages, ${(bytes / 1e6).toFixed(1)} MB`);
    expect(present.length).toBeLessThanOrEqual(LIMITS.packages);
    expect(bytes).toBeLessThanOrEqual(LIMITS.bytes);
    // bindings-cpp has one that does nothing where its prebuilt file fits; it was not run here, and the demo ran.
    const withScript = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
    expect(withScript).toEqual(["node_modules/@serialport/bindings-cpp"]);
  });
});
