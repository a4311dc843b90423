/**
 * Writes the entries of dist/js, which load what is behind them when it is used for the first time. An application that
 * imports `ketuk` for one function, or needs it in an hour, starts as fast as without; everything can be called at once all the
 * same, for CommonJS is loaded by a function that answers at once. Bundlers, which follow imports only, get an entry that
 * imports ("module" in package.json).
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const require = createRequire(import.meta.url);

/** One function for the code behind the entry, one for its classes; both short, since they stand in every entry. */
const HEAD = (name: string) => `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
let loaded;
const all = () => (loaded ??= require("./${name}.cjs"));
`;

/**
 * A class that is loaded when it is used: every operation on it is carried out on the real one. Of `prototype`, which its
 * stand-in has as well, it may not say that nobody can write it: then the language wants both to be the same.
 */
const LATE_CLASS = `const lateClass = (name) => {
  const carryOut = (trap, ...rest) => {
    const result = Reflect[trap](all()[name], ...rest);
    return trap === "getOwnPropertyDescriptor" && rest[0] === "prototype" ? { ...result, writable: true } : result;
  };
  const handler = { get: (_, trap) => (_target, ...rest) => carryOut(trap, ...rest) };
  return new Proxy(Object.defineProperty(function () {}, "name", { value: name }), new Proxy({}, handler));
};
`;

const isClass = (value: unknown) =>
  typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));

/** Text of an export. What an application compares by identity is there from the beginning. */
function front(name: string, value: unknown): string {
  if (name === "KetukError") return `export const { KetukError } = require("./errors.cjs");`;
  if (isClass(value)) return `export const ${name} = lateClass("${name}");`;
  if (typeof value === "function") return `export function ${name}(...args) { return all().${name}(...args); }`;
  const text = JSON.stringify(value);
  if (JSON.stringify(JSON.parse(text)) !== text) throw new Error(`${name} is neither a function nor plain data`);
  return `export const ${name} = ${text};`;
}

/** Writes the two entries of a CommonJS file that is there already: NAME.js, and NAME.whole.js for bundlers. */
export function writeFronts(folder: string, name: string): void {
  const exports = Object.entries(require(resolve(folder, `${name}.cjs`)) as Record<string, unknown>);
  const lines = exports.map(([exported, value]) => front(exported, value));
  const classes = lines.some((line) => line.includes("lateClass(")) ? LATE_CLASS : "";
  writeFileSync(join(folder, `${name}.js`), `${HEAD(name)}${classes}${lines.join("\n")}\n`);
  const names = exports.map(([exported]) => exported).join(", ");
  writeFileSync(
    join(folder, `${name}.whole.js`),
    `import all from "./${name}.cjs";\nexport const { ${names} } = all;\n`,
  );
}
