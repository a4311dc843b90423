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

/**
 * @param code a bundle: one function with its declarations, one variable each
 * @param roots functions that are called rarely, or never on most readers
 * @returns the bundle with their helpers inside them
 * @throws Error when there is no such function, or one of its own names hides one that its helpers use
 */
export function sink(code: string, roots: readonly string[]): string {
  let result = code;
  for (const root of roots) {
    const statements = statementsOf(result);
    const declarations = new Map<string, Declaration>();
    /** What statements use that declare nothing: these run at the start. */
    const others = new Set<string>();
    for (const node of statements) {
      if (isDeclaration(node)) declarations.set(nameOf(node), { node, name: nameOf(node), uses: namesIn(node) });
      else for (const name of namesIn(node)) others.add(name);
    }
    const target = declarations.get(root)?.node;
    if (target?.type !== "FunctionDeclaration") throw new Error(`the firmware has no function ${root}`);
    const owned = ownedBy(root, declarations, others);
    const locals = localsOf(target);
    for (const name of owned)
      for (const used of declarations.get(name)?.uses ?? [])
        if (locals.has(used) && declarations.has(used))
          throw new Error(`${used} in ${root} would hide what ${name} means by it: rename one`);
    const parts = [...declarations.values()].filter(({ name }) => owned.has(name)).map(({ node }) => node);
    // Variables first, as they stand: what they are made of stands before them or is a function.
    const texts = [...parts].sort(
      (a, b) => Number(a.type !== "VariableDeclaration") - Number(b.type !== "VariableDeclaration"),
    );
    const inside = texts.map(({ start, end }) => result.slice(start, end)).join("\n");
    const cuts = [...parts.map(({ start, end }) => ({ start, end, text: "" }))];
    cuts.push({ start: target.body.start + 1, end: target.body.start + 1, text: `\n${inside}\n` });
    cuts.sort((a, b) => b.start - a.start);
    for (const { start, end, text } of cuts) result = result.slice(0, start) + text + result.slice(end);
  }
  return result;
}
