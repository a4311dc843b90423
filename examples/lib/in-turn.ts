/** Work that waits its turn: cards at one reader, taps handed in; what fails does not stop what comes after it. */

/** Does the work when all that was asked for earlier has ended. @returns what the work gives, or throws what it throws */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a queue of its own, without a limit. */
export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}
