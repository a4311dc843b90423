/**
 * Makes the firmware forget during its start what it needs no more: a function at the top of the image costs five to eight
 * JsVars for ever, and every name there is passed over by whoever looks for one behind it. A fourth of them are factories of
 * things that exist once, and what these call.
 */
import { type CallExpression, type FunctionDeclaration, type Node, type Program, parse } from "acorn";
import { type Edit, edited, homeOf, isFunction, namesOf, type Use, usesOf } from "./scopes.js";

/** The last one is what its parent calls. */
function isCalled(ancestors: readonly Node[]): boolean {
  const [call, callee] = ancestors.slice(-2);
  return call?.type === "CallExpression" && (call as CallExpression).callee === callee;
}

/**
 * Where a place belongs to: the program, or a function. One that is called where it is written is part of what is around
 * it.
 */
function homeAtStart(ancestors: readonly Node[]): Node {
  const home = homeOf(ancestors);
  const around = ancestors.slice(0, ancestors.indexOf(home) + 1);
  return home.type === "FunctionExpression" && isCalled(around) ? homeAtStart(around.slice(0, -1)) : home;
}

/** The functions at the top that are called by what runs while the program is loaded, and by nothing that stays. */
function passingFunctions({ body }: Program, uses: ReadonlyMap<string, Use[]>): Set<FunctionDeclaration> {
  const passing = new Set(body.filter((node): node is FunctionDeclaration => node.type === "FunctionDeclaration"));
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of passing) {
      const stays = uses.get(node.id.name)?.some(({ ancestors }) => {
        // What is handed on may be called at any time, and so may what stands in a function that is handed on.
        if (!isCalled(ancestors)) return true;
        const home = homeAtStart(ancestors);
        return isFunction(home) && !passing.has(home as FunctionDeclaration);
      });
      if (stays) changed = passing.delete(node) || changed;
    }
  }
  return passing;
}

/**
 * End of the statement, at the top or in a function that is called where it is written there, which holds a place, and
 * behind which the name still means the function.
 */
function endOfStatement(ancestors: readonly Node[], name: string): number {
  const home = homeOf(ancestors);
  const at = ancestors.indexOf(home);
  if (isFunction(home) && ancestors.some((node) => isFunction(node) && namesOf(node).has(name)))
    return endOfStatement(ancestors.slice(0, at), name);
  // A function's statements stand in its block.
  return ancestors[at + (isFunction(home) ? 2 : 1)]?.end ?? 0;
}

/** By function: behind which place nobody needs it. */
function lastUses(passing: ReadonlySet<FunctionDeclaration>, uses: ReadonlyMap<string, Use[]>): Map<string, number> {
  const byNode = new Map<Node, string>([...passing].map((node) => [node, node.id.name]));
  /** Uses at the start itself: what a passing function uses is used where that one is. */
  function usesAtStart(name: string, seen: readonly string[]): Use[] {
    if (seen.includes(name)) return [];
    return (uses.get(name) ?? []).flatMap((use) => {
      const caller = byNode.get(homeAtStart(use.ancestors));
      return caller === undefined ? [use] : usesAtStart(caller, [...seen, name]);
    });
  }
  const ends = (name: string) => usesAtStart(name, []).map(({ ancestors }) => endOfStatement(ancestors, name));
  return new Map([...byNode.values()].map((name) => [name, Math.max(0, ...ends(name))]));
}

/**
 * The program with a `delete` for each of these functions behind the last statement that needs it. Node keeps what was
 * declared, and does not mind.
 *
 * @param code ES5 without a function around it
 */
export function forget(code: string): string {
  const tree = parse(code, { ecmaVersion: 5 });
  const uses = usesOf(tree).get(tree) ?? new Map<string, Use[]>();
  const edits: Edit[] = [];
  for (const [name, at] of lastUses(passingFunctions(tree, uses), uses)) {
    const text = `${code[at - 1] === ";" || code[at - 1] === "}" ? "" : ";"}delete ${name};`;
    if (at) edits.push({ start: at, end: at, text });
  }
  return edited(code, edits);
}
