/** Which reader gets its firmware in which wave: sizes as they are written, and who is in each. Pure. */
import { KetukError } from "../errors.js";

/** So many readers, or a share of all of them, 0 to 1. */
export type Size = { readonly count: number } | { readonly share: number };

/** A reader and what it has in common with others: its bridge or host, its wiring. */
export interface Placed {
  /** Its id. */
  readonly id: string;
  /** Readers of one group have neighbours, a supply and a wiring in common. */
  readonly group: string;
}

/** One reader, a hundredth, a tenth, the rest. */
export const DEFAULT_WAVES = "1,1%,10%,100%";

/**
 * Reads "3" or "2.5%".
 *
 * @param what it is, for the message
 * @throws KetukError `bad-argument`
 */
export function parseSize(text: string, what: string): Size {
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim()) ?? [];
  const value = Number(number);
  if (number !== undefined && percent && value <= 100) return { share: value / 100 };
  if (number !== undefined && !percent && Number.isInteger(value)) return { count: value };
  throw new KetukError("bad-argument", `${what} expected a number of readers or a percentage, got "${text}"`, {
    hint: 'such as "5" or "2%"',
  });
}

/** A size in readers, rounded up. */
export function sizeIn(size: Size, total: number): number {
  return "count" in size ? size.count : Math.ceil(size.share * total - 1e-9);
}

/**
 * Reads sizes of waves, "1,1%,10%,100%". Each says how many readers have the firmware when its wave is over.
 *
 * @throws KetukError `bad-argument`
 */
export function parseWaves(text: string): Size[] {
  return text.split(",").map((one) => parseSize(one, "a wave"));
}

/**
 * Divides readers into waves. Every wave has readers of as many groups as it can: a firmware that fails with one wiring or
 * at one host shows it in an early wave, and neighbours are spread. What the sizes leave over is a last wave.
 */
export function planWaves(readers: readonly Placed[], sizes: readonly Size[]): string[][] {
  const order = interleave(readers);
  const waves: string[][] = [];
  let from = 0;
  for (const size of [...sizes, { share: 1 }]) {
    const to = Math.min(order.length, sizeIn(size, order.length));
    if (to > from) waves.push(order.slice(from, to));
    from = Math.max(from, to);
  }
  return waves;
}

/** One of each group, then the second of each, and so on. */
function interleave(readers: readonly Placed[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { id, group } of readers) {
    const members = groups.get(group);
    if (members) members.push(id);
    else groups.set(group, [id]);
  }
  const lists = [...groups.values()];
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const order: string[] = [];
  for (let turn = 0; turn < longest; turn++) {
    for (const members of lists) {
      const id = members[turn];
      if (id !== undefined) order.push(id);
    }
  }
  return order;
}
