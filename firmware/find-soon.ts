/**
 * Puts the names that a scope uses most before its others. Espruino finds a name by passing over all that its scope has had
 * before, some 25 instructions each, and the image has 170 at its top. Functions and variables at the beginning of a scope
 * may change places: none of the functions runs before the last of them is there.
 */
import {
  type FunctionDeclaration,
  type Identifier,
  type Node,
  parse,
  type VariableDeclaration,
  type VariableDeclarator,
} from "acorn";
import { ancestor, full } from "acorn-walk";
import { type Edit, edited, isFunction, usesOf } from "./scopes.js";

/** So many names of a scope come first, variables before functions. */
const SOON = 24;

/**
 * Methods of strings, arrays and bytes are looked for in what these inherit from, whose names the interpreter makes at their
 * first use: made before all others, they are found at once.
 */
const PROTOTYPES = '"".a;[].a;new Uint8Array(1).a;';

/** A function or a variable at the beginning of a scope. */
interface Item {
  readonly name: string;
  readonly text: string;
  readonly isFunction: boolean;
  /** Variables among the others that have to stand before it. */
  readonly needs: readonly string[];
}

function isDeclared(node: Node): node is FunctionDeclaration {
  return node.type === "FunctionDeclaration";
}

/** What a variable's value is made of. */
interface Value {
  /** Names that it reads, itself or in a function. */
  readonly used: ReadonlySet<string>;
  /** It calls, changes or reads a property: it may depend on what was done before. */
  readonly acts: boolean;
  readonly hasFunction: boolean;
}

function madeOf(node: VariableDeclarator): Value {
  const used = new Set<string>();
  let acts = false;
  let hasFunction = false;
  if (node.init) {
    full(node.init, (inner) => {
      if (inner.type === "Identifier") used.add((inner as Identifier).name);
      acts ||= /^(Call|New|Assignment|Update|Member)Expression$/.test(inner.type);
      hasFunction ||= inner.type === "FunctionExpression";
    });
  }
  return { used, acts, hasFunction };
}

/** What a scope begins with; `text` has to stand before what follows. */
interface Beginning {
  readonly items: Item[];
  readonly end: number;
  readonly text: string;
}

/** Up to the first statement of another kind, or variable that needs one of the functions. */
function beginningOf(body: readonly Node[], code: string): Beginning {
  const other = body.findIndex((node) => !isDeclared(node) && node.type !== "VariableDeclaration");
  const statements = other < 0 ? body : body.slice(0, other);
  const nodes = statements.flatMap((node): (FunctionDeclaration | VariableDeclarator)[] =>
    isDeclared(node) ? [node] : (node as VariableDeclaration).declarations,
  );
  const functions = new Set(body.filter(isDeclared).map(({ id }) => id.name));
  const items: Item[] = [];
  let acted: string | undefined;
  for (const node of nodes) {
    const { name } = node.id as Identifier;
    const text = code.slice(node.start, node.end);
    if (node.type === "FunctionDeclaration") {
      items.push({ name, text, isFunction: true, needs: [] });
      continue;
    }
    const { used, acts, hasFunction } = madeOf(node);
    // The rest of its declaration stays where it is.
    if ([...used].some((one) => functions.has(one))) return { items, end: node.start, text: "var " };
    if (hasFunction) functions.add(name);
    const needs = items.filter((item) => used.has(item.name)).map((item) => item.name);
    // A name from outside may mean another value after a call.
    const isOrdered = acts || used.size > needs.length;
    if (isOrdered && acted) needs.push(acted);
    if (isOrdered) acted = name;
    items.push({ name, text, isFunction: false, needs });
  }
  return { items, end: statements.at(-1)?.end ?? 0, text: "" };
}

/** With what they need, each before what needs it. */
function withNeeds(items: readonly Item[], all: ReadonlyMap<string, Item>): Item[] {
  const found = new Set<Item>();
  const add = (item: Item) => {
    for (const name of item.needs) add(all.get(name) as Item);
    found.add(item);
  };
  for (const item of items) add(item);
  return [...found];
}

function written(items: readonly Item[]): string {
  const variables = items.filter((item) => !item.isFunction).map(({ text }) => text);
  const functions = items.filter((item) => item.isFunction).map(({ text }) => text);
  return (variables.length ? `var ${variables.join()};` : "") + functions.join("");
}

/** The beginning of one scope in its new order. */
function reordered(scope: Node, code: string, heat: (name: string) => number): Edit | undefined {
  const body = isFunction(scope) ? scope.body.body : (scope as Node & { body: Node[] }).body;
  const { items, text, end } = beginningOf(body, code);
  const all = new Map(items.map((item) => [item.name, item]));
  // A name that is declared twice has two values, one after the other.
  if (items.length < 2 || all.size < items.length) return;
  const byHeat = [...all.values()].sort((a, b) => heat(b.name) - heat(a.name));
  const first = withNeeds(byHeat.slice(0, SOON), all);
  const rest = withNeeds(byHeat, all).filter((item) => !first.includes(item));
  return { start: body[0]?.start ?? 0, end, text: written(first) + written(rest) + text };
}

/** Each scope, and how many functions are around it: none around the program. */
function scopesOf(tree: Node): Map<Node, number> {
  const depths = new Map<Node, number>([[tree, 0]]);
  const note = (node: Node, _: unknown, ancestors: readonly Node[]) => {
    depths.set(node, ancestors.filter(isFunction).length);
  };
  ancestor(tree, { FunctionDeclaration: note, FunctionExpression: note });
  return depths;
}

/**
 * The program, which does the same in the same order.
 *
 * @param code ES5 without a function around it, functions at the beginning of their scopes
 */
export function findSoon(code: string): string {
  let result = code;
  const deepest = Math.max(...scopesOf(parse(code, { ecmaVersion: 5 })).values());
  // From the inside out, since a scope moves with what stands in it.
  for (let depth = deepest; depth >= 0; depth--) {
    const tree = parse(result, { ecmaVersion: 5 });
    const uses = usesOf(tree);
    const edits = [...scopesOf(tree)]
      .filter(([, at]) => at === depth)
      .map(([scope]) => reordered(scope, result, (name) => uses.get(scope)?.get(name)?.length ?? 0));
    result = edited(
      result,
      edits.filter((edit) => edit !== undefined),
    );
  }
  return PROTOTYPES + result;
}
