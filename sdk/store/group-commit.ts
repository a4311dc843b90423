/** Many who want something written, one writer: whoever comes while it writes shares the next write. */

/**
 * Creates the shared write.
 *
 * @param write writes everything there is to write at the moment of its call. Never called while it is under way
 * @returns a promise for a write that began after the call; rejects with what that write throws
 */
export function createGroupCommit(write: () => Promise<void>): () => Promise<void> {
  let next: Promise<void> | undefined;
  let running: Promise<unknown> = Promise.resolve();
  return () => {
    next ??= running.then(() => {
      next = undefined;
      const done = write();
      running = done.catch(() => {});
      return done;
    });
    return next;
  };
}
