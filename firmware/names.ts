/**
 * Gives the firmware's own property names short ones: every character of a name costs flash, a comparison and, beyond
 * the fourth, memory. Only names that the program writes itself are touched; whatever lib.es5 or espruino.d.ts knows
 * keeps its name, so no native call and no option of one can be hit. The firmware compiles against exactly these two,
 * hence a name in neither of them cannot be native.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Node, parse } from "acorn";
import { full } from "acorn-walk";
import ts from "typescript";

/** Short names that mean something to the interpreter: its words, and `on`, which every object of it has. */
const TAKEN = "as do if in is of on".split(" ");

/** Our own names that the host looks for in the built file. */
const KEPT = ["firmwareVersion"];

const FIRST = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** How the generated codec marks a string that holds names of properties. */
const NAMED_STRING = /FIELDS\("([^"\\]*)"\)/g;

/** Names in such a string (see protocol/generate-board.ts): what follows a comma and the field's kind. */
const TABLE_ENTRY = /,(\*?[^;,])([^;,]+)/g;

/** Every name that a declaration file gives to a property or a method. */
function namesIn(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES5);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isPropertySignature(node) || ts.isMethodSignature(node)) && !ts.isComputedPropertyName(node.name)) {
      names.push(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

/** Names that must stay as they are. */
export function nativeNames(): Set<string> {
  const library = createRequire(import.meta.url)
    .resolve("typescript")
    .replace("typescript.js", "lib.es5.d.ts");
  return new Set([...TAKEN, ...KEPT, ...namesIn(library), ...namesIn("firmware/espruino.d.ts")]);
}

/** How often each property is named in an ES5 program: as a member, or as a key of a literal. */
function countNames(code: string): Map<string, number> {
  const counts = new Map<string, number>();
  full(parse(code, { ecmaVersion: 5 }), (node) => {
    const { type, computed, property, properties } = node as Node & {
      computed?: boolean;
      property?: { name?: string };
      properties?: { key: { name?: string } }[];
    };
    const named = type === "MemberExpression" && !computed ? [property] : [];
    if (type === "ObjectExpression") named.push(...(properties ?? []).map((p) => p.key));
    for (const { name } of named as { name?: string }[]) if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  for (const [, text = ""] of code.matchAll(NAMED_STRING)) {
    for (const name of fieldNames(text)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function fieldNames(text: string): string[] {
  return [...text.matchAll(TABLE_ENTRY)].map(([, , name = ""]) => name);
}

function* shortNames(taken: ReadonlySet<string>): Generator<string, never> {
  for (let length = 1; ; length++) {
    const total = FIRST.length ** length;
    for (let n = 0; n < total; n++) {
      let name = "";
      for (let rest = n, i = 0; i < length; i++, rest = Math.floor(rest / FIRST.length))
        name += FIRST[rest % FIRST.length];
      if (!taken.has(name)) yield name;
    }
  }
}

/** Short names by long ones, the shortest for those that stand there most often. `code` is ES5, before it is minified. */
export function chooseNames(code: string): Map<string, string> {
  const native = nativeNames();
  const own = [...countNames(code)].filter(([name]) => !native.has(name));
  own.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const names = shortNames(native);
  return new Map(own.map(([name]) => [name, names.next().value]));
}

/** Where a table begins, as two bytes: FIELDS of protocol/generate-board.ts. */
function place(at: number): string {
  return [at >> 8, at & 255].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}

/** Puts the short names into the strings that name fields, and does what FIELDS does at run time elsewhere. */
export function shortenStrings(code: string, names: ReadonlyMap<string, string>): string {
  const short = code.replace(NAMED_STRING, (_, text: string) => {
    const tables = text.split(";").map((table) => {
      return table.replace(TABLE_ENTRY, (_entry, kind, name) => `,${kind}${names.get(name) ?? name}`);
    });
    let at = tables.length * 2 + 2;
    const ends = tables.map((table) => {
      at += table.length;
      return place(at);
    });
    return `"${place(tables.length * 2 + 2)}${ends.join("")}${tables.join("")}"`;
  });
  if (/\bFIELDS\(["']/.test(short)) throw new Error("a FIELDS(...) that the build does not understand");
  return short;
}
