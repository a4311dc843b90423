/** What a session with a reader may do. */

/** What a session may do, in rising order; the index is the number on the wire. */
export const ROLES = ["none", "tap", "operator", "issuer", "maintainer"] as const;
/**
 * What a session may do; each role may do what those before it may. "tap": receive and acknowledge taps; "operator":
 * signal, set the clock; "issuer": speak to lent cards; "maintainer": change policy and keys.
 */
export type Role = Exclude<(typeof ROLES)[number], "none">;

/** Whether a role may do what this one may. */
export function mayDo(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}
