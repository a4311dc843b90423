/** `ketuk/verify` and `ketuk/protocol` load no native module and no serial port: what they import, followed to the end. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type OutputChunk, rolldown } from "rolldown";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Paths of all modules that an entry can load, those of dynamic imports and of packages among them. */
async function modulesOf(entry: string): Promise<string[]> {
  const bundle = await rolldown({ input: `${ROOT}${entry}`, platform: "node", logLevel: "silent" });
  const { output } = await bundle.generate({ format: "esm" });
  const chunks = output.filter((one): one is OutputChunk => one.type === "chunk");
  const outside = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
  return [...chunks.flatMap(({ moduleIds }) => moduleIds), ...outside];
}

const FOREIGN =
  /serialport|\.node$|bindings|node-gyp|(?<!node_modules.*)sdk\/(?:transport|virtual|reader|link|cli|pool)\//;

test.each(["dist/sdk/verify/index.js", "dist/protocol/index.js"])(
  "%s can load no native module, no serial port and no reader",
  async (entry) => {
    const modules = await modulesOf(entry);
    expect(modules.length).toBeGreaterThan(5);
    expect(modules.filter((path) => FOREIGN.test(path.replace(ROOT, "")))).toEqual([]);
    for (const path of modules.filter((one) => one.startsWith("/")))
      expect(readFileSync(path, "utf8"), path).not.toMatch(/process\.dlopen|require\([^)]*\.node["']/);
  },
  30_000,
);

test("the same look at the whole SDK does find the serial port", async () => {
  const modules = await modulesOf("dist/sdk/transport/serial.js");
  expect(modules.filter((path) => FOREIGN.test(path.replace(ROOT, "")))).not.toEqual([]);
}, 30_000);
