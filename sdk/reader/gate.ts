/** A promise that is settled from outside; a rejection that nobody awaits is no unhandled one. */

/** A gate that opens once, or never does. */
export interface Gate {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
}

/** Creates a closed gate. */
export function createGate(): Gate {
  let resolve: () => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}
