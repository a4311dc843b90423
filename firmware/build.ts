/**
 * Builds dist/firmware.js and its loader, dist/boot.js: bundle (rolldown), ES5 (TypeScript), minify (terser), check (check.ts). Also puts the
 * generated host codec beside the compiled protocol. Espruino does not hoist functions, hence hoist_funs.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { rolldown } from "rolldown";
import { minify } from "terser";
import ts from "typescript";
import { checkFirmware, checkLoader, FIRMWARE_BUDGET_BYTES, LOADER_BUDGET_BYTES } from "./check.js";

async function bundle(input: string): Promise<string> {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const build = await rolldown({
    input,
    tsconfig: "firmware/tsconfig.json",
    // Espruino's own modules: require() stays as it is written.
    external: ["crypto", "Storage", "Flash"],
    transform: { define: { FIRMWARE_VERSION: JSON.stringify(version) } },
    treeshake: { moduleSideEffects: false },
  });
  const { output } = await build.generate({ format: "iife" });
  return output[0].code;
}

function toEs5(code: string): string {
  return ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES5,
      module: ts.ModuleKind.None,
      removeComments: true,
      ignoreDeprecations: "6.0",
    },
  }).outputText;
}

async function shrink(code: string): Promise<string> {
  const result = await minify(code, {
    ecma: 5,
    toplevel: true,
    // A function that is written into its only caller would be made anew, in RAM, at every call: reduce_funcs and inline.
    compress: { passes: 3, hoist_funs: true, toplevel: true, reduce_funcs: false, inline: 1 },
    // "of" is a word to Espruino.
    mangle: { toplevel: true, reserved: ["of"] },
    format: { ascii_only: true },
  });
  if (!result.code) throw new Error("terser returned nothing");
  return result.code;
}

const firmware = await shrink(toEs5(await bundle("firmware/main.ts")));
checkFirmware(firmware);
// An image is numbered by the version that it names.
if (!/firmwareVersion:"\d+\.\d+\.\d+"/.test(firmware)) throw new Error("dist/firmware.js does not name its version");
const loader = (await shrink(toEs5(await bundle("firmware/boot.ts")))).replace(/^"use strict";/, "");
checkLoader(loader);
mkdirSync("dist/protocol/generated", { recursive: true });
writeFileSync("dist/firmware.js", firmware);
writeFileSync("dist/boot.js", loader);
for (const name of ["messages.js", "messages.d.ts"]) {
  copyFileSync(`protocol/generated/${name}`, `dist/protocol/generated/${name}`);
}
console.error(`dist/firmware.js: ${firmware.length} bytes of ${FIRMWARE_BUDGET_BYTES}, checked`);
console.error(`dist/boot.js: ${loader.length} bytes of ${LOADER_BUDGET_BYTES}, checked`);
