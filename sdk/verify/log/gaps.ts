/** Which records a reader says it has dropped, and which numbers that leaves unexplained. */

/** Counters from first to last, both included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** The ranges in order, those that touch joined. */
export function joinRanges(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const last = joined.at(-1);
    if (!last || range.first > last.last + 1) joined.push(range);
    else if (range.last > last.last) joined[joined.length - 1] = { first: last.first, last: range.last };
  }
  return joined;
}

/**
 * What of a hole in the log no range covers.
 *
 * @param hole the numbers that are missing
 * @param joined as {@link joinRanges} gives them
 */
export function uncovered(hole: Range, joined: readonly Range[]): Range[] {
  const open: Range[] = [];
  let next = hole.first;
  for (let i = firstEndingAt(hole.first, joined); i < joined.length; i++) {
    const range = joined[i] as Range;
    if (range.first > hole.last) break;
    if (range.first > next) open.push({ first: next, last: range.first - 1 });
    next = Math.max(next, range.last + 1);
  }
  if (next <= hole.last) open.push({ first: next, last: hole.last });
  return open;
}

/** Index of the first range that does not end before this number. */
function firstEndingAt(number: number, joined: readonly Range[]): number {
  let low = 0;
  let high = joined.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((joined[middle] as Range).last < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
