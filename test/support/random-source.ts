/** Random numbers that a seed repeats: for tests that have to print how to see a failure again. */

export interface RandomSource {
  /** A whole number from 0 to below the limit. */
  below(limit: number): number;
  /** So many bytes. */
  bytes(length: number): Uint8Array;
}

/** mulberry32: 32 bits of state, good enough to choose test cases by. */
export function createRandomSource(seed: number): RandomSource {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, bytes: (length) => Uint8Array.from({ length }, () => below(256)) };
}
