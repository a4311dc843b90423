/** Keeps an example running until Ctrl-C, and ends it cleanly. */

/** What can be closed, in the order in which it was opened. */
export interface Closable {
  close(): Promise<void> | void;
}

/**
 * What nobody caught. A port that is taken or a reader that is not there has a code: words do, as the stack helps nobody at
 * a till. Anything else is a mistake of the program.
 */
function explain(error: unknown): void {
  const { code, hint, port, message, stack } = error as Error & { code?: string; hint?: string; port?: number };
  const words = code === undefined ? stack : message;
  const taken = code === "EADDRINUSE" ? `another program has port ${port}: --web-port N takes another` : undefined;
  process.stderr.write(`${taken ?? words}\n${hint ? `  ${hint}\n` : ""}`);
  process.exit(1);
}

process.on("uncaughtException", explain);

/** Says where to look, waits for Ctrl-C, closes the last first. Exit code 1 when that fails. */
export function runUntilStopped(words: string, parts: readonly Closable[]): void {
  process.stdout.write(`${words}\nCtrl-C ends it.\n`);
  let ending = false;
  const end = async () => {
    // The second time it is meant.
    if (ending) process.exit(130);
    ending = true;
    try {
      for (const part of [...parts].reverse()) await part.close();
      process.exit(0);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      process.exit(1);
    }
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
}
