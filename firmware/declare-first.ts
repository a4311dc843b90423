/**
 * Moves variables without a value to the beginning of their function. terser declares what it has written into a function
 * behind its use, which is good ES5; in Espruino a variable exists from its `var` on, and what is assigned before is a
 * global.
 */
import { type Node, parse, type VariableDeclaration } from "acorn";
import { ancestor } from "acorn-walk";
import { type Edit, edited, homeOf, isFunction } from "./scopes.js";

export function declareFirst(code: string): string {
  const tree = parse(code, { ecmaVersion: 5 });
  /** By function. */
  const names = new Map<Node, string[]>();
  const edits: Edit[] = [];
  ancestor(tree, {
    VariableDeclaration(node: VariableDeclaration, _state, ancestors) {
      const home = homeOf(ancestors);
      const parent = ancestors.at(-2) as Node;
      const isStatement = parent.type === "BlockStatement" || parent.type === "SwitchCase";
      if (!isFunction(home) || !isStatement || node.declarations.some(({ init }) => init)) return;
      names.set(home, [
        ...(names.get(home) ?? []),
        ...node.declarations.map(({ start, end }) => code.slice(start, end)),
      ]);
      edits.push({ start: node.start, end: node.end, text: "" });
    },
  });
  for (const [home, list] of names) {
    if (!isFunction(home)) continue;
    const statements = home.body.body;
    const first = statements.find((node) => node.type !== "FunctionDeclaration");
    const at = first?.start ?? home.body.end - 1;
    edits.push({ start: at, end: at, text: `var ${[...new Set(list)].join(",")};` });
  }
  return edited(code, edits);
}
