/** The fuzzers' chance: xorshift32 on integers. fast-check draws some 10,000 inputs a second, this some millions. */

/** Draws an integer from 0 up to, not including, `below`. */
export type Draw = (below: number) => number;

export function createDraw(seed: number): Draw {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
