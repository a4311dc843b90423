/** What a rollout needs of the readers, however they are reached. */
import type { Sight } from "./rollout.js";

/** A reader of a fleet before its update. */
export interface FleetReader {
  /** Its id. */
  readonly id: string;
  /** See `Placed.group`. */
  readonly group: string;
  /** Where it is: a port, or its bridge. */
  readonly at: string;
  /** Undefined for one that is not there. */
  readonly sight: Sight | undefined;
}

/** The readers of a fleet. */
export interface FleetTargets {
  /** Is the way to all of them cut off at present? Then nobody is judged by what was heard before. */
  readonly isBlind: boolean;
  /** All readers, those that are away included. */
  list(signal: AbortSignal): Promise<FleetReader[]>;
  /** How a reader is now; undefined for one that nobody has heard of. Never rejects. */
  sight(id: string): Promise<Sight | undefined>;
  /**
   * Gives it the firmware and waits until that has proved itself.
   *
   * @param progress told the part that is done, 0 to 1, as far as anybody knows
   * @returns its start with the new firmware
   * @throws KetukError as `Reader.update`
   */
  update(id: string, progress: (share: number) => void, signal: AbortSignal): Promise<{ readonly boot: number }>;
  /** These are watched no more. */
  release(ids: readonly string[]): Promise<void>;
  /** Lets go of everything. Never rejects. */
  close(): Promise<void>;
}
