/** Which ports the Readers of this process hold, so that none of them opens a port of another while it looks around. */
import { realpath } from "node:fs/promises";
import type { BindingInterface } from "../transport/binding.js";

/** Paths mean something only within their binding; undefined stands for that of the platform. */
const heldBy = new Map<BindingInterface | undefined, Set<string>>();

/** Does a Reader of this process hold this port? */
export function isHeld(binding: BindingInterface | undefined, path: string): boolean {
  return heldBy.get(binding)?.has(path) ?? false;
}

/**
 * Claims a port.
 *
 * @returns gives it back, once; undefined when another Reader holds it
 */
export async function claimPort(
  binding: BindingInterface | undefined,
  path: string,
): Promise<(() => void) | undefined> {
  const name = await resolvedName(binding, path);
  const held = heldBy.get(binding) ?? new Set<string>();
  if (held.has(name)) return undefined;
  held.add(name);
  heldBy.set(binding, held);
  return () => {
    held.delete(name);
    if (held.size === 0 && heldBy.get(binding) === held) heldBy.delete(binding);
  };
}

/** The name that a list of ports uses: /dev/serial/by-id/... is another one of /dev/ttyUSB0. */
export async function resolvedName(binding: BindingInterface | undefined, path: string): Promise<string> {
  if (binding !== undefined) return path;
  return realpath(path).catch(() => path);
}
