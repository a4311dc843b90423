/** What an import of the package costs, counted: the files that it reads and the modules of Node that it loads. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const { exports: ENTRIES } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as {
  exports: { "./verify": { module: string } };
};

/** The longest text of the program, its help. */
const LINE_LIMIT = 2500;

interface Loaded {
  /** Our own files, without folder. */
  readonly files: readonly string[];
  /** Modules of Node that an empty program does not load. */
  readonly builtins: readonly string[];
}

/** Runs a program in a fresh Node: what it has loaded when it is done. */
function loadedBy(code: string): Loaded {
  const program = `
    import { createRequire } from "node:module";
    const { cache } = createRequire(import.meta.url);
    // Any file at all: Node's own loader is not what is counted.
    await import("./dist/sdk/assert.js");
    const before = new Set(process.moduleLoadList);
    ${code}
    const builtins = process.moduleLoadList.filter((name) => !before.has(name) && name.startsWith("NativeModule "));
    console.log(JSON.stringify({
      files: Object.keys(cache).map((path) => path.split("/").at(-1)).sort(),
      builtins: builtins.map((name) => name.slice(13)).filter((name) => !name.startsWith("internal/")),
    }));`;
  const args = ["--input-type=module", "--eval", program];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", stdio: "pipe" })) as Loaded;
}

describe.each(["", "/verify", "/bridge", "/virtual"])('import "ketuk%s"', (entry) => {
  const name = `${entry.slice(1) || "index"}.js`;

  test("reads its own short file, the class of errors, and loads nothing of Node", () => {
    const { files, builtins } = loadedBy(`await import("ketuk${entry}");`);
    expect(builtins).toEqual([]);
    expect(files.filter((file) => file !== "errors.cjs")).toEqual([]);
    const front = readFileSync(`${ROOT}dist/js/${name}`, "utf8");
    expect([...front.matchAll(/^import .* from "(.*)";$/gm)].map((match) => match[1])).toEqual(["node:module"]);
    expect(front.length).toBeLessThan(16_000);
    expect(statSync(`${ROOT}dist/js/errors.cjs`).size).toBeLessThan(2000);
  });

  test("has the same exports for bundlers", () => {
    const code = `
      const [late, whole] = await Promise.all([import("ketuk${entry}"), import("./dist/js/${name.replace(".js", ".whole.js")}")]);
      if (String(Object.keys(late)) !== String(Object.keys(whole))) throw new Error(String(Object.keys(whole)));`;
    expect(loadedBy(code).files).toContain(name.replace(".js", ".cjs"));
  });
});

describe("what is used is loaded then, and at once", () => {
  test("a verifier loads no serial port, no reader and no network", () => {
    const { files, builtins } = loadedBy(`
      const { createFleetKeys, createFleetSecret, createVerifier } = await import("ketuk/verify");
      const verifier = createVerifier({ keys: createFleetKeys(createFleetSecret()) });
      if (verifier.verify({ record: new Uint8Array(9), mac: new Uint8Array(32) }).ok) throw new Error();`);
    expect(files).toEqual(["base.cjs", "core.cjs", "errors.cjs", "messages.cjs", "protobuf.cjs", "verify.cjs"]);
    expect(builtins).toContain("crypto");
    expect(builtins.filter((name) => /net|dgram|http|zlib|worker|child_process/.test(name))).toEqual([]);
  });

  test("a class is itself: instances, errors, names and members", () => {
    loadedBy(`
      import { ok, equal } from "node:assert/strict";
      const { KetukError, Reader, ReaderPool } = await import("ketuk");
      const verify = await import("ketuk/verify");
      equal(verify.KetukError, KetukError);
      equal(Reader.name, "Reader");
      equal(typeof Reader.prototype.taps, "function");
      // As those look at a class who put another in its place.
      for (const key of Reflect.ownKeys(Reader)) ok(Object.getOwnPropertyDescriptor(Reader, key), key);
      ok(Object.getPrototypeOf(Reader).name === "ReaderCore" && "open" in Reader);
      const pool = await ReaderPool.open({ list: async () => [] });
      ok(pool instanceof ReaderPool);
      ok(!(pool instanceof Reader));
      await pool.close();
      const failed = await Reader.open({}).catch((error) => error);
      ok(failed instanceof KetukError);
      equal(failed.code, "bad-argument");
      try { verify.createFleetKeys(1); } catch (error) { ok(error instanceof KetukError); ok(/createFleetKeys .*core\\.cjs:/.test(error.stack)); }`);
  });
});

test("ketuk --help loads no reader, no card, no message and no cryptography", () => {
  const { files, builtins } = loadedBy(`
    process.argv = [process.execPath, "ketuk", "--help"];
    process.stdout.write = () => true;
    createRequire(import.meta.url)("./dist/js/cli.cjs");
    await new Promise(setImmediate);
    delete process.stdout.write;`);
  expect(files).toEqual(["base.cjs", "cli.cjs", "errors.cjs", "package.json", "rolldown-runtime.cjs"]);
  // node:net is what Node writes into a pipe with.
  expect(builtins.filter((name) => /crypto|zlib|worker/.test(name))).toEqual([]);
});

test("a bundler puts together what is loaded late, too, and the result runs on its own", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-bundle-"));
  try {
    const entry = join(folder, "app.js");
    writeFileSync(
      entry,
      `import { createFleetKeys, createFleetSecret, createVerifier } from "ketuk/verify";
      const verifier = createVerifier({ keys: createFleetKeys(createFleetSecret()) });
      console.log(verifier.verify({ record: new Uint8Array(9), mac: new Uint8Array(32) }).reason);`,
    );
    const whole = fileURLToPath(new URL(ENTRIES["./verify"].module, new URL("../../", import.meta.url)));
    const build = await rolldown({ input: entry, platform: "node", resolve: { alias: { "ketuk/verify": whole } } });
    const { output } = await build.write({ dir: join(folder, "out"), format: "esm", entryFileNames: "app.mjs" });
    expect(
      output.flatMap((part) => (part.type === "chunk" ? part.imports : [])).filter((id) => /^[./]/.test(id)),
    ).toEqual([]);
    const printed = execFileSync(process.execPath, [join(folder, "out/app.mjs")], { encoding: "utf8", stdio: "pipe" });
    expect(printed.trim()).toBe("malformed");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("no line of the code is longer than a screen: Node prints the one where an error began", () => {
  for (const name of ["index", "core", "sdk", "virtual", "cli"]) {
    const code = readFileSync(`${ROOT}dist/js/${name}.cjs`, "utf8");
    expect(Math.max(...code.split("\n").map((line) => line.length)), name).toBeLessThan(LINE_LIMIT);
  }
});
