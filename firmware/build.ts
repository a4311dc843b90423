/**
 * Builds dist/firmware.bin and its loader, dist/boot.js: bundle (rolldown), ES5 (TypeScript), minify (terser, with the names
 * of names.ts and top-names.ts), tokens (tokenise.ts, the firmware only), check (check.ts). Also puts the host's codec beside
 * the compiled protocol (protocol/carry.ts), and for whoever has to read the result its ES5 into .build/firmware.js and the
 * names of its properties by their short ones into .build/firmware-names.json. Espruino does not hoist functions, hence
 * hoist_funs.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { rolldown } from "rolldown";
import { minify } from "terser";
import ts from "typescript";
import { carry } from "../protocol/carry.js";
import { tapCosts } from "./board-time.js";
import { budgetTable, type Costs, exceeded, type MeasuredMemory } from "./budgets.js";
import { checkFirmware, checkLoader } from "./check.js";
import { compiled } from "./compiled.js";
import { declareFirst } from "./declare-first.js";
import { findSoon } from "./find-soon.js";
import { foldAll } from "./fold.js";
import { forget } from "./forget.js";
import { measureOnVirtualBoard } from "./measure.js";
import { chooseNames, shortenStrings } from "./names.js";
import { sink } from "./sink.js";
import { templatesToSums } from "./templates.js";
import { tokenise } from "./tokenise.js";
import { chooseTopNames, type TopNames } from "./top-names.js";

const { versionOf } = await compiled<typeof import("../sdk/firmware/built.js")>("sdk/firmware/built.js");

/**
 * Native functions that are called often. A variable in place of the dotted name is four bytes instead of ten and a third
 * of the work: one look-up instead of three. None of them asks what it is called on.
 */
const NATIVE =
  "E.toString E.toUint8Array E.CRC32 Math.floor Uint8Array Uint32Array getTime setTimeout digitalWrite digitalRead pinMode process.env Serial1".split(
    " ",
  );
const natives = NATIVE.map((name) => [name, `native_${name.replace(".", "_")}`] as const);
/** Native modules: one variable each instead of one in every file. */
const MODULES = ["crypto", "Storage", "Flash"];
/** Its functions that are called often: to find one in a native object takes as long as a call. */
const CRYPTO = /\bnative_(AES|crypto)\.(encrypt|decrypt|PBKDF2)\b/g;
const ALIAS = /^\s*(?:const|var|let) ([\w$]+) = (native_\w+);$/gm;
const REQUIRE = new RegExp(`\\brequire\\("(${MODULES.join("|")})"\\)`, "g");

/** Functions of a file that most readers never call, or only at the start: their helpers stand in them, see sink.ts. */
const RARE = new Map([
  [
    "firmware/main.ts",
    ["createDiagnose", "createUpdate", "createSigner", "createCoupons", "createGate"].concat(
      ["createType2Prover", "createClassicProver", "createEv1", "complete", "decode", "loadBoard"],
      ["decodeRecordHead", "firmwareHash", "leaveConsole", "serve", "createNewKeys", "createPolicies"],
    ),
  ],
]);

/**
 * Functions that seldom run, of those that run several times for each card: the interpreter reads what it passes over, and
 * what stands behind a return that was taken, so that they are not written into their callers (fold.ts).
 */
const APART = new Map([["firmware/main.ts", ["linger", "sendWrapped"]]]);

const LOADER = "firmware/boot.ts";

async function bundle(input: string): Promise<string> {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const build = await rolldown({
    input,
    tsconfig: "firmware/tsconfig.json",
    // Espruino's own modules: require() stays as it is written.
    external: MODULES,
    transform: { define: { FIRMWARE_VERSION: JSON.stringify(version), ...Object.fromEntries(natives) } },
    treeshake: { moduleSideEffects: false },
  });
  const { output } = await build.generate({ format: "iife" });
  let body = output[0].code.replace(REQUIRE, "native_$1").replace(/\bnative_crypto\.AES\b/g, "native_AES");
  // Each file has its own name for a module; one for all is shorter and one variable.
  for (const [line, alias = "", native = ""] of [...body.matchAll(ALIAS)]) {
    const name = alias.replaceAll("$", "\\$");
    body = body.replace(line, "").replace(new RegExp(`(?<![.\\w$])${name}(?![\\w$])`, "g"), native);
  }
  body = body.replace(CRYPTO, "native_$2");
  const modules = MODULES.map((name) => [`require("${name}")`, `native_${name}`] as const);
  const crypto = ["AES.encrypt", "AES.decrypt", "PBKDF2"].map(
    (name) => [`native_crypto.${name}`, `native_${name.replace("AES.", "")}`] as const,
  );
  const sources = [...natives, ...modules, ...crypto];
  const used = sources.filter(([, variable]) => new RegExp(`\\b${variable}\\b`).test(body));
  const variables = used.map(([source, variable]) => `var ${variable} = ${source};\n`).join("");
  return `(function() {\n${variables}${body.replace(/^\(function\(\) \{/, "")}`;
}

