/**
 * Gives the names of one character to what the program uses most at its top; terser gives them to what is declared first.
 * A character less in a name that stands there a hundred times is flash, and work whenever it is read.
 */
import { parse } from "acorn";
import { usesOf } from "./scopes.js";

/** Short names by long ones, these with a "$" before them, as in terser's cache of names. */
export type TopNames = Record<string, string>;

/** Without E, which is Espruino's. Those come first that terser takes last for what is inside of functions. */
const LETTERS = "$_XQJWZYDIOBRUNGKqLjFPVHzMTCASywxkhgmbdpslvcaofiute";

/**
 * @param code ES5 without a function around it
 * @param names what stands at its top, as it is named there
 * @returns new names for the part of it that is used most
 */
export function chooseTopNames(code: string, names: TopNames): TopNames {
  const tree = parse(code, { ecmaVersion: 5 });
  const uses = usesOf(tree).get(tree);
  const count = (name: string) => uses?.get(names[name] ?? "")?.length ?? 0;
  const most = Object.keys(names).sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1));
  return Object.fromEntries(most.slice(0, LETTERS.length).map((name, i) => [name, LETTERS.charAt(i)]));
}
