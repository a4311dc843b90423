/** What a command sees of the world: two streams, the environment, and the wish to stop. Tests bring their own. */
import { KetukError } from "../errors.js";

/** Exit codes of `ketuk`. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** It did not work; the message says why. */
  failed: 1,
  /** The command line was wrong. */
  usage: 2,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** The world. */
export interface Io {
  /** Results. In JSON mode one object per line and nothing else. */
  out(text: string): void;
  /** Words for people. */
  err(text: string): void;
  /** May results be coloured? */
  readonly colour: boolean;
  /** Is somebody watching the words, so that progress is worth showing? */
  readonly watched: boolean;
  /** What is piped in. */
  readonly input: AsyncIterable<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks the person at the terminal for something that nobody else may see; undefined when there is no terminal. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Fires with Ctrl-C. */
  readonly signal: AbortSignal;
  /** After Ctrl-C the command ends in its own time, and not within seconds; a second Ctrl-C ends it in any case. */
  readonly takeTime?: (() => void) | undefined;
}

/** Colours of meaning, none where they would be noise. */
export type Paint = (colour: keyof typeof COLOURS, text: string) => string;

const COLOURS = { good: 32, bad: 31, doubtful: 33, quiet: 2, strong: 1 } as const;

/** How to colour on these streams. */
export function createPaint(io: Io): Paint {
  return io.colour ? (colour, text) => `\x1b[${COLOURS[colour]}m${text}\x1b[0m` : (_colour, text) => text;
}

/** The message and what to do; the stack only for DEBUG=ketuk. */
export function reportError(io: Io, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  io.err(`ketuk: ${message}\n`);
  if (error instanceof KetukError && error.hint) io.err(`  ${error.hint}\n`);
  if (/\bketuk\b/.test(io.env.DEBUG ?? "") && error instanceof Error) io.err(`${error.stack ?? ""}\n`);
  else if (!(error instanceof KetukError)) io.err("  this should not happen; DEBUG=ketuk shows where\n");
}

/** One object per line. */
export function writeJson(io: Io, value: unknown): void {
  io.out(`${JSON.stringify(value)}\n`);
}

/** Waits, at most until the signal fires. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
