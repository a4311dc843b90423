/** Names and scopes of a program in ES5, for what the build does with its functions. */
import type { FunctionDeclaration, FunctionExpression, Identifier, Node } from "acorn";
import { ancestor, full } from "acorn-walk";

/** A function of the program, written in one way or the other. */
export type AnyFunction = FunctionDeclaration | FunctionExpression;

export function isFunction(node: Node): node is AnyFunction {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression";
}

/** What a scope declares: parameters, variables, functions, caught errors. Not what functions inside of it declare. */
export function namesOf(scope: Node): Set<string> {
  const names = new Set<string>();
  const add = (id: unknown) => names.add((id as Identifier).name);
  if (isFunction(scope)) {
    for (const param of scope.params) add(param);
    if (scope.type === "FunctionExpression" && scope.id) add(scope.id);
  }
  ancestor(scope, {
    VariableDeclarator(node, _state, ancestors) {
      if (homeOf(ancestors) === scope) add(node.id);
    },
    CatchClause(node, _state, ancestors) {
      if (node.param && homeOf(ancestors) === scope) add(node.param);
    },
    FunctionDeclaration(node, _state, ancestors) {
      if (node !== scope && homeOf(ancestors.slice(0, -1)) === scope) add(node.id);
    },
  });
  return names;
}

/** The innermost function around a node, or the program. @param ancestors from the root of the walk to the node */
export function homeOf(ancestors: readonly Node[]): Node {
  return ancestors.filter(isFunction).at(-1) ?? (ancestors[0] as Node);
}

/** A place where a name is used. */
export interface Use {
  readonly id: Identifier;
  /** From the program to the identifier. */
  readonly ancestors: readonly Node[];
}

/** It stands where it is declared. */
function isDeclared(id: Identifier, parent: Node | undefined): boolean {
  if (!parent || isFunction(parent)) return true;
  const { type, id: name, param } = parent as Node & { id?: unknown; param?: unknown };
  return (type === "VariableDeclarator" && name === id) || (type === "CatchClause" && param === id);
}

/** Every use of a variable or a function, by the scope that declares it; globals are left out. */
export function usesOf(tree: Node): Map<Node, Map<string, Use[]>> {
  const uses = new Map<Node, Map<string, Use[]>>([[tree, new Map()]]);
  const declared = new Map<Node, Set<string>>([[tree, namesOf(tree)]]);
  full(tree, (node) => {
    if (!isFunction(node)) return;
    uses.set(node, new Map());
    declared.set(node, namesOf(node));
  });
  const note = (id: Identifier, ancestors: readonly Node[]) => {
    if (isDeclared(id, ancestors.at(-2))) return;
    const scope = ancestors.filter((node) => declared.get(node)?.has(id.name)).at(-1);
    const names = scope && uses.get(scope);
    if (names) names.set(id.name, [...(names.get(id.name) ?? []), { id, ancestors: [...ancestors] }]);
  };
  ancestor(tree, {
    Identifier: (node: Node, _: unknown, ancestors: Node[]) => note(node as Identifier, ancestors),
    // What is assigned to, and what a loop counts with.
    VariablePattern: (node: Node, _: unknown, ancestors: Node[]) => note(node as Identifier, ancestors),
  } as Parameters<typeof ancestor>[1]);
  return uses;
}

/** A piece of a text, and what stands there instead. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits, none of which lies in another. */
export function edited(code: string, edits: readonly Edit[]): string {
  let result = code;
  for (const { start, end, text } of [...edits].sort((a, b) => b.start - a.start || b.end - a.end))
    result = result.slice(0, start) + text + result.slice(end);
  return result;
}
