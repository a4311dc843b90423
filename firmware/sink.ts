/**
 * Puts what only one rarely needed function uses into that function. A function costs the board six to eight JsVars as
 * soon as the scope it stands in is entered; inside another one only while that one runs, or what it has made lives.
 */
import { type FunctionDeclaration, type Node, parse, type VariableDeclaration } from "acorn";
import { full, recursive } from "acorn-walk";

interface Declaration {
  readonly node: FunctionDeclaration | VariableDeclaration;
  readonly name: string;
  /** Every name in it that could mean a declaration of the bundle. */
  readonly uses: ReadonlySet<string>;
}

type Statement = FunctionDeclaration | VariableDeclaration | Node;

/** The statements of the function around the whole bundle. */
function statementsOf(code: string): Statement[] {
  let body: Statement[] | undefined;
  full(parse(code, { ecmaVersion: 5 }), (node: Node) => {
    const made = node as Node & { body?: { body?: Statement[] } };
    // Visited from the inside out: the last one is the outermost.
    if (node.type === "FunctionExpression" && made.body?.body) body = made.body.body;
  });
  if (!body) throw new Error("the bundle is not one function");
  return body;
}

function namesIn(node: Node): Set<string> {
  const names = new Set<string>();
  full(node, (inner: Node) => {
    if (inner.type === "Identifier") names.add((inner as Node & { name: string }).name);
  });
  return names;
}

/** Names of a function's own scope: parameters, variables, functions. */
function localsOf(node: FunctionDeclaration): Set<string> {
  const names = new Set(node.params.flatMap((param) => [...namesIn(param)]));
  recursive(node.body, undefined, {
    VariableDeclarator({ id, init }, state, visit) {
      for (const name of namesIn(id)) names.add(name);
      if (init) visit(init, state);
    },
    // What it declares inside is its own affair.
    Function(inner) {
      if (inner.type === "FunctionDeclaration" && inner.id) names.add(inner.id.name);
    },
  });
  return names;
}

function isDeclaration(node: Statement): node is FunctionDeclaration | VariableDeclaration {
  if (node.type === "FunctionDeclaration") return true;
  return node.type === "VariableDeclaration" && (node as VariableDeclaration).declarations.length === 1;
}

function nameOf(node: FunctionDeclaration | VariableDeclaration): string {
  const id = node.type === "FunctionDeclaration" ? node.id : node.declarations[0]?.id;
  return id?.type === "Identifier" ? id.name : "";
}

/** Declarations that nothing but `root` uses, and they themselves among one another. */
function ownedBy(
  root: string,
  declarations: ReadonlyMap<string, Declaration>,
  others: ReadonlySet<string>,
): Set<string> {
  const owned = new Set([...declarations.keys()].filter((name) => name !== root && !others.has(name)));
  for (let changed = true; changed; ) {
    changed = false;
    for (const { name, uses } of declarations.values()) {
      if (name === root || owned.has(name)) continue;
      for (const used of uses) changed = owned.delete(used) || changed;
    }
  }
  return owned;
}

/** Declarations of a bundle by their names, and what the other statements use: these run at the start. */
function readBundle(code: string): { declarations: Map<string, Declaration>; others: Set<string> } {
  const declarations = new Map<string, Declaration>();
  const others = new Set<string>();
  for (const node of statementsOf(code)) {
    if (isDeclaration(node)) declarations.set(nameOf(node), { node, name: nameOf(node), uses: namesIn(node) });
    else for (const name of namesIn(node)) others.add(name);
  }
  return { declarations, others };
}

/** Throws when a name of the function's own hides what one of its helpers means by it. */
function checkNames(
  target: FunctionDeclaration,
  helpers: readonly Declaration[],
  declarations: ReadonlyMap<string, Declaration>,
): void {
  const hiding = [...localsOf(target)].filter((name) => declarations.has(name));
  for (const { name, uses } of helpers) {
    const hidden = hiding.find((local) => uses.has(local));
    if (hidden) throw new Error(`${hidden} in ${target.id.name} would hide what ${name} means by it: rename one`);
  }
}

/** The bundle with the helpers at the beginning of a function's body instead of where they stand. */
function moveInto(target: FunctionDeclaration, helpers: readonly Declaration[], code: string): string {
  const parts = helpers.map(({ node }) => node);
  // Variables first, as they stand: what they are made of stands before them or is a function.
  const variables = parts.filter(({ type }) => type === "VariableDeclaration");
  const functions = parts.filter(({ type }) => type !== "VariableDeclaration");
  const inside = [...variables, ...functions].map(({ start, end }) => code.slice(start, end)).join("\n");
  const at = target.body.start + 1;
  const cuts = [
    ...parts.map(({ start, end }) => ({ start, end, text: "" })),
    { start: at, end: at, text: `\n${inside}\n` },
  ];
  // From the end, so that the places before it stay right.
  cuts.sort((a, b) => b.start - a.start);
  return cuts.reduce((left, { start, end, text }) => left.slice(0, start) + text + left.slice(end), code);
}

function sinkInto(code: string, root: string): string {
  const { declarations, others } = readBundle(code);
  const target = declarations.get(root)?.node;
  if (target?.type !== "FunctionDeclaration") throw new Error(`the firmware has no function ${root}`);
  const owned = ownedBy(root, declarations, others);
  const helpers = [...declarations.values()].filter(({ name }) => owned.has(name));
  checkNames(target, helpers, declarations);
  return moveInto(target, helpers, code);
}

/**
 * @param code a bundle: one function with its declarations, one variable each
 * @param roots functions that are called rarely, or never on most readers
 * @returns the bundle with their helpers inside them
 * @throws Error when there is no such function, or one of its own names hides one that its helpers use
 */
export function sink(code: string, roots: readonly string[]): string {
  return roots.reduce(sinkInto, code);
}
