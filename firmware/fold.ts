/**
 * Writes a function that is called in one place only into that place, where the call is a statement (`f(a);`,
 * `return f(a);`, `b = f(a);`) or the first thing that a statement does (`if (f(a)) b();`). Small functions are how the
 * source is read; on the board each costs six JsVars for as long as lives what declares it, and each call a scope.
 */
import {
  type CallExpression,
  type FunctionDeclaration,
  type IfStatement,
  type Node,
  type Program,
  parse,
  type Statement,
  type VariableDeclaration,
} from "acorn";
import { full } from "acorn-walk";
import { contains, type Give, isLoop, isReturn, siteOf } from "./call-site.js";
import { openChoice, whole } from "./fold-choice.js";
import { type Edit, edited, homeOf, isFunction, namesOf, type Use, usesOf } from "./scopes.js";

function statementsOf(node: Statement | null | undefined): Statement[] {
  if (!node) return [];
  return node.type === "BlockStatement" ? node.body : [node];
}

/** Nothing behind these statements is reached. */
function ends(statements: readonly Statement[]): boolean {
  const last = statements.at(-1);
  if (!last) return false;
  if (isReturn(last) || last.type === "ThrowStatement") return true;
  return last.type === "IfStatement" && ends(statementsOf(last.consequent)) && ends(statementsOf(last.alternate));
}

/** Statements whose returns give their value instead; undefined where that takes more than if and else. */
function giving(statements: readonly Statement[], give: Give, textOf: (node: Node) => string): string | undefined {
  let text = "";
  for (const [i, statement] of statements.entries()) {
    if (isReturn(statement)) {
      const { argument } = statement;
      return text + give(argument ? whole(argument, textOf(argument)) : "");
    }
    if (!contains(statement, isReturn)) text += `${textOf(statement)}\n`;
    else if (statement.type === "IfStatement") {
      const branched = givingBranches(statement, statements.slice(i + 1), give, textOf);
      return branched && text + branched;
    } else return undefined;
  }
  return text + give("");
}

/** The same for an if, with what stands behind it. */
function givingBranches(
  { test, consequent, alternate }: IfStatement,
  rest: readonly Statement[],
  give: Give,
  textOf: (node: Node) => string,
): string | undefined {
  const [yes, no] = [statementsOf(consequent), statementsOf(alternate)];
  // What stands behind must not be written twice.
  if (!ends(yes) && !ends(no)) return undefined;
  const one = giving(ends(yes) ? yes : [...yes, ...rest], give, textOf);
  const other = giving(ends(no) ? no : [...no, ...rest], give, textOf);
  return one === undefined || other === undefined ? undefined : `if(${textOf(test)}){${one}}else{${other}}`;
}

type Uses = ReturnType<typeof usesOf>;

/** It is a function of this scope that can stand somewhere else, in a statement of another function. */
function canMove(made: FunctionDeclaration, { ancestors }: Use, call: CallExpression, scope: Node): boolean {
  const home = homeOf(ancestors);
  const inside = (node: Node) => contains(node, (inner) => inner !== node && isFunction(inner));
  // Its variables would live on with the functions around it.
  if (!isFunction(home) || inside(home) || inside(made) || ancestors.includes(made)) return false;
  const own = namesOf(made);
  if (own.has("arguments") || contains(made.body, (node) => node.type === "ThisExpression")) return false;
  const isFresh = (node: Node) =>
    node.type === "VariableDeclaration" && (node as VariableDeclaration).declarations.some(({ init }) => !init);
  if (ancestors.slice(ancestors.indexOf(home)).some(isLoop) && contains(made.body, isFresh)) return false;
  // What it means by a name must be what that name means there.
  const between = ancestors.slice(ancestors.indexOf(scope) + 1).filter(isFunction);
  const hidden = new Set(between.flatMap((around) => [...namesOf(around)]));
  return (
    !contains(made.body, (node) => {
      const { name } = node as Node & { name?: string };
      return node.type === "Identifier" && !own.has(name ?? "") && (hidden.has(name ?? "") || name === "arguments");
    }) && call.arguments.length <= made.params.length
  );
}

/** The text of a part of the function, with its own names set apart. */
function renamer(code: string, made: FunctionDeclaration, uses: Uses): (node: Node) => string {
  // Its own name is one that nothing inside or around it has.
  const suffix = `$${made.id.name}`;
  const ids: Node[] = [...(uses.get(made)?.values() ?? [])].flat().map(({ id }) => id);
  ids.push(...made.params);
  full(made.body, (node) => {
    const { id, param } = node as Node & { id?: Node; param?: Node };
    if (node.type === "VariableDeclarator" && id) ids.push(id);
    if (node.type === "CatchClause" && param) ids.push(param);
  });
  return ({ start, end }) => {
    const inside = ids.filter((id) => id.start >= start && id.end <= end);
    const edits = inside.map((id) => ({ start: id.end - start, end: id.end - start, text: suffix }));
    return edited(code.slice(start, end), edits);
  };
}

function fold(code: string, uses: Uses, scope: Node, name: string, use: Use): Edit[] {
  const { body } = (isFunction(scope) ? scope.body : scope) as Program;
  const made = body.find((node) => node.type === "FunctionDeclaration" && node.id.name === name);
  if (made?.type !== "FunctionDeclaration") return [];
  const call = use.ancestors.at(-2) as CallExpression;
  if (call.type !== "CallExpression" || call.callee !== use.id || !canMove(made, use, call, scope)) return [];
  const textOf = renamer(code, made, uses);
  const statements = made.body.body;
  const site = siteOf(use, made, code);
  if (!site) {
    const opened = giving(statements, String, textOf) && openChoice(use, call, code);
    return opened ? [opened] : [];
  }
  const inner = site.returns
    ? `${statements.map(textOf).join("\n")}\n` + (ends(statements) ? "" : "return;")
    : giving(statements, site.give, textOf);
  if (inner === undefined) return [];
  const values = site.call.arguments.map((node) => whole(node, code.slice(node.start, node.end)));
  const params = made.params.map((param, i) => `var ${textOf(param)}=${values[i] ?? "void 0"};`).join("");
  const { start, end } = site.statement;
  return [
    { start: made.start, end: made.end, text: "" },
    {
      start,
      end,
      text: site.tail ? `{${site.head}{${params}${inner}}${site.tail}}` : `${site.head}{${params}${inner}}`,
    },
  ];
}

function overlap(a: Edit, b: Edit): boolean {
  return a.start < b.end && b.start < a.end;
}

/**
 * @param apart names of functions that stay where they are
 * @returns the program with every other such function in its place
 */
export function foldAll(code: string, apart: readonly string[] = []): string {
  const tree = parse(code, { ecmaVersion: 5 });
  const uses = usesOf(tree);
  const all: Edit[] = [];
  for (const [scope, names] of uses) {
    for (const [name, [use, ...more]] of names) {
      if (!use || more.length || apart.includes(name)) continue;
      const edits = fold(code, uses, scope, name, use);
      // What lies in one that moves itself has its turn next time.
      if (!edits.some((edit) => all.some((other) => overlap(edit, other)))) all.push(...edits);
    }
  }
  return all.length ? foldAll(edited(code, all), apart) : code;
}
