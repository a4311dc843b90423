/** Objects that compute with secrets and never show them. */

/** What util.inspect of Node looks for; a symbol of the registry, so that nothing of Node has to be there. */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * The same object, frozen, of which util.inspect and JSON show a label and nothing else.
 *
 * @param what name of the interface
 * @param kind which implementation, or what may be known of it
 * @param json what JSON shows
 */
export function hide<T extends object>(object: T, what: string, kind: string, json: object): T {
  const label = `${what} { ${kind} }`;
  return Object.freeze({ ...object, toJSON: () => json, [INSPECT]: () => label });
}
