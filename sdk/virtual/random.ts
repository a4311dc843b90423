/** Chance that repeats: a small seeded generator for faults and noise. Never for keys. */

/**
 * Numbers from 0 up to 1, the same in every run of one seed (xorshift32).
 *
 * @param seed any integer; 0 counts as 1
 */
export function createRandom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}
