/**
 * Checks the finished firmware file against what Espruino cannot do although it is good ES5: functions and variables are
 * not hoisted, labels, regex and some properties are missing, names end after 63 characters. Also: only known globals,
 * pure ASCII, no random numbers that are none, within its size; and that its tokens say what it says.
 */
import { type Node, parse } from "acorn";
import { full, fullAncestor } from "acorn-walk";
import { BUDGETS } from "./budgets.js";
import { compiled } from "./compiled.js";
import { es5Tokens, tokenise } from "./tokenise.js";

const { detokenise } = await compiled<typeof import("../sdk/firmware/tokens.js")>("sdk/firmware/tokens.js");

/** Globals of Espruino that the firmware may use: those of espruino.d.ts and the language's own. */
const GLOBALS = new Set(
  (
    "E ESP32 SPI SPI1 SPI2 Serial1 process require setTimeout clearTimeout getTime digitalWrite digitalRead pinMode peek32 " +
    "Math Uint8Array Uint16Array Uint32Array Float64Array DataView Error undefined arguments"
  ).split(" "),
);

/** Properties of standard objects that Espruino lacks, and pow, which is wrong there for integers. */
const ABSENT_PROPERTIES = new Set(
  (
    "freeze seal trunc imul log2 clz32 hypot fround pow finally race any allSettled repeat padStart includes at flat " +
    "lastIndexOf reduceRight copyWithin localeCompare codePointAt normalize"
  ).split(" "),
);

/** These give the same numbers after every start. */
const NOT_RANDOM = new Set(["Math.random", "E.hwRand", "E.srand"]);

/** Words to Espruino where ES5 allows a variable. */
const WORDS = new Set(["of", "let", "static"]);

/** Longer names are cut, and then mean one another. */
const NAME_LIMIT = 63;

