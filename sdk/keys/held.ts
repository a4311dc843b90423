/** Tap keys without the copy that an application gets: a verifier asks at every tap, and reads the key at once. */

type TapKey = (readerId: string, version: number) => Uint8Array;

/** By the very object that an application holds: one that is put around it is asked itself. */
const held = new WeakMap<object, TapKey>();

/** @param tapKey of these keys; what it returns is good until the next call */
export function holdTapKey(keys: object, tapKey: TapKey): void {
  held.set(keys, tapKey);
}

/** What was given for these keys, if anything was. */
export function heldTapKey(keys: object): TapKey | undefined {
  return held.get(keys);
}
