/** Access rights of NTAG 424 DNA files: four bits each. NT4H2421Gx data sheet, 8.2.3.3. */

/** Who may do something: holders of key 0 to 4, everybody, nobody. */
export type Ntag424Right = number | "free" | "never";

/** An access right from its four bits; undefined when reserved. */
export function nibbleRight(nibble: number): Ntag424Right | undefined {
  if (nibble === 0x0e) return "free";
  if (nibble === 0x0f) return "never";
  return nibble <= 4 ? nibble : undefined;
}

/** The counterpart of `nibbleRight`. */
export function rightNibble(right: Ntag424Right): number {
  if (right === "free") return 0x0e;
  return right === "never" ? 0x0f : right;
}
