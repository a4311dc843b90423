/** A call that is made or not, by the statement around it: the choice becomes a statement of its own. */
import type { CallExpression, Expression, IfStatement, Node, VariableDeclaration } from "acorn";
import { isLoop, isQuiet, isReturn } from "./call-site.js";
import type { Edit, Use } from "./scopes.js";

/** An expression that may stand behind an equals sign: its parentheses are no part of it. */
export function whole({ type }: Node, text: string): string {
  return type === "SequenceExpression" ? `(${text})` : text;
}

/** What a statement returns, assigns or declares. */
function givenBy(statement: Node): Expression | null | undefined {
  if (isReturn(statement)) return statement.argument;
  if (statement.type === "VariableDeclaration") {
    const { declarations } = statement as VariableDeclaration;
    return declarations.length === 1 ? declarations[0]?.init : undefined;
  }
  const { expression } = statement as Node & { expression?: Expression };
  const isPlain =
    expression?.type === "AssignmentExpression" && expression.operator === "=" && isQuiet(expression.left);
  return isPlain ? expression.right : undefined;
}

/** A statement with a choice in it, of which one branch has the call, as a statement for each branch. */
export function openChoice({ ancestors }: Use, call: CallExpression, code: string): Edit | undefined {
  const textOf = (node: Node) => whole(node, code.slice(node.start, node.end));
  const holds = (node: Node) => node.start <= call.start && call.end <= node.end;
  const statement = ancestors.filter((node) => /Statement$|^VariableDeclaration$/.test(node.type)).at(-1) as Node;
  const { start, end } = statement;
  const value = statement.type === "IfStatement" ? (statement as IfStatement).test : givenBy(statement);
  const before = value ? code.slice(start, value.start).replace(/^var\b/, "") : "";
  const inLoop = isLoop(ancestors[ancestors.indexOf(statement) - 1] ?? statement);
  const isIf = statement.type === "IfStatement";
  if (!value || !holds(value) || inLoop || before.split("(").length > (isIf ? 2 : 1)) return undefined;
  const head = statement.type === "VariableDeclaration" ? `var ${before.replace(/=\s*$/, "")};` : "";
  if (value.type === "ConditionalExpression" && !isIf && !holds(value.test)) {
    const [yes, no] = [value.consequent, value.alternate].map((branch) => `${before}${textOf(branch)};`);
    return { start, end, text: `${head}if(${textOf(value.test)}){${yes}}else{${no}}` };
  }
  if (value.type !== "LogicalExpression" || !holds(value.right)) return undefined;
  let first = "first$";
  while (code.includes(first)) first += "$";
  const not = value.operator === "||" ? "!" : "";
  const choice = `var ${first}=${textOf(value.left)};if(${not}${first})${first}=${textOf(value.right)};`;
  const rest = isIf ? `if(${first})${code.slice(code.indexOf(")", value.end) + 1, end)}` : `${before}${first};`;
  return { start, end, text: `${head}{${choice}${rest}}` };
}