/** Regex beyond literals and character classes: counts, lazy repeats, special groups, word boundaries. */
const UNKNOWN_REGEX = /\(\?|[*+?}]\?|\{\d|\\[bB]/;

interface AnyNode extends Node {
  [field: string]: unknown;
}

interface Identifier extends Node {
  name: string;
}

/** A name that a function (or the program) declares. */
interface Declaration {
  /** A variable exists from its `var` on; parameters and functions always. */
  isVar: boolean;
  start: number;
  /** What may be skipped together with the declaration, such as the branch it stands in. */
  guard: Node | undefined;
}

/** By function, or program: what it declares. */
type Scopes = Map<Node, Map<string, Declaration[]>>;

/**
 * Throws an Error that lists everything found.
 *
 * @param code the firmware in ES5
 * @param program what goes into flash; what it ought to be by default
 */
export function checkFirmware(code: string, program?: string): void {
  check("dist/firmware.bin", code, GLOBALS);
  checkProgram(code, program ?? tokenise(code));
}

/** Does a program say what the ES5 does that it was made from, token for token and line for line? */
function checkProgram(code: string, program: string): void {
  checkSize("dist/firmware.bin", program, BUDGETS.bundleBytes.limit);
  if (meaningOf(detokenise(program)) !== meaningOf(code))
    throw new Error("the tokens of dist/firmware.bin say another thing");
}

/** All that makes out a program: its tokens, not how their values are written, and where a line ends. */
function meaningOf(code: string): string {
  const meant = es5Tokens(code).map(({ kind, value, text, gap }) => {
    const isValue = kind === "string" || kind === "num";
    return [kind, isValue ? value : text, gap.includes("\n")];
  });
  return JSON.stringify(meant);
}

function checkSize(file: string, program: string, budgetBytes: number): void {
  if (program.length > budgetBytes) throw new Error(`${file}: ${program.length} bytes, budget ${budgetBytes}`);
}

/** The same for the loader, dist/boot.js, which may call eval as well. */
export function checkLoader(code: string): void {
  check("dist/boot.js", code, new Set([...GLOBALS, "eval"]));
  checkSize("dist/boot.js", code, BUDGETS.bootBytes.limit);
}

function check(file: string, code: string, globals: ReadonlySet<string>): void {
  const problems: string[] = [];
  if (/[^\n\x20-\x7e]/.test(code)) problems.push("a character that is not printable ASCII");
  const tree = parse(code, { ecmaVersion: 5 });
  const scopes = declarations(tree);
  fullAncestor(tree, (node, _state, ancestors) => {
    const problem =
      node.type === "Identifier"
        ? checkName(node as Identifier, ancestors, scopes, globals)
        : checkNode(node as AnyNode, ancestors, code);
    if (problem) problems.push(`${problem} at ${node.start}: ${code.slice(node.start, node.start + 40)}`);
  });
  if (problems.length) throw new Error(`${file} is not fit for Espruino:\n  ${problems.join("\n  ")}`);
}

function isFunction(node: Node): boolean {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression";
}

/** The function whose variables a node inside `ancestors` sees first. */
function ownerOf(ancestors: readonly Node[]): Node {
  return functionsAround(ancestors).at(-1) as Node;
}

/** The functions around a node, and the program, outermost first. */
function functionsAround(ancestors: readonly Node[]): Node[] {
  return ancestors.filter((node) => isFunction(node) || node.type === "Program");
}

function declarations(tree: Node): Scopes {
  const scopes: Scopes = new Map();
  function declare(owner: Node, id: unknown, isVar: boolean, guard?: Node): void {
    if (!id) return;
    const { name, start } = id as Identifier;
    const names = scopes.get(owner) ?? new Map<string, Declaration[]>();
    scopes.set(owner, names);
    names.set(name, [...(names.get(name) ?? []), { isVar, start, guard }]);
  }
  fullAncestor(tree, (node, _state, ancestors) => {
    const { type, id, params, param } = node as AnyNode;
    const around = ancestors.slice(0, -1);
    if (type === "VariableDeclarator") declare(ownerOf(around), id, true, guardOf(ancestors));
    if (type === "FunctionDeclaration") declare(ownerOf(around), id, false);
    if (type === "FunctionExpression") declare(node, id, false);
    if (isFunction(node)) for (const p of params as Node[]) declare(node, p, false);
    if (type === "CatchClause") declare(ownerOf(around), param, false);
  });
  return scopes;
}

/** The nearest part of the program around a node that may be skipped within its function. */
function guardOf(ancestors: readonly Node[]): Node | undefined {
  for (let i = ancestors.length - 1; i > 0; i--) {
    const part = ancestors[i] as Node;
    const whole = ancestors[i - 1] as AnyNode;
    if (isFunction(part)) return undefined;
    const loop = /^(For|ForIn|While)Statement$/.test(whole.type) && whole.body === part;
    const branch = whole.type === "IfStatement" && whole.test !== part;
    const tried = whole.type === "TryStatement" && whole.finalizer !== part;
    if (loop || branch || tried || part.type === "SwitchCase") return part;
  }
  return undefined;
}

function checkName(
  node: Identifier,
  ancestors: readonly Node[],
  scopes: Scopes,
  globals: ReadonlySet<string>,
): string | undefined {
  const parent = ancestors.at(-2) as AnyNode | undefined;
  if (node.name.length > NAME_LIMIT) return "name longer than 63 characters";
  if ((parent?.property === node && !parent.computed) || parent?.key === node) return undefined;
  if (WORDS.has(node.name)) return `variable named ${node.name}`;
  if (parent?.id === node && isFunction(parent)) return undefined;
  const functions = functionsAround(ancestors);
  const home = functions.filter((scope) => scopes.get(scope)?.has(node.name)).at(-1);
  if (!home) return globals.has(node.name) ? undefined : `global ${node.name}`;
  // Seen from an inner function the variable is there by the time that function runs.
  if (home !== functions.at(-1)) return undefined;
  const exists = scopes
    .get(home)
    ?.get(node.name)
    ?.some((d) => !d.isVar || reaches(d, node));
  return exists ? undefined : `variable ${node.name} where its var may not have run`;
}

/** The declaration has surely been run when the program comes to the node. */
function reaches(declaration: Declaration, node: Node): boolean {
  const { start, guard } = declaration;
  return start <= node.start && (!guard || (guard.start <= node.start && node.end <= guard.end));
}

/** Statements that no part of the firmware may contain. */
const FORBIDDEN: { [type: string]: string } = {
  LabeledStatement: "label",
  WithStatement: "with",
  DebuggerStatement: "debugger",
};

function checkNode(node: AnyNode, ancestors: readonly Node[], code: string): string | undefined {
  const { type } = node;
  if (type === "FunctionDeclaration") return lateFunction(node, ancestors);
  if (type === "SwitchStatement") {
    const cases = node.cases as AnyNode[];
    return cases.slice(0, -1).some((c) => c.test === null) ? "default that is not the last case" : undefined;
  }
  // Espruino takes what stands on the next line for the value.
  if (type === "ReturnStatement" && !node.argument && /^return\s*\n/.test(code.slice(node.start))) {
    return "return at the end of a line";
  }
  if (type === "MemberExpression") return checkProperty(node);
  if (type === "Property") {
    const { name, value } = node.key as { name?: string; value?: unknown };
    return `${name ?? value}`.length > NAME_LIMIT ? "name longer than 63 characters" : undefined;
  }
  return type === "Literal" ? checkLiteral(node) : FORBIDDEN[type];
}

function checkProperty(node: AnyNode): string | undefined {
  const name = propertyOf(node);
  if (name === undefined) return undefined;
  if (name.length > NAME_LIMIT) return "name longer than 63 characters";
  const full = `${(node.object as { name?: string }).name}.${name}`;
  if (NOT_RANDOM.has(full)) return `${full}, which is not random`;
  return ABSENT_PROPERTIES.has(name) ? `property .${name}` : undefined;
}

function checkLiteral(node: AnyNode): string | undefined {
  const { value, regex } = node as AnyNode & { regex?: { pattern: string } };
  if (regex) return UNKNOWN_REGEX.test(regex.pattern) ? "regex beyond Espruino's" : undefined;
  return typeof value === "string" && /[^\0-\xff]/.test(value) ? "a character beyond 255" : undefined;
}

/** Name of the property that a member expression means, if it can be seen. */
function propertyOf(node: AnyNode): string | undefined {
  const { name, value } = node.property as { name?: string; value?: unknown };
  if (node.computed) return typeof value === "string" ? value : undefined;
  return name;
}

/**
 * A function declaration behind what may need it: whatever runs before does not know it. Variables that name no function of
 * their scope, and expressions without a call, may stand before functions.
 */
function lateFunction(node: Node, ancestors: readonly Node[]): string | undefined {
  const { body: siblings } = ancestors.at(-2) as AnyNode & { body: Node[] };
  if (!Array.isArray(siblings)) return "function in a statement";
  const functions = new Set(siblings.flatMap((s) => (s.type === "FunctionDeclaration" ? nameOf(s) : [])));
  const isHarmless = (s: Node) => {
    if (s.type === "FunctionDeclaration") return true;
    const isVariable = s.type === "VariableDeclaration";
    let harmless = isVariable || s.type === "ExpressionStatement";
    full(s, (inner) => {
      if (inner.type === "CallExpression") harmless &&= isVariable;
      if (inner.type === "Identifier") harmless &&= !functions.has((inner as Identifier).name);
    });
    return harmless;
  };
  return siblings.slice(0, siblings.indexOf(node)).every(isHarmless) ? undefined : "function after a statement";
}

function nameOf(node: Node): string {
  return (node as Node & { id: Identifier }).id.name;
}
