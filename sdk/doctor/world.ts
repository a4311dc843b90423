/** What the doctor needs of the world, so that tests and virtual readers bring their own. */

/** Time, and somebody to talk to. */
export interface World {
  /** A clock that only rises, in milliseconds. */
  nowMs(): number;
  /** Time of day, milliseconds since 1970. */
  wallMs(): number;
  /** Lets time pass. */
  sleep(ms: number): Promise<void>;
  /** What is being done now, for people. */
  progress(words: string): void;
  /** Gives up. */
  readonly signal: AbortSignal;
}
