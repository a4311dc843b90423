/** Keeps the first findings of a log by line and counts them all: a log that is wrong everywhere must not fill memory. */

/** Findings that are kept; those in later lines are only counted. */
export const KEPT_COUNT = 1000;

/** Something that was found in a line. */
export interface InLine {
  readonly line: number;
}

/** Findings of one sort. */
export interface Findings<T extends InLine> {
  /** Of all that were added. */
  readonly count: number;
  /** Adds one; lines may come in any order. */
  add(finding: T): void;
  /** The first 1,000, by line. */
  list(): T[];
}

/** Creates an empty collection. */
export function createFindings<T extends InLine>(): Findings<T> {
  let kept: T[] = [];
  let count = 0;

  function tidy(): T[] {
    kept.sort((a, b) => a.line - b.line);
    if (kept.length > KEPT_COUNT) kept = kept.slice(0, KEPT_COUNT);
    return kept;
  }

  return {
    get count() {
      return count;
    },
    add(finding) {
      count++;
      kept.push(finding);
      if (kept.length >= 2 * KEPT_COUNT) tidy();
    },
    list: () => [...tidy()],
  };
}
