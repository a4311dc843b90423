/** Where a function is called, and the statement that can be replaced there by what the function does. */
import type {
  AssignmentExpression,
  CallExpression,
  FunctionDeclaration,
  Node,
  ReturnStatement,
  VariableDeclaration,
} from "acorn";
import { full } from "acorn-walk";
import { namesOf, type Use } from "./scopes.js";

/** A statement for a value as text; "" where nothing was returned. */
export type Give = (value: string) => string;

/** Where a function is called, and what becomes there of what it returns. */
export interface Site {
  readonly call: CallExpression;
  /** Goes, and the function's body comes. */
  readonly statement: Node;
  /** Stands before that. */
  readonly head: string;
  /** What is left of the statement. */
  readonly tail: string;
  readonly give: Give;
  /** The call is what the function around it returns. */
  readonly returns: boolean;
}

export function contains(node: Node, matches: (inner: Node) => boolean): boolean {
  let found = false;
  full(node, (inner) => {
    found ||= matches(inner);
  });
  return found;
}

export function isReturn(node: Node): node is ReturnStatement {
  return node.type === "ReturnStatement";
}

export function isLoop(node: Node): boolean {
  return /^(For|ForIn|While|DoWhile)Statement$/.test(node.type);
}

/** Names, constants and properties: to read them earlier or later is the same where nothing is written meanwhile. */
export function isQuiet(node: Node): boolean {
  const { type, object, computed } = node as Node & { object?: Node; computed?: boolean };
  if (type === "MemberExpression" && object) return !computed && isQuiet(object);
  return type === "Identifier" || type === "Literal";
}

/** It changes nothing but its own variables and calls nobody. */
function isPure(made: FunctionDeclaration): boolean {
  const own = namesOf(made);
  return !contains(made.body, (node) => {
    const { type, left, argument } = node as Node & { left?: Node; argument?: Node };
    if (type === "CallExpression" || type === "NewExpression") return true;
    const target = type === "AssignmentExpression" ? left : type === "UpdateExpression" ? argument : undefined;
    return target !== undefined && !own.has((target as Node & { name?: string }).name ?? "");
  });
}

/** Parts of a statement or an expression in the order in which they are evaluated, up to the first that may be left out. */
function partsOf(node: Node): readonly (Node | null)[] {
  const n = node as Node & { [field: string]: Node & Node[] };
  switch (node.type) {
    case "IfStatement":
    case "ConditionalExpression":
      return [n.test as Node];
    case "ReturnStatement":
    case "UnaryExpression":
      return [n.argument as Node];
    case "ExpressionStatement":
      return [n.expression as Node];
    case "VariableDeclaration":
      return [n.declarations?.[0] as Node];
    case "VariableDeclarator":
      return [n.init as Node];
    case "AssignmentExpression":
      return [n.left as Node, n.right as Node];
    case "BinaryExpression":
      return [n.left as Node, n.right as Node];
    case "LogicalExpression":
      return [n.left as Node];
    case "MemberExpression":
      return [n.object as Node];
    case "CallExpression":
      return [n.callee as Node, ...(n.arguments as Node[])];
    case "ArrayExpression":
      return n.elements as Node[];
    case "SequenceExpression":
      return n.expressions as Node[];
    default:
      return [];
  }
}

/** The statement whose first act is a call, which becomes a variable there. */
function firstActOf(
  { ancestors }: Use,
  call: CallExpression,
  made: FunctionDeclaration,
  code: string,
): Site | undefined {
  const pure = isPure(made);
  let child: Node = call;
  for (const node of ancestors.slice(0, -2).reverse()) {
    const parts = partsOf(node);
    const place = parts.indexOf(child);
    if (place < 0) return undefined;
    const isTarget = node.type === "AssignmentExpression" && (node as AssignmentExpression).operator === "=";
    for (const part of parts.slice(0, place)) {
      const isCallee = node.type === "CallExpression" && part === parts[0];
      if (!part || !isQuiet(part) || (!pure && !isCallee && !isTarget && part.type !== "Literal")) return undefined;
    }
    child = node;
    if (!/Statement$|^VariableDeclaration$/.test(node.type)) continue;
    const name = `${made.id.name}$result`;
    return {
      call,
      statement: node,
      head: `var ${name};`,
      tail: code.slice(node.start, call.start) + name + code.slice(call.end, node.end),
      give: (value) => `${name}=${value || "void 0"};`,
      returns: false,
    };
  }
  return undefined;
}

/** The statement that a use of a function is, if it can be replaced by others. */
export function siteOf(use: Use, made: FunctionDeclaration, code: string): Site | undefined {
  const { id, ancestors } = use;
  const [outer, parent, call] = ancestors.slice(-4, -1) as [Node, Node, CallExpression];
  if (call.type !== "CallExpression" || call.callee !== id) return undefined;
  const site = { call, statement: parent, head: "", tail: "", returns: false };
  if (parent.type === "ExpressionStatement") return { ...site, give: (value) => (value ? `${value};` : "") };
  if (isReturn(parent)) return { ...site, returns: true, give: (value) => `return ${value};` };
  const assign = (name: string) => (value: string) => `${name}=${value || "void 0"};`;
  if (parent.type === "VariableDeclarator") {
    const { declarations } = outer as VariableDeclaration;
    if (declarations.length > 1) return firstActOf(use, call, made, code);
    if (isLoop(ancestors.at(-5) as Node)) return undefined;
    const name = code.slice(parent.start, call.start).replace(/\s*=\s*$/, "");
    return { ...site, statement: outer, head: `var ${name};`, give: assign(name) };
  }
  if (parent.type === "AssignmentExpression" && outer.type === "ExpressionStatement") {
    const { left, operator } = parent as AssignmentExpression;
    if (operator === "=" && isQuiet(left))
      return { ...site, statement: outer, give: assign(code.slice(left.start, left.end)) };
  }
  return firstActOf(use, call, made, code);
}
