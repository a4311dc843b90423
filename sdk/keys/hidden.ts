/** Objects that compute with secrets and never show them. */
import { inspect } from "node:util";

/**
 * The same object, frozen, of which util.inspect and JSON show a label and nothing else.
 *
 * @param what name of the interface
 * @param kind which implementation, or what may be known of it
 * @param json what JSON shows
 */
export function hide<T extends object>(object: T, what: string, kind: string, json: object): T {
  const label = `${what} { ${kind} }`;
  return Object.freeze({ ...object, toJSON: () => json, [inspect.custom]: () => label });
}
