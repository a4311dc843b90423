/** Measuring: rounds of all contestants in turns, CPU time of this process, ratios within a round, medians over rounds. */

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/**
 * Runs every contestant once per round, after one round that does not count.
 *
 * @param contestants functions by name; each does the same work
 * @returns CPU microseconds of each round, by name
 */
export async function rounds(contestants, count = 5) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round <= count; round++) {
    for (const [name, work] of Object.entries(contestants)) {
      // The garbage of the one before is not charged to the next. Not a whole collection: V8 forgets with it what it has
      // compiled for every class that has no instance at that moment, which is all that a decoder makes.
      globalThis.gc?.({ type: "minor" });
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      if (round > 0) times[name].push(user + system);
    }
  }
  return times;
}

/** How many times as fast `name` is as `other`: the median of the ratios of rounds. */
export function speed(times, name, other) {
  return median(times[name].map((us, round) => times[other][round] / us));
}

/** A row. `target` is a number and its side: ">=5", "<=0.65"; without one the row only informs. */
export function row(name, value, unit, target) {
  const rounded = Number(value.toPrecision(3));
  if (!target) return { name, value: rounded, unit, target: null, met: null };
  const limit = Number(target.slice(2));
  return { name, value: rounded, unit, target, met: target.startsWith(">=") ? value >= limit : value <= limit };
}

/** Random bytes and numbers that are the same in every run. */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (limit) => Math.floor(next() * limit),
    bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)),
  };
}

/** Cuts bytes into pieces of 1 to `most` bytes. */
export function cut(bytes, most, random) {
  const pieces = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + random.below(most);
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}
