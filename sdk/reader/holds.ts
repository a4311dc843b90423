/** Several who must all let go of a record before it is acknowledged. */

/** Those who hold it. */
export interface Holds {
  /** One more. Returns what lets go; further calls of that do nothing. */
  hold(): () => void;
}

/** @param release called once, when the last one lets go */
export function createHolds(release: () => void): Holds {
  let count = 0;
  return {
    hold() {
      let holds = true;
      count++;
      return () => {
        if (!holds) return;
        holds = false;
        if (--count === 0) release();
      };
    },
  };
}