function toEs5(code: string): string {
  return ts.transpileModule(code, {
    transformers: { before: [templatesToSums] },
    compilerOptions: {
      target: ts.ScriptTarget.ES5,
      module: ts.ModuleKind.None,
      removeComments: true,
      ignoreDeprecations: "6.0",
    },
  }).outputText;
}

async function shrink(code: string, names: ReadonlyMap<string, string>): Promise<string> {
  // Only these names of properties are shortened, and to what names.ts says.
  const cache = Object.fromEntries([...names].map(([name, short]) => [`$${name}`, short]));
  const own = new RegExp(`^(?:${[...names.keys()].join("|")})$`);
  /** The program, and the names in it of what stands at its top; some of these may be chosen before. */
  async function minified(top: TopNames): Promise<{ short: string; top: TopNames }> {
    const nameCache = { props: { props: cache }, vars: { props: top } };
    const { code: short } = await minify(code, {
      nameCache,
      ecma: 5,
      toplevel: true,
      // A function that is written into its only caller as a function would be made anew, in RAM, at every call: reduce_funcs.
      compress: { passes: 3, hoist_funs: true, toplevel: true, reduce_funcs: false, inline: 3, pure_getters: true },
      // "of" is a word to Espruino.
      mangle: { toplevel: true, reserved: ["of"], properties: { regex: own, builtins: true, keep_quoted: true } },
      format: { ascii_only: true },
    });
    if (!short) throw new Error("terser returned nothing");
    return { short, top: nameCache.vars.props };
  }

  const first = await minified({});
  return (await minified(chooseTopNames(first.short, first.top))).short;
}

/**
 * The bundle without the function around it. A function costs a JsVar or more for every scope around it, and the image has
 * the board to itself: what would be a quarter of its memory goes.
 */
function unwrap(code: string): string {
  return code.replace(/^"use strict";\s*\(function \(\) \{/, "").replace(/\}\)\(\);\s*$/, "");
}

/** What the loader does last, where no scope of its own is around the image. */
const EVALUATE = "if(E.ketukImage)try{eval(E.ketukImage),E.ketukFailed&&clearTimeout(E.ketukFailed)}catch(_){}";

/** A file for the board, and the short names in it by the long ones. */
async function make(input: string): Promise<{ code: string; names: Map<string, string> }> {
  const bundled = sink(toEs5(await bundle(input)), RARE.get(input) ?? []);
  const apart = APART.get(input) ?? [];
  for (const name of apart) if (!bundled.includes(`function ${name}(`)) throw new Error(`there is no function ${name}`);
  const plain = foldAll(bundled, apart);
  const names = chooseNames(plain);
  const whole = input === LOADER ? plain : unwrap(plain);
  return { code: declareFirst(await shrink(shortenStrings(whole, names), names)), names };
}

const { code, names } = await make("firmware/main.ts");
const es5 = forget(findSoon(code));
const firmware = tokenise(es5);
checkFirmware(es5, firmware);
// An image is numbered by the version that it names.
if (!versionOf(firmware)) throw new Error("dist/firmware.bin does not name its version");
const loader = (await make(LOADER)).code.replace(/^"use strict";/, "") + EVALUATE;
checkLoader(loader);
mkdirSync("dist", { recursive: true });
writeFileSync("dist/firmware.bin", firmware, "latin1");
writeFileSync(".build/firmware.js", es5);
const longNames = Object.fromEntries([...names].map(([name, short]) => [short, name]));
writeFileSync(".build/firmware-names.json", `${JSON.stringify(longNames, null, 1)}\n`);
writeFileSync("dist/boot.js", loader);
await carry();
console.error("dist/firmware.bin, dist/boot.js: built, checked");

const measured = JSON.parse(readFileSync("firmware/measured.json", "utf8")) as MeasuredMemory;
const costs: Costs = {
  bundleBytes: firmware.length,
  bootBytes: loader.length,
  jsVarsAtRest: measured.jsVarsAtRest,
  jsVarsAtPeak: measured.jsVarsAtPeak,
  ...(await measureOnVirtualBoard(firmware)),
  ...(await tapCosts(firmware)),
};
console.error(budgetTable(costs));
console.error(`JsVars: Espruino ${measured.interpreter}, measured with a firmware of ${measured.bundleBytes} bytes`);
if (exceeded(costs).length) process.exitCode = 1;
