/** Measuring: rounds of all contestants in turns, CPU time of their processes, ratios within a round, medians over rounds. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/**
 * Runs every contestant once per round, in turns, after one round that does not count. Each has a process of its own, as in
 * life: no heap and no compiled code that another one has filled.
 *
 * @param module address of the module that exports the contestants
 * @param set name of the export: functions by name, each of which prepares and returns the work
 * @returns CPU microseconds of each round, by name, and what the work returned
 */
export async function rounds(module, set, count = 5) {
  const { [set]: contestants } = await import(module);
  const names = Object.keys(contestants);
  const children = names.map((name) =>
    fork(fileURLToPath(new URL("contestant.js", import.meta.url)), [module, set, name], {
      execArgv: ["--expose-gc"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    }),
  );
  await Promise.all(children.map((child) => next(child)));
  const times = Object.fromEntries(names.map((name) => [name, []]));
  const found = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= count; round++) {
    for (const [index, name] of names.entries()) {
      const answer = next(children[index]);
      children[index].send(round);
      const { us, ...rest } = await answer;
      if (round === 0) continue;
      times[name].push(us);
      found[name].push(rest);
    }
  }
  for (const child of children) child.kill();
  return { times, found };
}

/** The next message of a contestant; rejects when it ends instead, having said why on its own. */
function next(child) {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`a contestant ended with ${code}`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message);
    });
  });
}

/** How many times as fast `name` is as `other`: the median of the ratios of rounds. */
export function speed({ times }, name, other) {
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
