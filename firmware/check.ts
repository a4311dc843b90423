/**
 * Checks the finished firmware file against what Espruino cannot do: it parses as ES5, no function is used before its
 * declaration has run, no label, only known globals, pure ASCII, within its size.
 */
import { type Node, parse } from "acorn";
import { fullAncestor } from "acorn-walk";

/** Flash is plenty; the limit is the time to load it and the RAM its functions take. */
export const FIRMWARE_BUDGET_BYTES = 40 * 1024;

/** Globals of Espruino that the firmware may use: those of espruino.d.ts and the language's own. */
const GLOBALS = new Set(
  (
    "E SPI2 Serial1 process require setTimeout clearTimeout getTime digitalWrite digitalRead pinMode " +
    "D0 D2 D5 D18 D19 D22 D23 D25 D26 D27 Math Uint8Array Uint32Array Error undefined"
  ).split(" "),
);

/** Properties of standard objects that Espruino lacks. */
const ABSENT_PROPERTIES = new Set(
  "freeze seal trunc imul finally race any allSettled repeat padStart includes at flat".split(" "),
);

interface Identifier extends Node {
  name: string;
}

interface Scope extends Node {
  body: Node & { body?: Node[] };
  params?: Node[];
}

/** Throws an Error that lists everything found. */
export function checkFirmware(code: string): void {
  const problems: string[] = [];
  if (code.length > FIRMWARE_BUDGET_BYTES) problems.push(`${code.length} bytes, budget ${FIRMWARE_BUDGET_BYTES}`);
  if (/[^\n\x20-\x7e]/.test(code)) problems.push("a character that is not printable ASCII");
  const tree = parse(code, { ecmaVersion: 5 });
  const declared = declarations(tree);
  fullAncestor(tree, (node, _state, ancestors) => {
    const problem = check(node, ancestors, declared);
    if (problem) problems.push(`${problem} at ${node.start}: ${code.slice(node.start, node.start + 40)}`);
  });
  if (problems.length) throw new Error(`dist/firmware.js is not fit for Espruino:\n  ${problems.join("\n  ")}`);
}

/** Every name that is declared anywhere: the scopes are the compiler's business, missing globals are ours. */
function declarations(tree: Node): Set<string> {
  const names = new Set<string>();
  fullAncestor(tree, (node) => {
    const { type, id, params, param } = node as Node & { id?: Identifier; params?: Identifier[]; param?: Identifier };
    if (/^(Function(Declaration|Expression)|VariableDeclarator)$/.test(type) && id) names.add(id.name);
    for (const p of params ?? []) names.add(p.name);
    if (param) names.add(param.name);
  });
  return names;
}

function check(node: Node, ancestors: Node[], declared: Set<string>): string | undefined {
  const parent = ancestors.at(-2) as (Node & { property?: Node; computed?: boolean; key?: Node }) | undefined;
  if (node.type === "LabeledStatement") return "label";
  if (node.type === "FunctionDeclaration") return lateFunction(node, ancestors);
  if (node.type === "MemberExpression") {
    const { property, computed } = node as Node & { property: Identifier; computed: boolean };
    if (!computed && ABSENT_PROPERTIES.has(property.name)) return `property .${property.name}`;
  }
  if (node.type !== "Identifier" || (parent?.property === node && !parent.computed) || parent?.key === node)
    return undefined;
  const { name } = node as Identifier;
  if (name === "arguments" || GLOBALS.has(name) || declared.has(name)) return undefined;
  return `global ${name}`;
}

/** A function declaration that does not stand at the top of its function: whatever runs before does not know it. */
function lateFunction(node: Node, ancestors: Node[]): string | undefined {
  const block = ancestors.at(-2) as Scope | undefined;
  const siblings = (block as unknown as { body: Node[] }).body;
  if (!Array.isArray(siblings)) return "function in a statement";
  const before = siblings.slice(0, siblings.indexOf(node));
  return before.some((s) => s.type !== "FunctionDeclaration") ? "function after a statement" : undefined;
}
